"""From a tally to the unit values behind an estimate: which cells are set against which."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia import statistics
from isonomia.statistics import Strata

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isonomia.evidence.contrasts import Contrast
    from isonomia.evidence.tally import Cell, CellKey, Tally
    from isonomia.statistics import Interval

    FloatArray = NDArray[np.float64]

__all__ = ["Group", "Sample", "Side", "paired", "sample"]

SCORE_BOUNDS = (0.0, 1.0)
"""Every score of this package lies between 0 and 1."""

LEAST_IN_STRATUM = 4
"""With fewer scored units in a slice, slices are not kept apart: their spread would be a guess."""


class Group(NamedTuple):
    """Independent units whose mean is one summand of the estimate.

    Attributes
    ----------
    strata : Strata
        One value per unit, by slice where slices are kept apart.
    used : float
        Share of the group's trials that the values rest on; of the arm with fewer, where two arms
        are compared.
    """

    strata: Strata
    used: float

    @property
    def values(self) -> FloatArray:
        """All values, shape (units,)."""
        return np.concatenate([np.asarray(values) for values in self.strata.values])

    @property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that a unit can have."""
        return self.strata.bounds

    @property
    def mean(self) -> float:
        """The group's part of the estimate."""
        values, weights, _ = self.strata
        means = [float(np.asarray(stratum).mean()) for stratum in values]
        return math.fsum(w * mean for w, mean in zip(weights, means, strict=True))

    def negated(self) -> Group:
        """Return the group as the second side of a difference."""
        values, weights, (low, high) = self.strata
        return Group(Strata([-np.asarray(v) for v in values], weights, (-high, -low)), self.used)


@dataclass(frozen=True, slots=True)
class Sample:
    """The unit values behind one estimate, which is the sum of the groups' means.

    Attributes
    ----------
    groups : tuple of Group
        For ``slices`` the first and, negated, the second; else one.
    trials : int
        Scored trials that the values rest on.
    asked : int
        Units that were asked about, scored or not.
    method : str
        How the interval is made, in words for the report.
    """

    groups: tuple[Group, ...]
    trials: int
    asked: int
    method: str

    @property
    def measured(self) -> bool:
        """Whether there is anything to estimate from."""
        return all(len(group.values) for group in self.groups)

    @property
    def value(self) -> float:
        """The estimate."""
        return math.fsum(group.mean for group in self.groups)

    @property
    def used(self) -> float:
        """Least share of its trials that a group rests on."""
        return min(group.used for group in self.groups)

    def interval(self, level: float) -> Interval:
        """Return the t interval over units, adjusted for skewness: the cluster-robust one."""
        return statistics.sum_of_means([group.strata for group in self.groups], level, self.method)

    def unseen(self, low: float, high: float) -> float:
        """Return how probable it is that units which break a tolerance were all missed."""
        return statistics.unseen(
            [group.values for group in self.groups],
            [group.bounds for group in self.groups],
            low,
            high,
        )

    def bootstrap(self, level: float, seed: int) -> tuple[float, float] | None:
        """Return the interval from resampling units, or None where it cannot be had."""
        strata = [group.strata for group in self.groups]
        values = [np.asarray(v) * w for part in strata for v, w in zip(*part[:2], strict=True)]
        found = statistics.cluster_bootstrap(values, _sum_of_means, seed=seed, level=level)
        if found.low is None or found.high is None:
            return None
        return found.low, found.high


def sample(tally: Tally, measure: str, contrast: Contrast) -> Sample:
    """Collect the unit values that a contrast sets against each other.

    A unit counts once, however many trials it had. Only balanced answers are used: for ``arms``
    those of wordings and orders that were scored in both arms, else those of wordings that were
    scored in every order. What is missing then cannot lend its place or its words to one side.

    Parameters
    ----------
    tally : Tally
        The counts.
    measure : str
        The measure's full name, ``suite/measure``.
    contrast : Contrast
        The question.
    """
    cells = tally.measure(measure)
    if contrast.kind == "arms":
        one, other = contrast.arms
        pairs = _pairs(cells, _by_arm(one), _by_arm(other), contrast.slices)
        return _stratified(pairs, (-1.0, 1.0), "paired t")
    units = _levels(cells, contrast.arms[0], contrast.slices)
    if contrast.kind == "level":
        return _stratified(units, SCORE_BOUNDS, "t")
    first, second = (
        _group([unit for unit in units if unit.slice == name], SCORE_BOUNDS)
        for name in contrast.slices
    )
    return _sample((first, second.negated()), units, "Welch t over units")


Side = Callable[["CellKey"], tuple[str, ...] | None]
"""Says of a cell what it is to be paired on, or None if it is not on this side."""


