"""Units that were not seen: exact where it can be counted, and safe where it is simulated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia import statistics

BOUNDS = [(0.0, 1.0)]


@pytest.mark.parametrize("n", [3, 10, 22, 66])
def test_it_is_the_chance_of_missing_a_kind_that_would_break_the_tolerance(n: int) -> None:
    # At 0.5 with a limit of 0.6, one unit in five at 1.0 would do it.
    assert statistics.unseen([np.full(n, 0.5)], BOUNDS, 0.4, 0.6) == pytest.approx(0.8**n)


@pytest.mark.parametrize("n", [2, 5, 10, 16, 22, 40])
def test_rare_units_are_not_taken_for_none(n: int) -> None:
    rng = np.random.default_rng(n)
    # Truth 0.565, beyond the limit: 13 % of units at 1.0, the others even but for a little noise.
    noise = 0.5 + 0.001 * rng.standard_normal((400, n))
    samples = np.where(rng.random((400, n)) < 0.13, 1.0, noise)
    claims = [
        statistics.settle(statistics.unit_mean(values, BOUNDS[0]), 0.4444, 0.5556).p_within <= 0.05
        and statistics.unseen([values], BOUNDS, 0.4444, 0.5556) <= 0.05
        for values in samples
    ]
    assert np.mean(claims) <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(0, 0.5), st.floats(0.5, 1))
def test_it_is_a_probability_and_1_outside_the_tolerance(
    values: list[float], low: float, high: float
) -> None:
    group = np.array(values)
    p = statistics.unseen([group], BOUNDS, low, high)
    assert 0 <= p <= 1
    if not low < group.mean() < high:
        assert p == 1.0


def test_two_groups_are_as_weak_as_the_weaker() -> None:
    few, many = np.full(5, 0.5), np.full(500, -0.5)
    bounds = [(0.0, 1.0), (-1.0, 0.0)]
    alone = (1 - 0.1 / 0.5) ** 5
    assert statistics.unseen([few, many], bounds, -0.1, 0.1) == pytest.approx(alone)
