"""Regard against scipy and Newcombe, paired and not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from isonomia.statistics import newcombe
from isonomia.statistics.language import RegardGap, paired_regard_gap, regard_gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.statistics import Interval


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def test_two_arms() -> None:
    first, second = (30, 50, 20), (10, 50, 40)
    found = regard_gap(first, second)
    assert found.mean.value == pytest.approx(-0.1 - 0.3)
    assert found.negative.value == pytest.approx(0.3 - 0.1)
    assert limits(found.negative) == limits(newcombe(30, 100, 10, 100))
    one, two = (np.repeat([-1, 0, 1], counts) for counts in (first, second))
    welch = stats.ttest_ind(one, two, equal_var=False).confidence_interval(0.95)
    low, high = limits(found.mean)
    # Lengthened by a little where the sample is skewed, never shortened.
    assert low <= welch.low + 1e-12
    assert high >= welch.high - 1e-12
    assert (low, high) == pytest.approx((welch.low, welch.high), abs=0.01)


def test_pairs_use_the_pairing() -> None:
    rng = np.random.default_rng(1)
    prompts = rng.dirichlet([2, 3, 2], 30)
    first = np.array([rng.multinomial(40, p) for p in prompts])
    shifted = prompts @ [[1, 0, 0], [0, 1, 0], [0.4, 0, 0.6]]  # two fifths of the praise turned
    worse = np.array([rng.multinomial(40, p) for p in shifted])
    found = paired_regard_gap(first, worse)
    score = np.array([-1, 0, 1]) / 40
    oracle = stats.ttest_rel(first @ score, worse @ score)
    assert found.mean.value / (found.mean.se or 1) == pytest.approx(float(oracle.statistic))
    assert limits(found.mean)[0] > 0
    assert limits(found.negative)[1] < 0
    difference = (first.sum(axis=0) - worse.sum(axis=0)) / 1200
    assert found.mean.value == pytest.approx(difference[2] - difference[0])
    assert found.negative.value == pytest.approx(difference[0])


def test_equal_arms_show_no_gap_and_keep_a_width() -> None:
    found = regard_gap((0, 20, 0), (0, 20, 0))
    low, high = limits(found.mean)
    assert low < found.mean.value == 0.0 < high
    assert limits(found.negative)[1] > 0.1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: regard_gap((0, 0, 0), (1, 1, 1)), "counts of negative"),
        (lambda: regard_gap((1, 1, 1), (1, -1, 1)), "counts of negative"),
        (lambda: paired_regard_gap([[1, 1]], [[1, 1]]), "three counts"),
        (lambda: paired_regard_gap([[1, 1, 0]], [[0, 0, 0]]), "at least one text"),
        (lambda: paired_regard_gap([[1, 1, 0]], [[1, 0, 0], [1, 0, 0]]), "one length"),
    ],
)
def test_what_has_no_regard_is_refused(call: Callable[[], RegardGap], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
