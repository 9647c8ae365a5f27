"""How much more often two words meet than chance would have it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.interval import from_limits, not_estimable
from isonomia.statistics.proportions import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

_METHOD = "normalised PMI, hybrid score"


def npmi(together: int, first: int, second: int, total: int, level: float = 0.95) -> Interval:
    """Return the normalised pointwise mutual information of two words.

    Parameters
    ----------
    together : int
        Number of documents that hold both words.
    first, second : int
        Number of documents that hold the one word, and the other.
    total : int
        Number of documents.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        A value in [-1, 1]: -1 when they never meet, 0 when they meet as often as by chance, 1 when
        neither comes without the other. NaN without limits when one word is in no document, or
        both are in all.

    Raises
    ------
    ValueError
        If the counts cannot belong to one table of documents.

    Notes
    -----
    npmi = log(p12 / (p1 p2)) / -log p12, without smoothing: for ranking rare pairs see
    `shrunk_npmi`. Written in p1, q = P(second | first) and r = P(second | not first), which are
    estimated independently of each other, each limit adds in quadrature what the Wilson limits
    of the three move. A pair that was never seen has a limit above -1. In simulations with 50 to
    5,000 documents the coverage at 95 % was 92 to 97 %.

    Documents are the units, each counted once. Overlapping windows of one document are not
    independent, and make the interval too short. To compare two groups of documents, the
    difference of their PMI with one word is the log of `rate_ratio`.

    References
    ----------
    Bouma (2009), "Normalized (pointwise) mutual information in collocation extraction"; Zou &
    Donner (2008), "Construction of confidence limits about effect measures", for the quadrature.
    """
    _check(together, first, second, total)
    if first == 0 or second == 0 or together == total:
        return not_estimable(math.nan, level, _METHOD, total)
    limits = partial(_limits, (together, first, second, total))
    value = _npmi(first / total, together / first, _rest(together, first, second, total))
    return from_limits(value, limits, level=level, method=_METHOD, n=total)


def shrunk_npmi(
    together: npt.ArrayLike,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    total: int,
    weight: float = 0.5,
) -> npt.NDArray[np.float64]:
    """Return normalised PMI drawn towards 0 where little was seen, for ranking many pairs.

    Parameters
    ----------
    together, first, second : array_like, shape (v,)
        Counts of documents, as for `npmi`; they are broadcast against each other.
    total : int
        Number of documents.
    weight : float
        Pseudo-count k, positive.

    Returns
    -------
    ndarray, shape (v,)
        Values in [-1, 1]; NaN where a word is in no document, or both are in all.

    Raises
    ------
    ValueError
        If the counts cannot belong to one table of documents, or `weight` is not positive.

    Notes
    -----
    With E = first · second / total, the number of meetings expected by chance:

        pmi = log((together + k) / (E + k)),    npmi = pmi / -(pmi + log(p1 p2)).

    It is a Dirichlet prior centred on independence, with as much weight as gives this pair the
    pseudo-count k; it leaves p1 and p2 as they are. The usual constant added to every cell draws
    rare pairs away from 0, not towards it. A shrunk value has no interval: it is biased towards
    0 on purpose.

    References
    ----------
    Norén, Hopstadius & Bate (2013), "Shrinkage observed-to-expected ratios for robust and
    transparent large-scale pattern discovery", with k = 1/2; Bouma (2009).
    """
    if not 0 < weight < math.inf:
        raise ValueError(f"A pseudo-count must be positive and finite, not {weight}.")
    both, one, two = np.broadcast_arrays(*(np.asarray(c) for c in (together, first, second)))
    for a, b, c in zip(both.flat, one.flat, two.flat, strict=True):
        _check(a, b, c, total)
    defined = (one > 0) & (two > 0) & (both < total)
    chance = np.where(defined, one / total * (two / total), 0.5)
    pmi = np.log((both + weight) / (chance * total + weight))
    return np.where(defined, np.clip(pmi / -(pmi + np.log(chance)), -1.0, 1.0), np.nan)


def _limits(counts: tuple[int, int, int, int], alpha: float, growth: float) -> tuple[float, float]:
    together, first, second, total = counts
    parts = ((first, total), (together, first), (second - together, total - first))
    point = [x / n if n else 0.0 for x, n in parts]
    value = _npmi(*point)
    below = above = 0.0
    for index, (x, n) in enumerate(parts):
        for limit in wilson(x, n).at(alpha, growth) if n else (0.0, 1.0):
            elsewhere = list(point)
            elsewhere[index] = limit
            move = _npmi(*elsewhere) - value
            below, above = math.hypot(below, min(0.0, move)), math.hypot(above, max(0.0, move))
    return max(-1.0, value - below), min(1.0, value + above)


def _npmi(p1: float, q: float, r: float) -> float:
    p12, p2 = p1 * q, p1 * q + (1 - p1) * r
    if p12 == 0.0:
        return -1.0
    if p12 >= 1.0 - 1e-15:
        return 0.0  # two words that are everywhere say nothing of each other
    return min(1.0, math.log(p1 * p2) / math.log(p12) - 1.0)  # above 1 by rounding only


def _rest(together: int, first: int, second: int, total: int) -> float:
    """P(second | not first)."""
    return (second - together) / (total - first) if first < total else 0.0


def _check(together: int, first: int, second: int, total: int) -> None:
    if total <= 0:
        raise ValueError("Mutual information needs at least one document.")
    least = max(0, first + second - total)
    if not (least <= together <= min(first, second) and max(first, second) <= total):
        raise ValueError(
            f"Two words cannot be in {first} and {second}, and both in {together}, of {total} "
            "documents."
        )
