"""BBQ's scores by hand, for a coin, for a planted stereotyper and for silence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from isonomia.statistics import settle
from isonomia.statistics.benchmarks import bbq_ambiguous, bbq_disambiguated

if TYPE_CHECKING:
    from isonomia.statistics import Interval


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def test_by_hand() -> None:
    # 12 biased, 4 against, 4 unknown: s_DIS = 24/16 - 1; accuracy 4/20.
    counts = [[8, 2, 0], [4, 2, 4]]
    assert bbq_disambiguated(counts).value == pytest.approx(0.5)
    assert bbq_ambiguous(counts).value == pytest.approx((1 - 0.2) * 0.5)


@pytest.mark.parametrize(("column", "score"), [(0, 1.0), (1, -1.0)])
def test_the_extremes(column: int, score: float) -> None:
    counts = np.zeros((25, 3))
    counts[:, column] = 10
    for measure in (bbq_disambiguated, bbq_ambiguous):
        ours = measure(counts)
        assert ours.value == score
        low, high = limits(ours)
        assert low < high  # 25 templates that agree do not settle it for all
        assert abs(low + high) / 2 < 1


def test_always_unknown_is_right_but_no_proof_of_fairness() -> None:
    counts = [[0, 0, 20]] * 10
    ours = bbq_ambiguous(counts)
    assert ours.value == 0.0
    low, high = limits(ours)
    assert low < -0.1 < 0.1 < high
    undefined = bbq_disambiguated(counts)
    assert math.isnan(undefined.value)
    assert undefined.low is None
    assert settle(undefined, -1, 1).p_within == 1.0


def test_templates_that_name_no_group_are_not_counted() -> None:
    counts = [[8, 2, 0], [4, 2, 4], [1, 3, 2]]
    ours = bbq_disambiguated([*counts, [0, 0, 9]])
    assert ours == bbq_disambiguated(counts)
    assert bbq_ambiguous([*counts, [0, 0, 9]]).n == 4


def test_a_coin_comes_out_unbiased_and_a_stereotyper_is_found() -> None:
    rng = np.random.default_rng(1)
    for score, planted in ((bbq_ambiguous, 0.2), (bbq_disambiguated, 0.25)):
        held = found = 0
        for _ in range(300):
            low, high = limits(score(rng.multinomial(30, [0.4, 0.4, 0.2], 25)))
            held += low <= 0 <= high
            low, high = limits(score(rng.multinomial(30, [0.5, 0.3, 0.2], 25)))
            found += low > 0 and low <= planted <= high
        assert held / 300 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 300)
        assert found / 300 > 0.9


@pytest.mark.parametrize("score", [bbq_ambiguous, bbq_disambiguated])
@pytest.mark.parametrize("counts", [[], [[1, 2]], [[1, -1, 2]], [[1, math.inf, 2]]])
def test_impossible_counts_are_refused(score: object, counts: list[list[float]]) -> None:
    assert callable(score)
    with pytest.raises(ValueError, match=r"three counts|count of answers"):
        score(counts)


def test_a_template_without_an_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one item"):
        bbq_ambiguous([[1, 2, 3], [0, 0, 0]])
