"""E-values for two rates, by enumeration of every answer; e-Holm and e-BH against statsmodels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from isonomia.statistics.sequential import RateDifference, e_bh, e_holm
from isonomia.statistics.sequential.evalues import likelihood_ratios
from isonomia.statistics.sequential.grid import POINTS

Array = npt.NDArray[np.float64]
few = settings(deadline=None, max_examples=40)
rate = st.floats(0.001, 0.999)
e_lists = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def column(difference: float) -> int:
    return round((difference + 1) * 200) - 1


def expected(rates: Array, sizes: tuple[int, int], truth: tuple[float, float]) -> Array:
    """The expectation of a block's e-values under any true rates, over all that can be answered."""
    total = np.zeros((2, len(POINTS)))
    for won in itertools.product(*(range(n + 1) for n in sizes)):
        chance = math.prod(
            float(stats.binom.pmf(x, n, p)) for x, n, p in zip(won, sizes, truth, strict=True)
        )
        total += chance * likelihood_ratios(rates, np.array(won), np.array(sizes))
    return total


@few
@given(st.tuples(rate, rate), st.integers(1, 4), st.integers(1, 4), st.tuples(rate, rate))
def test_no_block_is_expected_to_speak_against_the_truth(
    thought: tuple[float, float], n1: int, n2: int, truth: tuple[float, float]
) -> None:
    found = expected(np.array(thought), (n1, n2), truth)
    differences = 2 * POINTS - 1
    assert np.all(found[0, differences >= truth[0] - truth[1]] <= 1 + 1e-9)
    assert np.all(found[1, differences <= truth[0] - truth[1]] <= 1 + 1e-9)


@pytest.mark.parametrize("sizes", [(1, 1), (3, 1), (4, 4)])
def test_nothing_is_wasted_either(sizes: tuple[int, int]) -> None:
    """Somewhere on the line that is tested the bet is fair: there q lies."""
    rates, difference = np.array([0.7, 0.2]), 0.1
    seconds = np.linspace(0.3, 0.6, 61)
    fair = [expected(rates, sizes, (p + difference, p))[0, column(difference)] for p in seconds]
    assert max(fair) == pytest.approx(1.0, abs=1e-3)
    assert expected(rates, sizes, (0.7, 0.2))[0, column(difference)] > 1.05
    assert expected(rates, sizes, (0.7, 0.2))[1, column(difference)] == pytest.approx(1.0)


@pytest.mark.parametrize("won", [(0, 0), (3, 1), (2, 4), (5, 5)])
def test_equal_rates_are_tested_as_turner_ly_and_grunwald_do(won: tuple[int, int]) -> None:
    """Their e-value for equal groups: the null is the mean of the two rates, here one half."""
    found = likelihood_ratios(np.array([0.7, 0.3]), np.array(won), np.array([5, 5]))
    x1, x2 = won
    likelihood = 0.7**x1 * 0.3 ** (5 - x1) * 0.3**x2 * 0.7 ** (5 - x2)
    assert found[0, column(0.0)] == pytest.approx(likelihood / 0.5**10, rel=1e-12)
    assert found[1, column(0.0)] == 1.0


@pytest.mark.parametrize("truth", [(0.5, 0.3), (0.3, 0.5), (0.9, 0.8), (0.6, 0.3), (0.05, 0.5)])
def test_an_e_value_is_fair_wherever_one_stops(truth: tuple[float, float]) -> None:
    """Five blocks of one and one, all 1024 outcomes, stopped at the first triumph."""
    inside = abs(truth[0] - truth[1]) <= 0.2 + 1e-9
    total = 0.0
    for path in itertools.product(itertools.product((0, 1), repeat=2), repeat=5):
        sequence, chance, value = RateDifference(), 1.0, 1.0
        for x1, x2 in path:
            chance *= math.prod(p if x else 1 - p for x, p in zip((x1, x2), truth, strict=True))
            if value < 1.1:
                sequence.update(x1, 1, x2, 1)
                found = sequence.e_values(-0.2, 0.2)
                value = found.exceeds if inside else found.within
        total += chance * value
    assert 0.1 < total <= 1 + 1e-9


