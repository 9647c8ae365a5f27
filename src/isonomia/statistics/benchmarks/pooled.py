"""The mean of all items of a benchmark, whose units hold different numbers of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.interval import from_limits, not_estimable
from isonomia.statistics.means import unit_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval


def pooled_mean(
    sums: npt.ArrayLike,
    sizes: npt.ArrayLike,
    bounds: tuple[float, float] = (0.0, 1.0),
    level: float = 0.95,
) -> Interval:
    """Return the mean over all items, with an interval over the units that they belong to.

    Parameters
    ----------
    sums : array_like, shape (g,)
        Sum of the items' scores in each unit, such as the number of right answers to the
        questions made from one template.
    sizes : array_like, shape (g,)
        Number of items in each unit, all positive.
    bounds : tuple of float
        Lowest and highest possible score of an item.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        Σ sums / Σ sizes; `n` is the number of units. No limits for fewer than two units.

    Raises
    ------
    ValueError
        If the lists differ in length or are empty, a size is not positive, or a unit's mean is
        not within `bounds`.

    Notes
    -----
    The interval is `unit_mean` of R + (sum - R · size) g / Σ sizes, R the pooled mean: its standard
    error is that of a ratio estimate by the delta method, and for units of one size it is
    `unit_mean` of the units' means. Published benchmarks print the pooled mean; a mean of units'
    means would differ from it. Assumes independent units.

    References
    ----------
    Cochran (1977), "Sampling techniques", chapter 6; Miller (2024), "Adding error bars to evals",
    for clusters of questions.
    """
    totals, counts = np.asarray(sums, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if totals.ndim != 1 or totals.shape != counts.shape or totals.size == 0:
        raise ValueError("A pooled mean needs one sum and one size for each unit.")
    if not np.all(counts > 0):
        raise ValueError("Every unit of a pooled mean needs at least one item.")
    low, high = bounds
    if not np.all((low * counts <= totals) & (totals <= high * counts)):
        raise ValueError(f"The mean of every unit must lie between {low} and {high}.")
    pooled = float(totals.sum() / counts.sum())
    weights = counts / counts.mean()
    values = pooled + weights * (totals / counts - pooled)
    heaviest = float(weights.max())
    reach = (pooled - heaviest * (pooled - low), pooled + heaviest * (high - pooled))
    inner = unit_mean(values, reach, level)
    if inner.low is None:
        return not_estimable(pooled, level, "t over units, pooled", totals.size)
    return from_limits(
        pooled,
        partial(_limits, inner, bounds),
        level=level,
        method=f"{inner.method}, pooled",
        n=totals.size,
        se=inner.se,
        df=inner.df,
    )


def _limits(
    inner: Interval, bounds: tuple[float, float], alpha: float, growth: float
) -> tuple[float, float]:
    low, high = inner.at(alpha, growth)
    return max(bounds[0], low), min(bounds[1], high)
