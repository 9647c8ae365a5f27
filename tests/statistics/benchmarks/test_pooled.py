"""The pooled mean against cluster-robust regression, and its coverage."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from isonomia.statistics import unit_mean
from isonomia.statistics.benchmarks import pooled_mean

if TYPE_CHECKING:
    from isonomia.statistics import Interval

Array = npt.NDArray[np.float64]
units = st.lists(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(-n, n), st.just(n))), min_size=2
)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@pytest.mark.parametrize("seed", range(4))
def test_its_error_is_that_of_clustered_regression(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 40, 40)
    sums = rng.binomial(sizes, rng.beta(2, 2, 40))
    items = np.concatenate([np.arange(n) < x for x, n in zip(sums, sizes, strict=True)])
    fit = OLS(items.astype(float), np.ones(items.size)).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(40), sizes)}, use_t=True
    )
    ours = pooled_mean(sums, sizes)
    assert ours.value == pytest.approx(float(fit.params[0]))
    assert ours.se == pytest.approx(float(fit.bse[0]), rel=1e-9)
    low, high = fit.conf_int()[0]
    # Longer by the skewness, never shorter.
    assert limits(ours)[0] <= low + 1e-9
    assert limits(ours)[1] >= high - 1e-9
    assert limits(ours) == pytest.approx((low, high), abs=0.02)


def test_units_of_one_size_are_unit_mean() -> None:
    sums = np.random.default_rng(1).binomial(20, 0.3, 12)
    ours, oracle = pooled_mean(sums, [20] * 12), unit_mean(sums / 20, (0, 1))
    assert ours.value == pytest.approx(oracle.value)
    assert limits(ours) == pytest.approx(limits(oracle))


@given(units)
def test_limits_hold_the_estimate_and_stay_in_bounds(pairs: list[tuple[int, int]]) -> None:
    sums, sizes = zip(*pairs, strict=True)
    ours = pooled_mean(sums, sizes, (-1, 1))
    assert ours.value == pytest.approx(sum(sums) / sum(sizes))
    low, high = limits(ours)
    assert -1 <= low <= ours.value + 1e-12
    assert ours.value - 1e-12 <= high <= 1
    assert low < high  # never of no width
    mirrored = limits(pooled_mean([-x for x in sums], sizes, (-1, 1)))
    assert mirrored == pytest.approx((-high, -low), abs=1e-9)


@pytest.mark.parametrize("n", [8, 25])
def test_coverage_for_uneven_units(n: int) -> None:
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(500):
        sizes = rng.integers(5, 40, n)
        low, high = limits(pooled_mean(rng.binomial(sizes, rng.beta(3, 2, n)), sizes))
        held += low <= 0.6 <= high
    assert held / 500 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 500)


def test_one_unit_has_no_interval() -> None:
    ours = pooled_mean([9], [10])
    assert (ours.value, ours.low, ours.n) == (0.9, None, 1)


@pytest.mark.parametrize(
    ("sums", "sizes", "words"),
    [
        ([], [], "one sum and one size"),
        ([1, 2], [3], "one sum and one size"),
        ([0, 1], [0, 3], "at least one item"),
        ([4, 1], [3, 3], "between 0.0 and 1.0"),
        ([math.nan, 1], [3, 3], "between 0.0 and 1.0"),
    ],
)
def test_impossible_units_are_refused(sums: list[float], sizes: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pooled_mean(sums, sizes)
