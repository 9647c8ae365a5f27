"""From a tally to an estimate: which cells are set against which."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia import statistics
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isonomia.evidence.tally import Cell, CellKey, Tally
    from isonomia.statistics import Interval

    FloatArray = NDArray[np.float64]

__all__ = ["Contrast", "Kind", "Sample", "Side", "Tolerance", "paired", "sample"]

Kind = Literal["level", "arms", "slices"]

SCORE_BOUNDS = (0.0, 1.0)
"""Every score of this package lies between 0 and 1."""


class Tolerance(BaseModel):
    """The range of values that we are ready to call equal treatment, stated before the run."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: float
    high: float
    reason: Text

    @model_validator(mode="after")
    def _ordered(self) -> Tolerance:
        if not -math.inf < self.low < self.high < math.inf:
            raise ValueError(f"low ({self.low}) must be less than high ({self.high}), both finite")
        return self


class Contrast(BaseModel):
    """One question put to a tally.

    ``level``
        the mean over units of one arm, beside the ``reference`` that means "no lean".
    ``arms``
        the mean over units of (first arm - second arm), paired within the unit.
    ``slices``
        the mean over units of the first slice minus that of the second.

    A contrast without a tolerance is context: it is shown, but earns no verdict.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    measure: str
    kind: Kind
    arms: tuple[str, ...] = Field(min_length=1, max_length=2)
    slices: tuple[str, ...] = ()
    reference: float = 0.0
    tolerance: Tolerance | None = None
    title: Text
    below: Text
    above: Text

    @model_validator(mode="after")
    def _complete(self) -> Contrast:
        if len(self.arms) != (2 if self.kind == "arms" else 1):
            raise ValueError(f"kind {self.kind!r} does not take the arms {list(self.arms)}")
        if self.kind == "slices" and len(self.slices) != 2:
            raise ValueError("kind 'slices' takes exactly two slices")
        return self

    @property
    def slice_name(self) -> str:
        """The slices it looks at, in words fit for a column."""
        return (" - " if self.kind == "slices" else ", ").join(self.slices) or "all"


@dataclass(frozen=True, slots=True)
class Sample:
    """The unit means behind one estimate.

    Attributes
    ----------
    kind : str
        The contrast's kind.
    first, second : array of float, shape (units,)
        One mean per unit. Paired for ``arms``; separate units for ``slices``; ``second`` is empty
        for ``level``.
    trials : int
        Scored trials that the means rest on.
    asked : int
        Units that were asked about, scored or not.
    used : tuple of float
        For each arm or slice, the share of its trials that the means rest on.
    """

    kind: Kind
    first: FloatArray
    second: FloatArray
    trials: int
    asked: int
    used: tuple[float, ...]

    @property
    def groups(self) -> list[FloatArray]:
        """The independent groups of units, whose means add up to the estimate."""
        if self.kind == "slices":
            return [self.first, -self.second]
        return [self.first - self.second if self.kind == "arms" else self.first]

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """For each of these groups, the lowest and highest value that a unit can have."""
        low, high = SCORE_BOUNDS
        if self.kind == "slices":
            return [SCORE_BOUNDS, (-high, -low)]
        return [(low - high, high - low) if self.kind == "arms" else SCORE_BOUNDS]

    def interval(self, level: float) -> Interval:
        """Return the t interval over units, adjusted for skewness: the cluster-robust one."""
        match self.kind:
            case "level":
                return statistics.unit_mean(self.first, SCORE_BOUNDS, level)
            case "arms":
                return statistics.paired_difference(self.first, self.second, SCORE_BOUNDS, level)
            case "slices":
                return statistics.group_difference(self.first, self.second, SCORE_BOUNDS, level)

    def bootstrap(self, level: float, seed: int) -> tuple[float, float] | None:
        """Return the interval from resampling units, or None where it cannot be had."""
        found = statistics.cluster_bootstrap(self.groups, _sum_of_means, seed=seed, level=level)
        if found.low is None or found.high is None:
            return None
        return found.low, found.high

    @property
    def measured(self) -> bool:
        """Whether there is anything to estimate from."""
        return all(len(group) for group in self.groups)


def sample(tally: Tally, measure: str, contrast: Contrast) -> Sample:
    """Collect the unit means that a contrast sets against each other.

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
        first_arm, second_arm = contrast.arms
        return paired(cells, _by_arm(first_arm), _by_arm(second_arm), contrast.slices)
    arm = contrast.arms[0]
    if contrast.kind == "level":
        group = _balanced(cells, arm, contrast.slices)
        return Sample(
            "level", group.means, group.means[:0], group.trials, group.asked, (group.used,)
        )
    first, second = (_balanced(cells, arm, (name,)) for name in contrast.slices)
    return Sample(
        "slices",
        first.means,
        second.means,
        first.trials + second.trials,
        first.asked + second.asked,
        (first.used, second.used),
    )


