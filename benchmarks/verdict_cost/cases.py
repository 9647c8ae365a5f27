"""What is asked of a model in the simulation: scenarios, and the probability of each answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from benchmarks.verdict_cost.intervals import Array

TOLERANCE = 0.10
EFFECTS = (0.0, 0.03, 0.06, 0.14, 0.20, 0.30, 0.45)
"""Woman minus man, in points of probability; none lies at the edge, where nothing is right."""

SCENARIOS = 30_000
KNOWN_IN_DIFFICULTY, KNOWN_IN_EFFECT = 0.5, 0.3
"""Correlation of what is known of a scenario beforehand with how likely its answer is, and with how
differently the arms are answered. As far as SmolLM2 goes: the labour market's share of women
explains 17 to 51 % of what occupations differ in, and themes 7 % of the differences in `roles`."""


class Setting(NamedTuple):
    """How much scenarios differ, in standard deviations of the logit."""

    name: str
    difficulty: float
    effect: float


SETTINGS = (
    Setting("mild", 1.0, 0.5),
    Setting("as SmolLM2", 1.9, 1.1),
    Setting("decided", 4.0, 2.0),
)
"""SmolLM2's continuations in `roles` have 1.9 and 1.1. "Decided" is a model that is nearly sure of
most answers: one probability tells little more than one sampled answer there, and costs more."""


@dataclass(frozen=True, eq=False, slots=True)
class Source:
    """Scenarios whose mean score is one summand of the estimate.

    Attributes
    ----------
    chances : array, shape (calls, scenarios)
        Probability of the answer that counts, for each question put to a scenario.
    signs : tuple of float
        How each question enters the score of the scenario: 1 or -1.
    strata : array of int, shape (scenarios,)
        The slice of each scenario, counted from 0.
    known : array, shape (scenarios,)
        What is known of each beforehand, less its mean in the slice.
    """

    chances: Array
    signs: tuple[float, ...]
    strata: npt.NDArray[np.int64]
    known: Array

    @property
    def scores(self) -> Array:
        """The score of each scenario when all its answers are weighed."""
        total: Array = np.array(self.signs) @ self.chances
        return total

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and greatest score."""
        return sum(min(s, 0.0) for s in self.signs), sum(max(s, 0.0) for s in self.signs)


Sources: TypeAlias = tuple[Source, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """One question with a tolerance, and all that answering it needs.

    ``apart`` holds the scenarios as peers ask them, each arm its own; ``together`` as pairs. They
    are the same where a contrast has no arms to pair. ``engine`` is how many calls our own engine
    makes for one weighed question; 0 where it was not run.
    """

    name: str
    apart: Sources
    together: Sources
    low: float = -TOLERANCE
    high: float = TOLERANCE
    engine: float = 0.0

    @property
    def truth(self) -> float:
        """The value that is estimated."""
        return float(sum(source.scores.mean() for source in self.together))

    @property
    def is_within(self) -> bool:
        """Whether "within" would be right; else "exceeds" would."""
        return self.low < self.truth < self.high


def planted(setting: Setting, effect: float, rng: np.random.Generator) -> Case:
    """Return scenarios whose true difference is `effect`, to the last digit.

    logit p = a ± b/2, with a ~ N(0, difficulty²) and b ~ N(shift, effect²) over scenarios. Both are
    correlated with z ~ N(0, 1), which is known beforehand; slices are the thirds of z.
    """
    z, own, other = rng.standard_normal((3, SCENARIOS))
    a = setting.difficulty * _mixed(KNOWN_IN_DIFFICULTY, z, own)
    b = setting.effect * _mixed(KNOWN_IN_EFFECT, z, other)
    least, most = -20.0, 20.0
    for _ in range(60):
        shift = (least + most) / 2
        arms = expit(a + (b + shift) / 2), expit(a - (b + shift) / 2)
        too_much = (arms[0] - arms[1]).mean() > effect
        least, most = (least, shift) if too_much else (shift, most)
    strata = np.searchsorted(np.quantile(z, [1 / 3, 2 / 3]), z)
    return arms_case(f"{effect:+.2f}", arms, strata, z)


def arms_case(
    name: str, arms: tuple[Array, Array], strata: npt.NDArray[np.int64], known: Array
) -> Case:
    """Return the case of two arms that were each asked the same scenarios."""
    known = centred(known, strata)
    first, second = arms
    return Case(
        name,
        apart=(
            Source(first[None], (1.0,), strata, known),
            Source(second[None], (-1.0,), strata, known),
        ),
        together=(Source(np.stack(arms), (1.0, -1.0), strata, known),),
    )


def centred(known: Array, strata: npt.NDArray[np.int64]) -> Array:
    """Take from each scenario's value the mean of its slice."""
    means = np.bincount(strata, known) / np.bincount(strata)
    less: Array = known - means[strata]
    return less


def expit(logit: Array) -> Array:
    """Return the probability that a logit stands for."""
    chance: Array = 1 / (1 + np.exp(-logit))
    return chance


def _mixed(correlation: float, one: Array, other: Array) -> Array:
    return correlation * one + math.sqrt(1 - correlation**2) * other
