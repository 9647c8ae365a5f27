"""How often a member of one group is placed above a member of another."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import from_limits

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval


def ranked_above(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the probability that someone of the first group scores above someone of the second.

    Parameters
    ----------
    first, second : array_like, shapes (n1,) and (n2,)
        Scores of the people in either group; higher is better. For places, their negatives.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [0, 1]; 0.5 is parity. `n` is n1 + n2.

    Raises
    ------
    ValueError
        If a group is empty or a score is not a number.

    Notes
    -----
    θ = (pairs with first > second + half of the ties) / (n1 n2): the Mann-Whitney statistic over
    n1 n2, or the area under the ROC curve. The limits solve (θ̂ - θ)² = z² V(θ) with

        V(θ) = θ (1 - θ) (1 + (N - 1) ((1 - θ)/(2 - θ) + θ/(1 + θ))) / (n1 n2),  N = (n1 + n2)/2,

    so that they stay in [0, 1] and keep a width where all of one group are above. Assumes people
    who are scored independently of each other. Over many rankings take θ in each and `unit_mean`.

    References
    ----------
    Mann & Whitney (1947); Hanley & McNeil (1982) for V; Newcombe (2006), "Confidence intervals for
    an effect size measure based on the Mann-Whitney statistic. Part 2", method 5.
    """
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.ndim != 1 or two.ndim != 1 or one.size == 0 or two.size == 0:
        raise ValueError("A comparison of places needs at least one score in each group.")
    if np.isnan(one).any() or np.isnan(two).any():
        raise ValueError("Every score must be a number.")
    ordered = np.sort(two)
    below = np.searchsorted(ordered, one, side="left")
    not_above = np.searchsorted(ordered, one, side="right")
    theta = float((below + not_above).sum()) / (2 * one.size * two.size)
    return from_limits(
        theta,
        partial(_limits, theta, one.size, two.size),
        level=level,
        method="Mann-Whitney, score",
        n=one.size + two.size,
    )


def _limits(theta: float, n1: int, n2: int, alpha: float, growth: float) -> tuple[float, float]:
    z = critical(alpha, None)
    sizes = (n1 * growth, n2 * growth)
    low = _root(theta, 0.0, z, sizes) if theta > 0 else 0.0
    high = _root(theta, 1.0, z, sizes) if theta < 1 else 1.0
    return low, high


def _root(theta: float, far: float, z: float, sizes: tuple[float, float]) -> float:
    """Bisect between the estimate, which the data allow, and the end of the scale, which not."""
    near = theta
    while abs(far - near) > 1e-13:
        middle = (near + far) / 2
        if abs(theta - middle) > z * math.sqrt(_variance(middle, *sizes)):
            far = middle
        else:
            near = middle
    return far


def _variance(theta: float, n1: float, n2: float) -> float:
    pairs = (1 - theta) / (2 - theta) + theta / (1 + theta)
    return theta * (1 - theta) * (1 + ((n1 + n2) / 2 - 1) * pairs) / (n1 * n2)
