"""A group's share of the people, beside the share that it was expected to have."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from isonomia.statistics.interval import from_limits
from isonomia.statistics.proportions import wilson

if TYPE_CHECKING:
    from isonomia.statistics.interval import Interval


def share_ratio(x: int, n: int, expected: float, level: float = 0.95) -> Interval:
    """Return a share divided by what it was expected to be.

    Parameters
    ----------
    x, n : int
        Number of people in the group, of how many.
    expected : float
        The share of a reference population, in (0, 1], known without error.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The ratio (x/n) / expected; 1 is a group as large as expected.

    Raises
    ------
    ValueError
        If `n` is not positive, `x` is not in 0..n or `expected` is not in (0, 1].

    Notes
    -----
    The Wilson limits of x/n, divided by `expected`. The records count as a sample of those that
    the same process would collect; the reference as given. Assumes independent records.

    References
    ----------
    Wilson (1927).
    """
    if not 0.0 < expected <= 1.0:
        raise ValueError(f"An expected share lies above 0 and at most at 1, not {expected}.")
    share = wilson(x, n, level)
    limits = partial(_divided, share, expected)
    method = "Wilson score, divided by the expected share"
    return from_limits(share.value / expected, limits, level=level, method=method, n=n)


def _divided(share: Interval, expected: float, alpha: float, growth: float) -> tuple[float, float]:
    low, high = share.at(alpha, growth)
    return low / expected, high / expected
