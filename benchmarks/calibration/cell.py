"""One cell of the calibration table: a promise, and how often it was kept."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

__all__ = ["Cell"]

SIGMAS = 3.0
"""A cell falls short when it misses its promise by more than this many standard errors: among 200
exact cells about one in four runs would name one by chance."""


class Cell(NamedTuple):
    """How often one promise was kept over simulated replicates.

    Attributes
    ----------
    method : str
        What is promised, such as ``paired t``.
    setting : str
        The truth that was simulated: n, base rate, effect, correlation, judge error.
    kind : {"coverage", "error"}
        Whether ``promise`` is the least share of replicates that must be right, or the most that
        may be wrong.
    promise : float
        That share.
    hits : int
        Replicates that were right (coverage) or wrong (error).
    replicates : int
        All replicates.
    ours : bool
        False for a rule that is not ours and is shown beside ours; it is not counted.
    """

    method: str
    setting: str
    kind: Literal["coverage", "error"]
    promise: float
    hits: int
    replicates: int
    ours: bool = True

    @property
    def share(self) -> float:
        """The share that was observed."""
        return self.hits / self.replicates

    @property
    def falls_short(self) -> bool:
        """Whether the promise was missed by more than chance explains."""
        error = math.sqrt(self.promise * (1 - self.promise) / self.replicates)
        miss = self.promise - self.share if self.kind == "coverage" else self.share - self.promise
        return miss > SIGMAS * error
