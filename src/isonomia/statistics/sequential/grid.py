"""Evidence against every value that a bounded truth might have, and what it leaves standing."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.statistics.equivalence import LEAST, Settlement

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

STEPS = 400
"""Steps of the grid from one bound to the other. Limits are rounded outwards to a step; a tolerance
that lies on one, as 0.05 does between 0 and 1 and between -1 and 1, is tested just where it is."""

POINTS = np.arange(1, STEPS) / STEPS
"""The grid without its ends, as shares of the way from the lower bound to the upper one."""

MOST = 1e150
"""Evidence is not counted beyond this, in all or of one observation, so that nothing overflows."""

_ON_STEP = 1e-6  # a value this close to a step, in steps, lies on it


class EValues(NamedTuple):
    """Evidence for either answer, as it stands now.

    Attributes
    ----------
    within : float
        Evidence against a truth outside the tolerance.
    exceeds : float
        Evidence against a truth within the tolerance.
    """

    within: float
    exceeds: float


def _nothing() -> Array:
    return np.ones((2, STEPS - 1))


@dataclass(slots=True, eq=False, kw_only=True)
class Standing:
    """What stands and what has been refuted, of all values between two bounds.

    For each value on a grid there are two e-processes: bets that could not be expected to win if
    the truth lay at or below it, and bets that could not if it lay at or above it. By Ville's
    inequality such a bet *ever* multiplies its stake by 1/alpha with probability at most alpha.

    Parameters
    ----------
    bounds : tuple of float
        Lowest and highest possible truth.
    now : array, shape (2, 399)
        What each stake has become; row 0 against truths at or below the grid's values, row 1
        against truths at or above them.
    best : array, shape (2, 399)
        The most that each has ever been.

    References
    ----------
    Ville (1939); Ramdas, Grünwald, Vovk & Shafer (2023), "Game-theoretic statistics and safe
    anytime-valid inference".
    """

    bounds: tuple[float, float]
    now: Array = field(default_factory=_nothing, repr=False)
    best: Array = field(default_factory=_nothing, repr=False)

    def __post_init__(self) -> None:
        low, high = self.bounds
        if not -math.inf < low < high < math.inf:
            raise ValueError(f"Finite bounds are needed, the lower one first, not {self.bounds}.")

    def limits(self, alpha: float) -> tuple[float, float]:
        """Return limits that may be read after every observation, and whenever one likes.

        Parameters
        ----------
        alpha : float
            Error rate, in (0, 1).

        Returns
        -------
        tuple of float
            With probability 1 - `alpha` the truth has lain within all limits of this level that
            were ever given. They only draw closer. Should they have met, so that no value is left
            (which has at most that probability unless the truth moves), nothing is claimed: the
            bounds are given.

        Raises
        ------
        ValueError
            If `alpha` is not in (0, 1).

        Notes
        -----
        The lower limit is the last grid value, counted from below, up to which all have been
        refuted at 2/alpha; the upper one, counted from above, likewise.
        """
        if not 0.0 < alpha < 1.0:
            raise ValueError(f"An error rate must lie strictly between 0 and 1, not {alpha}.")
        least, most = self.bounds
        below, above = (int(np.count_nonzero(row >= 2.0 / alpha)) for row in _unbroken(self.best))
        if below + above >= STEPS:
            return least, most
        step = (most - least) / STEPS
        return least + below * step, most - above * step

    def settle(self, low: float, high: float) -> Settlement:
        """Return p-values that the truth lies within, or outside, a closed tolerance.

        Parameters
        ----------
        low, high : float
            The tolerance; may be infinite.

        Returns
        -------
        Settlement
            Both in [1e-15, 1] and never to rise again but by contradiction. Whoever stops as soon
            as one is at most alpha, or goes on at will, errs with probability at most alpha.

        Raises
        ------
        ValueError
            If `low` is above `high` or one of them is not a number.

        Notes
        -----
        p_within = 2 / min(against <= low, against >= high) and p_exceeds = 2 / max(against <= high,
        against >= low), each taken at its highest ever; the smallest alpha at which the limits lie
        inside, or outside, the tolerance. If both were ever below 1 only the smaller one stands.
        """
        below, above = _unbroken(self.best)
        inside, outside = self._weigh(low, high, below, above)
        p_within, p_exceeds = _p(min(inside)), _p(max(outside))
        if p_within <= p_exceeds:
            return Settlement(p_within, 1.0)
        return Settlement(1.0, p_exceeds)

    def e_values(self, low: float, high: float) -> EValues:
        """Return the evidence as it stands now, for families of questions (`e_bh`).

        Parameters
        ----------
        low, high : float
            The tolerance; may be infinite.

        Returns
        -------
        EValues
            At whatever moment one stops, each has an expectation of at most 1 if its claim is
            false. Unlike `settle` this looks at no earlier moment: the highest value there has
            been is no e-value.

        Raises
        ------
        ValueError
            If `low` is above `high` or one of them is not a number.

        Notes
        -----
        within = min(against <= low, against >= high): one of the two must be fair.
        exceeds = (against <= high + against >= low) / 2: both must be, and so is their mean.
        """
        inside, outside = self._weigh(low, high, *self.now)
        return EValues(min(*inside, MOST), min(sum(outside) / 2.0, MOST))

    def _keep(self, now: Array) -> None:
        np.minimum(now, MOST, out=self.now)
        np.maximum(self.best, self.now, out=self.best)

    def _weigh(
        self, low: float, high: float, below: Array, above: Array
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """Evidence against truths outside the tolerance, on either side; and against those within.

        `below` and `above` hold the evidence against truths at or below, and above, each point.
        """
        if not low <= high:
            raise ValueError(f"A tolerance needs its lower limit first, not [{low}, {high}].")
        least, most = self.bounds
        first, last = ((end - least) / (most - least) * STEPS for end in (low, high))
        inside = (
            _against_up_to(below, first) if low > least else math.inf,
            _against_up_to(above[::-1], STEPS - last) if high < most else math.inf,
        )
        outside = _against_up_to(below, last), _against_up_to(above[::-1], STEPS - first)
        return inside, outside


def _against_up_to(row: Array, place: float) -> float:
    """Evidence against all truths up to a place, counted in steps: that of the next grid point."""
    if place < 0:
        return math.inf
    if place > STEPS - 1 + _ON_STEP:
        return 0.0
    return float(row[max(math.ceil(place - _ON_STEP) - 1, 0)])


def _unbroken(rows: Array) -> tuple[Array, Array]:
    """Count no value as refuted before all those further out are."""
    return np.minimum.accumulate(rows[0]), np.minimum.accumulate(rows[1][::-1])[::-1]


def _p(evidence: float) -> float:
    return min(1.0, max(LEAST, 2.0 / evidence)) if evidence > 0 else 1.0
