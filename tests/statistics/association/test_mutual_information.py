"""Normalised PMI: its fixed points, its interval's coverage, and what shrinkage is for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.statistics.association import npmi, shrunk_npmi

if TYPE_CHECKING:
    from isonomia.statistics import Interval

Counts = tuple[int, int, int, int]


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    both, one, two, neither = (draw(st.integers(0, 300)) for _ in range(4))
    return both, both + one, both + two, both + one + two + neither + 1


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def by_definition(p12: float, p1: float, p2: float) -> float:
    return math.log(p12 / (p1 * p2)) / -math.log(p12)


def test_fixed_points() -> None:
    assert npmi(20, 40, 50, 100).value == pytest.approx(0.0, abs=1e-12)  # as by chance
    assert npmi(30, 30, 30, 100).value == pytest.approx(1.0)  # never one without the other
    assert npmi(0, 30, 30, 100).value == -1.0  # never together
    assert npmi(10, 20, 30, 100).value == pytest.approx(math.log(1 / 0.6) / math.log(10))
    # Two words that are as good as everywhere say nothing of each other.
    assert npmi(10**17 - 1, 10**17, 10**17 - 1, 10**17).value == 0.0


@given(tables())
def test_value_and_limits(table: Counts) -> None:
    both, one, two, total = table
    ours = npmi(*table)
    if one == 0 or two == 0:
        assert math.isnan(ours.value)
        assert ours.low is ours.high is None
        return
    if both:
        expected = by_definition(both / total, one / total, two / total)
        assert ours.value == pytest.approx(expected, abs=1e-9)
    assert npmi(both, two, one, total).value == pytest.approx(ours.value, abs=1e-9)
    low, high = limits(ours)
    assert -1 <= low <= ours.value <= high <= 1
    wide_low, wide_high = limits(npmi(*table, 0.99))
    assert wide_low <= low + 1e-12
    assert high <= wide_high + 1e-12


def test_never_seen_together_is_no_proof() -> None:
    few, many = limits(npmi(0, 5, 5, 50)), limits(npmi(0, 500, 500, 5000))
    assert few[0] == many[0] == -1.0
    assert few[1] > many[1] > -1.0


@pytest.mark.parametrize(
    ("n", "p1", "q", "r"),
    [(100, 0.3, 0.3, 0.3), (300, 0.3, 0.5, 0.2), (300, 0.1, 0.9, 0.001), (2000, 0.05, 0.01, 0.05)],
)
def test_coverage(n: int, p1: float, q: float, r: float) -> None:
    rng = np.random.default_rng(n)
    truth = by_definition(p1 * q, p1, p1 * q + (1 - p1) * r)
    first = rng.binomial(n, p1, 500)
    both, alone = rng.binomial(first, q), rng.binomial(n - first, r)
    held = []
    for a, b, c in zip(both, first, alone, strict=True):
        low, high = limits(npmi(int(a), int(b), int(a + c), n))
        held.append(low <= truth <= high)
    assert sum(held) / 500 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 500)


def test_large_counts_agree_with_the_multinomial_bootstrap() -> None:
    table = np.array([600, 1400, 900, 7100])
    low, high = limits(npmi(600, 2000, 1500, 10_000))
    rows = np.random.default_rng(1).multinomial(10_000, table / 10_000, 4000)
    draws = [npmi(int(a), int(a + b), int(a + c), 10_000).value for a, b, c, _ in rows[:1500]]
    oracle = np.quantile(draws, [0.025, 0.975])
    assert (low, high) == pytest.approx(tuple(oracle), abs=0.006)


def test_shrinkage_draws_rare_pairs_to_zero_and_leaves_common_ones() -> None:
    rare, common = shrunk_npmi([1, 1000], [2, 2000], [2, 2000], 10_000)
    assert 0 < rare < npmi(1, 2, 2, 10_000).value - 0.5
    assert common == pytest.approx(npmi(1000, 2000, 2000, 10_000).value, abs=0.001)
    never = shrunk_npmi([0], [10], [10], 1_000_000)[0]
    assert -0.001 < never < 0  # a hundred millionth was expected: its absence says nothing


def test_shrinkage_by_hand() -> None:
    # E = 20 · 30 / 100 = 6; (10 + ½)/(6 + ½)
    ratio = 10.5 / 6.5
    expected = math.log(ratio) / -math.log(0.06 * ratio)
    assert shrunk_npmi([10], [20], [30], 100)[0] == pytest.approx(expected, rel=1e-12)


@given(tables(), st.floats(1e-6, 100))
def test_shrunk_values_lie_between_zero_and_the_raw_one(table: Counts, weight: float) -> None:
    shrunk = float(shrunk_npmi([table[0]], [table[1]], [table[2]], table[3], weight)[0])
    raw = npmi(*table).value
    if math.isnan(raw):
        assert math.isnan(shrunk)
    else:
        assert min(0.0, raw) - 1e-9 <= shrunk <= max(0.0, raw) + 1e-9


@pytest.mark.parametrize("table", [(5, 4, 9, 10), (0, 6, 6, 10), (1, 1, 11, 10), (-1, 1, 1, 10)])
def test_impossible_tables_are_refused(table: Counts) -> None:
    with pytest.raises(ValueError, match="cannot be in"):
        npmi(*table)
    with pytest.raises(ValueError, match="cannot be in"):
        shrunk_npmi([table[0]], [table[1]], [table[2]], table[3])


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one document"):
        npmi(0, 0, 0, 0)
    with pytest.raises(ValueError, match="pseudo-count"):
        shrunk_npmi([1], [1], [1], 5, weight=0)
    assert math.isnan(npmi(9, 9, 9, 9).value)
