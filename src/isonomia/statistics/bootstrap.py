"""The cluster bootstrap, for statistics that have no formula."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical, normal_cdf
from isonomia.statistics.interval import from_limits, not_estimable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

_METHOD = "cluster bootstrap, expanded percentile"


def cluster_bootstrap(
    groups: Sequence[npt.ArrayLike],
    statistic: Callable[..., float],
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = 2000,
) -> Interval:
    """Return any statistic of independent units with a percentile interval.

    Parameters
    ----------
    groups : sequence of array_like, each of shape (n_g,) or (n_g, ...)
        The independent groups; rows are units. One mean: ``[x], np.mean``. A paired difference:
        ``[a - b], np.mean``. Two groups: ``[a, b], lambda a, b: a.mean() - b.mean()``.
    statistic : callable
        Takes the groups, resampled, as arguments and returns a number.
    seed : int
        Seed of the resampling; the same seed gives the same interval.
    level : float
        Confidence level.
    resamples : int
        Number of resamples.

    Returns
    -------
    Interval
        No limits when a group has one unit, when resampling moves nothing (all units agree), or
        when so few units at this level ask for more than `resamples` can show.

    Raises
    ------
    ValueError
        If a group is empty or the statistic is undefined on a resample.

    Notes
    -----
    Percentiles Φ(∓√(n/(n-1)) t(alpha, n-1)) of the resampled statistics, n the smallest group:
    the plain percentile interval is too short by about that factor, so that for a mean this one
    agrees with the t interval. It does not mend skewness, and cannot show what the sample does
    not hold: with rare events its coverage falls below the level. Use `unit_mean` there.

    References
    ----------
    Davison & Hinkley (1997), "Bootstrap methods and their application"; Hesterberg (2015), "What
    teachers should know about the bootstrap", for the expansion.
    """
    samples = [np.asarray(group, dtype=np.float64) for group in groups]
    sizes = [len(sample) for sample in samples]
    if not sizes or min(sizes) == 0:
        raise ValueError("A bootstrap needs at least one unit in each group.")
    value = float(statistic(*samples))
    if min(sizes) < 2:
        return not_estimable(value, level, _METHOD, sum(sizes))
    rng = np.random.default_rng(seed)
    draws = [
        statistic(*(s[rng.integers(len(s), size=len(s))] for s in samples))
        for _ in range(resamples)
    ]
    replicates = np.sort(np.asarray(draws, dtype=np.float64))
    if not np.isfinite(replicates).all():
        raise ValueError("The statistic is undefined on a resample; it needs more units.")
    se = float(replicates.std(ddof=1))
    if se <= 1e-12 * max(1.0, abs(value)):
        return not_estimable(value, level, _METHOD, sum(sizes))
    limits = partial(_percentiles, value, replicates, min(sizes) - 1)
    df = min(sizes) - 1.0
    return from_limits(value, limits, level=level, method=_METHOD, n=sum(sizes), se=se, df=df)


def _percentiles(
    value: float, replicates: npt.NDArray[np.float64], df: int, alpha: float, growth: float
) -> tuple[float, float]:
    tail = normal_cdf(-math.sqrt((df + 1) / df) * critical(alpha, df))
    rank = int(tail * (len(replicates) + 1))
    if rank < 1:
        return -math.inf, math.inf
    low, high = float(replicates[rank - 1]), float(replicates[-rank])
    shrink = 1 / math.sqrt(growth)
    return value + (low - value) * shrink, value + (high - value) * shrink
