"""Impact ratios, the groups that must stay listed, and the scoring rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.statistics import rate_ratio, wilson
from isonomia.statistics.selection import Impact, above_median, fisher_exact, impact_ratios

if TYPE_CHECKING:
    from isonomia.statistics import Interval


def by_name(found: list[Impact]) -> dict[str, Impact]:
    return {impact.group: impact for impact in found}


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def test_each_group_beside_the_highest_rate() -> None:
    """The Guidelines' own question: 20 of 80 against 48 of 120 (rates 25 % and 40 %)."""
    found = by_name(impact_ratios({"black": (20, 80), "white": (48, 120)}))
    black, white = found["black"], found["white"]
    assert black.ratio == rate_ratio(20, 80, 48, 120)
    assert black.ratio is not None
    assert black.ratio.value == pytest.approx(0.625)
    assert black.p == fisher_exact(20, 80, 48, 120)
    assert black.rate == wilson(20, 80)
    assert black.below_four_fifths is True
    assert black.reference == white.reference == "white"
    assert (white.ratio, white.p, white.below_four_fifths) == (None, None, None)


def test_the_mark_alone_settles_nothing() -> None:
    """Below the mark by chance, and above it with a difference that is certain."""
    few = by_name(impact_ratios({"a": (3, 5), "b": (4, 5)}))["a"]
    assert few.below_four_fifths
    assert few.p == pytest.approx(1.0)
    assert limits(few.ratio)[1] > 1.25
    many = by_name(impact_ratios({"a": (8_500, 10_000), "b": (9_900, 10_000)}))["a"]
    assert many.below_four_fifths is False
    assert many.p is not None
    assert many.p < 1e-100
    assert 0.8 < limits(many.ratio)[0] < limits(many.ratio)[1] < 0.9


def test_no_one_is_dropped() -> None:
    counts = {"women": (30, 100), "men": (40, 100), "non-binary": (1, 1), "unknown": (0, 0)}
    found = impact_ratios(counts)
    assert [impact.group for impact in found] == list(counts)
    one, none = found[2], found[3]
    # One lucky person sets no standard, yet is listed with an interval as wide as one is.
    assert {impact.reference for impact in found} == {"men"}
    assert limits(one.rate)[0] < 0.25
    assert limits(one.ratio)[0] < 1 < limits(one.ratio)[1]
    assert (none.rate, none.ratio, none.p, none.below_four_fifths) == (None, None, None, None)
    assert (none.selected, none.n) == (0, 0)


def test_no_one_selected_at_all_has_no_ratio() -> None:
    found = impact_ratios({"a": (0, 9), "b": (0, 5)})
    ratio = found[1].ratio
    assert ratio is not None
    assert math.isnan(ratio.value)
    assert found[1].below_four_fifths is None
    assert found[1].p == 1.0


def test_many_small_groups_still_have_a_reference() -> None:
    counts = {f"g{i}": (i % 3, 4) for i in range(60)} | {"empty": (0, 0)}
    assert {impact.reference for impact in impact_ratios(counts)} == {"g2"}


def test_a_reference_named_beforehand_may_have_the_lower_rate() -> None:
    found = by_name(impact_ratios({"women": (50, 100), "men": (25, 100)}, reference="men"))
    ratio = found["women"].ratio
    assert ratio is not None
    assert ratio.value == 2.0
    assert found["women"].below_four_fifths is False


def test_scoring_rates_by_hand() -> None:
    # All: 1 2 3 4 5 6 7 8; median 4.5.
    counts = above_median({"women": [1, 2, 3, 5], "men": [4, 6, 7, 8]})
    assert counts == {"women": (1, 4), "men": (3, 4)}
    ratio = by_name(impact_ratios(counts))["women"].ratio
    assert ratio is not None
    assert ratio.value == pytest.approx(1 / 3)


def test_a_score_at_the_median_is_not_above_it() -> None:
    # All: 1 3 3 3 9; median 3.
    assert above_median({"a": [1, 3], "b": [3, 3, 9], "c": []}) == {
        "a": (0, 2),
        "b": (1, 3),
        "c": (0, 0),
    }


def test_the_median_is_that_of_all_also_of_the_unknown() -> None:
    known = {"women": [1.0, 2.0], "men": [3.0, 4.0]}
    assert above_median(known) == {"women": (0, 2), "men": (2, 2)}
    with_unknown = above_median(known | {"unknown": [8.0, 9.0, 9.0]})
    assert with_unknown == {"women": (0, 2), "men": (0, 2), "unknown": (3, 3)}


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.integers(0, 99))
def test_never_more_than_half_score_above(scores: list[int], seed: int) -> None:
    member = np.random.default_rng(seed).random(len(scores)) < 0.5
    counts = above_median({"a": np.array(scores)[member], "b": np.array(scores)[~member]})
    above = sum(x for x, _ in counts.values())
    assert 2 * above <= len(scores)
    if len(set(scores)) == len(scores):
        assert above == len(scores) // 2


def test_a_process_that_ignores_groups_is_rarely_accused() -> None:
    rng = np.random.default_rng(1)
    below = wrong = outside = 0
    for _ in range(500):
        women, men = (int(x) for x in rng.binomial(40, 0.3, 2))
        impact = impact_ratios({"women": (women, 40), "men": (men, 40)}, "men")[0]
        below += bool(impact.below_four_fifths)
        wrong += (impact.p or 0) <= 0.05
        outside += not limits(impact.ratio)[0] <= 1 <= limits(impact.ratio)[1]
    assert below / 500 > 0.2  # what the bare mark would do to a fair process
    assert wrong / 500 <= 0.05
    assert outside / 500 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 500)


@pytest.mark.parametrize(
    ("counts", "reference", "words"),
    [
        ({}, None, "no one in any group"),
        ({"a": (0, 0)}, None, "no one in any group"),
        ({"a": (2, 1)}, None, "There cannot be"),
        ({"a": (1, 2)}, "b", "no one in the group 'b'"),
        ({"a": (1, 2), "b": (0, 0)}, "b", "no one in the group 'b'"),
    ],
)
def test_impossible_counts_are_refused(
    counts: dict[str, tuple[int, int]], reference: str | None, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        impact_ratios(counts, reference)


def test_scores_must_be_numbers() -> None:
    nothing: list[dict[str, list[float]]] = [{}, {"a": []}, {"a": [1.0, math.nan]}]
    for scores in nothing:
        with pytest.raises(ValueError, match="Scoring rates need scores"):
            above_median(scores)
