"""The ratio of two means over the same units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import Interval, from_limits, not_estimable

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["ratio_of_means"]

METHOD = "Fieller's interval for a ratio of means over units"


def ratio_of_means(a: npt.ArrayLike, b: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean of `a` divided by the mean of `b`, both over the same units.

    Parameters
    ----------
    a, b : array_like, shape (n,)
        One value per independent unit in each arm, in the same order of units, none negative:
        such as the share of a unit's candidates that were invited.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The ratio; without limits for fewer than two units, or where the mean of `b` cannot be told
        from 0, since the ratio then may be anything.

    Raises
    ------
    ValueError
        The arms differ in length or are empty, or `level` is not in (0, 1).

    Notes
    -----
    The limits are the ratios r at which the mean of a - r·b could be 0: those between the roots of
    (ā - r·b̄)² = t²·(s²_a - 2r·s_ab + r²·s²_b)/n, t having n - 1 degrees of freedom. Assumes
    independent units whose means are near normal; it allows for the pairing.

    References
    ----------
    Fieller (1954), "Some problems in interval estimation", JRSS B 16.
    """
    first, second = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if first.shape != second.shape or first.ndim != 1 or not first.size:
        raise ValueError(
            f"A ratio needs two arms of one length, not {first.shape} and {second.shape}."
        )
    n, top, bottom = first.size, float(first.mean()), float(second.mean())
    value = top / bottom if bottom else math.nan
    if n < 2 or not bottom:
        return not_estimable(value, level, METHOD, n)
    (var_a, cov), (_, var_b) = np.cov(first, second, ddof=1) / n

    def limits(alpha: float, growth: float) -> tuple[float, float]:
        q = critical(alpha, (n - 1) * growth) ** 2 / growth
        lead = bottom**2 - q * float(var_b)
        middle = top * bottom - q * float(cov)
        root = middle**2 - lead * (top**2 - q * float(var_a))
        if lead <= 0 or root < 0:
            return -math.inf, math.inf
        arm = math.sqrt(root)
        return max(0.0, (middle - arm) / lead), (middle + arm) / lead

    low, _ = limits(1 - level, 1.0)
    if math.isinf(low):
        return not_estimable(value, level, METHOD, n)
    return from_limits(value, limits, level=level, method=METHOD, n=n, df=n - 1.0)
