"""Betting on a mean: against integrals, over all sequences there are, and with planted truths."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import integrate

from isonomia.statistics.sequential import MeanSequence
from isonomia.statistics.sequential.grid import POINTS

Array = npt.NDArray[np.float64]
UNIT, PAIRED = (0.0, 1.0), (-1.0, 1.0)
shares = arrays(np.float64, st.integers(1, 23), elements=st.floats(0, 1))
few = settings(deadline=None, max_examples=40)


def followed(values: npt.ArrayLike, bounds: tuple[float, float] = UNIT) -> MeanSequence:
    sequence = MeanSequence(bounds=bounds)
    sequence.update(values)
    return sequence


def at(rows: Array, m: float) -> tuple[float, float]:
    column = round(m * 400) - 1
    return float(rows[0, column]), float(rows[1, column])


@pytest.mark.parametrize("m", [0.0025, 0.05, 0.5, 0.8, 0.9975])
@pytest.mark.parametrize("n", [1, 7, 23])
def test_the_stake_is_spread_by_the_arcsine_law(m: float, n: int) -> None:
    x = np.random.default_rng(n).beta(1, 2, n)

    def wealth(values: Array, mean: float) -> float:
        """The integral over shares b = sin² of what each makes of its stake."""
        found, _ = integrate.quad(
            lambda angle: np.prod(1 + np.sin(angle) ** 2 * (values / mean - 1)) * 2 / math.pi,
            0,
            math.pi / 2,
            epsabs=0,
            epsrel=1e-11,
        )
        return float(found)

    low, high = at(followed(x).now, m)
    assert low == pytest.approx(wealth(x, m), rel=1e-8)
    assert high == pytest.approx(wealth(1 - x, 1 - m), rel=1e-8)


def paths(n: int, rate: float) -> Iterator[tuple[float, list[MeanSequence]]]:
    """Every sequence of n events or none, with its probability, after each observation."""
    for events in itertools.product((0.0, 1.0), repeat=n):
        sequence, moments = MeanSequence(bounds=UNIT), []
        for event in events:
            sequence.update([event])
            moments.append(copy(sequence))
        yield math.prod(rate if event else 1 - rate for event in events), moments


def copy(sequence: MeanSequence) -> MeanSequence:
    """A second sequence, made of what the first one remembers."""
    second = MeanSequence(bounds=sequence.bounds)
    for part in fields(sequence):
        kept = getattr(sequence, part.name)
        setattr(second, part.name, kept.copy() if isinstance(kept, np.ndarray) else kept)
    return second


@pytest.mark.parametrize("m", [0.05, 0.5, 0.9])
def test_no_bet_is_expected_to_win_at_any_moment(m: float) -> None:
    """By enumeration: on the true mean the bets are fair, on the wrong side of it they lose."""
    expected, wins = np.zeros((2, 399)), {0.5: 0.0, 0.2: 0.0, 0.05: 0.0}
    for chance, moments in paths(8, m):
        expected += chance * moments[-1].now
        for alpha in wins:
            low, high = moments[-1].limits(alpha)
            wins[alpha] += chance * (not low <= m <= high)
    assert at(expected, m) == pytest.approx((1.0, 1.0), rel=1e-9)
    assert np.all(expected[0, m + 1e-9 < POINTS] < 1)
    assert np.all(expected[1, m - 1e-9 > POINTS] < 1)
    assert all(missed <= alpha for alpha, missed in wins.items())
    assert wins[0.5] > 0


@pytest.mark.parametrize("rate", [0.2, 0.3, 0.4, 0.6, 0.7, 0.8])
def test_an_e_value_is_fair_wherever_one_stops(rate: float) -> None:
    """Stop at the first triumph: a false claim still has an expectation of at most 1."""
    false_claim, best = ("exceeds", "within")[not 0.3 <= rate <= 0.7], 0.0
    for chance, moments in paths(8, rate):
        values = [getattr(moment.e_values(0.3, 0.7), false_claim) for moment in moments]
        best += chance * next((value for value in values if value >= 1.5), values[-1])
    assert 0.1 < best <= 1 + 1e-9


@few
@given(shares, st.integers(0, 9))
def test_the_order_of_the_data_is_no_evidence(x: Array, seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(x)
    assert followed(shuffled).now == pytest.approx(followed(x).now, rel=1e-9)


@few
@given(shares)
def test_evidence_falls_off_around_the_sample_mean(x: Array) -> None:
    ours = followed(x)
    below, above = ours.now
    assert np.all(np.diff(below) <= 1e-9 * below[:-1])
    assert np.all(np.diff(above) >= -1e-9 * above[:-1])
    assert np.all(below[ours.mean <= POINTS] <= 1 + 1e-9)
    assert np.all(above[ours.mean >= POINTS] <= 1 + 1e-9)


@few
@given(st.integers(0, 10**6), st.floats(0.1, 0.9), st.floats(0.001, 0.9))
def test_limits_close_in_with_time_and_p_values_are_read_off_them(
    seed: int, centre: float, alpha: float
) -> None:
    rng = np.random.default_rng(seed)
    sequence, low, high = MeanSequence(bounds=PAIRED), -1.0, 1.0
    tolerance = sorted(rng.choice(np.arange(-19, 20), 2, replace=False) / 20)
    for _ in range(6):
        sequence.update(2 * rng.beta(8 * centre, 8 * (1 - centre), 15) - 1)
        before, (low, high) = (low, high), sequence.limits(alpha)
        wide = sequence.limits(alpha / 3)
        if (low, high) == (-1.0, 1.0):
            continue  # nothing is known yet, or, at so high an alpha, everything is refuted
        assert before[0] <= low < high <= before[1]
        assert wide[0] <= low < high <= wide[1]
        p = sequence.settle(*tolerance)
        assert max(p.p_within, p.p_exceeds) == 1.0
        inside = tolerance[0] - 1e-9 <= low and high <= tolerance[1] + 1e-9
        outside = low > tolerance[1] - 1e-9 or high < tolerance[0] + 1e-9
        assert (p.p_within <= alpha) == inside
        assert (p.p_exceeds <= alpha) == outside


@few
@given(shares, st.floats(-0.2, 0.6), st.floats(0, 0.6), st.floats(0, 0.05))
def test_a_wider_tolerance_never_speaks_less_for_within(
    x: Array, low: float, width: float, more: float
) -> None:
    sequence = followed(x)
    narrow, wide = (sequence.settle(low - d, low + width + d) for d in (0.0, more))
    assert wide.p_within <= narrow.p_within
    assert wide.p_exceeds >= narrow.p_exceeds


def test_a_tolerance_between_two_steps_is_taken_at_the_harder_one() -> None:
    sequence = followed(np.full(40, 0.3))
    assert sequence.settle(0, 0.2512).p_exceeds == sequence.settle(0, 0.2525).p_exceeds
    assert sequence.settle(0.1, 0.4512).p_within == sequence.settle(0.1, 0.45).p_within


def test_batches_are_single_observations() -> None:
    x = np.random.default_rng(0).beta(2, 3, 50)
    batch, single = followed(x), MeanSequence(bounds=UNIT)
    for value in x:
        single.update([value])
    assert single.best == pytest.approx(batch.best, rel=1e-12)
    assert (single.n, batch.n) == (50, 50)
    assert single.mean == pytest.approx(x.mean()) == batch.mean


def test_it_goes_on_from_what_was_kept() -> None:
    x = np.random.default_rng(1).uniform(-0.3, 0.5, 60)
    whole, half = followed(x, PAIRED), followed(x[:30], PAIRED)
    rest = copy(half)
    rest.update(x[30:])
    assert rest.settle(-0.1, 0.1) == whole.settle(-0.1, 0.1)
    assert rest.limits(0.05) == whole.limits(0.05)


@pytest.mark.parametrize("seed", range(5))
def test_planted_truths_are_found(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 0.2, 300).clip(-0.6, 0.6)
    far = followed(0.4 + noise[:60], PAIRED)
    assert far.settle(-0.1, 0.1).p_exceeds < 0.001
    near = followed(noise, PAIRED)
    assert near.settle(-0.1, 0.1).p_within < 0.001
    below = followed(-0.4 + noise[:60], PAIRED).settle(-0.1, 0.1)
    assert below.p_exceeds < 0.001 < below.p_within


def test_nothing_is_known_beforehand() -> None:
    fresh = MeanSequence(bounds=PAIRED)
    assert fresh.limits(0.05) == PAIRED
    assert fresh.settle(-0.1, 0.1).p_within == fresh.settle(-0.1, 0.1).p_exceeds == 1.0
    assert fresh.e_values(-0.1, 0.1) == (1.0, 1.0)
    assert math.isnan(fresh.mean)
    # That a mean lies between its own bounds, and not beyond them, is known.
    assert fresh.settle(-math.inf, math.inf).p_within == fresh.settle(-1, 1).p_within == 1e-15
    assert fresh.settle(1.5, 2.0).p_exceeds == 1e-15
    assert fresh.settle(0.5, 2.0).p_exceeds == 1.0


def test_a_truth_that_moved_leaves_no_claim() -> None:
    moved = followed([0.9] * 100 + [0.1] * 400)
    assert moved.limits(0.05) == UNIT
    p = moved.settle(0.4, 0.6)
    assert min(p.p_within, p.p_exceeds) < 1e-6
    assert max(p.p_within, p.p_exceeds) == 1.0


def test_what_lies_beyond_a_value_that_stands_stands_too() -> None:
    """Else the strongest of 399 bets would count, which may win too often."""
    best = np.ones((2, 399))
    best[0, :100] = best[0, 150:200] = best[1, 300:] = best[1, 250:280] = 1000.0
    standing = MeanSequence(bounds=UNIT, best=best)
    assert standing.limits(0.05) == (0.25, 0.7525)
    assert standing.settle(0.0, 0.45).p_exceeds == 1.0
    assert standing.settle(0.6, 1.0).p_within == 1.0
    assert standing.settle(0.0, 0.2).p_exceeds == pytest.approx(0.002)


def test_certainty_does_not_overflow() -> None:
    ones = followed(np.ones(4000))
    low, high = ones.limits(1e-12)
    # No stake can have grown to more than m^-4000, and nearly all of it is soon with who bet all.
    assert 0.985 < low <= 0.0025 * math.floor(400 * (0.5e-12) ** (1 / 4000)) + 1e-9
    assert high == 1.0
    assert ones.settle(0, 0.9).p_exceeds == 1e-15 == ones.settle(0.9, 1).p_within
    assert 1e100 < ones.e_values(0.0, 0.9).exceeds < math.inf


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: MeanSequence(bounds=(1.0, 0.0)), "Finite bounds"),
        (lambda: MeanSequence(bounds=(0.0, math.inf)), "Finite bounds"),
        (lambda: followed([]), "at least one value"),
        (lambda: followed([0.5, 1.2]), "between 0.0 and 1.0"),
        (lambda: followed([math.nan]), "must be a number"),
        (lambda: followed([0.5]).limits(0.0), "error rate"),
        (lambda: followed([0.5]).settle(0.6, 0.4), "lower limit first"),
        (lambda: followed([0.5]).e_values(0.1, math.nan), "lower limit first"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_refused_batch_leaves_no_trace() -> None:
    sequence = followed([0.2, 0.4])
    before = copy(sequence)
    with pytest.raises(ValueError, match="between"):
        sequence.update([0.3, 7.0])
    assert np.array_equal(sequence.wealth, before.wealth)
    assert sequence.n == 2
