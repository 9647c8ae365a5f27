"""Less data never buys a better verdict.

A bias outside the tolerance, and fewer and fewer units. "Within" is false of it at every size, and
may be said in at most 5 % of runs at every size; nor may it be said more often of fewer units,
beyond what chance explains (just outside the tolerance it can, by as much as the promise leaves:
many units exclude the tolerance, few cannot tell).

Beside it stands the rule of the closest peer: a mark is the most lenient band that the 95 %
interval touches, which is the estimate and two bootstrap standard errors on either side. There a
wide interval earns a good mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from benchmarks.calibration.cell import SIGMAS, Cell
from benchmarks.calibration.verdicts import ALPHA, EVENTS, FEW, GRADED, TOLERANCE, Array, Law

from isonomia.statistics import Strata, paired_difference, unseen

UNITS = (200, 100, 50, 25, 12, 6, 3, 2)
BIASES = (0.11, 0.15, 0.25)
"""Outside the tolerance of 0.1 on either side."""

PASSING = TOLERANCE
"""The peer's bands A, up to 0.03, and B, up to 0.1, pass; C, up to 0.3, and D do not."""

Z = 1.959964


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield the share of "within", whether it rose, and the share of the peer's passing marks."""
    for law in (GRADED, EVENTS, FEW):
        for bias in BIASES:
            yield from shrinking(law, bias, replicates, rng)


def shrinking(law: Law, bias: float, replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield the cells of one bias over all sizes."""
    ours, theirs = [], []
    for n in UNITS:
        drawn = [law.draw(rng, n, bias) for _ in range(replicates)]
        ours.append(sum(is_within(scores) for scores in drawn))
        theirs.append(sum(passes(scores) for scores in drawn))
    for n, hits in zip(UNITS, ours, strict=True):
        setting = f"{law.name}, bias {bias}, n {n}"
        yield Cell('"within" of a bias', setting, "error", ALPHA, hits, replicates)
    rises = sum(rose(hits, min(ours[:place])) for place, hits in enumerate(ours) if place)
    setting = f"{law.name}, bias {bias}, from n {UNITS[0]} to {UNITS[-1]}"
    yield Cell('rises of "within"', setting, "error", 0.0, rises, len(UNITS) - 1)
    for n, hits in zip(UNITS, theirs, strict=True):
        setting = f"{law.name}, bias {bias}, n {n}"
        yield Cell("peer's passing mark", setting, "error", ALPHA, hits, replicates, ours=False)


def is_within(scores: Array) -> bool:
    """Tell whether the product says "within" of one question: the rule of `conclude`."""
    interval = paired_difference(scores[0], scores[1], (0.0, 1.0), 1 - ALPHA)
    if interval.low is None or interval.high is None:
        return False
    if interval.low < -TOLERANCE or interval.high > TOLERANCE:
        return False
    differences = Strata([scores[0] - scores[1]], [1.0], (-1.0, 1.0))
    return unseen([differences], -TOLERANCE, TOLERANCE) <= ALPHA


def rose(hits: int, before: int) -> bool:
    """Tell whether a count is higher than one of more units, by more than chance explains."""
    error = math.sqrt(max(hits + before, 1))
    return hits - before > SIGMAS * error


def passes(scores: Array) -> bool:
    """Tell whether the peer's interval touches a passing band."""
    differences = scores[0] - scores[1]
    mean = float(differences.mean())
    error = float(differences.std()) / math.sqrt(len(differences))  # what resampling converges to
    return mean - Z * error <= PASSING and mean + Z * error >= -PASSING
