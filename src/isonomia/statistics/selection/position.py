"""Whether the place in which something is listed moves its score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.means import paired_difference, unit_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval


@dataclass(frozen=True, slots=True)
class PositionEffect:
    """What the place on the list does to the score.

    Parameters
    ----------
    means : tuple of Interval
        Mean score at each place, first to last.
    first_minus_rest : Interval
        Mean over units of the score in first place minus the mean score in the others.
    """

    means: tuple[Interval, ...]
    first_minus_rest: Interval


def position_effect(
    scores: npt.ArrayLike, bounds: tuple[float, float], level: float = 0.95
) -> PositionEffect:
    """Return the mean score by place on the list, and what first place is worth.

    Parameters
    ----------
    scores : array_like, shape (n, places)
        For each unit, such as one vacancy, the mean score of what was listed first, second, ….
    bounds : tuple of float
        Lowest and highest possible score.
    level : float
        Confidence level.

    Returns
    -------
    PositionEffect
        Intervals over units; no limits for fewer than two.

    Raises
    ------
    ValueError
        If there are no units or fewer than two places, or a score is not within `bounds`.

    Notes
    -----
    `unit_mean` of each place, `paired_difference` of the first against the mean of the others. It
    is an effect of the place only if every candidate was listed in every place equally often, or
    in random order: otherwise good candidates listed first look like a good place. Assumes
    independent units.

    References
    ----------
    Zheng et al. (2023), "Judging LLM-as-a-judge", for the position bias of language models.
    """
    rows = np.asarray(scores, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[0] == 0 or rows.shape[1] < 2:
        raise ValueError("A position effect needs units in rows and at least two places.")
    return PositionEffect(
        means=tuple(unit_mean(column, bounds, level) for column in rows.T),
        first_minus_rest=paired_difference(rows[:, 0], rows[:, 1:].mean(axis=1), bounds, level),
    )
