"""Limits and evidence that may be looked at after every observation: wrong at any of 500 moments.

What was *ever* claimed can be read off at the end: limits only draw closer, and `settle` keeps the
strongest evidence there has been. Beside ours stands what comes of looking at an ordinary 95 %
interval after every observation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell

from isonomia.statistics.sequential import MeanSequence, RateDifference, e_bh, e_holm

Array = npt.NDArray[np.float64]
Rng = np.random.Generator

OBSERVATIONS = 500
ALPHA = 0.05
UNIT, PAIRED = (0.0, 1.0), (-1.0, 1.0)


class Law(NamedTuple):
    """What is observed one by one; the true mean is the upper limit of the tolerance."""

    name: str
    bounds: tuple[float, float]
    tolerance: tuple[float, float]
    draw: Callable[[Rng, int], Array]


LAWS = (
    Law("events, 0.5", UNIT, (0.3, 0.5), lambda rng, n: rng.binomial(1, 0.5, n).astype(float)),
    Law("events, 0.05", UNIT, (0.0, 0.05), lambda rng, n: rng.binomial(1, 0.05, n).astype(float)),
    Law("graded, skewed, 0.2", UNIT, (0.0, 0.2), lambda rng, n: rng.beta(1, 4, n)),
    Law("graded pairs, +0.1", PAIRED, (-0.1, 0.1), lambda rng, n: 2 * rng.beta(11, 9, n) - 1),
    Law(
        "paired events, +0.1",
        PAIRED,
        (-0.1, 0.1),
        lambda rng, n: rng.choice([-1.0, 0.0, 1.0], n, p=[0.05, 0.8, 0.15]),
    ),
)


class Arms(NamedTuple):
    """Two rates 0.1 apart, in blocks of answers of both arms."""

    name: str
    sizes: tuple[int, int]
    blocks: int
    second: Callable[[int], float]


ARMS = (
    Arms("0.5 and 0.4, one by one", (1, 1), 200, lambda block: 0.4),
    Arms("0.12 and 0.02, five and two", (5, 2), 100, lambda block: 0.02),
    Arms("rates that move, 0.1 apart", (2, 2), 100, lambda block: 0.1 + 0.7 * (block % 50) / 50),
)

FAMILY, TRUE_CLAIMS = 10, 4
ROUNDS, PER_ROUND = 4, 20
ENOUGH = 3


def cells(replicates: int, rng: Rng) -> Iterator[Cell]:
    """Yield coverage and errors at any time for means, for two rates and for families."""
    for law in LAWS:
        yield from of_means(law, replicates, rng)
    yield of_moving_means(replicates, rng)
    for arms in ARMS:
        yield from of_rates(arms, replicates, rng)
    yield from of_families(replicates, rng)


def of_means(law: Law, replicates: int, rng: Rng) -> Iterator[Cell]:
    """Yield what bets on one mean did, and what looking all the time at one interval does."""
    low, truth = law.tolerance
    missed = exceeds = within = peeked = 0
    for _ in range(replicates):
        values = law.draw(rng, OBSERVATIONS)
        sequence = MeanSequence(bounds=law.bounds)
        sequence.update(values)
        missed += sequence.settle(truth, truth).p_exceeds <= ALPHA
        exceeds += sequence.settle(low, truth).p_exceeds <= ALPHA
        within += sequence.settle(low, truth).p_within <= ALPHA
        peeked += ever_missed(values, truth)
    held = replicates - missed
    setting = f"{law.name}, at any time up to {OBSERVATIONS}"
    yield Cell("betting, limits", setting, "coverage", 1 - ALPHA, held, replicates)
    yield Cell('betting, false "exceeds"', setting, "error", ALPHA, exceeds, replicates)
    yield Cell('betting, false "within"', setting, "error", ALPHA, within, replicates)
    held = replicates - peeked
    method = "normal interval, read from 20 on"
    yield Cell(method, setting, "coverage", 1 - ALPHA, held, replicates, ours=False)


def ever_missed(values: Array, truth: float) -> bool:
    """Whether mean ± 1.96 s/√n missed the truth at any n from 20 on."""
    n = np.arange(1, values.size + 1)
    mean = values.cumsum() / n
    spread = np.sqrt(np.maximum((values**2).cumsum() / n - mean**2, 0.0) / n)
    return bool(np.any((abs(mean - truth) > 1.96 * spread)[19:] & (spread > 0)[19:]))


def of_moving_means(replicates: int, rng: Rng) -> Cell:
    """Return how often "exceeds" was said of means that move, but never beyond the tolerance."""
    means = np.where(np.arange(OBSERVATIONS) // 50 % 2, 0.1, 0.2)
    wrong = 0
    for _ in range(replicates):
        sequence = MeanSequence(bounds=UNIT)
        sequence.update(rng.beta(10 * means, 10 * (1 - means)))
        wrong += sequence.settle(0.0, 0.2).p_exceeds <= ALPHA
    setting = f"a mean that moves between 0.1 and 0.2, at any time up to {OBSERVATIONS}"
    return Cell('betting, false "exceeds"', setting, "error", ALPHA, wrong, replicates)


def of_rates(arms: Arms, replicates: int, rng: Rng) -> Iterator[Cell]:
    """Yield what the evidence on two rates did; their difference is on the tolerance's limit."""
    missed = within = 0
    second = np.array([arms.second(block) for block in range(arms.blocks)])
    for _ in range(replicates):
        sequence = RateDifference()
        x1, x2 = rng.binomial(arms.sizes[0], second + 0.1), rng.binomial(arms.sizes[1], second)
        for a, b in zip(x1.tolist(), x2.tolist(), strict=True):
            sequence.update(a, arms.sizes[0], b, arms.sizes[1])
        missed += sequence.settle(0.1, 0.1).p_exceeds <= ALPHA
        within += sequence.settle(-0.1, 0.1).p_within <= ALPHA
    held, setting = replicates - missed, f"{arms.name}, after any of {arms.blocks} blocks"
    yield Cell("two rates, limits", setting, "coverage", 1 - ALPHA, held, replicates)
    yield Cell('two rates, false "within"', setting, "error", ALPHA, within, replicates)


