"""Repeated intervals: right at every look at once, and no false verdict at any.

Unit scores as suites have them, with the true mean on the upper limit of a tolerance. There a
false "exceeds" is likeliest, and, with the limit a hair lower, a false "within".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell

from isonomia.statistics import Interval, paired_difference, unit_mean
from isonomia.statistics.sequential import Looks

Array = npt.NDArray[np.float64]

PLANS = (24, 66, 200)
RULES = {
    "1 look": Looks((1.0,)),
    "3 looks": Looks((1 / 3, 2 / 3, 1.0)),
    "5 looks": Looks((0.2, 0.4, 0.6, 0.8, 1.0)),
    "4 looks from 0.4": Looks((0.4, 0.6, 0.8, 1.0)),
}
ALPHA = 0.05
UNIT = (0.0, 1.0)
HAIR = 1e-9


class Law(NamedTuple):
    """How the units of one simulated suite are scored, one row for each arm."""

    name: str
    draw: Callable[[np.random.Generator, int], Array]
    tolerance: tuple[float, float]


def graded(rng: np.random.Generator, n: int) -> Array:
    return rng.beta(6, 4, (1, n))


def skewed(rng: np.random.Generator, n: int) -> Array:
    return rng.beta(1, 4, (1, n))


def even(rng: np.random.Generator, n: int) -> Array:
    return rng.binomial(1, 0.5, (1, n)).astype(float)


def seldom(rng: np.random.Generator, n: int) -> Array:
    return rng.binomial(1, 0.05, (1, n)).astype(float)


def mostly_none(rng: np.random.Generator, n: int) -> Array:
    """Draw units of which eight in ten score 0, the others anything: 0.1 on average."""
    return rng.uniform(0, 1, (1, n)) * rng.binomial(1, 0.2, (1, n))


def graded_pairs(rng: np.random.Generator, n: int) -> Array:
    """Draw a first arm that is a sixth closer to 1 than the second: 0.1 higher on average."""
    second = rng.beta(2, 3, n)
    return np.stack([second + (1 - second) * rng.beta(1, 5, n), second])


def paired_events(rng: np.random.Generator, n: int) -> Array:
    """Draw an event that the first arm has in 15 % of units, the second in 5 % of the others."""
    chance = rng.uniform(0, 1, n)
    return np.stack([chance < 0.15, chance > 0.95]).astype(float)


LAWS = (
    Law("graded around 0.6", graded, (0.4, 0.6)),
    Law("graded, skewed, 0.2", skewed, (0.0, 0.2)),
    Law("events, 0.5", even, (0.3, 0.5)),
    Law("events, 0.05", seldom, (0.0, 0.05)),
    Law("mostly none, 0.1", mostly_none, (0.0, 0.1)),
    Law("graded pairs, +0.1", graded_pairs, (-0.1, 0.1)),
    Law("paired events, +0.1", paired_events, (-0.1, 0.1)),
)


class Path(NamedTuple):
    """What happened at any look of one replicate."""

    missed: bool
    exceeds: bool
    within: bool


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield coverage and both errors, over all looks, for every law, plan and schedule."""
    for law in LAWS:
        for plan in PLANS:
            drawn = [law.draw(rng, plan) for _ in range(replicates)]
            for name, rule in RULES.items():
                paths = [followed(units, rule, law.tolerance) for units in drawn]
                setting = f"{law.name}, {plan} units, {name}"
                held = sum(not path.missed for path in paths)
                yield Cell(
                    "repeated t, all looks", setting, "coverage", 1 - ALPHA, held, replicates
                )
                for verdict in ("exceeds", "within"):
                    wrong = sum(getattr(path, verdict) for path in paths)
                    method = f'repeated t, false "{verdict}"'
                    yield Cell(method, setting, "error", ALPHA, wrong, replicates)


def followed(units: Array, rule: Looks, tolerance: tuple[float, float]) -> Path:
    """Look at one simulated study as planned, to the end."""
    low, high = tolerance  # the truth is `high`
    limits = []
    for look, share in enumerate(rule.fractions, start=1):
        seen = units[:, : math.ceil(share * units.shape[1] - HAIR)]
        interval = rule.repeated(estimate(seen), look)
        assert interval.low is not None
        assert interval.high is not None
        limits.append((interval.low, interval.high))
    return Path(
        any(not least <= high <= most for least, most in limits),
        any(least > high or most < low for least, most in limits),
        any(least >= low and most <= high - HAIR for least, most in limits),
    )


def estimate(units: Array) -> Interval:
    if len(units) == 1:
        return unit_mean(units[0], UNIT, 1 - ALPHA)
    return paired_difference(units[0], units[1], UNIT, 1 - ALPHA)
