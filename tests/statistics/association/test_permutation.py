"""The permutation test against scipy and by enumeration in plain Python."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics.association import permutation_test

RNG = np.random.default_rng(3)
small = st.lists(st.integers(-4, 4), min_size=1, max_size=5)


@pytest.mark.parametrize(("n1", "n2"), [(5, 5), (4, 7), (2, 9)])
def test_exact_is_scipy(n1: int, n2: int) -> None:
    x, y = RNG.normal(0.8, 1, n1), RNG.normal(0, 1, n2)
    oracle = stats.permutation_test(
        (x, y),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        n_resamples=100_000,
        alternative="greater",
        vectorized=True,
    )
    ours = permutation_test(x, y, seed=1)
    assert ours.exact
    assert ours.splits == math.comb(n1 + n2, n1)
    assert ours.p_greater == pytest.approx(float(oracle.pvalue), abs=1e-12)


@settings(deadline=None)
@given(small, small)
def test_ties_are_counted_as_in_whole_numbers(x: list[int], y: list[int]) -> None:
    """Scaled by an awkward factor, sums that are equal differ by rounding only."""
    pooled, n, total = x + y, len(x), sum(x + y)
    excess = [
        (n + len(y)) * sum(pooled[i] for i in chosen) - n * total
        for chosen in combinations(range(len(pooled)), n)
    ]
    observed = excess[0]
    ours = permutation_test(np.array(x) * 0.1 / 3, np.array(y) * 0.1 / 3, seed=1)
    assert ours.above == sum(e > observed for e in excess)
    assert ours.at_least == sum(e >= observed for e in excess)
    assert ours.as_far == sum(abs(e) >= abs(observed) for e in excess)
    assert 0 < ours.p_greater <= 1
    assert ours.share_above < 1


def test_drawn_p_is_near_the_exact_one_and_seeded() -> None:
    x, y = RNG.normal(0.6, 1, 8), RNG.normal(0, 1, 8)
    exact = permutation_test(x, y, seed=1)
    drawn = permutation_test(x, y, seed=1, most=10)
    assert not drawn.exact
    assert drawn.splits == 10_000
    error = math.sqrt(exact.p_greater * (1 - exact.p_greater) / 10_000)
    assert drawn.p_greater == pytest.approx(exact.p_greater, abs=4 * error + 1e-4)
    assert drawn == permutation_test(x, y, seed=1, most=10)
    assert drawn != permutation_test(x, y, seed=2, most=10)


def test_a_drawn_p_is_never_zero() -> None:
    ours = permutation_test(np.arange(50) + 100.0, np.arange(50), seed=1, draws=99)
    assert (ours.above, ours.at_least, ours.p_greater) == (0, 0, 0.01)
    assert ours.share_above == 0.0


@pytest.mark.parametrize("most", [200_000, 1])
def test_it_errs_as_often_as_promised(most: int) -> None:
    rng = np.random.default_rng(7)
    p = [
        permutation_test(*rng.exponential(size=(2, 5)), seed=i, most=most, draws=99).p_greater
        for i in range(600)
    ]
    for alpha in (0.05, 0.2):
        share = sum(value <= alpha for value in p) / 600
        assert share == pytest.approx(alpha, abs=3.5 * math.sqrt(alpha * (1 - alpha) / 600))


def test_what_cannot_be_permuted_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        permutation_test([], [1.0], seed=1)
    with pytest.raises(ValueError, match="finite"):
        permutation_test([math.inf], [1.0], seed=1)
    with pytest.raises(ValueError, match="at least one draw"):
        permutation_test([2.0], [1.0], seed=1, draws=0)
