"""The mean of bounded observations, followed one by one for as long as one likes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.sequential.grid import MOST, POINTS, Standing
from isonomia.statistics.units import scores_of

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_BETS = 12
_STAKES = np.sin((2 * np.arange(_BETS) + 1) * np.pi / (4 * _BETS)) ** 2
"""Shares of its wealth that each gambler bets: Gauss-Chebyshev nodes of the arcsine law."""

_KEPT = (1.0 - _STAKES)[:, None]
_WON = _STAKES[:, None] / np.stack([POINTS, 1.0 - POINTS])[:, None, :]
_GONE = 1e-200  # less than this of a stake is lost for good; tiny numbers are slow


def _stakes() -> Array:
    return np.full(_WON.shape, 1.0 / _BETS)


@dataclass(slots=True, eq=False, kw_only=True)
class MeanSequence(Standing):
    """The mean of bounded observations with limits that hold at every moment at once.

    Parameters
    ----------
    bounds : tuple of float
        Lowest and highest possible observation: (0, 1) for events, (-1, 1) for differences of
        paired scores between 0 and 1.
    n : int
        Observations so far.
    total : float
        Their sum.
    wealth : array, shape (2, 12, 399)
        What each gambler's stake has become; with `now` and `best` all there is to remember.

    Raises
    ------
    ValueError
        If the bounds are not finite or not in order.

    Notes
    -----
    On the scale from 0 to 1, against a mean of m or less, a gambler with share b of its wealth at
    stake has prod_i (1 - b + b x_i / m): no bet can be expected to win then. Twelve gamblers, with
    equal stakes and b = sin²(pi (2j - 1) / 48), together have the integral over b under the arcsine
    law, exactly so up to 23 observations. The other side bets on 1 - x against 1 - m. The
    evidence does not depend on the order of the observations and falls in m; the values that
    stand at any one moment are an interval around the sample mean.

    Of the strategies in the source this is the grid mixture. Its limits at alpha = 0.05 were 0.9 to
    1.1 times as wide as those of predictable plug-in bets after 50 observations and 0.7 to 0.95
    times after 500; plug-in bets must also fix alpha beforehand, and depend on the order.

    Guarantee: no assumption but the bounds and that the mean of each observation, given all before
    it, is the same. Evidence against "at most m" (and so `settle`) asks only that no such mean is
    above m: it may move below.

    References
    ----------
    Waudby-Smith & Ramdas (2024), "Estimating means of bounded random variables by betting"; Cover &
    Ordentlich (1996), "Universal portfolios with side information", for the arcsine law.
    """

    n: int = 0
    total: float = 0.0
    wealth: Array = field(default_factory=_stakes, repr=False)

    @property
    def mean(self) -> float:
        """Mean of the observations so far; NaN before the first."""
        return self.total / self.n if self.n else float("nan")

    def update(self, values: npt.ArrayLike) -> None:
        """Take in further observations, in the order in which they came.

        Parameters
        ----------
        values : array_like, shape (k,)
            At least one observation.

        Raises
        ------
        ValueError
            If there are none, or one is not a number within the bounds; nothing is taken in then.
        """
        scores = scores_of(values, self.bounds)
        low, high = self.bounds
        for share in (scores - low) / (high - low):
            self.wealth *= _KEPT + _WON * np.array([share, 1.0 - share])[:, None, None]
            np.minimum(self.wealth, MOST, out=self.wealth)
            self._keep(self.wealth.sum(axis=1))
        self.wealth[self.wealth < _GONE] = 0.0
        self.n += scores.size
        self.total += float(scores.sum())
