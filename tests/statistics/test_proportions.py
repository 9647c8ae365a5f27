"""Proportions against statsmodels, published tables, and their exact coverage."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from isonomia.statistics import Interval, newcombe, rate_ratio, wilson

Counts = tuple[int, int]


def group() -> st.SearchStrategy[Counts]:
    return st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@given(group(), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_is_statsmodels(counts: Counts, level: float) -> None:
    x, n = counts
    oracle = proportion_confint(x, n, alpha=1 - level, method="wilson")
    assert limits(wilson(x, n, level)) == pytest.approx(oracle, abs=1e-12)


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_printed_by_newcombe_1998a(x: int, n: int, low: float, high: float) -> None:
    assert limits(wilson(x, n)) == pytest.approx((low, high), abs=5e-5)


@settings(deadline=None)
@given(group(), group(), st.sampled_from([0.9, 0.95, 0.99]))
def test_newcombe_is_statsmodels(first: Counts, second: Counts, level: float) -> None:
    oracle = confint_proportions_2indep(
        *first, *second, method="newcomb", compare="diff", alpha=1 - level
    )
    assert limits(newcombe(*first, *second, level)) == pytest.approx(oracle, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_1998b_table_2(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    assert limits(newcombe(*counts)) == pytest.approx((low, high), abs=5e-5)


@given(group(), group())
def test_swapping_groups_mirrors_difference_and_inverts_ratio(a: Counts, b: Counts) -> None:
    low, high = limits(newcombe(*a, *b))
    assert limits(newcombe(*b, *a)) == pytest.approx((-high, -low))
    if a[0] or b[0]:
        low, high = limits(rate_ratio(*a, *b))
        inverse = (1 / high, 1 / low if low else math.inf)
        assert limits(rate_ratio(*b, *a)) == pytest.approx(inverse)


@given(group())
def test_wilson_mirrors_failures_and_widens_with_level(counts: Counts) -> None:
    x, n = counts
    low, high = limits(wilson(x, n))
    assert limits(wilson(n - x, n)) == pytest.approx((1 - high, 1 - low))
    wider = limits(wilson(x, n, 0.99))
    assert 0 <= wider[0] <= low <= x / n <= high <= wider[1] <= 1
    assert high - low > 0


@given(group(), group())
def test_a_ratio_limit_is_where_the_difference_has_a_limit_at_zero(a: Counts, b: Counts) -> None:
    """Fieller's argument: p1 - ratio · p2, with its own hybrid interval, just reaches zero."""
    assume(a[0] and b[0])
    (p1, p2), (low, high) = (a[0] / a[1], b[0] / b[1]), limits(rate_ratio(*a, *b))
    (low1, high1), (low2, high2) = limits(wilson(*a)), limits(wilson(*b))
    assert p1 - low * p2 == pytest.approx(math.hypot(p1 - low1, low * (high2 - p2)), rel=1e-6)
    assert high * p2 - p1 == pytest.approx(math.hypot(high1 - p1, high * (p2 - low2)), rel=1e-6)


@pytest.mark.parametrize("method", ["score", "log"])
def test_large_ratios_agree_with_statsmodels(method: str) -> None:
    """The physicians' health study: heart attacks with and without aspirin (Agresti 2013, §3.1)."""
    counts = (189, 11034, 104, 11037)
    oracle = confint_proportions_2indep(*counts, method=method, compare="ratio")
    ratio = rate_ratio(*counts)
    assert ratio.value == pytest.approx(1.82, abs=5e-3)
    assert limits(ratio) == pytest.approx(oracle, rel=5e-3)


def test_zeros_need_no_correction() -> None:
    none, all_of_them, infinite = (
        rate_ratio(*counts) for counts in ((0, 9, 4, 9), (9, 9, 9, 9), (4, 9, 0, 9))
    )
    assert none.value == none.low == 0.0
    assert limits(none)[1] < 1.0
    # Nine of nine say no more of a rate than that it exceeds Wilson's 0.70.
    low, high = limits(all_of_them)
    assert (low, high) == pytest.approx((1 / high, 1 / low))
    assert low < 0.75
    assert infinite.value == infinite.high == math.inf
    assert infinite.low == pytest.approx(1 / limits(none)[1])
    assert infinite.se is None


@pytest.mark.parametrize(("n1", "n2"), [(9, 9), (20, 20), (10, 40), (40, 10)])
def test_a_ratio_just_below_four_fifths_is_hardly_ever_within(n1: int, n2: int) -> None:
    for p2 in (0.3, 0.7, 0.95, 1.0):
        p1, wrong = 0.7999 * p2, 0.0
        for x1, x2 in product(range(n1 + 1), range(1, n2 + 1)):
            low, high = limits(rate_ratio(x1, n1, x2, n2))
            if low >= 0.8 and high <= 1.25:
                wrong += float(stats.binom.pmf(x1, n1, p1) * stats.binom.pmf(x2, n2, p2))
        assert wrong <= 0.05


def test_two_empty_groups_have_no_ratio() -> None:
    ratio = rate_ratio(0, 9, 0, 5)
    assert math.isnan(ratio.value)
    assert ratio.low is ratio.high is ratio.se is None
    assert ratio.method.endswith("not estimable")


@pytest.mark.parametrize("counts", [(0, 0), (-1, 3), (4, 3)])
def test_impossible_counts_are_refused(counts: Counts) -> None:
    words = r"at least one unit|There cannot be"
    with pytest.raises(ValueError, match=words):
        wilson(*counts)
    with pytest.raises(ValueError, match=words):
        newcombe(1, 2, *counts)
    with pytest.raises(ValueError, match=words):
        rate_ratio(*counts, 1, 2)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_probability(level: float) -> None:
    with pytest.raises(ValueError, match="confidence level"):
        wilson(1, 2, level)
    with pytest.raises(ValueError, match="confidence level"):
        rate_ratio(0, 2, 0, 2, level)


def test_exact_coverage_of_wilson_averages_the_level() -> None:
    """Agresti & Coull (1998): the mean over p is close to the level, the dips are shallow."""
    n, grid = 40, [i / 200 for i in range(2, 199)]
    cover = [
        sum(float(stats.binom.pmf(x, n, p)) for x in range(n + 1) if inside(wilson(x, n), p))
        for p in grid
    ]
    assert sum(cover) / len(cover) == pytest.approx(0.95, abs=0.01)
    assert min(cover) > 0.83


@pytest.mark.parametrize(("p1", "p2"), [(0.5, 0.3), (0.1, 0.1), (0.95, 0.9), (0.05, 0.0)])
def test_exact_coverage_of_newcombe_and_ratio(p1: float, p2: float) -> None:
    n1, n2 = 30, 25
    difference = ratio = defined = 0.0
    for x1, x2 in product(range(n1 + 1), range(n2 + 1)):
        weight = float(stats.binom.pmf(x1, n1, p1) * stats.binom.pmf(x2, n2, p2))
        difference += weight * inside(newcombe(x1, n1, x2, n2), p1 - p2)
        if p2 and (x1 or x2):
            defined += weight
            ratio += weight * inside(rate_ratio(x1, n1, x2, n2), p1 / p2)
    assert difference > 0.94
    assert ratio >= 0.94 * defined


def inside(interval: Interval, truth: float) -> bool:
    low, high = limits(interval)
    return low <= truth <= high
