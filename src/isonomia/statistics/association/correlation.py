"""How closely two measurements of the same units rise and fall together."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import from_limits, not_estimable

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

_METHOD = "Fisher's z"


def pearson(x: npt.ArrayLike, y: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the linear correlation of two measurements, as of a model's lean with a labour share.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Two values per unit, in the same order of units.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        r in [-1, 1]; no limits for fewer than four units or where all lie on one line.

    Raises
    ------
    ValueError
        If the lists differ in length or are shorter than two, a value is not finite, or one of the
        lists does not vary.

    Notes
    -----
    r = Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²), limits tanh(artanh r ± z/√(n - 3)). Assumes
    independent units from a near normal pair of variables; one outlying unit can make or break r.

    References
    ----------
    Pearson (1895); Fisher (1921), "On the 'probable error' of a coefficient of correlation".
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape or first.size < 2:
        raise ValueError("A correlation needs two lists of one length, two units or more.")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("Every value of a correlation must be a finite number.")
    if np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        raise ValueError("A list that does not vary has no correlation.")
    first, second = first - first.mean(), second - second.mean()
    spread = math.sqrt(float(first @ first)) * math.sqrt(float(second @ second))
    r = max(-1.0, min(1.0, float(first @ second) / spread))
    if first.size < 4 or abs(r) > 1 - 1e-12:
        return not_estimable(r, level, _METHOD, first.size)
    limits = partial(_limits, r, first.size)
    return from_limits(r, limits, level=level, method=_METHOD, n=first.size)


def _limits(r: float, n: int, alpha: float, growth: float) -> tuple[float, float]:
    arm = critical(alpha, None) / math.sqrt(n * growth - 3)
    return math.tanh(math.atanh(r) - arm), math.tanh(math.atanh(r) + arm)
