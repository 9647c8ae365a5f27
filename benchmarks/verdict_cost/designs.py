"""The ladder of designs, from what peers do to what we do, and one draw of each."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.verdict_cost.cases import Case, Source
from benchmarks.verdict_cost.intervals import Array, Group

LEAST_IN_STRATUM = 4
"""As in the product: with fewer units in a slice, its spread would be a guess."""


class Design(NamedTuple):
    """How scenarios are asked, and how their answers are made into an estimate."""

    name: str
    paired: bool = True
    weighed: bool = True
    stratified: bool = False
    regressed: bool = False

    def sources(self, case: Case) -> tuple[Source, ...]:
        """Return the scenarios as this design asks them."""
        return case.together if self.paired else case.apart

    def sizes(self, source: Source, units: int) -> list[int]:
        """Return how many units of each stratum are asked: its share."""
        if not self.stratified:
            return [units]
        shares = np.bincount(source.strata) / len(source.strata)
        return [max(1, round(units * share)) for share in shares]

    def calls(self, case: Case, units: float, price: float) -> float:
        """Return the calls for so many units of each source, at a price of a weighed question."""
        if not np.isfinite(units):
            return units
        sources = self.sources(case)
        questions = sum(len(s.signs) * sum(self.sizes(s, int(units))) for s in sources)
        return questions * (price if self.weighed else 1.0)


PEERS = Design("(a) unpaired, sampled", paired=False, weighed=False)
PAIRED = Design("(b) + pairs", weighed=False)
WEIGHED = Design("(c) + probabilities")
STRATIFIED = Design("(d) + slices apart", stratified=True)
REGRESSED = Design("(d) + control variate", stratified=True, regressed=True)
LADDER = (PEERS, PAIRED, WEIGHED, STRATIFIED, REGRESSED)


class Stratum(NamedTuple):
    """Replicates of one stratum: scores and what was known, (replicates, units)."""

    source: Source
    share: float
    scores: Array
    known: Array


def draw(
    case: Case, design: Design, units: int, replicates: int, rng: np.random.Generator
) -> list[Stratum]:
    """Draw scenarios with replacement and ask them."""
    strata = []
    for source in design.sources(case):
        everywhere = np.arange(len(source.strata))
        for number, size in enumerate(design.sizes(source, units)):
            where = everywhere[source.strata == number] if design.stratified else everywhere
            picked = where[rng.integers(len(where), size=(replicates, size))]
            scores = np.zeros(picked.shape)
            for chances, sign in zip(source.chances, source.signs, strict=True):
                chance = chances[picked]
                scores += sign * (chance if design.weighed else rng.random(picked.shape) < chance)
            known = source.known[picked] if design.regressed else scores[:, :0]
            strata.append(Stratum(source, len(where) / len(everywhere), scores, known))
    return strata


def head(
    strata: list[Stratum], design: Design, units: int, runs: npt.NDArray[np.intp]
) -> list[Stratum]:
    """Return the first units of some of the runs: what is known at an early look."""
    sources = dict.fromkeys(one.source for one in strata)
    wanted = [n for source in sources for n in design.sizes(source, units)]
    return [
        one._replace(scores=one.scores[runs, :n], known=one.known[runs, :n])
        for one, n in zip(strata, wanted, strict=True)
    ]


def groups(strata: list[Stratum], design: Design) -> list[Group]:
    """Return what the interval is made of, each stratum weighted by its share.

    As in the product, strata are not kept apart while one of them is small.
    """
    reach = np.zeros(1)
    if design.regressed:
        strata, reach = _regressed(strata)
    made = []
    for source in dict.fromkeys(one.source for one in strata):
        parts = [one for one in strata if one.source is source]
        scores, weights = tuple(one.scores for one in parts), tuple(one.share for one in parts)
        if min(part.shape[1] for part in scores) < LEAST_IN_STRATUM:
            scores, weights = (np.concatenate(scores, axis=1),), (1.0,)
        low, high = source.bounds
        made.append(Group(scores, weights, low - reach, high + reach))
    return made


def _regressed(strata: list[Stratum]) -> tuple[list[Stratum], Array]:
    """Return y - β (x - mean of x over all scenarios), and how far that can pass y's bounds.

    Its mean is that of y (Cochran 1977, ch. 7); β is estimated from the draw, within strata.
    """
    products = squares = np.zeros(1)
    for one in strata:
        apart = one.known - one.known.mean(axis=1, keepdims=True)
        products = products + (apart * one.scores).sum(axis=1)
        squares = squares + (apart * apart).sum(axis=1)
    slope = products / np.maximum(squares, 1e-12)
    furthest = max(np.abs(one.source.known).max() for one in strata)
    changed = [one._replace(scores=one.scores - slope[:, None] * one.known) for one in strata]
    return changed, np.abs(slope) * furthest
