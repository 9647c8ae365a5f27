"""The distributions against scipy and against tables printed in textbooks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics import normal_cdf, normal_quantile, t_cdf, t_quantile

DFS = [0.5, 1.0, 1.5, 2.0, 2.7, 3.0, 5.0, 10.0, 29.0, 59.9, 60.1, 100.0, 1e3, 1e4, 1e6]
PS = [1e-12, 1e-6, 0.001, 0.025, 0.1, 0.3, 0.49, 0.6, 0.975, 0.999, 1 - 1e-6]


@pytest.mark.parametrize("df", DFS)
@pytest.mark.parametrize("p", PS)
def test_t_agrees_with_scipy_far_into_the_tails(p: float, df: float) -> None:
    x = float(stats.t.ppf(p, df))
    assert t_quantile(p, df) == pytest.approx(x, rel=1e-10)
    assert t_cdf(x, df) == pytest.approx(float(stats.t.cdf(x, df)), rel=1e-10)


@pytest.mark.parametrize("p", PS)
def test_normal_agrees_with_scipy(p: float) -> None:
    x = float(stats.norm.ppf(p))
    assert normal_quantile(p) == pytest.approx(x, rel=1e-12)
    assert normal_cdf(x) == pytest.approx(float(stats.norm.cdf(x)), rel=1e-12)


@pytest.mark.parametrize(
    ("df", "printed"), [(1, 12.706), (2, 4.303), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_t_table_at_97_5_percent(df: int, printed: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(printed, abs=5e-4)


@given(st.floats(-50, 50))
def test_one_degree_of_freedom_is_cauchy(x: float) -> None:
    assert t_cdf(x, 1.0) == pytest.approx(0.5 + math.atan(x) / math.pi, rel=1e-10)


@given(st.floats(1e-12, 0.5), st.floats(1, 1e6))
def test_quantile_inverts_cdf(p: float, df: float) -> None:
    assert t_cdf(t_quantile(p, df), df) == pytest.approx(p, rel=1e-9)


@given(st.floats(0, 1e6), st.floats(1, 1e6))
def test_cdf_is_symmetric(x: float, df: float) -> None:
    assert t_cdf(x, df) + t_cdf(-x, df) == pytest.approx(1.0, abs=1e-15)


def test_ends_and_middle() -> None:
    assert (t_cdf(-math.inf, 3), t_cdf(0, 3), t_cdf(math.inf, 3)) == (0.0, 0.5, 1.0)
    assert t_quantile(0.5, 3) == 0.0
    assert t_quantile(1e-300, 100.0) == pytest.approx(float(stats.t.ppf(1e-300, 100.0)), rel=1e-9)
    # A value past 1e154 squares to infinity; the tail must vanish, not fail.
    assert t_cdf(-1e200, 1.0) == 0.0


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, math.nan])
def test_no_quantile_outside_the_open_unit_interval(p: float) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        t_quantile(p, 3)
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        normal_quantile(p)


@pytest.mark.parametrize("df", [0.0, -1.0, math.inf, math.nan])
def test_degrees_of_freedom_are_positive_and_finite(df: float) -> None:
    with pytest.raises(ValueError, match="positive and finite"):
        t_cdf(1.0, df)
