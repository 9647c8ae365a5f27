"""Whether an interval settles that the truth lies within a tolerance, or outside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.statistics.interval import Interval

LEAST = 1e-15  # no p-value is claimed to be smaller
_MOST = 1 - 1e-9  # a p-value above it is 1; at 1 itself a ratio to zero has no limits


@dataclass(frozen=True, slots=True)
class Settlement:
    """How strongly an interval speaks for either answer. At least one of the two is 1.

    Parameters
    ----------
    p_within : float
        Smallest alpha at which the whole (1 - alpha) interval lies within the tolerance.
    p_exceeds : float
        Smallest alpha at which the whole (1 - alpha) interval lies outside it.
    """

    p_within: float
    p_exceeds: float


def settle(interval: Interval, low: float, high: float) -> Settlement:
    """Return the p-values that the truth lies within, or outside, a closed tolerance.

    Parameters
    ----------
    interval : Interval
        The estimate.
    low, high : float
        The tolerance, in the units of the estimate; may be infinite.

    Returns
    -------
    Settlement
        Both p-values in [1e-15, 1]; both are 1 when nothing can be estimated.

    Raises
    ------
    ValueError
        If `low` is above `high` or one of them is not a number.

    Notes
    -----
    Each p-value is the smallest alpha at which the two-sided (1 - alpha) interval supports the
    answer, found by bisection on the interval's own limits. So p <= alpha if and only if the
    interval at level 1 - alpha does, whatever its method. For a plain t interval this is the
    larger (within), or smaller (exceeds), one-sided tail doubled: twice the p of the two one-sided
    tests. The doubling makes both verdicts readable off one interval. Assumes intervals that
    are nested in alpha, as all of this package are.

    References
    ----------
    Schuirmann (1987), "A comparison of the two one-sided tests procedure"; Berger & Hsu (1996) on
    its duality with intervals.
    """
    if not low <= high:
        raise ValueError(f"A tolerance needs its lower limit first, not [{low}, {high}].")
    if interval.low is None:
        return Settlement(1.0, 1.0)

    def within(alpha: float) -> bool:
        least, most = interval.at(alpha)
        return low <= least and most <= high

    def exceeds(alpha: float) -> bool:
        least, most = interval.at(alpha)
        return least > high or most < low

    return Settlement(_smallest_alpha(within), _smallest_alpha(exceeds))


def _smallest_alpha(holds: Callable[[float], bool]) -> float:
    """Bisect, on the log scale, for where a claim starts to hold; it then holds for all above."""
    if holds(LEAST):
        return LEAST
    if not holds(_MOST):
        return 1.0
    fails, works = math.log(LEAST), math.log(_MOST)
    while works - fails > 1e-11:
        middle = (fails + works) / 2
        if holds(math.exp(middle)):
            works = middle
        else:
            fails = middle
    return math.exp(works)
