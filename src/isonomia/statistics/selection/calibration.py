"""Whether a score means the same for everyone: what happened, minus what was foretold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import error_rate, from_limits, not_estimable

if TYPE_CHECKING:
    from isonomia.statistics.interval import Interval

METHOD = "Welch t of observed minus foretold"


class Foretold(NamedTuple):
    """Sums over the people of a group whose score is a probability.

    Attributes
    ----------
    n, positives : int
        People, and those to whom the event happened.
    scores, squares : float
        Sums of the scores and of their squares.
    positive_scores : float
        Sum of the scores of those to whom it happened.
    """

    n: int
    positives: int
    scores: float
    squares: float
    positive_scores: float

    @property
    def excess(self) -> float:
        """Mean of observed minus foretold."""
        return (self.positives - self.scores) / self.n

    @property
    def variance(self) -> float:
        """Variance of that mean: by the spread seen, or by the scores' own, if that is larger."""
        squares = self.positives - 2 * self.positive_scores + self.squares
        seen = max(0.0, squares - self.n * self.excess**2) / max(self.n - 1, 1)
        foretold = max(0.0, self.scores - self.squares) / self.n
        return max(seen, foretold) / self.n


def calibration_excess(group: Foretold, level: float = 0.95) -> Interval:
    """Return by how much an event was more frequent in a group than its scores foretold.

    Parameters
    ----------
    group : Foretold
        Sums over the group.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        Mean of event - score, in [-1, 1]; no limits for fewer than two people.

    Raises
    ------
    ValueError
        If the group is empty or `level` is not in (0, 1).

    Notes
    -----
    e ± t √V, V = max(s², mean of score (1 - score)) / n with n - 1 degrees of freedom. The second
    is the variance if the scores are right: it keeps a width where all of a few people agree.
    Limits are cut at -1 and 1: no truth lies beyond, so that none is lost.

    References
    ----------
    Spiegelhalter (1986), "Probabilistic prediction in patient management", for that variance.
    """
    if group.n < 1:
        raise ValueError("Calibration needs at least one person; this group has none.")
    return _interval(group.excess, group.variance, group.n - 1.0, group.n, level, bound=1.0)


def calibration_gap(first: Foretold, second: Foretold, level: float = 0.95) -> Interval:
    """Return the calibration excess of one group minus that of another.

    Parameters
    ----------
    first, second : Foretold
        Sums over each group.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A difference in [-2, 2]: above 0 where the scores sell the first group short, by
        comparison. No limits where a group has fewer than two people.

    Raises
    ------
    ValueError
        If a group is empty or `level` is not in (0, 1).

    Notes
    -----
    Calibration-in-the-large, group by group; Welch's t with the variances of `calibration_excess`
    and Satterthwaite's degrees of freedom. Assumes independent people. Limits are cut at -2 and 2.

    References
    ----------
    Welch (1947); Van Calster et al. (2019), "Calibration: the Achilles heel of predictive
    analytics".
    """
    if first.n < 1 or second.n < 1:
        raise ValueError("Calibration needs at least one person in each group.")
    value, n = first.excess - second.excess, first.n + second.n
    if min(first.n, second.n) < 2:
        return not_estimable(value, level, METHOD, n)
    one, other = first.variance, second.variance
    total = one + other
    if not total:
        return not_estimable(value, level, METHOD, n)
    df = total**2 / (one**2 / (first.n - 1) + other**2 / (second.n - 1))
    return _interval(value, total, df, n, level, bound=2.0)


def _interval(
    value: float, variance: float, df: float, n: int, level: float, *, bound: float
) -> Interval:
    if df <= 0 or not variance:
        return not_estimable(value, level, METHOD, n)
    error_rate(level)

    def limits(alpha: float, growth: float) -> tuple[float, float]:
        arm = critical(alpha, df * growth) * math.sqrt(variance / growth)
        return max(-bound, value - arm), min(bound, value + arm)

    se = math.sqrt(variance)
    return from_limits(value, limits, level=level, method=METHOD, n=n, se=se, df=df)
