"""One case through all designs."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from benchmarks.verdict_cost.cases import TOLERANCE, Case, Setting, planted
from benchmarks.verdict_cost.cost import Plan, at, fewest, stopping
from benchmarks.verdict_cost.designs import LADDER, PEERS, STRATIFIED, Design

SETTLED = (0.5, 0.8, 0.9)
GROWTH = 1.25
POWER = 0.5


def plan(first: int, last: int, growth: float = GROWTH, power: float = POWER) -> Plan:
    """Return looks at geometrically growing numbers of units."""
    units = [first]
    while units[-1] * growth**1.5 < last:
        units.append(max(math.ceil(units[-1] * growth), units[-1] + math.ceil(last / 100)))
    return Plan((*units, last), power)


OURS = plan(20, 800)
"""No look before 20 units, as in the product. Of 400 to 1200 units, growth by 1.15 to 2 and powers
of 0.3 to 1.5, plans that settle nine runs in ten of every cell (500 units do not) and look often
differ by a tenth; few looks cost more."""

PEERS_STOPPED = plan(80, 8000)
"""The same for unpaired, sampled answers, which need ten times as many."""

EDGE_UNITS = (8, 24, 72, 216, 648, 1944)

BATCH = 250
"""Runs drawn at a time where many are wanted, lest they fill the memory."""


class Row(NamedTuple):
    """What one case costs: units of a fixed design by share settled, and of runs that stop."""

    case: Case
    fixed: dict[Design, dict[float, float]]
    stopped: dict[Design, dict[float, float]]
    false: dict[str, float]
    """Largest share of false verdicts, by design."""

    def calls(self, design: Design, share: float, price: float, *, stops: bool = False) -> float:
        """Return the calls with which such a share of runs is settled."""
        units = (self.stopped if stops else self.fixed)[design][share]
        return design.calls(self.case, units, price)


class Edge(NamedTuple):
    """False verdicts at the tolerance's edge, where every verdict is false."""

    name: str
    setting: str
    within: float
    exceeds: float


def row(case: Case, replicates: int, rng: np.random.Generator) -> Row:
    """Measure one case."""
    fixed, stopped, false = {}, {}, {}
    for design in LADDER:
        fixed[design] = fewest(case, design, SETTLED, replicates, rng)
        if math.isfinite(fixed[design][0.9]):
            shares = at(case, design, int(fixed[design][0.9]), replicates, rng)
            false[design.name] = shares.false(case)
    for design, schedule in ((STRATIFIED, OURS), (PEERS, PEERS_STOPPED)):
        runs = stopping(case, design, schedule, replicates, rng)
        quantiles = np.quantile(runs.units, SETTLED, method="inverted_cdf")
        stopped[design] = dict(zip(SETTLED, map(float, quantiles), strict=True))
        false[f"{design.name}, stopped"] = runs.shares.false(case)
    return Row(case, fixed, stopped, false)


def edge(setting: Setting, replicates: int, rng: np.random.Generator) -> list[Edge]:
    """Return the false verdicts of every design, of fixed ones at their worst size."""
    case = planted(setting, TOLERANCE, rng)
    found = []
    for design in LADDER:
        sizes = [at(case, design, units, replicates, rng) for units in EDGE_UNITS]
        worst = max(one.within for one in sizes), max(one.exceeds for one in sizes)
        found.append(Edge(design.name, setting.name, *worst))
    for design, schedule in ((STRATIFIED, OURS), (PEERS, PEERS_STOPPED)):
        batches = [
            stopping(case, design, schedule, BATCH, rng).shares for _ in range(replicates // BATCH)
        ]
        shares = [float(np.mean([batch[verdict] for batch in batches])) for verdict in (0, 1)]
        found.append(Edge(f"{design.name}, stopped", setting.name, *shares))
    return found
