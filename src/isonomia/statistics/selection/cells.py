"""Intervals of many cells at once, and what chance alone does to many cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import error_rate

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]


class Limits(NamedTuple):
    """Estimates of many cells with their limits; NaN where a cell holds no one.

    Attributes
    ----------
    value, low, high : ndarray, shape (cells,)
    """

    value: Array
    low: Array
    high: Array


def wilson_limits(x: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> Limits:
    """Return the Wilson score interval of the proportion of every cell.

    Parameters
    ----------
    x, n : array_like of int, shape (cells,)
        Number with the property, of how many.
    level : float
        Confidence level.

    Returns
    -------
    Limits
        As `wilson` gives them one by one; NaN for a cell of no one.

    Raises
    ------
    ValueError
        If a count is not in 0..n or `level` is not in (0, 1).

    References
    ----------
    See `wilson`.
    """
    have, of = _counts(x, n)
    z = critical(error_rate(level), None)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = have / of
        centre = p + z * z / (2 * of)
        arm = z * np.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
        scale = 1 + z * z / of
        low = np.where(p > 0, (centre - arm) / scale, 0.0)
        high = np.where(p < 1, (centre + arm) / scale, 1.0)
    low[of == 0] = high[of == 0] = np.nan
    return Limits(p, low, high)


def newcombe_limits(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike, level: float = 0.95
) -> Limits:
    """Return the hybrid score interval of the difference p1 - p2 of every pair of cells.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like of int, shape (cells,)
        Number with the property, of how many, in either cell; they broadcast.
    level : float
        Confidence level.

    Returns
    -------
    Limits
        As `newcombe` gives them one by one; NaN where a cell holds no one.

    Raises
    ------
    ValueError
        If a count is not in 0..n or `level` is not in (0, 1).

    References
    ----------
    See `newcombe`.
    """
    first, second = wilson_limits(x1, n1, level), wilson_limits(x2, n2, level)
    value = first.value - second.value
    down = np.hypot(first.value - first.low, second.high - second.value)
    up = np.hypot(first.high - first.value, second.value - second.low)
    return Limits(value, value - down, value + up)


def ratio_limits(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x2: npt.ArrayLike, n2: npt.ArrayLike, level: float = 0.95
) -> Limits:
    """Return the hybrid score interval of the ratio p1 / p2 of every pair of cells.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like of int, shape (cells,)
        Number with the property, of how many, in either cell; they broadcast.
    level : float
        Confidence level.

    Returns
    -------
    Limits
        As `rate_ratio` gives them one by one; NaN where a cell holds no one, or neither cell
        anyone with the property; infinite where only the second holds none.

    Raises
    ------
    ValueError
        If a count is not in 0..n or `level` is not in (0, 1).

    References
    ----------
    See `rate_ratio`.
    """
    (p1, low1, high1), (p2, low2, high2) = (
        wilson_limits(x1, n1, level),
        wilson_limits(x2, n2, level),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value = p1 / p2
        low = np.where(p1 > 0, _rise(low1, p1) / _root(p1, p2, low1, high2), 0.0)
        high = np.where(p2 > 0, _root(p1, p2, high1, low2) / _rise(low2, p2), np.inf)
    empty = np.isnan(p1) | np.isnan(p2) | ((p1 == 0) & (p2 == 0))
    value, low, high = (np.where(empty, np.nan, part) for part in (value, low, high))
    return Limits(value, low, high)


def resampled_cells(counts: npt.ArrayLike, resamples: int, *, seed: int) -> npt.NDArray[np.int64]:
    """Return cells as they would have come out in other samples of as many people.

    Parameters
    ----------
    counts : array_like of int, shape (cells,)
        Number of people in each cell.
    resamples : int
        How many samples to draw.
    seed : int
        The same seed gives the same samples.

    Returns
    -------
    ndarray of int, shape (resamples, cells)
        Each row adds up to the number of people.

    Raises
    ------
    ValueError
        If there is no one, or a count is negative.

    Notes
    -----
    One multinomial draw with the observed shares has exactly the distribution of the cells of one
    bootstrap sample of the rows, at a cost that does not depend on how many rows there are. A
    cell of no one stays empty: what is not in the sample cannot be drawn.

    References
    ----------
    Efron & Tibshirani (1993), "An introduction to the bootstrap".
    """
    held = np.asarray(counts, dtype=np.int64)
    if held.ndim != 1 or held.sum() <= 0 or (held < 0).any():
        raise ValueError("Cells to resample need people, and no negative counts.")
    rng = np.random.default_rng(seed)
    return rng.multinomial(int(held.sum()), held / held.sum(), size=resamples)


class Spread(NamedTuple):
    """How far apart the cells' rates lie, beside what chance alone gives.

    Attributes
    ----------
    value : float
        The lowest rate divided by the highest.
    by_chance : float
        Its median, were the rates of all cells the same.
    p : float
        Share of samples from cells of one rate whose value is as low or lower,
        (1 + k) / (1 + draws).
    """

    value: float
    by_chance: float
    p: float


def spread_of_rates(
    x: npt.ArrayLike, n: npt.ArrayLike, *, seed: int, draws: int = 2000
) -> Spread | None:
    """Return the lowest rate divided by the highest, beside its value by chance alone.

    Parameters
    ----------
    x, n : array_like of int, shape (cells,)
        Number selected, of how many; no cell is empty.
    seed : int
        Seed of the draws.
    draws : int
        Number of samples.

    Returns
    -------
    Spread or None
        None for fewer than two cells, or where nobody was selected.

    Raises
    ------
    ValueError
        If a count is not in 0..n.

    Notes
    -----
    The lowest and the highest of many cells are far apart even where all rates are the same. The
    samples draw each cell from Binomial(n, pooled rate). Assumes independent people.

    References
    ----------
    Besag & Clifford (1989), "Generalized Monte Carlo significance tests", for p.
    """
    have, of = _counts(x, n)
    if have.size < 2 or not have.sum():
        return None
    rates = have / of
    value = float(rates.min() / rates.max())
    rng = np.random.default_rng(seed)
    pooled = have.sum() / of.sum()
    drawn = rng.binomial(of.astype(np.int64), pooled, size=(draws, have.size)) / of
    highest = drawn.max(axis=1)
    # A sample in which nobody was selected shows no spread.
    chance = np.where(highest > 0, drawn.min(axis=1) / np.where(highest > 0, highest, 1.0), 1.0)
    as_low = int(np.count_nonzero(chance <= value + 1e-12))
    return Spread(value, float(np.median(chance)), (1 + as_low) / (1 + draws))


def _counts(x: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Array, Array]:
    have, of = np.broadcast_arrays(
        np.atleast_1d(np.asarray(x, dtype=np.float64)),
        np.atleast_1d(np.asarray(n, dtype=np.float64)),
    )
    if (have < 0).any() or (have > of).any():
        raise ValueError("A cell cannot hold more with the property than people.")
    return have, of


def _root(p1: Array, p2: Array, limit1: Array, limit2: Array) -> Array:
    inner = (p1 * p2) ** 2 - _rise(limit1, p1) * _rise(limit2, p2)
    root: Array = p1 * p2 + np.sqrt(np.maximum(0.0, inner))  # below 0 by rounding only
    return root


def _rise(limit: Array, p: Array) -> Array:
    return limit * (2 * p - limit)
