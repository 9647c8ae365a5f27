"""Means over units against scipy and statsmodels, and what sameness may not prove."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from statsmodels.regression.linear_model import OLS

from isonomia.statistics import Interval, group_difference, paired_difference, unit_mean

Array = npt.NDArray[np.float64]
UNIT = (0.0, 1.0)
scores = arrays(np.float64, st.integers(2, 40), elements=st.floats(0, 1))


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def lopsided(n: int, seed: int) -> Array:
    return np.random.default_rng(seed).beta(2, 5, n)


def balanced(n: int, seed: int) -> Array:
    """A sample without skewness, for which the interval is Student's own."""
    half = np.random.default_rng(seed).uniform(0.2, 0.5, n // 2)
    return np.concatenate([half, 1 - half])


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_cluster_robust_interval_of_the_calls(seed: int) -> None:
    """The same question asked five times per unit is not five units."""
    unit = balanced(12, seed)
    noise = np.random.default_rng(seed).normal(0, 0.05, (12, 5))
    calls = unit[:, None] + noise - noise.mean(axis=1, keepdims=True)
    fit = OLS(calls.ravel(), np.ones(60)).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(12), 5)}, use_t=True
    )
    ours = unit_mean(calls.mean(axis=1), UNIT)
    assert ours.se == pytest.approx(float(fit.bse[0]), rel=1e-10)
    assert limits(ours) == pytest.approx(tuple(fit.conf_int()[0]), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_paired_is_scipy(seed: int) -> None:
    b = lopsided(16, seed) * 0.5
    a = b + balanced(16, seed) * 0.4
    oracle = stats.ttest_rel(a, b)
    ours = paired_difference(a, b, UNIT)
    assert ours.value / (ours.se or math.nan) == pytest.approx(float(oracle.statistic), rel=1e-9)
    assert limits(ours) == pytest.approx(tuple(oracle.confidence_interval(0.95)), rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_groups_are_welch(seed: int) -> None:
    a, b = balanced(8, seed), balanced(20, seed + 9) * 0.5
    oracle = stats.ttest_ind(a, b, equal_var=False)
    ours = group_difference(a, b, UNIT)
    assert ours.df == pytest.approx(float(oracle.df), rel=1e-10)
    assert limits(ours) == pytest.approx(tuple(oracle.confidence_interval(0.95)), rel=1e-9)
    assert ours.n == 28


def test_groups_of_sleepers() -> None:
    """Student (1908), two drugs for ten sleepers, as two groups: R prints -3.3654832, 0.2054832."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    ours = group_difference(first, second, (-24, 24))
    assert ours.df == pytest.approx(17.776, abs=5e-4)
    low, high = limits(ours)
    # Lengthened, by little, on the side to which the samples lean; never shortened.
    assert low == pytest.approx(-3.3654832, abs=0.2)
    assert low <= -3.3654832
    assert high >= 0.2054832


@given(scores)
def test_never_shorter_than_student(values: Array) -> None:
    ours = unit_mean(values, UNIT)
    arm = float(stats.t.ppf(0.975, values.size - 1) * stats.sem(values))
    low, high = limits(ours)
    assert low <= max(0.0, ours.value - arm) + 1e-9
    assert high >= min(1.0, ours.value + arm) - 1e-9


@given(scores, st.integers(0, 99))
def test_order_mirror_and_level(values: Array, seed: int) -> None:
    low, high = limits(unit_mean(values, UNIT))
    shuffled = np.random.default_rng(seed).permutation(values)
    assert limits(unit_mean(shuffled, UNIT)) == pytest.approx((low, high), abs=1e-9)
    assert limits(unit_mean(1 - values, UNIT)) == pytest.approx((1 - high, 1 - low), abs=1e-7)
    wide_low, wide_high = limits(unit_mean(values, UNIT, 0.99))
    assert 0 <= wide_low <= low <= high <= wide_high <= 1


@given(scores, scores)
def test_swapped_groups_mirror(a: Array, b: Array) -> None:
    low, high = limits(group_difference(a, b, UNIT))
    assert limits(group_difference(b, a, UNIT)) == pytest.approx((-high, -low), abs=1e-12)
    assert -1 <= low <= high <= 1


@pytest.mark.parametrize("n", [2, 5, 30, 200])
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_units_that_agree_give_the_exact_bound(n: int, value: float) -> None:
    ours = unit_mean([value] * n, UNIT)
    # Clopper & Pearson's two-sided upper limit at no events among n.
    q = float(stats.beta.ppf(0.975, 1, n))
    assert limits(ours) == pytest.approx((value - q * value, value + q * (1 - value)), rel=1e-9)
    assert ours.method == "exact bound for units that all agree"
    arm = max(ours.value - limits(ours)[0], limits(ours)[1] - ours.value)
    assert ours.se == pytest.approx(arm / float(stats.t.ppf(0.975, n - 1)), rel=1e-9)


def test_rounding_noise_is_no_spread() -> None:
    noisy = 0.3 + 1e-15 * np.arange(10)
    assert limits(unit_mean(noisy, UNIT)) == pytest.approx(limits(unit_mean([0.3] * 10, UNIT)))


@pytest.mark.parametrize(("n1", "n2"), list(itertools.product([2, 3, 6, 40], repeat=2)))
def test_two_groups_that_agree_within_err_within_the_level(n1: int, n2: int) -> None:
    """Both groups were all 0. Find the likeliest truth above the limit: it must be rare enough."""
    _, high = limits(group_difference([0.0] * n1, [0.0] * n2, UNIT))
    low, _ = limits(group_difference([0.0] * n1, [0.0] * n2, UNIT))
    # Only an event in the first group can raise the difference, so that its bound must hold alone.
    assert (1 - high) ** n1 <= 0.025 + 1e-12
    assert (1 + low) ** n2 <= 0.025 + 1e-12
    # All 1/2: events in both groups can move it. The worst mix must be as rare.
    _, high = limits(group_difference([0.5] * n1, [0.5] * n2, UNIT))
    mixes = ((share, high * 2 - share) for share in np.linspace(0, 1, 201))
    worst = max((1 - d1) ** n1 * (1 - d2) ** n2 for d1, d2 in mixes if 0 <= d2 <= 1)
    assert worst <= (0.025 if min(n1, n2) > 2 else 0.027)


def test_one_group_that_agrees_keeps_its_doubt() -> None:
    varied = balanced(20, 1)
    alone = limits(unit_mean(varied, UNIT))
    low, high = limits(group_difference([1.0] * 10, varied, UNIT))
    q = 1 - 0.025**0.1
    assert high - (1 - varied.mean()) == pytest.approx(varied.mean() - alone[0], rel=1e-9)
    assert 1 - varied.mean() - low == pytest.approx(math.hypot(alone[1] - varied.mean(), q))


@pytest.mark.parametrize("n", [5, 10, 31, 100])
def test_more_events_never_lower_a_limit(n: int) -> None:
    intervals = [limits(unit_mean([1.0] * k + [0.0] * (n - k), UNIT)) for k in range(n + 1)]
    assert intervals == sorted(intervals)
    assert [high for _, high in intervals] == sorted(high for _, high in intervals)


Call = Callable[[], Interval]


@pytest.mark.parametrize(
    "call",
    [
        lambda: unit_mean([0.5], UNIT),
        lambda: paired_difference([0.5], [0.1], UNIT),
        lambda: group_difference([0.5], [0.1, 0.2, 0.3], UNIT),
    ],
)
def test_one_unit_has_no_interval(call: Call) -> None:
    ours = call()
    assert ours.low is ours.high is ours.se is ours.df is None
    assert "not estimable" in ours.method


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: unit_mean([], UNIT), "at least one value"),
        (lambda: unit_mean([[0.1, 0.2]], UNIT), "one per unit"),
        (lambda: unit_mean([0.1, 1.1], UNIT), "between 0.0 and 1.0"),
        (lambda: unit_mean([0.1, math.nan], UNIT), "must be a number"),
        (lambda: unit_mean([0.1], (1.0, 0.0)), "finite bounds"),
        (lambda: unit_mean([0.1], (0.0, math.inf)), "finite bounds"),
        (lambda: paired_difference([0.1, 0.2], [0.1], UNIT), "one length"),
        (lambda: group_difference([0.1, 0.2], [], UNIT), "at least one value"),
        (lambda: unit_mean([0.1], UNIT, 1.0), "confidence level"),
    ],
)
def test_what_cannot_be_a_sample_is_refused(call: Call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
