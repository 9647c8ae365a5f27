"""What was stated about a screener's scores and decisions before it was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.decisions.screening.screener import SILENT
from isonomia.assess.models import Form
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.assess.decisions.screening.screener import Said

__all__ = ["Terms", "plain"]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a screener's answers are to be read, stated before it is asked.

    Attributes
    ----------
    scale : tuple of float
        Least and greatest score; one outside of it is not counted as a score.
    threshold : float or None
        The score from which it invites, where it gives no decisions of its own.
    positive : str or None
        The decision, or the class, that means an invitation, where it is not said by true or 1.
    """

    scale: tuple[float, float] = (0.0, 1.0)
    threshold: float | None = None
    positive: str | None = None

    def __post_init__(self) -> None:
        """Refuse what makes no sense before anything is asked."""
        low, high = self.scale
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            raise UsageError(
                f"--scale {low:g},{high:g} is no scale: give the least and the greatest score."
            )
        if self.threshold is not None and not low <= self.threshold <= high:
            raise UsageError(
                f"--threshold {self.threshold:g} lies outside the scale {low:g} to {high:g}: give "
                "the scale of the scores with --scale."
            )

    @property
    def settings(self) -> str:
        """The terms in words, by which a run is known again."""
        low, high = self.scale
        invites = [] if self.threshold is None else [f"invites from {self.threshold:g}"]
        named = [] if self.positive is None else [f"{self.positive!r} is an invitation"]
        return ", ".join([f"scores from {low:g} to {high:g}", *invites, *named])

    def forms(self, said: Said) -> frozenset[Form]:
        """Return what a screener that answers like this can be asked for."""
        scores, decides = said.score is not SILENT, said.decision is not SILENT
        asked = {
            Form.SCORE: scores,
            Form.DECIDE: decides or (scores and self.threshold is not None),
        }
        return frozenset(form for form, can in asked.items() if can)

    def score(self, said: Said) -> float | None:
        """Return the number that was given, wherever it lies; None where there is none."""
        value = plain(said.score)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        try:
            score = float(value)
        except OverflowError:  # a whole number of hundreds of digits
            return None
        return score if math.isfinite(score) else None

    def decision(self, said: Said) -> bool | None:
        """Return whether it invites: by its own decision, or by the threshold; None if not told."""
        if said.decision is SILENT:
            score = self.score(said)
            return None if score is None or self.threshold is None else score >= self.threshold
        value = plain(said.decision)
        if isinstance(value, bool):
            return value
        if not isinstance(value, str | int | float):
            return None
        if self.positive is not None:
            return str(value) == self.positive
        return bool(value) if value in (0, 1) else None

    def holds(self, score: float) -> bool:
        """Return whether a score lies on the scale."""
        return self.scale[0] <= score <= self.scale[1]


def plain(value: object) -> object:
    """Return a number of numpy, or its array of one, as Python's own."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.size == 1):
        return value.item()
    return value