def simulated(
    p1: float, p2: float, blocks: int, sizes: tuple[int, int], seed: int
) -> RateDifference:
    rng, sequence = np.random.default_rng(seed), RateDifference()
    for x1, x2 in zip(
        *(rng.binomial(n, p, blocks) for n, p in zip(sizes, (p1, p2), strict=True)), strict=True
    ):
        sequence.update(int(x1), sizes[0], int(x2), sizes[1])
    return sequence


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sizes", [(1, 1), (2, 5)])
def test_planted_differences_are_found(seed: int, sizes: tuple[int, int]) -> None:
    far = simulated(0.7, 0.2, 120, sizes, seed)
    low, high = far.limits(0.05)
    assert low < 0.5 < high
    assert far.settle(-0.1, 0.1).p_exceeds < 0.001
    near = simulated(0.05, 0.05, 500, sizes, seed)
    assert near.settle(-0.1, 0.1).p_within < 0.01
    assert near.settle(-0.1, 0.1).p_exceeds == 1.0


def test_swapped_arms_mirror() -> None:
    one, other = RateDifference(), RateDifference()
    for x1, n1, x2, n2 in [(3, 5, 0, 2), (2, 2, 1, 4), (6, 6, 0, 5), (4, 5, 1, 5)] * 6:
        one.update(x1, n1, x2, n2)
        other.update(x2, n2, x1, n1)
    low, high = one.limits(0.1)
    assert other.limits(0.1) == pytest.approx((-high, -low), abs=1e-12)
    assert low > 0.2
    assert other.settle(-0.2, 0.2).p_exceeds == pytest.approx(one.settle(-0.2, 0.2).p_exceeds)


@few
@given(st.integers(0, 10**6), st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.01, 0.5))
def test_limits_close_in_and_p_values_are_read_off_them(
    seed: int, p1: float, p2: float, alpha: float
) -> None:
    rng, sequence, low, high = np.random.default_rng(seed), RateDifference(), -1.0, 1.0
    tolerance = sorted(rng.choice(np.arange(-19, 20), 2, replace=False) / 20)
    for _ in range(40):
        sequence.update(int(rng.binomial(2, p1)), 2, int(rng.binomial(3, p2)), 3)
        before, (low, high) = (low, high), sequence.limits(alpha)
        if (low, high) == (-1.0, 1.0):
            continue
        assert before[0] <= low < high <= before[1]
    p = sequence.settle(*tolerance)
    inside = tolerance[0] - 1e-9 <= low and high <= tolerance[1] + 1e-9
    outside = low > tolerance[1] - 1e-9 or high < tolerance[0] + 1e-9
    if (low, high) != (-1.0, 1.0):
        assert (p.p_within <= alpha) == inside
        assert (p.p_exceeds <= alpha) == outside


def test_large_blocks_and_certainty_do_not_overflow() -> None:
    sequence = RateDifference()
    for _ in range(40):
        sequence.update(1000, 1000, 0, 1000)
    assert sequence.limits(1e-9) == pytest.approx((0.995, 1.0))
    assert sequence.settle(-0.1, 0.1).p_exceeds == 1e-15


@few
@given(e_lists)
def test_families_are_statsmodels_on_the_inverse(e: list[float]) -> None:
    p = [1 / max(value, 1.0) for value in e]
    assert e_holm(e) == pytest.approx(list(multipletests(p, method="holm")[1]))
    assert e_bh(e) == pytest.approx(list(multipletests(p, method="fdr_bh")[1]))


@few
@given(e_lists, st.floats(0.01, 0.5))
def test_e_bh_rejects_what_wang_and_ramdas_reject(e: list[float], alpha: float) -> None:
    """Reject the k* largest, k* the largest k with k e(k) / m >= 1 / alpha."""
    ranked = sorted(e, reverse=True)
    enough = [k for k, value in enumerate(ranked, 1) if k * value / len(e) >= 1 / alpha]
    rejected = [level <= alpha for level in e_bh(e)]
    assert sum(rejected) == max(enough, default=0)
    assert rejected == [bool(enough) and value >= ranked[max(enough) - 1] for value in e]


def test_families_by_hand() -> None:
    assert e_holm([10, 40, 0, 3]) == pytest.approx([0.3, 0.1, 1, 2 / 3])
    assert e_bh([10, 40, 0, 3]) == pytest.approx([0.2, 0.1, 1, 4 / 9])
    assert e_holm([]) == e_bh([]) == []


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: RateDifference().update(1, 1, 0, 0), "answers in both arms"),
        (lambda: RateDifference().update(2, 1, 0, 1), "2 of 1 cannot be"),
        (lambda: RateDifference().update(0, 1, -1, 1), "-1 of 1 cannot be"),
        (lambda: RateDifference().limits(1.0), "error rate"),
        (lambda: e_holm([1.0, -1.0]), "not negative"),
        (lambda: e_bh([math.nan]), "must be a number"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
