"""Looking at the data a few times, at moments fixed beforehand, without erring more often."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.interval import Interval, error_rate
from isonomia.statistics.sequential.spending import LEAST_TABLED, spent, table

if TYPE_CHECKING:
    import numpy.typing as npt

POWER = 2.0
"""Exponent of the spending function unless a schedule says otherwise."""

_APART = 0.01  # looks closer than this would need another way of integration


@dataclass(frozen=True, slots=True)
class Looks:
    """A schedule of looks at the data, fixed before the data.

    By the share t of the planned units, alpha · t^power of the error rate may be spent. Whoever
    reports at each look the interval at level 1 - `nominal` misses the truth at *any* look with
    probability alpha in all, whether or not, and why ever, the study then stops.

    Parameters
    ----------
    fractions : tuple of float, length K
        Shares of the planned units at which the data are looked at: increasing, the last one 1,
        at least a hundredth apart.
    power : float
        Exponent of the spending function; the larger, the less is spent early.

    Raises
    ------
    ValueError
        If the fractions are not such, or `power` is not positive and finite.

    Notes
    -----
    Two-sided boundaries c_k on |Z_k| with corr(Z_j, Z_k) = √(t_j / t_k), j < k, so that
    P(|Z_k| > c_k, no earlier crossing) = alpha (t_k^power - t_(k-1)^power). `nominal` is
    P(|Z_k| > c_k), and is used as the level of whatever interval is looked at (a t interval, a
    score interval): exact for normal means of known variance, close for others. Assumes that
    units come in an order that has nothing to do with their scores, and that nobody who chose the
    schedule has seen them.

    References
    ----------
    Lan & DeMets (1983), "Discrete sequential boundaries for clinical trials"; Kim & DeMets (1987)
    for the powers of t; Jennison & Turnbull (2000), "Group Sequential Methods", sections 3.3 (the
    level of t tests), 7.2 and 9.
    """

    fractions: tuple[float, ...]
    power: float = POWER

    def __post_init__(self) -> None:
        gaps = [after - before for before, after in pairwise((0.0, *self.fractions))]
        if not gaps or self.fractions[-1] != 1.0 or not all(gap >= _APART - 1e-9 for gap in gaps):
            raise ValueError(
                "Looks are shares of the plan, at least a hundredth apart and ending with 1, "
                f"not {self.fractions}."
            )
        if not 0.0 < self.power < math.inf:
            raise ValueError(f"Spending needs a positive, finite power, not {self.power}.")

    def nominal(self, look: int, alpha: float) -> float:
        """Return the two-sided level at one look that keeps the error of all looks at `alpha`.

        Parameters
        ----------
        look : int
            Number of the look, counted from 1.
        alpha : float
            Chance that the interval of any look misses the truth, in (0, 1).

        Returns
        -------
        float
            A level in (0, `alpha`]; the interval to print at this look is the one at 1 minus it.

        Raises
        ------
        ValueError
            If there is no such look or `alpha` is not in (0, 1).

        Notes
        -----
        Increases with `alpha`, so that the intervals are nested. From a table that is good to a
        relative 1e-5 up to an alpha of one half, and to 1e-4 beyond. Below 1e-16 the level is just
        what the look spends, which is valid by Bonferroni's inequality.
        """
        self._check_look(look)
        if not 0.0 < alpha < 1.0:
            raise ValueError(f"An error rate must lie strictly between 0 and 1, not {alpha}.")
        if len(self.fractions) == 1:
            return alpha
        if alpha < LEAST_TABLED:
            return alpha * self._share(look)
        log_alphas, log_levels = table(self.fractions, self.power)
        return min(alpha, _read(alpha, log_alphas, log_levels[look - 1]))

    def overall(self, look: int, p: float) -> float:
        """Return the smallest overall error rate that affords the level `p` at one look.

        Parameters
        ----------
        look : int
            Number of the look, counted from 1.
        p : float
            Two-sided p-value of the data at that look alone, in [0, 1].

        Returns
        -------
        float
            The smallest alpha with `nominal` (look, alpha) >= p, 1 if there is none: a p-value
            that stays valid for the whole schedule.

        Raises
        ------
        ValueError
            If there is no such look or `p` is not in [0, 1].

        References
        ----------
        Jennison & Turnbull (2000), section 9.2, on repeated p-values.
        """
        self._check_look(look)
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"A p-value must lie between 0 and 1, not {p}.")
        if len(self.fractions) == 1 or p == 0.0:
            return p
        log_alphas, log_levels = table(self.fractions, self.power)
        own = log_levels[look - 1]
        if math.log(p) < own[0]:
            return min(LEAST_TABLED, p / self._share(look))
        return _read(p, own, log_alphas)

    def repeated(self, interval: Interval, look: int) -> Interval:
        """Return an interval so widened that it may be looked at once at each look.

        Parameters
        ----------
        interval : Interval
            The interval of all data up to this look, as if it were the only look.
        look : int
            Number of the look, counted from 1.

        Returns
        -------
        Interval
            The same estimate; its limits at level 1 - alpha are the given interval's at level
            1 - `nominal` (look, alpha). With probability 1 - alpha those of all looks hold the
            truth. Unchanged where nothing can be estimated, or where there is but one look.

        Raises
        ------
        ValueError
            If there is no such look.

        References
        ----------
        Jennison & Turnbull (1989), "Interim analyses: the repeated confidence interval approach".
        """
        self._check_look(look)
        if interval.low is None or len(self.fractions) == 1:
            return interval
        limits = partial(_repeated_limits, interval, self, look)
        low, high = limits(error_rate(interval.level), 1.0)
        method = f"{interval.method}, repeated at {len(self.fractions)} looks"
        return replace(interval, low=low, high=high, method=method, limits=limits)

    def _share(self, look: int) -> float:
        return float(spent(self.fractions, self.power)[look - 1])

    def _check_look(self, look: int) -> None:
        if not 1 <= look <= len(self.fractions):
            raise ValueError(f"There are looks 1 to {len(self.fractions)}, but none {look}.")


def _repeated_limits(
    interval: Interval, looks: Looks, look: int, alpha: float, growth: float
) -> tuple[float, float]:
    return interval.at(looks.nominal(look, alpha), growth)


def _read(value: float, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]) -> float:
    """Read a table of logarithms between its entries."""
    return math.exp(float(np.interp(math.log(value), xs, ys)))
