"""Agreement against statsmodels, its symmetries, and what perfect agreement may not claim."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from isonomia.statistics.judging import Confusion, agreement, differential_error

if TYPE_CHECKING:
    from isonomia.statistics import Interval

Table = npt.NDArray[np.int64]
# Fleiss, Levin & Paik (2003), table 18.1: two raters, 100 subjects; they print kappa 0.68.
FLEISS = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
counts = st.integers(0, 60)
confusions = st.builds(Confusion, counts, counts, counts, counts)
tables = st.integers(2, 4).flatmap(lambda k: arrays(np.int64, (k, k), elements=st.integers(0, 40)))


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def varied(table: Table) -> bool:
    """Whether the table is full enough for statsmodels not to divide by zero, and for limits."""
    return bool(table.min() > 0 and table.sum() > 12)


@settings(deadline=None)
@given(tables.filter(varied))
def test_kappa_is_statsmodels_or_the_longer_arm(table: Table) -> None:
    oracle, ours = cohens_kappa(table), agreement(table)
    assert ours.kappa.value == pytest.approx(float(oracle.kappa), abs=1e-12)
    n = int(table.sum())
    raw = proportion_confint(int(np.trace(table)), n, method="wilson")
    assert limits(ours.raw) == pytest.approx(raw, abs=1e-12)
    chance = float(table.sum(axis=1) @ table.sum(axis=0)) / n**2
    carried = [(limit - chance) / (1 - chance) for limit in raw]
    low, high = limits(ours.kappa)
    assert low == pytest.approx(max(-1, min(float(oracle.kappa_low), carried[0])), abs=1e-9)
    assert high == pytest.approx(min(1, max(float(oracle.kappa_upp), carried[1])), abs=1e-9)


def test_kappa_as_printed() -> None:
    found = agreement(FLEISS)
    assert found.raw.value == 0.89
    assert found.kappa.value == pytest.approx(0.68, abs=5e-3)


@given(tables, st.integers(0, 99))
def test_names_of_categories_and_of_raters_do_not_matter(table: Table, seed: int) -> None:
    assume(table.sum() > 0)
    found = agreement(table).kappa
    order = np.random.default_rng(seed).permutation(len(table))
    for other in (agreement(table[np.ix_(order, order)]).kappa, agreement(table.T).kappa):
        assert other.value == pytest.approx(found.value, abs=1e-9, nan_ok=True)
        if found.low is not None:
            assert limits(other) == pytest.approx(limits(found), abs=1e-9)


@given(tables)
def test_limits_hold_the_estimate_and_widen_with_the_level(table: Table) -> None:
    assume(table.sum() > 0)
    found = agreement(table).kappa
    if found.low is None:
        return
    low, high = limits(found)
    wide_low, wide_high = found.at(0.001)
    assert -1 <= wide_low <= low <= found.value + 1e-12
    assert found.value - 1e-12 <= high <= wide_high <= 1
    assert low < high
    near_low, near_high = found.at(0.05, 100.0)
    assert near_high - near_low < high - low


@pytest.mark.parametrize("n", [3, 10, 50])
def test_perfect_agreement_is_not_certainty(n: int) -> None:
    low, high = limits(agreement([[n, 0], [0, n]]).kappa)
    # Of 2n units that all agree, Wilson's lower limit; agreement by chance is one half.
    assert low == pytest.approx(2 * proportion_confint(2 * n, 2 * n, method="wilson")[0] - 1)
    assert high == pytest.approx(1.0)


def test_one_category_shows_no_kappa() -> None:
    found = agreement([[30, 0], [0, 0]])
    assert limits(found.raw)[0] < 0.9
    assert math.isnan(found.kappa.value)
    assert found.kappa.low is found.kappa.high is None


def test_a_category_hardly_used_gives_kappa_no_scale() -> None:
    """With one positive in 60, chance alone would lead to two disagreements."""
    found = agreement([[1, 0], [0, 59]])
    assert found.kappa.value == pytest.approx(1.0)
    assert found.kappa.low is found.kappa.se is None
    assert limits(agreement([[2, 0], [0, 58]]).kappa)[0] < 0.6


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([[1, 2, 3], [4, 5, 6]], "square table"),
        ([[5]], "two categories"),
        ([1, 2], "square table"),
        ([[0, 0], [0, 0]], "not all 0"),
        ([[1, -1], [2, 3]], "none negative"),
        ([[0.5, 1.0], [2.0, 3.0]], "whole counts"),
    ],
)
def test_what_is_no_table_is_refused(table: list[list[float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        agreement(table)


@given(confusions, confusions, confusions)
def test_confusions_merge_in_any_order(a: Confusion, b: Confusion, c: Confusion) -> None:
    assert (a + b) + c == a + (b + c)
    assert a + b == b + a
    assert a + Confusion(0, 0, 0, 0) == a
    assert (a + b).positives == a.positives + b.positives
    assert (a + b).negatives == a.negatives + b.negatives


def test_sensitivity_and_specificity_are_shares_of_what_the_person_said() -> None:
    judge = Confusion(both=40, judge_only=9, human_only=10, neither=81)
    assert judge.sensitivity().value == 0.8
    assert judge.specificity(0.9).value == 0.9
    assert limits(judge.sensitivity()) == pytest.approx(proportion_confint(40, 50, method="wilson"))
    oracle = proportion_confint(81, 90, alpha=0.1, method="wilson")
    assert limits(judge.specificity(0.9)) == pytest.approx(oracle)


def test_no_positives_no_sensitivity() -> None:
    judge = Confusion(0, 3, 0, 20)
    assert math.isnan(judge.sensitivity().value)
    assert judge.sensitivity().low is None
    assert judge.specificity().low is not None
    found = differential_error(judge, Confusion(8, 3, 2, 20))
    assert math.isnan(found.sensitivity.value)
    assert found.sensitivity.low is None
    assert found.specificity.value == 0.0


@given(confusions)
def test_a_judge_tells_something_if_it_beats_chance(judge: Confusion) -> None:
    assume(judge.positives and judge.negatives)
    youden = judge.sensitivity().value + judge.specificity().value - 1
    assert judge.is_informative == (youden > 1e-9)


def test_ten_points_between_arms_are_newcombe() -> None:
    found = differential_error(Confusion(80, 10, 20, 90), Confusion(70, 20, 30, 80))
    for difference, x1, x2 in ((found.sensitivity, 80, 70), (found.specificity, 90, 80)):
        oracle = confint_proportions_2indep(x1, 100, x2, 100, method="newcomb", compare="diff")
        assert difference.value == pytest.approx(0.1)
        assert limits(difference) == pytest.approx(oracle, abs=1e-12)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        Confusion(1, 2, -1, 3)
