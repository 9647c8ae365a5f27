"""Krippendorff's alpha: agreement beyond chance where neither of two readers is the standard."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.judging.agreement import square_counts

if TYPE_CHECKING:
    import numpy.typing as npt


def krippendorff_alpha(table: npt.ArrayLike) -> float:
    """Return Krippendorff's alpha of two readers of the same units, for categories without order.

    Parameters
    ----------
    table : array_like of int, shape (k, k), k >= 2
        Number of units by the first reader's category (rows) and the second's (columns), in one
        order. Tables of the same categories merge by addition.

    Returns
    -------
    float
        At most 1, which is perfect agreement; 0 is what chance gives, less is worse than chance.
        NaN if both always used one and the same category: then there is nothing to tell apart.

    Raises
    ------
    ValueError
        If the table is not square, is empty, or holds a count that is not a whole number >= 0.

    Notes
    -----
    With coincidences o = table + tableᵀ, n = Σ o and n_c = Σ_k o_ck:
    α = 1 - (n - 1) Σ_{c≠k} o_ck / Σ_{c≠k} n_c n_k. Unlike Cohen's kappa it takes chance from the
    categories of both readers together and corrects for few units; for two readers and many units
    the two are close. It has no interval here: see `agreement` for one of kappa.

    Assumes independent units, each read by both.

    References
    ----------
    Krippendorff (2011), "Computing Krippendorff's alpha-reliability".
    """
    counts = square_counts(table)
    together = counts + counts.T
    sizes = together.sum(axis=1)
    n = int(sizes.sum())
    by_chance = n**2 - int(sizes @ sizes)
    if by_chance == 0:
        return math.nan
    apart = n - int(np.trace(together))
    return 1 - (n - 1) * apart / by_chance
