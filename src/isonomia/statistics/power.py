"""What a sample could have shown, and how many units would settle an open question."""

from __future__ import annotations

import math

from isonomia.statistics.distributions import cdf, critical
from isonomia.statistics.equivalence import LEAST
from isonomia.statistics.interval import Interval, error_rate

_MOST_UNITS = 1_000_000_000


def smallest_detectable(
    se: float, df: float | None, level: float = 0.95, power: float = 0.8
) -> float:
    """Return the smallest true difference that such a sample would probably have found.

    Parameters
    ----------
    se : float
        Standard error of the estimate.
    df : float or None
        Degrees of freedom; None means normal.
    level : float
        Confidence level of the interval.
    power : float
        Probability with which the difference should be found, in [0.5, 1).

    Returns
    -------
    float
        A difference, in the units of `se`.

    Raises
    ------
    ValueError
        If `level` is not in (0, 1), `power` not in [0.5, 1) or `df` not positive.

    Notes
    -----
    (t(1 - alpha/2, df) + t(power, df)) · se. Assumes that the spread is as estimated.

    References
    ----------
    Bloom (1995), "Minimum detectable effects".
    """
    _check_power(power)
    return (critical(error_rate(level), df) + critical(2 * (1 - power), df)) * se


def units_to_settle(
    interval: Interval,
    low: float,
    high: float,
    power: float = 0.8,
    level: float | None = None,
) -> int | None:
    """Return how many units would probably settle whether the truth lies within a tolerance.

    Parameters
    ----------
    interval : Interval
        The present estimate; its value and spread are taken to be the truth.
    low, high : float
        The tolerance, in the units of the estimate; may be infinite.
    power : float
        Probability with which the question should be settled, in [0.5, 1).
    level : float or None
        Level at which it must be settled, where a family of questions asks for more than the
        interval's own (None): 1 - alpha/m is enough for m questions under Holm.

    Returns
    -------
    int or None
        Units in all, in the present proportion of groups. The present number if the question is
        settled, else more than that. None when no number would do: the estimate lies on a limit
        (or so near that it would take a thousand million), or nothing can be estimated.

    Raises
    ------
    ValueError
        If `power` is not in [0.5, 1) or `level` not in (0, 1).

    Notes
    -----
    The smallest N at which the limits [L, U] of N units and the error e = (longer arm) / t of
    their estimate give T((high - U)/e) + T((L - low)/e) - 1 >= power for an estimate within the
    tolerance, T((L - high)/e) or T((low - U)/e) >= power for one outside. T is the t distribution
    with the degrees of freedom grown in proportion. A limit that the score cannot pass (a
    tolerance from 0 for a rate) does not count.

    References
    ----------
    Phillips (1990), "Power of the two one-sided tests procedure in bioequivalence".
    """
    _check_power(power)
    alpha = error_rate(interval.level if level is None else level)
    least, most = interval.at(alpha)
    if math.isinf(most - least):
        return None
    if (low <= least and most <= high) or least > high or most < low:
        return interval.n
    least, most = interval.at(LEAST)
    low = -math.inf if low <= least else low
    high = math.inf if most <= high else high
    fails, works = interval.n, 2 * interval.n
    while _chance(interval, works / interval.n, alpha, (low, high)) < power:
        fails, works = works, 2 * works
        if works > _MOST_UNITS:
            return None
    while works - fails > 1:
        middle = (fails + works) // 2
        if _chance(interval, middle / interval.n, alpha, (low, high)) < power:
            fails = middle
        else:
            works = middle
    return works


def _chance(
    interval: Interval, growth: float, alpha: float, tolerance: tuple[float, float]
) -> float:
    """Probability that so many times the units settle the question, the estimate being true."""
    low, high = tolerance
    df = None if interval.df is None else interval.df * growth
    least, most = interval.at(alpha, growth)
    error = max(most - interval.value, interval.value - least) / critical(alpha, df)
    if interval.value > high:
        return cdf((least - high) / error, df)
    if interval.value < low:
        return cdf((low - most) / error, df)
    return cdf((high - most) / error, df) + cdf((least - low) / error, df) - 1.0


def _check_power(power: float) -> None:
    if not 0.5 <= power < 1.0:
        raise ValueError(f"Power must be at least 0.5 and below 1, not {power}.")
