"""An estimate with its interval at one level, and at every other."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from isonomia.statistics.distributions import critical

Limits: TypeAlias = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its two-sided confidence interval.

    Parameters
    ----------
    value : float
        The estimate, in the units of the score. Not finite only for a ratio to zero.
    low, high : float or None
        Limits of the interval; both None when nothing can be estimated (a group of one unit).
    se : float or None
        Standard error, or, for intervals that have none, the longer arm over the critical value,
        so that nothing derived from `se` is narrower than the interval.
    df : float or None
        Degrees of freedom of the t distribution; None means normal.
    level : float
        Confidence level, e.g. 0.95.
    method : str
        How the interval was made, in words for the report.
    n : int
        Number of independent units, of all groups together.
    limits : callable or None
        ``limits(alpha, growth)`` gives the limits at level 1 - alpha if every group had `growth`
        times its units with the same spread. None (an interval made by hand) means
        value ± t(alpha, df · growth) · se / √growth. Not compared, not shown, not for storage.

    References
    ----------
    Birnbaum (1961), "Confidence curves: an omnibus technique for estimation and testing".
    """

    value: float
    low: float | None
    high: float | None
    se: float | None
    df: float | None
    level: float
    method: str
    n: int
    limits: Limits | None = field(default=None, repr=False, compare=False)

    def at(self, alpha: float, growth: float = 1.0) -> tuple[float, float]:
        """Return the limits at level 1 - `alpha`, for `growth` times the units.

        Parameters
        ----------
        alpha : float
            Two-sided error rate, in (0, 1).
        growth : float
            Size of the sample as a multiple of the present one.

        Returns
        -------
        tuple of float
            Lower and upper limit; (-inf, inf) when nothing can be estimated.
        """
        if self.low is None:
            return -math.inf, math.inf
        if self.limits is not None:
            return self.limits(alpha, growth)
        if not self.se:  # an interval of no width would claim certainty
            return -math.inf, math.inf
        df = None if self.df is None else self.df * growth
        arm = critical(alpha, df) * self.se / math.sqrt(growth)
        return self.value - arm, self.value + arm


def from_limits(
    value: float,
    limits: Limits,
    *,
    level: float,
    method: str,
    n: int,
    se: float | None = None,
    df: float | None = None,
) -> Interval:
    """Return the interval that `limits` gives at `level`; without `se`, derive its equivalent."""
    alpha = error_rate(level)
    low, high = limits(alpha, 1.0)
    if math.isinf(low):
        return not_estimable(value, level, method, n)
    equivalent = max(high - value, value - low) / critical(alpha, df)
    return Interval(value, low, high, se or equivalent, df, level, method, n, limits)


def not_estimable(value: float, level: float, method: str, n: int) -> Interval:
    """Return an estimate without an interval."""
    error_rate(level)
    return Interval(value, None, None, None, None, level, f"{method}: not estimable", n)


def error_rate(level: float) -> float:
    """Return 1 - `level`, or raise ValueError when that is no confidence level."""
    if not 0.0 < level < 1.0:
        raise ValueError(f"A confidence level must lie strictly between 0 and 1, not {level}.")
    return 1.0 - level