def of_families(replicates: int, rng: Rng) -> Iterator[Cell]:
    """Yield false claims in families that stop as soon as e-BH makes three claims.

    The share of false claims is counted by drawing one of the claims made: it is false with just
    that probability.
    """
    truths = np.array([0.3] * TRUE_CLAIMS + [0.1] * (FAMILY - TRUE_CLAIMS))
    drawn_false = any_false = 0
    for _ in range(replicates):
        sequences = [MeanSequence(bounds=PAIRED) for _ in truths]
        claimed: Array = np.array([])
        for _ in range(ROUNDS):
            for sequence, truth in zip(sequences, truths, strict=True):
                sequence.update(2 * rng.beta(6 * (1 + truth), 6 * (1 - truth), PER_ROUND) - 1)
            levels = e_bh([one.e_values(-0.1, 0.1).exceeds for one in sequences])
            claimed = truths[np.array(levels) <= ALPHA]
            if claimed.size >= ENOUGH:
                break
        drawn_false += bool(claimed.size and rng.choice(claimed) == truths[-1])
        adjusted = e_holm([1 / one.settle(-0.1, 0.1).p_exceeds for one in sequences])
        any_false += any(p <= ALPHA for p in adjusted[TRUE_CLAIMS:])
    setting = f"{FAMILY} questions, {TRUE_CLAIMS} far outside, the others on the limit"
    yield Cell("e-BH, a claim is false", setting, "error", ALPHA, drawn_false, replicates)
    yield Cell("e-Holm, any false claim", setting, "error", ALPHA, any_false, replicates)
