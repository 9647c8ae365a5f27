"""Intervals of a fixed sample: how often they hold the truth.

Units have probabilities of their own, so that repeats within a unit are alike: their correlation is
the variance between units over the variance of single answers. The truth is a mean over all units
and known exactly. Intervals of single calls, as if each were a unit, are shown beside ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell

from isonomia.statistics import (
    Interval,
    cluster_bootstrap,
    group_difference,
    newcombe,
    paired_difference,
    rate_ratio,
    unit_mean,
    wilson,
)

Array = npt.NDArray[np.float64]

LEVEL = 0.95
UNITS = (8, 24, 66, 200)
RATES = (0.05, 0.1, 0.3, 0.5)
EFFECTS = (0.0, 0.1, 0.3)
POOL = 100_000
UNIT = (0.0, 1.0)
RESAMPLES = 600
"""Enough for a 95 % interval, where the default of 2,000 would take minutes."""


class Repeats(NamedTuple):
    """Answers a unit, and how alike they are."""

    answers: int
    correlation: float

    def __str__(self) -> str:
        if self.answers == 1:
            return "1 answer"
        return f"{self.answers} answers, correlation {self.correlation}"


REPEATS = (Repeats(1, 0.3), Repeats(5, 0.0), Repeats(5, 0.3), Repeats(5, 0.8))


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield the coverage of every interval over sizes, base rates, effects and correlations."""
    yield from means(replicates, rng)
    yield from differences(replicates, rng)
    yield from rates(replicates, rng)
    yield from bootstraps(replicates, rng)


def means(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield cells of one mean, and of the interval that takes calls for units."""
    for n, rate, repeats in product(UNITS, RATES, REPEATS):
        chances = pool(rate, repeats.correlation, rng)
        truth = float(chances.mean())
        picked = rng.choice(chances, (replicates, n))
        scores = answered(picked, repeats.answers, rng)
        setting = f"n {n}, rate {rate}, {repeats}"
        yield coverage("unit mean", setting, truth, (unit_mean(x, UNIT, LEVEL) for x in scores))
        if repeats.answers > 1 and repeats.correlation and n in {24, 200}:
            calls = n * repeats.answers
            naive = (wilson(round(x.sum() * repeats.answers), calls, LEVEL) for x in scores)
            yield coverage("Wilson over calls", setting, truth, naive)._replace(ours=False)


def differences(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield cells of two arms of the same units, and of two groups of other units."""
    for n, rate, effect, repeats in product(UNITS, RATES, EFFECTS, REPEATS[::2]):
        low, high = (pool(mean, repeats.correlation, rng) for mean in (rate, rate + effect))
        truth = float(high.mean() - low.mean())
        setting = f"n {n}, rate {rate}, effect {effect}, {repeats}"
        # Sorted pools pair the unit that is likeliest in one arm with the likeliest in the other.
        places = rng.integers(POOL, size=(replicates, n))
        first, second = (answered(part[places], repeats.answers, rng) for part in (high, low))
        pairs = zip(first, second, strict=True)
        yield coverage(
            "paired difference", setting, truth, (paired_difference(*p, UNIT, LEVEL) for p in pairs)
        )
        first, second = (
            answered(rng.choice(part, (replicates, n)), repeats.answers, rng)
            for part in (high, low)
        )
        pairs = zip(first, second, strict=True)
        yield coverage(
            "group difference", setting, truth, (group_difference(*p, UNIT, LEVEL) for p in pairs)
        )


def rates(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield cells of shares, their differences and their ratios."""
    for n, rate in product(UNITS, RATES):
        setting = f"n {n}, rate {rate}"
        counts = rng.binomial(n, rate, replicates)
        yield coverage("Wilson", setting, rate, (wilson(int(x), n, LEVEL) for x in counts))
        for effect in EFFECTS:
            higher = rng.binomial(n, rate + effect, replicates)
            setting = f"n {n}, rate {rate}, effect {effect}"
            pairs = [(int(x), n, int(y), n) for x, y in zip(higher, counts, strict=True)]
            yield coverage("Newcombe", setting, effect, (newcombe(*p, LEVEL) for p in pairs))
            ratio = (rate + effect) / rate
            yield coverage("rate ratio", setting, ratio, (rate_ratio(*p, LEVEL) for p in pairs))


def bootstraps(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield cells of the bootstrap: what it promises, and the rare events it is warned against."""
    for n, rate, promised in ((24, 0.3, True), (66, 0.5, True), (24, 0.05, False)):
        chances = pool(rate, 0.3, rng)
        scores = answered(rng.choice(chances, (replicates, n)), 5, rng)
        found = (
            cluster_bootstrap([x], np.mean, seed=number, level=LEVEL, resamples=RESAMPLES)
            for number, x in enumerate(scores)
        )
        setting = f"n {n}, rate {rate}, {Repeats(5, 0.3)}"
        cell = coverage("bootstrap", setting, float(chances.mean()), found)
        yield cell._replace(ours=promised)


def coverage(method: str, setting: str, truth: float, intervals: Iterator[Interval]) -> Cell:
    """Count the intervals that hold the truth; one that cannot be had excludes nothing."""
    held = [i.low is None or i.high is None or i.low <= truth <= i.high for i in intervals]
    return Cell(method, setting, "coverage", LEVEL, sum(held), len(held))


def pool(rate: float, correlation: float, rng: np.random.Generator) -> Array:
    """Return the probabilities of all units, in order: a beta law, or all the same."""
    if correlation == 0.0:
        return np.full(POOL, rate)
    size = (1 - correlation) / correlation
    return np.sort(rng.beta(rate * size, (1 - rate) * size, POOL))


def answered(chances: Array, answers: int, rng: np.random.Generator) -> Array:
    """Return each unit's share of answers that count."""
    shares: Array = rng.binomial(answers, chances) / answers
    return shares
