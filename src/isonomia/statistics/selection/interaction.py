"""Whether what a condition does to a rate differs between two groups."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from isonomia.statistics.interval import from_limits
from isonomia.statistics.proportions import wilson

if TYPE_CHECKING:
    from isonomia.statistics.interval import Interval

Count = tuple[int, int]


def difference_of_differences(
    first: tuple[Count, Count], second: tuple[Count, Count], level: float = 0.95
) -> Interval:
    """Return the effect of a condition in one group, minus its effect in another.

    Parameters
    ----------
    first, second : tuple of (x, n) with the condition and (x, n) without it
        For each group, how many of how many were selected: those with the condition (such as a
        career break), then those without it.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        (p11 - p10) - (p21 - p20), in [-2, 2]; `n` is the number of all people.

    Raises
    ------
    ValueError
        If a group is empty, a count is not in 0..n or `level` is not in (0, 1).

    Notes
    -----
    D = Σ c_i p_i with c = (1, -1, -1, 1), and Wilson limits (l_i, u_i) of every proportion:

        low  = D - √Σ (p_i - l_i)² where c_i = 1, (u_i - p_i)² where c_i = -1
        high = D + √Σ (u_i - p_i)² where c_i = 1, (p_i - l_i)² where c_i = -1.

    It is Newcombe's hybrid score interval where there are two proportions, and never of zero width.
    Assumes four independent groups of independent people.

    References
    ----------
    Zou & Donner (2008), "Construction of confidence limits about effect measures: a general
    approach"; Newcombe (1998), method 10, for two proportions.
    """
    shares = [wilson(x, n, level) for x, n in (*first, *second)]
    value = sum(sign * share.value for sign, share in zip(_SIGNS, shares, strict=True))
    return from_limits(
        value,
        partial(_limits, shares, value),
        level=level,
        method="hybrid score of four proportions",
        n=sum(share.n for share in shares),
    )


_SIGNS = (1, -1, -1, 1)


def _limits(
    shares: list[Interval], value: float, alpha: float, growth: float
) -> tuple[float, float]:
    down = up = 0.0
    for sign, share in zip(_SIGNS, shares, strict=True):
        low, high = share.at(alpha, growth)
        below, above = share.value - low, high - share.value
        if sign < 0:
            below, above = above, below
        down += below**2
        up += above**2
    return value - math.sqrt(down), value + math.sqrt(up)
