"""Units that were not seen: exact where it can be counted, and safe where it is simulated."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia import statistics

UNIT = (0.0, 1.0)


def one(values: npt.ArrayLike, bounds: tuple[float, float] = UNIT) -> statistics.Strata:
    return statistics.Strata([values], [1.0], bounds)


@pytest.mark.parametrize("n", [3, 10, 22, 66])
def test_it_is_the_chance_of_missing_a_kind_that_would_break_the_tolerance(n: int) -> None:
    # At 0.5 with a limit of 0.6, one unit in five at 1.0 would do it.
    assert statistics.unseen([one(np.full(n, 0.5))], 0.4, 0.6) == pytest.approx(0.8**n)


@pytest.mark.parametrize("n", [2, 5, 10, 16, 22, 40])
def test_rare_units_are_not_taken_for_none(n: int) -> None:
    rng = np.random.default_rng(n)
    # Truth 0.565, beyond the limit: 13 % of units at 1.0, the others even but for a little noise.
    noise = 0.5 + 0.001 * rng.standard_normal((400, n))
    samples = np.where(rng.random((400, n)) < 0.13, 1.0, noise)
    claims = [
        statistics.settle(statistics.unit_mean(values, UNIT), 0.4444, 0.5556).p_within <= 0.05
        and statistics.unseen([one(values)], 0.4444, 0.5556) <= 0.05
        for values in samples
    ]
    assert np.mean(claims) <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.floats(0, 0.5), st.floats(0.5, 1))
def test_it_is_a_probability_and_1_outside_the_tolerance(
    values: list[float], low: float, high: float
) -> None:
    group = np.array(values)
    p = statistics.unseen([one(group)], low, high)
    assert 0 <= p <= 1
    if not low < group.mean() < high:
        assert p == 1.0


@pytest.mark.parametrize("sizes", [(5, 500), (12, 12), (22, 44), (8, 9)])
def test_of_two_groups_the_worst_way_to_hide_counts(sizes: tuple[int, int]) -> None:
    """A kind may sit in one group, in the other, or in both: tried out in small steps."""
    groups = [one(np.full(sizes[0], 0.5)), one(np.full(sizes[1], -0.5), (-1.0, 0.0))]
    first = np.linspace(0.0, 0.2, 20_001)  # shares that together reach 0.1, each reaching 0.5
    brute = ((1 - first) ** sizes[0] * (1 - (0.2 - first)) ** sizes[1]).max()
    assert statistics.unseen(groups, -0.1, 0.1) == pytest.approx(brute, rel=1e-6)


@pytest.mark.parametrize("sizes", [(22, 22, 22), (30, 10, 26), (5, 60, 8)])
def test_strata_are_as_weak_as_the_worst_way_to_hide(sizes: tuple[int, ...]) -> None:
    """A kind that is a tenth of all may sit in one stratum or be spread over them."""
    weights = [0.5, 0.3, 0.2]
    strata = statistics.Strata([np.full(n, 0.5) for n in sizes], weights, UNIT)
    p = statistics.unseen([strata], 0.45, 0.55)
    rng = np.random.default_rng(1)
    for shares in rng.dirichlet([0.3] * 3, 300):  # of the rare kind, in each stratum
        rare = 0.1 * shares / weights
        if rare.max() <= 1:
            assert np.prod((1 - rare) ** sizes) <= p + 1e-12
    level = statistics.unit_mean(np.full(66, 0.5), UNIT)
    even = statistics.Strata([np.full(22, 0.5)] * 3, [1 / 3] * 3, UNIT)
    assert statistics.sum_of_means([even]).high == pytest.approx(level.high)
