"""The word embedding association test, and the same for sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.association.permutation import permutation_test
from isonomia.statistics.bootstrap import cluster_bootstrap
from isonomia.statistics.means import group_difference

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.association.permutation import Permutation
    from isonomia.statistics.interval import Interval

    Array = npt.NDArray[np.float64]

_BOUNDS = (-2.0, 2.0)  # of a difference of two mean cosines


@dataclass(frozen=True, slots=True)
class Weat:
    """What an association test found.

    Parameters
    ----------
    effect : Interval
        d, the difference of mean associations in standard deviations of all target words; about
        -2 to 2.
    difference : Interval
        The same difference in units of cosine, not divided by the spread.
    statistic : float
        S, the sum of associations over X minus that over Y.
    test : Permutation
        How extreme the split into X and Y is.
    """

    effect: Interval
    difference: Interval
    statistic: float
    test: Permutation


def word_associations(
    words: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return how much closer each word lies to one attribute set than to another.

    Parameters
    ----------
    words : array_like, shape (n, k)
        Vectors of the words.
    first, second : array_like, shapes (m1, k) and (m2, k)
        Vectors of the two attribute sets A and B.

    Returns
    -------
    ndarray, shape (n,)
        s(w, A, B) in [-2, 2], in units of cosine.

    Raises
    ------
    ValueError
        If a set is empty, the vectors differ in length, or one is zero or not finite.

    Notes
    -----
    s(w, A, B) = mean over a in A of cos(w, a) - mean over b in B of cos(w, b).

    References
    ----------
    Caliskan, Bryson & Narayanan (2017), "Semantics derived automatically from language corpora
    contain human-like biases".
    """
    units = [_unit_vectors(vectors) for vectors in (words, first, second)]
    if len({vectors.shape[1] for vectors in units}) > 1:
        raise ValueError("All vectors must have one length.")
    associations: Array = units[0] @ (units[1].mean(axis=0) - units[2].mean(axis=0))
    return associations


def weat(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    seed: int,
    level: float = 0.95,
) -> Weat:
    """Return whether words X lie closer to A, and words Y closer to B, than the other way round.

    Parameters
    ----------
    x, y : array_like, shapes (n1, k) and (n2, k)
        Vectors of the two target sets X and Y.
    first, second : array_like, shapes (m1, k) and (m2, k)
        Vectors of the two attribute sets A and B.
    seed : int
        Seed of the resampling and, where there are too many splits to enumerate, of the test.
    level : float
        Confidence level.

    Returns
    -------
    Weat
        `differential_association` of the words' associations.

    Raises
    ------
    ValueError
        If a set is empty, the vectors differ in length, or one is zero or not finite, or if all
        target words have the same association.

    Notes
    -----
    SEAT (May et al. 2019) is this test on vectors of sentences. The sentences made from one word
    are not independent words, so that their number makes its p-value too small: for a p-value that
    holds, average `word_associations` over the sentences of each word and pass the averages to
    `differential_association`.

    References
    ----------
    Caliskan, Bryson & Narayanan (2017); May, Wang, Bordia, Bowman & Rudinger (2019), "On measuring
    social biases in sentence encoders".
    """
    return differential_association(
        word_associations(x, first, second),
        word_associations(y, first, second),
        seed=seed,
        level=level,
    )


def differential_association(
    x: npt.ArrayLike, y: npt.ArrayLike, *, seed: int, level: float = 0.95
) -> Weat:
    """Return how the associations of two sets of target words differ.

    Parameters
    ----------
    x, y : array_like, shapes (n1,) and (n2,)
        s(w, A, B) of every target word in X and Y: see `word_associations`.
    seed : int
        Seed of the resampling and of drawn splits.
    level : float
        Confidence level.

    Returns
    -------
    Weat
        Effect size, difference, statistic and permutation test.

    Raises
    ------
    ValueError
        If a set is empty, a value is not in [-2, 2] or all values are equal.

    Notes
    -----
    d = (mean of x - mean of y) / (standard deviation of x and y together, divisor n1 + n2 - 1).
    With the divisor n1 + n2 instead, as some software has it, d is a little larger and the
    published values are not met. S = Σx - Σy.

    The target words are the units; the attribute words are taken as given. The interval of d is
    a cluster bootstrap over words: in simulations with 8 words a set its coverage at 95 % was 92 %
    or more for normal associations, yet near 80 % for strongly skewed ones with a large d. The
    interval of the difference (Welch, `group_difference`) and the test hold there too.

    References
    ----------
    Caliskan, Bryson & Narayanan (2017), equations for s, S and d.
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    difference = group_difference(first, second, _BOUNDS, level)
    if np.ptp(np.concatenate([first, second])) == 0.0:
        raise ValueError("All words have the same association: their spread is no unit.")
    return Weat(
        effect=cluster_bootstrap([first, second], _effect_size, seed=seed, level=level),
        difference=difference,
        statistic=float(first.sum() - second.sum()),
        test=permutation_test(first, second, seed=seed),
    )


def _effect_size(x: Array, y: Array) -> float:
    spread = np.concatenate([x, y]).std(ddof=1)
    # Words drawn with replacement may all have one association; they do not differ then.
    return float((x.mean() - y.mean()) / spread) if spread > 0 else 0.0


def _unit_vectors(vectors: npt.ArrayLike) -> Array:
    rows = np.asarray(vectors, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[0] == 0:
        raise ValueError("A set of words needs at least one vector, one per row.")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if not (np.isfinite(rows).all() and np.all(lengths > 0)):
        raise ValueError("Every vector must be finite and not zero.")
    units: Array = rows / lengths
    return units
