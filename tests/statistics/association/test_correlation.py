"""Pearson's r against scipy, and where it has no interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from isonomia.statistics import settle
from isonomia.statistics.association import pearson


@pytest.mark.parametrize("n", [4, 10, 200])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_it_is_scipy(n: int, level: float) -> None:
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    y = 0.4 * x + rng.normal(size=n)
    oracle = stats.pearsonr(x, y)
    ours = pearson(x, y, level)
    assert ours.value == pytest.approx(float(oracle.statistic), rel=1e-12)
    between = oracle.confidence_interval(level)
    assert (ours.low, ours.high) == pytest.approx((float(between.low), float(between.high)))


def test_coverage() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(1000):
        x, noise = rng.normal(size=(2, 12))
        ours = pearson(x, 0.6 * x + 0.8 * noise)
        held += (ours.low or 0) <= 0.6 <= (ours.high or 0)
    assert held / 1000 == pytest.approx(0.95, abs=3.5 * math.sqrt(0.95 * 0.05 / 1000))


def test_shift_scale_and_sign() -> None:
    x, y = np.random.default_rng(2).normal(size=(2, 30))
    ours = pearson(x, y)
    assert pearson(3 * x - 7, 0.1 * y + 40).value == pytest.approx(ours.value)
    assert pearson(-x, y).value == pytest.approx(-ours.value)
    assert pearson(y, x).value == pytest.approx(ours.value)


@pytest.mark.parametrize(("x", "y"), [([1, 2, 3], [1, 3, 2]), ([1, 2, 3, 4], [2, 4, 6, 8])])
def test_three_units_or_a_line_prove_nothing(x: list[float], y: list[float]) -> None:
    ours = pearson(x, y)
    assert ours.low is ours.high is None
    assert settle(ours, -0.5, 0.5).p_exceeds == 1.0


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0], [2.0], "two units"),
        ([1.0, 2.0], [1.0, 2.0, 3.0], "one length"),
        ([1.0, math.nan, 3.0], [1.0, 2.0, 3.0], "finite"),
        ([0.1, 0.1, 0.1], [1.0, 2.0, 3.0], "does not vary"),
    ],
)
def test_what_cannot_correlate_is_refused(x: list[float], y: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pearson(x, y)
