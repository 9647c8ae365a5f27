"""What a group of units tells of its mean, and the interval that groups together give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import Interval, from_limits, not_estimable

if TYPE_CHECKING:
    import numpy.typing as npt

_SAME = 1e-9  # two scores closer than this share of their range are the same score
_SELDOM = 3  # an event must be seen this often to tell how common it is


@dataclass(frozen=True, slots=True)
class Group:
    """What the interval needs to know of one group of units."""

    n: int
    mean: float
    variance: float  # of the mean: s²/n
    third: float  # third cumulant of the mean: k3/n²
    below: float  # how far a value not yet seen could lie below, above the others
    above: float
    bounds: tuple[float, float]


def scores_of(values: npt.ArrayLike, bounds: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Return the values as an array, or raise ValueError when one cannot be a score."""
    low, high = bounds
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"Scores need finite bounds, the lower one first, not {bounds}.")
    scores = np.asarray(values, dtype=np.float64)
    if scores.ndim != 1 or scores.size == 0:
        raise ValueError("A mean needs a list of at least one value, one per unit.")
    slack = _SAME * (high - low)
    if not np.all((scores >= low - slack) & (scores <= high + slack)):
        raise ValueError(f"Every score must be a number between {low} and {high}.")
    return np.clip(scores, low, high)


def summarise(values: npt.ArrayLike, bounds: tuple[float, float]) -> Group:
    """Return what the interval needs to know of one group."""
    scores = scores_of(values, bounds)
    n, (low, high) = scores.size, bounds
    same = np.abs(scores - np.median(scores)) <= _SAME * (high - low)
    mean = float(scores.mean())
    variance = third = below = above = 0.0
    if 2 * np.count_nonzero(same) > n:
        ranked, depth = np.sort(scores), min(_SELDOM, n)
        below, above = float(ranked[depth - 1]) - low, high - float(ranked[-depth])
    if not same.all():
        variance = float(scores.var(ddof=1)) / n
        # k3/n²; for two units the sum is 0 and so would be its divisor.
        third = float(((scores - mean) ** 3).sum()) / (n * (n - 1) * max(n - 2, 1))
    return Group(n, mean, variance, third, below, above, bounds)


def estimate(groups: list[Group], level: float, method: str) -> Interval:
    """Return the sum of the groups' means with the interval that `unit_mean` describes."""
    value = math.fsum(g.mean for g in groups)
    n = sum(g.n for g in groups)
    if min(g.n for g in groups) < 2:
        return not_estimable(value, level, method, n)
    variance = math.fsum(g.variance for g in groups)
    if variance == 0.0:
        method = "exact bound for units that all agree"
    elif any(g.below or g.above for g in groups):
        method += ", with a bound for unseen units"
    return from_limits(
        value,
        partial(_limits, groups, value),
        level=level,
        method=method,
        n=n,
        se=math.sqrt(variance),
        df=_welch_df(groups, 1.0),
    )


def _limits(groups: list[Group], value: float, alpha: float, growth: float) -> tuple[float, float]:
    t = critical(alpha, _welch_df(groups, growth))
    se = math.sqrt(math.fsum(g.variance for g in groups) / growth)
    third = math.fsum(g.third for g in groups) / growth**2
    skew = third / (6 * se * se) * (1 + 2 * t * t) if se else 0.0
    unseen = [1 - (alpha / 2) ** (1 / (g.n * growth)) for g in groups]
    below = [q * g.below for q, g in zip(unseen, groups, strict=True)]
    above = [q * g.above for q, g in zip(unseen, groups, strict=True)]
    low = value - math.hypot(t * se + max(0.0, -skew), *below)
    high = value + math.hypot(t * se + max(0.0, skew), *above)
    least, most = (math.fsum(g.bounds[side] for g in groups) for side in (0, 1))
    return max(low, least), min(high, most)


def _welch_df(groups: list[Group], growth: float) -> float:
    total = math.fsum(g.variance for g in groups)
    if total == 0.0:
        return math.fsum(g.n * growth - 1 for g in groups)
    shares = ((g.variance / total) ** 2 / (g.n * growth - 1) for g in groups)
    return 1 / math.fsum(shares)
