"""Many cells at once give what one at a time gives; what chance does is what simulation says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.statistics import newcombe, rate_ratio, wilson
from isonomia.statistics.selection import (
    newcombe_limits,
    ratio_limits,
    resampled_cells,
    spread_of_rates,
    wilson_limits,
)


@st.composite
def count(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


def same(found: float, expected: float | None) -> bool:
    if expected is None or math.isnan(expected):
        return math.isnan(found)
    return found == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.tuples(count(), count()), min_size=1, max_size=8), st.sampled_from([0.9, 0.99]))
def test_all_cells_at_once_equal_each_alone(
    pairs: list[tuple[tuple[int, int], tuple[int, int]]], level: float
) -> None:
    x1, n1, x2, n2 = (np.array(part) for part in zip(*[a + b for a, b in pairs], strict=True))
    shares = wilson_limits(x1, n1, level)
    gaps = newcombe_limits(x1, n1, x2, n2, level)
    ratios = ratio_limits(x1, n1, x2, n2, level)
    for place, (first, second) in enumerate(pairs):
        for found, one in (
            (shares, wilson(*first, level)),
            (gaps, newcombe(*first, *second, level)),
            (ratios, rate_ratio(*first, *second, level)),
        ):
            assert same(found.value[place], one.value)
            assert same(found.low[place], one.low)
            assert same(found.high[place], one.high)


def test_an_empty_cell_has_no_numbers_and_a_wrong_count_no_interval() -> None:
    assert all(np.isnan(part).all() for part in wilson_limits([0], [0]))
    assert all(np.isnan(part).all() for part in ratio_limits([0], [0], [1], [2]))
    with pytest.raises(ValueError, match="more with the property"):
        wilson_limits([3], [2])


def test_resampled_cells_have_the_moments_of_a_multinomial() -> None:
    counts = np.array([50, 30, 20, 0])
    drawn = resampled_cells(counts, 4000, seed=1)
    assert (drawn.sum(axis=1) == 100).all()
    assert (drawn[:, 3] == 0).all()
    assert drawn.mean(axis=0) == pytest.approx(counts, abs=0.5)
    assert drawn[:, 0].var() == pytest.approx(25, rel=0.15)
    assert (drawn == resampled_cells(counts, 4000, seed=1)).all()
    with pytest.raises(ValueError, match="need people"):
        resampled_cells([0, 0], 10, seed=1)


def test_even_cells_are_spread_by_chance_alone_and_a_planted_cell_is_found() -> None:
    rng = np.random.default_rng(7)
    n = np.full(30, 200)
    ps = [spread_of_rates(rng.binomial(n, 0.3), n, seed=s, draws=200) for s in range(100)]
    false = sum(found is not None and found.p <= 0.05 for found in ps)
    assert false <= 12  # 5 expected; more than 12 happens once in 700 times
    rates = np.full(30, 0.3)
    rates[4] = 0.1
    found = spread_of_rates(rng.binomial(n, rates), n, seed=1)
    assert found is not None
    assert found.value < found.by_chance < 0.9
    assert found.p < 0.01
    assert spread_of_rates([0, 0], [5, 5], seed=1) is None
    assert spread_of_rates([1], [5], seed=1) is None