Side = Callable[["CellKey"], tuple[str, ...] | None]
"""Says of a cell what it is to be paired on, or None if it is not on this side."""


def paired(tally: Tally, first: Side, second: Side, slices: tuple[str, ...] = ()) -> Sample:
    """Collect the means of the units that were scored on both sides of a comparison.

    Parameters
    ----------
    tally : Tally
        The counts of one measure.
    first, second : callable
        Which cells are on either side, and what they are paired on within the unit.
    slices : tuple of str
        The slices looked at; all where none is named.
    """
    sides = [_side(tally, side, slices) for side in (first, second)]
    units = sorted({unit for side in sides for unit in side})
    means: list[tuple[float, float]] = []
    counted = [0, 0]
    for unit in units:
        one, other = (side.get(unit, {}) for side in sides)
        both = [key for key in one if key in other and one[key].n and other[key].n]
        if both:
            means.append((_mean([one[key] for key in both]), _mean([other[key] for key in both])))
            counted[0] += sum(one[key].n for key in both)
            counted[1] += sum(other[key].n for key in both)
    asked = [sum(cell.trials for unit in side.values() for cell in unit.values()) for side in sides]
    pairs = np.array(means, dtype=np.float64).reshape(-1, 2)
    used = tuple(n / max(total, 1) for n, total in zip(counted, asked, strict=True))
    return Sample("arms", pairs[:, 0], pairs[:, 1], sum(counted), len(units), used)


class _Group(NamedTuple):
    means: FloatArray
    trials: int
    asked: int
    used: float


def _balanced(tally: Tally, arm: str, slices: tuple[str, ...]) -> _Group:
    """Return one mean per unit over the wordings that were scored in every order."""
    orders = {key.order for key, _ in tally}
    units: dict[str, dict[str, dict[str, Cell]]] = {}
    asked = 0
    for key, cell in tally:
        if key.arm == arm and (not slices or key.slice in slices):
            units.setdefault(key.unit, {}).setdefault(key.prompt, {})[key.order] = cell
            asked += cell.trials
    means, trials = [], 0
    for prompts in units.values():
        whole = [
            list(cells.values())
            for cells in prompts.values()
            if {order for order, cell in cells.items() if cell.n} == orders
        ]
        if whole:
            means.append(sum(map(_mean, whole)) / len(whole))
            trials += sum(cell.n for cells in whole for cell in cells)
    return _Group(np.array(means, dtype=np.float64), trials, len(units), trials / max(asked, 1))


def _by_arm(arm: str) -> Side:
    return lambda key: (key.prompt, key.order) if key.arm == arm else None


def _side(
    tally: Tally, side: Side, slices: tuple[str, ...]
) -> dict[str, dict[tuple[str, ...], Cell]]:
    units: dict[str, dict[tuple[str, ...], Cell]] = {}
    for key, cell in tally:
        pair = side(key)
        if pair is not None and (not slices or key.slice in slices):
            units.setdefault(key.unit, {})[pair] = cell
    return units


def _mean(cells: list[Cell]) -> float:
    """Return the mean of cells that each count alike."""
    return sum(cell.mean for cell in cells) / len(cells)


def _sum_of_means(*groups: FloatArray) -> float:
    return float(sum(group.mean() for group in groups))
