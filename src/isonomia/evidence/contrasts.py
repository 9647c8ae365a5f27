"""From a tally to an estimate: which cells are set against which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia import statistics
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isonomia.evidence.tally import Cell, Tally
    from isonomia.statistics import Interval

    FloatArray = NDArray[np.float64]
    Cells = dict[str, Cell]

__all__ = ["Contrast", "Kind", "Sample", "Tolerance", "paired", "sample"]

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
        if not self.low < self.high:
            raise ValueError(f"low ({self.low}) must be less than high ({self.high})")
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
    """

    kind: Kind
    first: FloatArray
    second: FloatArray
    trials: int
    asked: int

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
        if self.kind == "slices":
            groups = [self.first, self.second]
        else:
            groups = [self.first - self.second if self.kind == "arms" else self.first]
        found = statistics.cluster_bootstrap(groups, _mean_difference, seed=seed, level=level)
        if found.low is None or found.high is None:
            return None
        return found.low, found.high

    @property
    def measured(self) -> bool:
        """Whether there is anything to estimate from."""
        return bool(len(self.first)) and (self.kind == "level" or bool(len(self.second)))


def _mean_difference(first: FloatArray, second: FloatArray | None = None) -> float:
    return float(first.mean() - (0.0 if second is None else second.mean()))


def sample(tally: Tally, measure: str, contrast: Contrast) -> Sample:
    """Collect the unit means that a contrast sets against each other.

    ``measure`` is the measure's full name in the tally, ``suite/measure``.

    A unit counts once, however many trials it had. For ``arms``, units that lack a score in
    either arm are left out: they have no pair.
    """
    if contrast.kind == "arms":
        first_arm, second_arm = contrast.arms
        return paired(tally, measure, (first_arm, second_arm), contrast.slices)
    arm = contrast.arms[0]
    if contrast.kind == "level":
        return _sample("level", _cells(tally, measure, arm, contrast.slices), {})
    first, second = (_cells(tally, measure, arm, (name,)) for name in contrast.slices)
    return _sample("slices", first, second)


def paired(
    tally: Tally, measure: str, arms: tuple[str, str], slices: tuple[str, ...] = ()
) -> Sample:
    """Collect the means of the units that have a score in both arms."""
    first, second = (_cells(tally, measure, arm, slices) for arm in arms)
    return _sample("arms", first, second)


def _sample(kind: Kind, first: Cells, second: Cells) -> Sample:
    scored = [{unit for unit, cell in cells.items() if cell.n} for cells in (first, second)]
    if kind == "arms":
        scored = [scored[0] & scored[1]] * 2
        asked = len(first.keys() | second.keys())
    else:
        asked = len(first) + len(second)
    cells = [
        [group[unit] for unit in sorted(units)]
        for group, units in zip((first, second), scored, strict=True)
    ]
    trials = sum(cell.n for group in cells for cell in group)
    return Sample(kind, _means(cells[0]), _means(cells[1]), trials, asked)


def _cells(tally: Tally, measure: str, arm: str, slices: tuple[str, ...]) -> Cells:
    """Return the cell of each unit that was asked about in one arm, scored or not."""
    cells: Cells = {}
    for key, cell in tally.measure(measure):
        if key.arm == arm and (not slices or key.slice in slices):
            cells[key.unit] = cells[key.unit] + cell if key.unit in cells else cell
    return cells


def _means(cells: list[Cell]) -> FloatArray:
    return np.array([cell.mean for cell in cells], dtype=np.float64)