def paired(tally: Tally, first: Side, second: Side) -> Sample:
    """Collect the differences of the units that were scored on both sides of a comparison.

    Parameters
    ----------
    tally : Tally
        The counts of one measure.
    first, second : callable
        Which cells are on either side, and what they are paired on within the unit.
    """
    units = _pairs(tally, first, second, ())
    return _sample((_group(units, (-1.0, 1.0)),), units, "paired t over units")


class _Unit(NamedTuple):
    """What is known of one unit: its value, if any, and for each side its trials used and asked."""

    slice: str
    value: float | None
    used: tuple[int, ...]
    asked: tuple[int, ...]


def _levels(tally: Tally, arm: str, slices: tuple[str, ...]) -> list[_Unit]:
    """Return the mean of every unit over the wordings that were scored in every order."""
    orders = {key.order for key, _ in tally}
    units: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for key, cell in tally:
        if key.arm == arm and (not slices or key.slice in slices):
            prompts = units.setdefault((key.slice, key.unit), {})
            prompts.setdefault(key.prompt, {})[key.order] = cell
    return [_level(name, prompts, orders) for (name, _), prompts in units.items()]


def _level(slice_: str, prompts: dict[str, dict[str, Cell]], orders: set[str]) -> _Unit:
    whole = [
        list(cells.values())
        for cells in prompts.values()
        if {order for order, cell in cells.items() if cell.n} == orders
    ]
    value = sum(map(_mean, whole)) / len(whole) if whole else None
    used = sum(cell.n for cells in whole for cell in cells)
    asked = sum(cell.trials for cells in prompts.values() for cell in cells.values())
    return _Unit(slice_, value, (used,), (asked,))


def _pairs(tally: Tally, first: Side, second: Side, slices: tuple[str, ...]) -> list[_Unit]:
    """Return the difference of every unit over what was scored on both sides."""
    units: dict[tuple[str, str], tuple[dict[tuple[str, ...], Cell], ...]] = {}
    for key, cell in tally:
        if slices and key.slice not in slices:
            continue
        for number, side in enumerate((first, second)):
            pair = side(key)
            if pair is not None:
                units.setdefault((key.slice, key.unit), ({}, {}))[number][pair] = cell
    return [_pair(name, *sides) for (name, _), sides in units.items()]


def _pair(
    slice_: str, one: dict[tuple[str, ...], Cell], other: dict[tuple[str, ...], Cell]
) -> _Unit:
    both = [key for key in one if key in other and one[key].n and other[key].n]
    sides = [[side[key] for key in both] for side in (one, other)]
    return _Unit(
        slice_,
        _mean(sides[0]) - _mean(sides[1]) if both else None,
        tuple(sum(cell.n for cell in cells) for cells in sides),
        tuple(sum(cell.trials for cell in side.values()) for side in (one, other)),
    )


def _stratified(units: list[_Unit], bounds: tuple[float, float], method: str) -> Sample:
    """Keep slices apart, so that how they differ does not widen the interval of their mean.

    Slices are a choice of the suite, not a draw: only what varies within them is chance.
    """
    whole = _group(units, bounds)
    slices = sorted({unit.slice for unit in units})
    strata = [[unit for unit in units if unit.slice == name] for name in slices]
    values = [_values(stratum) for stratum in strata]
    if len(strata) < 2 or min(map(len, values)) < LEAST_IN_STRATUM:
        return _sample((whole,), units, f"{method} over units")
    weights = [len(stratum) / len(units) for stratum in strata]
    group = Group(Strata(values, weights, bounds), whole.used)
    return _sample((group,), units, f"{method} over units within slices")


def _group(units: list[_Unit], bounds: tuple[float, float]) -> Group:
    used, asked = (
        [sum(counts) for counts in zip(*(getattr(unit, name) for unit in units), strict=True)]
        for name in ("used", "asked")
    )
    shares = [n / total if total else 0.0 for n, total in zip(used, asked, strict=True)]
    return Group(Strata([_values(units)], [1.0], bounds), min(shares, default=0.0))


def _values(units: list[_Unit]) -> FloatArray:
    return np.array([unit.value for unit in units if unit.value is not None], dtype=np.float64)


def _sample(groups: tuple[Group, ...], units: list[_Unit], method: str) -> Sample:
    return Sample(groups, sum(sum(unit.used) for unit in units), len(units), method)


def _by_arm(arm: str) -> Side:
    return lambda key: (key.prompt, key.order) if key.arm == arm else None


def _mean(cells: list[Cell]) -> float:
    """Return the mean of cells that each count alike."""
    return sum(cell.mean for cell in cells) / len(cells)


def _sum_of_means(*groups: FloatArray) -> float:
    return float(sum(group.mean() for group in groups))
