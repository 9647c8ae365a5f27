"""What a group of units tells of its mean, and the interval that groups together give."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import Interval, from_limits, not_estimable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_SAME = 1e-9  # two scores closer than this share of their range are the same score
_SELDOM = 3  # an event must be seen this often to tell how common it is


@dataclass(frozen=True, slots=True)
class Group:
    """What the interval needs to know of one group of units."""

    n: int
    fewest: float  # units that the least sampled stratum speaks for, as if of one stratum
    mean: float
    df: float  # of the variance
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
    return summarise_strata([scores_of(values, bounds)], [1.0], bounds)


def summarise_strata(
    strata: Sequence[npt.ArrayLike], weights: Sequence[float], bounds: tuple[float, float]
) -> Group:
    """Return what the interval needs to know of the weighted mean of several strata.

    What was not seen is bounded for all strata together: kinds that make up the shares q_h of the
    strata, and so q = Σ w_h q_h of all, are missed with probability Π (1 - q_h)^n_h <= (1 - q)^m,
    m = min n_h / w_h. That is n where weights are in proportion to sizes.
    """
    scores = [scores_of(values, bounds) for values in strata]
    weighted = [
        (weight, _moments(stratum, bounds)) for weight, stratum in zip(weights, scores, strict=True)
    ]
    n = sum(stratum.size for stratum in scores)
    variances = [weight**2 * moments.variance for weight, moments in weighted]
    below = above = 0.0
    if 2 * sum(moments.agreeing for _, moments in weighted) > n:
        reaches = [_reaches(stratum, bounds) for stratum in scores]
        below, above = (max(reach[side] for reach in reaches) for side in (0, 1))
    return Group(
        n=n,
        fewest=fewest(weights, [stratum.size for stratum in scores]),
        mean=math.fsum(weight * moments.mean for weight, moments in weighted),
        df=_welch(variances, [stratum.size for stratum in scores]),
        variance=math.fsum(variances),
        third=math.fsum(weight**3 * moments.third for weight, moments in weighted),
        below=below,
        above=above,
        bounds=bounds,
    )


def fewest(weights: Sequence[float], sizes: Sequence[int]) -> float:
    """Return the size of a plain sample that would miss rare kinds as easily as these strata."""
    return min(size / weight for weight, size in zip(weights, sizes, strict=True))


class _Moments(NamedTuple):
    """Of the mean of one stratum; ``agreeing`` is how many of its units share one value."""

    mean: float
    variance: float
    third: float
    agreeing: int


def _moments(scores: npt.NDArray[np.float64], bounds: tuple[float, float]) -> _Moments:
    n, (low, high) = scores.size, bounds
    same = np.abs(scores - np.median(scores)) <= _SAME * (high - low)
    mean, agreeing = float(scores.mean()), int(np.count_nonzero(same))
    if agreeing == n:
        return _Moments(mean, 0.0, 0.0, agreeing)
    # k3/n²; for two units the sum is 0 and so would be its divisor.
    third = float(((scores - mean) ** 3).sum()) / (n * (n - 1) * max(n - 2, 1))
    return _Moments(mean, float(scores.var(ddof=1)) / n, third, agreeing)


def _reaches(scores: npt.NDArray[np.float64], bounds: tuple[float, float]) -> tuple[float, float]:
    """Return how far below and above the others a unit could lie that was hardly ever seen."""
    ranked, depth = np.sort(scores), min(_SELDOM, scores.size)
    return float(ranked[depth - 1]) - bounds[0], bounds[1] - float(ranked[-depth])


def _welch(variances: Sequence[float], sizes: Sequence[float]) -> float:
    """Return Satterthwaite's degrees of freedom of a sum of means with such variances."""
    total = math.fsum(variances)
    if total == 0.0:
        return math.fsum(size - 1 for size in sizes)
    shares = ((v / total) ** 2 / (size - 1) for v, size in zip(variances, sizes, strict=True) if v)
    return 1 / math.fsum(shares)


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
    unseen = [1 - (alpha / 2) ** (1 / (g.fewest * growth)) for g in groups]
    below = [q * g.below for q, g in zip(unseen, groups, strict=True)]
    above = [q * g.above for q, g in zip(unseen, groups, strict=True)]
    low = value - math.hypot(t * se + max(0.0, -skew), *below)
    high = value + math.hypot(t * se + max(0.0, skew), *above)
    least, most = (math.fsum(g.bounds[side] for g in groups) for side in (0, 1))
    return max(low, least), min(high, most)


def _welch_df(groups: list[Group], growth: float) -> float:
    return _welch([g.variance for g in groups], [(g.df + 1) * growth for g in groups])
