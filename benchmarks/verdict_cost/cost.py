"""How many units a design needs until its runs are settled, and how often it errs."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from benchmarks.verdict_cost.cases import Case
from benchmarks.verdict_cost.designs import Design, draw, groups, head
from benchmarks.verdict_cost.intervals import Array, verdicts

from isonomia.statistics.sequential.looks import Looks

ALPHA = 0.05
MOST_UNITS = 40_000
CLOSE = 1.03
"""Units are searched for to within this factor, less than what chance leaves open."""


class Shares(NamedTuple):
    """Shares of runs with either verdict."""

    within: float
    exceeds: float

    def right(self, case: Case) -> float:
        """Return the share with the right verdict."""
        return self.within if case.is_within else self.exceeds

    def false(self, case: Case) -> float:
        """Return the share with the wrong one."""
        return self.exceeds if case.is_within else self.within


class Plan(NamedTuple):
    """Units of each source at every look, the last of which is the most that is asked."""

    units: tuple[int, ...]
    power: float

    @property
    def looks(self) -> Looks:
        """The product's schedule of looks."""
        return Looks(tuple(units / self.units[-1] for units in self.units), self.power)


class Stopped(NamedTuple):
    """What became of runs that stop when they are settled."""

    units: Array
    """Units asked by each run; infinite where it stayed open or erred."""
    shares: Shares


def fewest(
    case: Case, design: Design, wanted: tuple[float, ...], replicates: int, rng: np.random.Generator
) -> dict[float, float]:
    """Return, by share, the fewest units with which such a share of the runs is settled."""

    @cache
    def settled(units: int) -> float:
        return at(case, design, units, replicates, rng).right(case)

    return {share: _search(settled, share) for share in wanted}


def _search(settled: Callable[[int], float], share: float) -> float:
    works = 2
    while settled(works) < share:
        works *= 2
        if works > MOST_UNITS:
            return math.inf
    fails = works // 2
    while works - fails > 1 and works > CLOSE * fails:
        middle = (fails + works) // 2
        if settled(middle) < share:
            fails = middle
        else:
            works = middle
    return works


def at(case: Case, design: Design, units: int, replicates: int, rng: np.random.Generator) -> Shares:
    """Return how often a fixed number of units settles the question, and how."""
    found = groups(draw(case, design, units, replicates, rng), design)
    judged = verdicts(found, case.low, case.high, ALPHA, ALPHA)
    return Shares(float(judged.within.mean()), float(judged.exceeds.mean()))


def stopping(
    case: Case, design: Design, plan: Plan, replicates: int, rng: np.random.Generator
) -> Stopped:
    """Look at every run as planned, and stop it when it has a verdict."""
    everything = draw(case, design, plan.units[-1], replicates, rng)
    looks = plan.looks
    asked = np.full(replicates, np.inf)
    within, exceeds = np.zeros((2, replicates), dtype=np.bool_)
    for look, units in enumerate(plan.units, start=1):
        is_open = np.flatnonzero(~(within | exceeds))
        if not is_open.size:
            break
        found = groups(head(everything, design, units, is_open), design)
        judged = verdicts(found, case.low, case.high, looks.nominal(look, ALPHA), ALPHA)
        within[is_open], exceeds[is_open] = judged.within, judged.exceeds
        right = judged.within if case.is_within else judged.exceeds
        asked[is_open[right]] = units
    return Stopped(asked, Shares(float(within.mean()), float(exceeds.mean())))
