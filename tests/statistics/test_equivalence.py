"""The p-values and the intervals must say the same, at every level and by every method."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW, ttost_ind

from isonomia.statistics import (
    Interval,
    cluster_bootstrap,
    group_difference,
    newcombe,
    paired_difference,
    rate_ratio,
    settle,
    unit_mean,
    wilson,
)

if TYPE_CHECKING:
    from collections.abc import Callable

UNIT = (0.0, 1.0)
LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99, 0.9999]
grades = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.5, 1.0]), min_size=2, max_size=25)
tolerances = st.tuples(st.floats(-1.2, 1.5), st.floats(-1.2, 1.5)).map(lambda t: tuple(sorted(t)))


@st.composite
def estimators(draw: st.DrawFn) -> Callable[[float], Interval]:
    """A sample and a method, waiting for the level."""
    a, b = draw(grades), draw(grades)
    n1, n2 = draw(st.integers(1, 50)), draw(st.integers(1, 50))
    x1, x2 = draw(st.integers(1, n1)), draw(st.integers(0, n2))
    paired = min(len(a), len(b))
    choices: list[Callable[[float], Interval]] = [
        lambda level: unit_mean(a, UNIT, level),
        lambda level: paired_difference(a[:paired], b[:paired], UNIT, level),
        lambda level: group_difference(a, b, UNIT, level),
        lambda level: wilson(x1, n1, level),
        lambda level: newcombe(x1, n1, x2, n2, level),
        lambda level: rate_ratio(x1, n1, x2, n2, level),
        lambda level: cluster_bootstrap([a], np.mean, seed=1, level=level, resamples=200),
    ]
    return draw(st.sampled_from(choices))


@settings(deadline=None)
@given(estimators(), tolerances)
def test_p_is_at_most_alpha_exactly_when_the_interval_settles_it(
    estimator: Callable[[float], Interval], tolerance: tuple[float, float]
) -> None:
    low, high = tolerance
    settled = settle(estimator(0.5), low, high)
    for level in LEVELS:
        alpha, interval = 1 - level, estimator(level)
        if interval.low is None or interval.high is None:
            continue
        edge = [abs(limit - t) for limit in (interval.low, interval.high) for t in tolerance]
        assume(min(edge) > 1e-9)
        assert (settled.p_within <= alpha) == (low <= interval.low and interval.high <= high)
        assert (settled.p_exceeds <= alpha) == (interval.low > high or interval.high < low)


@settings(deadline=None)
@given(estimators(), tolerances, tolerances)
def test_never_both_and_a_wider_tolerance_is_easier_to_keep(
    estimator: Callable[[float], Interval],
    first: tuple[float, float],
    second: tuple[float, float],
) -> None:
    interval = estimator(0.95)
    narrow = settle(interval, *first)
    wide = settle(interval, min(first[0], second[0]), max(first[1], second[1]))
    assert max(narrow.p_within, narrow.p_exceeds) == 1.0
    assert wide.p_within <= narrow.p_within
    assert wide.p_exceeds >= narrow.p_exceeds


@pytest.mark.parametrize("seed", range(4))
def test_it_is_tost_doubled(seed: int) -> None:
    half = np.random.default_rng(seed).uniform(0.3, 0.5, 15)
    sample: npt.NDArray[np.float64] = np.concatenate([half, 1 - half])
    tost = DescrStatsW(sample).ttost_mean(0.45, 0.56)[0]
    settled = settle(unit_mean(sample, UNIT), 0.45, 0.56)
    assert settled.p_within == pytest.approx(2 * tost, rel=1e-9)
    other = sample[:20] / 2 + sample[::-1][:20] / 2 - 0.02
    tost = ttost_ind(sample, other, -0.1, 0.15, usevar="unequal")[0]
    settled = settle(group_difference(sample, other, UNIT), -0.1, 0.15)
    assert settled.p_within == pytest.approx(2 * tost, rel=0.15)  # a skewed second group
    assert settled.p_within >= 2 * tost * (1 - 1e-9)


def by_hand(se: float | None, df: float | None = None) -> Interval:
    low, high = (None, None) if se is None else (0.5 - 1.96 * se, 0.5 + 1.96 * se)
    return Interval(0.5, low, high, se, df, 0.95, "by hand", 10)


def test_an_interval_made_by_hand_is_normal_or_t() -> None:
    one_sided = 0.0227501319481792  # Φ(-2)
    assert settle(by_hand(0.1), 0.3, math.inf).p_within == pytest.approx(2 * one_sided)
    assert settle(by_hand(0.1), -math.inf, 0.3).p_exceeds == pytest.approx(2 * one_sided)
    assert settle(by_hand(0.1, 1.0), 0.4, math.inf).p_within == pytest.approx(0.5)  # Cauchy


@pytest.mark.parametrize("se", [None, 0.0])
def test_nothing_estimable_settles_nothing(se: float | None) -> None:
    settled = settle(by_hand(se), 0.0, 1.0)
    assert (settled.p_within, settled.p_exceeds) == (1.0, 1.0)


def test_a_limit_that_cannot_be_passed_costs_nothing() -> None:
    values = [0.0] * 90 + [0.05] * 10
    closed, opened = (settle(unit_mean(values, UNIT), low, 0.06) for low in (0.0, -math.inf))
    assert closed == opened
    assert closed.p_within < 0.05


def test_a_tolerance_has_an_order() -> None:
    for low, high in ((1.0, 0.0), (math.nan, 1.0)):
        with pytest.raises(ValueError, match="lower limit first"):
            settle(by_hand(0.1), low, high)
