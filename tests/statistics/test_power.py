"""Power against statsmodels, simulation and the intervals themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import TTestPower

from isonomia.statistics import (
    Interval,
    group_difference,
    newcombe,
    rate_ratio,
    smallest_detectable,
    unit_mean,
    units_to_settle,
    wilson,
)

UNIT = (0.0, 1.0)


def by_hand(value: float, se: float, n: int = 100, df: float | None = None) -> Interval:
    return Interval(value, value - 1.96 * se, value + 1.96 * se, se, df, 0.95, "by hand", n)


def test_the_classic_multiplier() -> None:
    """Bloom (1995): 2.80 standard errors at 5 % two-sided and 80 % power."""
    assert smallest_detectable(1.0, None) == pytest.approx(2.80, abs=5e-3)
    assert smallest_detectable(0.5, 20.0) == pytest.approx(0.5 * (2.0860 + 0.8600), abs=1e-4)


def test_units_agree_with_statsmodels() -> None:
    """An estimate 0.1 past its limit with a standard deviation of 1/2 and so an effect of 0.2."""
    oracle = TTestPower().solve_power(effect_size=0.2, alpha=0.05, power=0.8)
    ours = units_to_settle(by_hand(0.2, 0.1, n=25, df=24.0), -0.1, 0.1)
    assert ours == pytest.approx(oracle, abs=3)
    assert units_to_settle(by_hand(-0.2, 0.1, n=25, df=24.0), -0.1, 0.1) == ours


def test_within_two_limits_agrees_with_the_closed_form() -> None:
    """Phillips (1990): at the middle, (z(0.975) + z(0.9))² s² / d² units for 80 % power."""
    expected = (1.959964 + 1.281552) ** 2 * 0.25 / 0.1**2
    assert units_to_settle(by_hand(0.0, 0.1, n=25), -0.1, 0.1) == math.ceil(expected)
    # With one limit far away only the near one counts.
    expected = (1.959964 + 0.841621) ** 2 * 0.25 / 0.1**2
    assert units_to_settle(by_hand(0.0, 0.1, n=25), -math.inf, 0.1) == math.ceil(expected)


def test_as_many_units_settle_it_as_often_as_promised() -> None:
    rng = np.random.default_rng(8)
    pilot = rng.normal(0.5, 0.1, 20).clip(0, 1)
    needed = units_to_settle(unit_mean(pilot, UNIT), 0.45, 0.55)
    assert needed is not None
    samples = rng.choice(pilot, (400, needed))
    settled = [i for i in (unit_mean(s, UNIT) for s in samples) if within(i, 0.45, 0.55)]
    assert len(settled) / 400 == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize(("n", "tolerance"), [(10, 0.1), (30, 0.05), (30, 0.02)])
def test_units_that_agree_settle_as_their_exact_bound_does(n: int, tolerance: float) -> None:
    """Nothing found among n: how many until the rule of three (here of 3.7) allows the claim."""
    least = math.log(0.025) / math.log(1 - tolerance)
    needed = units_to_settle(unit_mean([0.0] * n, UNIT), 0.0, tolerance)
    assert needed is not None
    assert least <= needed <= 1.6 * least
    assert within(unit_mean([0.0] * needed, UNIT), 0.0, tolerance)


@given(st.integers(2, 60), st.integers(0, 60), st.floats(0.01, 0.5), st.sampled_from([0.95, 0.999]))
def test_an_open_verdict_always_asks_for_more(
    n: int, hits: int, limit: float, level: float
) -> None:
    ours = unit_mean([1.0] * min(hits, n) + [0.0] * max(0, n - hits), UNIT)
    low, high = ours.at(1 - level)
    needed = units_to_settle(ours, 0.0, limit, level=level)
    if high <= limit or low > limit:
        assert needed == n
    elif needed is not None:
        assert needed > n
    else:
        assert ours.value == pytest.approx(limit, abs=1e-3)


@pytest.mark.parametrize(
    ("interval", "low", "high"),
    [
        (wilson(3, 20), 0.0, 0.3),
        (newcombe(3, 20, 4, 30), -0.1, 0.1),
        (rate_ratio(12, 20, 18, 30), 0.8, 1.25),
        (group_difference([0.1, 0.2, 0.6], [0.0, 0.5, 0.3, 0.2], UNIT), -0.3, 0.3),
    ],
)
def test_every_method_grows(interval: Interval, low: float, high: float) -> None:
    needed = units_to_settle(interval, low, high)
    assert needed is not None
    least, most = interval.at(0.05, needed / interval.n)
    assert low < least < interval.value < most < high
    stricter = units_to_settle(interval, low, high, level=0.99)
    surer = units_to_settle(interval, low, high, power=0.95)
    assert stricter is not None
    assert surer is not None
    assert needed < min(stricter, surer)


@pytest.mark.parametrize("growth", [2, 5])
def test_growth_is_what_a_repeated_sample_gives(growth: int) -> None:
    half = np.random.default_rng(1).uniform(0.3, 0.5, 10)
    values = np.concatenate([half, 1 - half])
    grown, repeated = (
        unit_mean(values, UNIT).at(0.05, growth),
        unit_mean(np.tile(values, growth), UNIT),
    )
    # A repeated sample divides its squares by n·growth - 1, not by (n - 1)·growth: 5 % of variance.
    assert grown == pytest.approx((repeated.low, repeated.high), abs=0.03 * (grown[1] - grown[0]))
    assert wilson(3, 20).at(0.05, growth) == pytest.approx(
        (wilson(3 * growth, 20 * growth).low, wilson(3 * growth, 20 * growth).high)
    )


@pytest.mark.parametrize(
    "interval", [by_hand(0.1, 0.05), by_hand(0.1 + 1e-9, 0.05), unit_mean([0.1], UNIT)]
)
def test_no_number_settles_an_estimate_on_the_limit(interval: Interval) -> None:
    assert units_to_settle(interval, -0.1, 0.1) is None


def test_power_is_more_than_a_coin() -> None:
    for power in (0.4, 1.0):
        with pytest.raises(ValueError, match="Power must be"):
            smallest_detectable(1.0, None, power=power)
        with pytest.raises(ValueError, match="Power must be"):
            units_to_settle(by_hand(0.0, 1.0), -1, 1, power=power)


def within(interval: Interval, low: float, high: float) -> bool:
    assert interval.low is not None
    assert interval.high is not None
    return low <= interval.low and interval.high <= high
