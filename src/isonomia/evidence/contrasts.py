"""The questions put to a tally, and the tolerances stated beforehand."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.vocabulary import Text

__all__ = ["Contrast", "Kind", "Tolerance"]

Kind = Literal["level", "arms", "slices", "ratio"]


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
        the mean over units of one arm, or of several by their weights, beside the ``reference``
        that means "no lean".
    ``arms``
        the mean over units of (first arm - second arm), paired within the unit; or of any other
        difference between arms, by ``weights`` that add up to 0: the weights (1, -1, -1, 1) of
        four arms give a difference of differences.
    ``slices``
        the mean over units of the first slice minus that of the second.
    ``ratio``
        the mean of the first arm divided by that of the second; context only, since a difference
        says the same with a tolerance that does not depend on how rare the outcome is.

    A contrast without a tolerance is context: it is shown, but earns no verdict.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    measure: str
    kind: Kind
    arms: tuple[str, ...] = Field(min_length=1)
    weights: tuple[float, ...] = ()
    """Of the arms, in their order; (1,) for one arm and (1, -1) for two where none are given."""
    slices: tuple[str, ...] = ()
    reference: float = 0.0
    tolerance: Tolerance | None = None
    title: Text
    below: Text
    above: Text

    @model_validator(mode="after")
    def _complete(self) -> Contrast:
        plain = 2 if self.kind in {"arms", "ratio"} else 1
        if len(self.arms) != (len(self.weights) or plain):
            raise ValueError(
                f"kind {self.kind!r} does not take the arms {list(self.arms)} with the weights "
                f"{list(self.weights)}"
            )
        if self.weights and self.kind not in {"level", "arms"}:
            raise ValueError(f"kind {self.kind!r} takes no weights")
        total = 0.0 if self.kind == "arms" else 1.0
        if self.weights and not math.isclose(sum(self.weights), total, abs_tol=1e-9):
            raise ValueError(f"the weights of kind {self.kind!r} must add up to {total:g}")
        if self.kind == "ratio" and self.tolerance is not None:
            raise ValueError("kind 'ratio' is context and takes no tolerance: judge a difference")
        if self.kind == "slices" and len(self.slices) != 2:
            raise ValueError("kind 'slices' takes exactly two slices")
        return self

    @property
    def by_arm(self) -> dict[str, float]:
        """The weight of each arm."""
        plain = (1.0,) if len(self.arms) == 1 else (1.0, -1.0)
        return dict(zip(self.arms, self.weights or plain, strict=True))

    @property
    def bounds(self) -> tuple[float, float]:
        """Least and greatest value that it can have, as scores lie between 0 and 1."""
        if self.kind == "slices":
            return -1.0, 1.0
        weights = self.by_arm.values()
        return sum(min(w, 0.0) for w in weights), sum(max(w, 0.0) for w in weights)

    @property
    def slice_name(self) -> str:
        """The slices it looks at, in words fit for a column."""
        return (" - " if self.kind == "slices" else ", ").join(self.slices) or "all"
