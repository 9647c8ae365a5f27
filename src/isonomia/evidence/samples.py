"""The unit values behind an estimate, and the interval that they give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia import statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isonomia.statistics import Interval, PartlyLabelled

    FloatArray = NDArray[np.float64]

__all__ = ["Group", "Sample"]


class Group(NamedTuple):
    """Independent units whose mean is one summand of the estimate.

    Attributes
    ----------
    strata : Strata
        One value per unit, by slice where slices are kept apart.
    used : float
        Share of the group's trials that the values rest on; of the arm with fewer, where two arms
        are compared.
    reach : tuple of float
        How far down and up the missing answers could carry the mean at the worst.
    checked : tuple of PartlyLabelled
        The same units, apart by whether a person scored them too, by slice where slices are kept
        apart, times their weight; empty where too few were.
    people : int
        Units that a person scored too, few or many.
    """

    strata: statistics.Strata
    used: float
    reach: tuple[float, float]
    checked: tuple[PartlyLabelled, ...] = ()
    people: int = 0

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
        strata = statistics.Strata([-np.asarray(v) for v in values], weights, (-high, -low))
        checked = tuple(-part for part in self.checked)
        return Group(strata, self.used, self.reach[::-1], checked, self.people)


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

    @property
    def corrected(self) -> list[PartlyLabelled]:
        """The groups with what people made of them; empty where a group was hardly checked."""
        if not all(group.checked for group in self.groups):
            return []
        return [part for group in self.groups for part in group.checked]

    @property
    def people(self) -> int:
        """Units that a person scored too, whether or not they are enough to correct by."""
        return sum(group.people for group in self.groups)

    @property
    def checked(self) -> int:
        """Units that a person scored too, where the estimate is corrected by these; else 0."""
        return sum(len(np.asarray(group.human)) for group in self.corrected)

    def interval(self, level: float) -> Interval:
        """Return the t interval over units, adjusted for skewness: the cluster-robust one.

        Where people checked enough units, it is corrected for the error of the rule that read the
        answers, and so much longer as that error is uncertain.
        """
        if self.corrected:
            return statistics.prediction_powered(self.corrected, level)
        return statistics.sum_of_means([group.strata for group in self.groups], level, self.method)

    def unseen(self, low: float, high: float) -> float:
        """Return how probable it is that units which break a tolerance were all missed.

        What a rule read says nothing of units that it may misread: where people checked some, only
        these count.
        """
        strata = [group.strata for group in self.groups]
        if self.corrected:
            strata = [statistics.Strata([p.human], [1.0], p.bounds) for p in self.corrected]
        return statistics.unseen(strata, low, high)

    def bootstrap(self, level: float, seed: int) -> tuple[float, float] | None:
        """Return the interval from resampling units, or None where it cannot be had."""
        if self.corrected:
            return None
        strata = [group.strata for group in self.groups]
        values = [np.asarray(v) * w for part in strata for v, w in zip(*part[:2], strict=True)]
        found = statistics.cluster_bootstrap(values, _sum_of_means, seed=seed, level=level)
        if found.low is None or found.high is None:
            return None
        return found.low, found.high


def _sum_of_means(*groups: FloatArray) -> float:
    return float(sum(group.mean() for group in groups))
