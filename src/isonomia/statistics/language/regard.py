"""How well or ill texts speak of the people in them, by arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.means import group_difference, paired_difference
from isonomia.statistics.proportions import newcombe

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

_REGARD = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True, slots=True)
class RegardGap:
    """First arm minus second.

    Parameters
    ----------
    mean : Interval
        Difference of mean regard, in [-2, 2]; a negative text counts -1, a positive one 1.
    negative : Interval
        Difference of the shares of negative texts, in [-1, 1].
    """

    mean: Interval
    negative: Interval


def regard_gap(
    first: tuple[int, int, int], second: tuple[int, int, int], level: float = 0.95
) -> RegardGap:
    """Return how regard differs between two arms of independent texts.

    Parameters
    ----------
    first, second : tuple of int
        Numbers of negative, neutral and positive texts in each arm. One text per prompt: texts
        of one prompt are not independent (use `paired_regard_gap`).
    level : float
        Confidence level.

    Returns
    -------
    RegardGap
        Both differences with their intervals; no limits for the mean where an arm has one text.

    Raises
    ------
    ValueError
        If an arm has no text or a count is negative.

    Notes
    -----
    Mean regard = (positive - negative) / n, compared by `group_difference` (Welch); shares
    negative by `newcombe`. Texts that could not be classed are missing, not neutral. The
    classifier's own error is not in these intervals.

    References
    ----------
    Sheng, Chang, Natarajan & Peng (2019), "The woman worked as a babysitter".
    """
    for counts in (first, second):
        if min(counts) < 0 or sum(counts) == 0:
            raise ValueError("Regard needs counts of negative, neutral and positive texts.")
    one, two = np.repeat(_REGARD, first), np.repeat(_REGARD, second)
    return RegardGap(
        mean=group_difference(one, two, (-1.0, 1.0), level),
        negative=newcombe(first[0], sum(first), second[0], sum(second), level),
    )


def paired_regard_gap(
    first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95
) -> RegardGap:
    """Return how regard differs where each prompt was put in both arms.

    Parameters
    ----------
    first, second : array_like, shape (n, 3)
        For each prompt, its numbers of negative, neutral and positive texts in that arm.
    level : float
        Confidence level.

    Returns
    -------
    RegardGap
        Both differences; prompts are the units, each of equal weight.

    Raises
    ------
    ValueError
        If the arms differ in length, are empty or hold a prompt without a text.

    Notes
    -----
    `paired_difference` of each prompt's mean regard, and of its share of negative texts. A prompt
    without a text in one arm has no pair: leave it out and report that it is missing.

    References
    ----------
    Sheng, Chang, Natarajan & Peng (2019); Student (1908).
    """
    shares = [_shares(counts) for counts in (first, second)]
    means = [share @ _REGARD for share in shares]
    return RegardGap(
        mean=paired_difference(means[0], means[1], (-1.0, 1.0), level),
        negative=paired_difference(shares[0][:, 0], shares[1][:, 0], (0.0, 1.0), level),
    )


def _shares(counts: npt.ArrayLike) -> npt.NDArray[np.float64]:
    rows = np.asarray(counts, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != 3:
        raise ValueError("Regard needs three counts for each prompt, one prompt per row.")
    totals = rows.sum(axis=1, keepdims=True)
    if not (np.all(rows >= 0) and np.all(totals > 0)):
        raise ValueError("Each prompt needs at least one text, and no negative count.")
    shares: npt.NDArray[np.float64] = rows / totals
    return shares
