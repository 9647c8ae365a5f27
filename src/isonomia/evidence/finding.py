"""Findings and their company: what was estimated, and what may be said of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from isonomia.evidence.contrasts import Kind, Tolerance
from isonomia.evidence.verdict import Verdict
from isonomia.vocabulary import Text

__all__ = ["Context", "Estimate", "Finding", "Level", "Nuisance", "Reading", "Record", "Withheld"]

Reading = Literal["exact", "unchecked", "few-checked", "corrected"]
"""How answers were read: from probabilities or by the option they name; by a rule that may err
and that nobody checked, or too few; or by such a rule, corrected by what people made of a part of
the answers."""

Withheld = Literal["", "early", "few-scored", "unscored", "few-units", "many-questions"]


class Record(BaseModel):
    """Base of what is written to ``assessment.json``."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Estimate(Record):
    """A number with its uncertainty.

    ``low`` and ``high`` are null where an interval cannot be estimated (fewer than two units).
    ``units`` could be scored, of ``units_asked``. ``bootstrap`` is the interval from resampling
    units: a cross-check that assumes no shape.
    """

    value: float
    low: float | None
    high: float | None
    level: float
    method: str
    units: int
    units_asked: int
    trials: int
    checked: int = 0
    """Units whose answers a person scored too, where the estimate is corrected by these."""
    smallest_detectable: float | None
    bootstrap: tuple[float, float] | None = None


class Finding(Record):
    """One question, its answer, and what may be said."""

    suite: str
    measure: str
    slice: str
    slices: tuple[str, ...] = ()
    """The slices looked at or set against each other; all where none is named."""
    contrast: str
    kind: Kind
    arms: tuple[str, ...]
    weights: tuple[float, ...] = ()
    """Of the arms; see ``Contrast``."""
    harm: str
    title: Text
    below: Text
    above: Text
    reference: float
    tolerance: Tolerance
    estimate: Estimate | None
    verdict: Verdict
    p_within: float | None = None
    p_exceeds: float | None = None
    withheld: Withheld = ""
    """Why there is no verdict although the interval alone would settle it."""
    units_to_settle: int | None = None
    reading: Reading = "exact"
    look: int = 1
    looks: int = 1
    """The look at which this was found, of so many that were planned; 0 before the first."""

    @property
    def excess(self) -> float:
        """How far the interval's nearer end lies outside the tolerance; negative if it does not."""
        if self.estimate is None or self.estimate.low is None or self.estimate.high is None:
            return float("-inf")
        return max(self.estimate.low - self.tolerance.high, self.tolerance.low - self.estimate.high)


class Context(Record):
    """An estimate that is shown beside the findings and earns no verdict."""

    suite: str
    measure: str
    id: str
    kind: Kind
    title: Text
    below: Text
    above: Text
    reference: float
    estimate: Estimate | None
    reading: Reading = "exact"


class Level(Record):
    """One level of a nuisance factor."""

    name: str
    mean: float | None
    trials: int


class Nuisance(Record):
    """What a factor that should not matter did to the scores.

    ``estimate`` is the largest paired difference between two levels, with an interval that allows
    for having picked the largest.
    """

    suite: str
    measure: str
    factor: str
    levels: tuple[Level, ...]
    estimate: Estimate | None
