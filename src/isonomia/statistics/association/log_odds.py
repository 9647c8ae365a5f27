"""Which words set two bodies of text apart, and how sure we may be of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import cdf

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogOdds:
    """One entry per word; positive where the first body of text uses the word more.

    Parameters
    ----------
    delta : ndarray, shape (v,)
        Difference of the log odds of the word.
    variance : ndarray, shape (v,)
        Estimated variance of `delta`.
    z : ndarray, shape (v,)
        `delta` in standard errors.
    p : ndarray, shape (v,)
        Two-sided p-value of `z`: one family, for Holm's or Benjamini and Hochberg's method.
    """

    delta: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]
    z: npt.NDArray[np.float64]
    p: npt.NDArray[np.float64]


def log_odds(first: npt.ArrayLike, second: npt.ArrayLike, prior: npt.ArrayLike) -> LogOdds:
    """Return the log-odds ratio of every word, shrunk towards a prior ("Fightin' Words").

    Parameters
    ----------
    first, second : array_like, shape (v,)
        Counts of the same v words in the two bodies of text.
    prior : array_like, shape (v,)
        Pseudo-counts of the words, all positive: their counts in a background corpus, scaled to as
        many words as the prior shall weigh.

    Returns
    -------
    LogOdds
        delta, variance, z and p of every word.

    Raises
    ------
    ValueError
        If the lists differ in length, have fewer than two words, or hold a negative count or a
        prior that is not positive.

    Notes
    -----
    With counts y, prior a, totals n and a0:

        delta = log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a)),
        variance = 1 / (y1 + a) + 1 / (y2 + a),    z = delta / √variance.

    The variance leaves out the terms of all other words, as the paper does; it is right for words
    that are a small part of the text. It assumes that every token is drawn by itself. Words come in
    documents, and the same document says "baby" ten times: then z is too large, and
    `log_odds_by_document` is the one to use.

    References
    ----------
    Monroe, Colaresi & Quinn (2008), "Fightin' words".
    """
    one, two, weights = _counts(first, 1), _counts(second, 1), _prior(prior)
    if not one.size == two.size == weights.size:
        raise ValueError("Counts and prior must name the same words.")
    delta = _logit(one, weights) - _logit(two, weights)
    return _tested(delta, 1 / (one + weights) + 1 / (two + weights), None)


def log_odds_by_document(
    first: npt.ArrayLike, second: npt.ArrayLike, prior: npt.ArrayLike
) -> LogOdds:
    """Return the log-odds ratio of every word, with documents as the units.

    Parameters
    ----------
    first, second : array_like, shapes (d1, v) and (d2, v)
        Counts of the same v words in each document of the two bodies of text. Columns may be the
        words asked about and one of all other words together.
    prior : array_like, shape (v,)
        As in `log_odds`.

    Returns
    -------
    LogOdds
        delta as in `log_odds` of the summed counts, with the larger of two variances.

    Raises
    ------
    ValueError
        As `log_odds`; or if there are fewer than two documents on either side.

    Notes
    -----
    A document with y of n tokens moves the log odds by about
    h = y / (Y + a) - (n - y) / (N - Y + a0 - a), Y and N the totals of its side. The variance is
    Σ d/(d - 1) Σ (h - mean h)² over both sides (delta method, documents independent), or that of
    `log_odds` where it is larger: a word seen in one document tells nothing of how documents
    differ. p is from Student's t with min(d1, d2) - 1 degrees of freedom.

    References
    ----------
    Monroe, Colaresi & Quinn (2008); Cochran (1977), "Sampling techniques", chapter 6, for ratios
    over clusters.
    """
    one, two = _counts(first, 2), _counts(second, 2)
    documents = min(one.shape[0], two.shape[0])
    if documents < 2:
        raise ValueError("Documents as units need at least two on either side.")
    by_token = log_odds(one.sum(axis=0), two.sum(axis=0), prior)
    weights = _prior(prior)
    between = _between(one, weights) + _between(two, weights)
    return _tested(by_token.delta, np.maximum(by_token.variance, between), documents - 1.0)


def _logit(counts: Array, prior: Array) -> Array:
    share: Array = counts + prior
    odds: Array = np.log(share) - np.log(share.sum() - share)
    return odds


def _between(documents: Array, prior: Array) -> Array:
    """Variance of the log odds of one side, from how its documents differ."""
    lengths = documents.sum(axis=1, keepdims=True)
    with_prior = documents.sum(axis=0) + prior
    moves = documents / with_prior - (lengths - documents) / (with_prior.sum() - with_prior)
    n = documents.shape[0]
    variance: Array = n * moves.var(axis=0, ddof=1)
    return variance


def _tested(delta: Array, variance: Array, df: float | None) -> LogOdds:
    z = delta / np.sqrt(variance)
    p = np.array([min(1.0, 2 * cdf(-abs(float(value)), df)) for value in z])
    return LogOdds(delta, variance, z, p)


def _counts(values: npt.ArrayLike, dimensions: int) -> Array:
    counts = np.asarray(values, dtype=np.float64)
    if counts.ndim != dimensions or counts.shape[-1] < 2:
        raise ValueError("Log odds need the counts of at least two words.")
    if not np.all((counts >= 0) & (counts < math.inf)):
        raise ValueError("A count of words cannot be negative or infinite.")
    return counts


def _prior(values: npt.ArrayLike) -> Array:
    weights = np.asarray(values, dtype=np.float64)
    if weights.ndim != 1 or not np.all((weights > 0) & (weights < math.inf)):
        raise ValueError("Every word needs a positive prior.")
    return weights
