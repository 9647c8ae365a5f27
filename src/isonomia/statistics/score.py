"""Score limits of a proportion, and of a ratio of two: the formulas that several intervals share.

A proportion may be an estimate from clusters: then the number of units is an effective one, and the
critical value Student's.
"""

from __future__ import annotations

import math

__all__ = ["Limits", "ratio_limits", "wilson_limits"]

Limits = tuple[float, float]


def wilson_limits(p: float, n: float, z: float) -> Limits:
    """Return Wilson's limits of a proportion, (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Parameters
    ----------
    p : float
        The proportion.
    n : float
        Number of units, positive; effective or not.
    z : float
        Critical value.

    References
    ----------
    See `wilson`.
    """
    centre = p + z * z / (2 * n)
    arm = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At 0 and n the formula gives the bound exactly, but for rounding.
    low = (centre - arm) / scale if p > 0 else 0.0
    high = (centre + arm) / scale if p < 1 else 1.0
    return low, high


def ratio_limits(p1: float, first: Limits, p2: float, second: Limits) -> Limits:
    """Return the hybrid limits of p1 / p2, given the limits of each.

    Parameters
    ----------
    p1, p2 : float
        The proportions, not both 0.
    first, second : tuple of float
        Limits of the one, and of the other.

    References
    ----------
    See `rate_ratio`.
    """
    (low1, high1), (low2, high2) = first, second
    low = _rise(low1, p1) / _root(p1, p2, low1, high2) if p1 > 0 else 0.0
    high = _root(p1, p2, high1, low2) / _rise(low2, p2) if p2 > 0 else math.inf
    return low, high


def _root(p1: float, p2: float, limit1: float, limit2: float) -> float:
    inner = (p1 * p2) ** 2 - _rise(limit1, p1) * _rise(limit2, p2)
    return p1 * p2 + math.sqrt(max(0.0, inner))  # below 0 by rounding only


def _rise(limit: float, p: float) -> float:
    return limit * (2 * p - limit)
