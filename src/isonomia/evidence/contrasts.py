"""The questions put to a tally, and the tolerances stated beforehand."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.vocabulary import Text

__all__ = ["Contrast", "Kind", "Tolerance"]

Kind = Literal["level", "arms", "slices"]


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
