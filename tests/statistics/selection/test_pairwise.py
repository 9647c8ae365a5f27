"""The probability of being placed above, against scipy and its own defining equation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from isonomia.statistics.selection import ranked_above

if TYPE_CHECKING:
    from isonomia.statistics import Interval

scores = st.lists(st.integers(0, 6), min_size=1, max_size=25)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@given(scores, scores)
def test_it_is_the_mann_whitney_statistic(first: list[int], second: list[int]) -> None:
    ours = ranked_above(first, second)
    u = (
        float(stats.mannwhitneyu(first, second, method="asymptotic").statistic)
        if (len(set(first + second)) > 1)
        else len(first) * len(second) / 2
    )
    assert ours.value == pytest.approx(u / (len(first) * len(second)))
    low, high = limits(ours)
    assert 0 <= low <= ours.value <= high <= 1
    assert low < high
    mirrored = limits(ranked_above(second, first))
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)
    wide_low, wide_high = limits(ranked_above(first, second, 0.99))
    assert wide_low <= low
    assert high <= wide_high


def hanley_mcneil(theta: float, n1: float, n2: float) -> float:
    """Var of the area, as Hanley & McNeil (1982) print it."""
    q1, q2 = theta / (2 - theta), 2 * theta**2 / (1 + theta)
    total = theta * (1 - theta) + (n1 - 1) * (q1 - theta**2) + (n2 - 1) * (q2 - theta**2)
    return total / (n1 * n2)


@pytest.mark.parametrize("n", [4, 15, 40])
def test_each_limit_solves_its_equation(n: int) -> None:
    """For groups of one size Newcombe's method 5 is Hanley & McNeil's error at the limit."""
    rng = np.random.default_rng(n)
    ours = ranked_above(rng.normal(0.7, 1, n), rng.normal(0, 1, n))

    def excess(theta: float) -> float:
        return (ours.value - theta) ** 2 - 3.841458820694124 * hanley_mcneil(theta, n, n)

    low = optimize.brentq(excess, 1e-9, ours.value)
    high = optimize.brentq(excess, ours.value, 1 - 1e-9)
    assert limits(ours) == pytest.approx((low, high), abs=1e-9)


def test_all_above_is_not_certainty() -> None:
    low, high = limits(ranked_above([5, 6, 7], [1, 2, 3]))
    assert (round(low, 2) < 0.7, high) == (True, 1.0)
    assert limits(ranked_above(range(50, 99), range(49)))[0] > 0.9


@pytest.mark.parametrize(
    ("n1", "n2", "shift"), [(6, 6, 0.0), (10, 30, 0.5), (30, 30, 1.5), (10, 10, 2.5)]
)
def test_coverage(n1: int, n2: int, shift: float) -> None:
    rng = np.random.default_rng(n1)
    truth = float(stats.norm.cdf(shift / math.sqrt(2)))
    held = 0
    for _ in range(600):
        low, high = limits(ranked_above(rng.normal(shift, 1, n1), rng.normal(0, 1, n2)))
        held += low <= truth <= high
    assert held / 600 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 600)


@pytest.mark.parametrize("first", [[], [[1.0, 2.0]], [math.nan]])
def test_impossible_scores_are_refused(first: list[float]) -> None:
    with pytest.raises(ValueError, match=r"at least one score|must be a number"):
        ranked_above(first, [1.0])
