"""Many small cells, each helped by what the others show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from isonomia.statistics.interval import error_rate
from isonomia.statistics.units import scores_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

Floats: TypeAlias = "npt.NDArray[np.float64]"
Counts: TypeAlias = "npt.NDArray[np.int64]"
Priors: TypeAlias = tuple["Floats", "Floats", "Floats"]  # both parameters of a beta, and weights

_SPREADS = 28  # values of the spread between cells that are weighed
_CENTRES = 13  # values of the mean of all cells that are weighed for each
_POINTS = 160  # of a cell's distribution
_REACH = 6.0  # standard errors to either side beyond which nothing is weighed
_NEGLIGIBLE = 1e-4  # weight, beside the largest
_FEW = 10  # units with a property that are too few to tell how it is spread over cells


class PooledCell(NamedTuple):
    """One cell as it was seen, and as the other cells together with it suggest."""

    raw: float | None  # what was seen in the cell alone; None if nothing was (n = 0)
    value: float  # the pooled estimate: the expected value, given all cells
    low: float  # limits of the pooled interval
    high: float
    n: int  # units seen in the cell


def pool_rates(
    successes: npt.ArrayLike, sizes: npt.ArrayLike, level: float = 0.95
) -> list[PooledCell]:
    """Return the rate in each of many small cells, pulled towards that of all.

    Parameters
    ----------
    successes, sizes : array_like of int, shape (k,)
        Units with the property, and all units, of each cell; both may be 0.
    level : float
        Share of cells whose interval is to hold their true rate.

    Returns
    -------
    list of PooledCell
        Every cell, in the order given; rates in [0, 1]. A cell with n = 0 has the interval of a
        further cell of the same kind.

    Raises
    ------
    ValueError
        If the lists differ in length, a count is no whole number in 0..n, no cell has a unit, or
        `level` is not in (0, 1).

    Notes
    -----
    x_i ~ binomial(n_i, p_i), p_i ~ beta(μM, (1-μ)M). Intervals from one estimate of μ and of the
    correlation ρ = 1/(M+1) are too short, above all where the cells happen not to differ. So both
    are averaged over on a grid by their (beta-binomial) likelihood, beforehand uniform in (0, 1):
    the value is the mean of (μM + x) / (M + n), the limits equal-tailed quantiles of the mixture of
    beta(μM + x, (1-μ)M + n - x); 0 at x = 0 and 1 at x = n, if n > 0. Numerical error: 0.001.
    With fewer than 10 units in all that have, or lack, the property no limit is nearer than Clopper
    and Pearson's for all units together: so few do not tell ρ, and 100 cells of 10 held in 37 %.

    **The promise is kept on average over cells** (empirical Bayes coverage): of many cells about
    95 % hold their own truth. For one given cell it may be far less: one that is unlike all others
    is pulled towards them. So no verdict on a single cell may rest on its pooled interval.

    Assumes independent units, and exchangeable cells with rates near a beta distribution.

    References
    ----------
    Morris (1983), "Parametric empirical Bayes inference", also for the uniform priors; Kass &
    Steffey (1989), "Approximate Bayesian inference", for what one estimate leaves out.
    """
    x = _counts(successes)
    n = _sizes(sizes, x)
    if np.any(x > n):
        raise ValueError("A cell cannot have more successes than units.")
    steps = _steps(lambda steps: _beta_grid(x, n, steps)[2].max(axis=1))
    a, b, logs = _beta_grid(x, n, steps)
    kept, weights = _normalised(logs)
    priors, pairs = (a[kept], b[kept], weights), list(zip(x.tolist(), n.tolist(), strict=True))
    found = {pair: _pooled_rate(*pair, priors, error_rate(level)) for pair in set(pairs)}
    cells = [found[pair] for pair in pairs]
    hits, others = int(x.sum()), int((n - x).sum())
    if min(hits, others) >= _FEW:
        return cells
    return _widened(cells, *_clopper_pearson(hits, others, error_rate(level)))


def pool_means(
    means: npt.ArrayLike | Sequence[float | None],
    errors: npt.ArrayLike | Sequence[float | None],
    sizes: npt.ArrayLike,
    bounds: tuple[float, float],
    level: float = 0.95,
) -> list[PooledCell]:
    """Return the mean in each of many small cells, pulled towards that of all.

    Parameters
    ----------
    means, errors : array_like, shape (k,)
        Mean (or mean difference) over the units of each cell, and its standard error s/√n. None or
        NaN where there is none: n = 0, for errors n < 2.
    sizes : array_like of int, shape (k,)
        Independent units in each cell; may be 0.
    bounds : tuple of float
        Lowest and highest possible value.
    level : float
        Share of cells whose interval is to hold their true mean.

    Returns
    -------
    list of PooledCell
        Every cell, in the order given; means within `bounds`.

    Raises
    ------
    ValueError
        As `pool_rates`, or if a mean is not within `bounds` or an error is missing or negative.

    Notes
    -----
    y_i ~ N(θ_i, σ²/n_i), θ_i ~ N(μ, τ²). σ² is the cells' common variance, with one degree of
    freedom added at the largest that `bounds` allow; if all units agree, the exact bound of
    `unit_mean` for all units together holds too. μ and τ² are averaged over by their likelihood,
    beforehand uniform (τ up to half the range). Given τ, with w_i = τ²/(τ² + σ²/n_i), the mean is
    w_i y_i + (1-w_i) μ̂ and the variance w_i σ²/n_i + (1-w_i)² var(μ̂); τ² + var(μ̂) for n_i = 0.

    The promise is that of `pool_rates`: on average over cells, not for each.

    Assumes independent units, exchangeable cells with near-normal true means, and one spread of
    units within all cells, even enough that means are near normal. Where spreads differ, the more
    spread cells fall short; where nearly all units agree (rare events), use `pool_rates`.

    References
    ----------
    Morris (1983); Fay & Herriot (1979), "Estimates of income for small places", for σ².
    """
    y, se = (np.asarray(values, dtype=np.float64) for values in (means, errors))
    n = _sizes(sizes, y)
    if se.shape != n.shape or not np.all((se[n > 1] >= 0) & (se[n > 1] < np.inf)):
        raise ValueError("Every cell with two units or more needs a standard error, 0 or above.")
    scores_of(y[n > 0], bounds)
    most = (bounds[1] - bounds[0]) / 2  # no spread is larger
    freedom = np.maximum(n - 1, 0)
    squares = float(freedom @ np.where(n > 1, n * se**2, 0.0))
    precision = n * (freedom.sum() + 1) / (squares + most**2)
    centres, spreads, weights = _normal_posteriors(np.where(n > 0, y, 0.0), precision, most)
    cells = []
    for mean, size, centre, sd in zip(y.tolist(), n.tolist(), centres.T, spreads.T, strict=True):
        limits = _normal_mixture(centre, sd, weights, error_rate(level))
        value, low, high = np.clip([weights @ centre, *limits], *bounds).tolist()
        cells.append(PooledCell(mean if size else None, value, low, high, size))
    if squares + np.ptp(y[n > 0]) ** 2 > (1e-9 * most) ** 2:
        return cells
    mean, missed = y[n > 0][0], 1 - (error_rate(level) / 2) ** (1 / n.sum())
    return _widened(cells, *(float(mean + missed * (bound - mean)) for bound in bounds))


def _pooled_rate(hits: int, size: int, priors: Priors, alpha: float) -> PooledCell:
    a, b, weights = priors
    value = float(weights @ ((a + hits) / (a + b + size)))
    low, high = _beta_mixture(a + hits, b + size - hits, weights, alpha).tolist()
    if size:  # where all units agree nothing speaks against a rate of 0 or 1
        low, high = low if hits else 0.0, high if hits < size else 1.0
    return PooledCell(hits / size if size else None, value, low, high, size)


def _clopper_pearson(hits: int, others: int, alpha: float) -> tuple[float, float]:
    one = np.ones(1)
    low = _beta_mixture(hits * one, (others + 1) * one, one, alpha)[0] if hits else 0.0
    high = _beta_mixture((hits + 1) * one, others * one, one, alpha)[1] if others else 1.0
    return float(low), float(high)


def _widened(cells: list[PooledCell], low: float, high: float) -> list[PooledCell]:
    return [c._replace(low=min(c.low, low), high=max(c.high, high)) for c in cells]


def _counts(counts: npt.ArrayLike) -> Counts:
    array = np.asarray(counts)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer) or np.any(array < 0):
        raise ValueError("Pooling needs a list of whole counts, one per cell, none negative.")
    return array.astype(np.int64)


def _sizes(sizes: npt.ArrayLike, seen: npt.NDArray[np.generic]) -> Counts:
    n = _counts(sizes)
    if seen.shape != n.shape or not n.any():
        raise ValueError("Pooling needs lists of one length, and a unit in at least one cell.")
    return n


def _steps(weigh: Callable[[Floats], Floats]) -> Floats:
    """Return steps in (0, 1) that cover where the (log) weight lies, if it is narrow closely."""
    steps = (np.arange(_SPREADS) + 0.5) / _SPREADS
    logs = weigh(steps)
    worth = np.flatnonzero(logs > logs.max() + np.log(_NEGLIGIBLE))
    left, right = max(int(worth[0]) - 1, 0), min(int(worth[-1]) + 2, _SPREADS)
    return np.asarray((left + (right - left) * steps) / _SPREADS)


def _normalised(logs: Floats) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Return which weights matter, and those, adding up to 1."""
    weights = np.exp(logs - logs.max())
    kept = weights > _NEGLIGIBLE
    return kept, weights[kept] / weights[kept].sum()


def _normal_posteriors(y: Floats, precision: Floats, most: float) -> tuple[Floats, Floats, Floats]:
    """Return each cell's mean and sd for each spread between cells, and the spreads' weights."""

    def informed(steps: Floats) -> Floats:
        return np.asarray(precision / (1 + (most * steps**2)[:, None] ** 2 * precision))

    def weigh(steps: Floats) -> Floats:
        each = informed(steps)
        total = each.sum(axis=1)
        misfit = (each * (y - (each @ y / total)[:, None]) ** 2).sum(axis=1)
        own = np.log(each[:, precision > 0]).sum(axis=1) - np.log(total)
        return np.asarray(3 * np.log(steps) + (own - misfit) / 2)

    steps = _steps(weigh)
    kept, weights = _normalised(weigh(steps))
    each, between = informed(steps[kept]), (most * steps[kept] ** 2)[:, None] ** 2
    total = each.sum(axis=1)[:, None]
    share = between * each
    variance = between / (1 + between * precision) + (1 - share) ** 2 / total
    return share * y + (1 - share) * (each @ y)[:, None] / total, np.sqrt(variance), weights


def _normal_mixture(centre: Floats, sd: Floats, weights: Floats, alpha: float) -> Floats:
    """Return the equal-tailed limits of a mixture of normal distributions."""
    edges = np.linspace((centre - _REACH * sd).min(), (centre + _REACH * sd).max(), _POINTS + 1)
    points = (edges[1:] + edges[:-1]) / 2
    return _quantiles(-(((points - centre[:, None]) / sd[:, None]) ** 2) / 2, weights, edges, alpha)


def _beta_grid(x: Counts, n: Counts, steps: Floats) -> tuple[Floats, Floats, Floats]:
    """Return both parameters and log weights over spreads between cells and their means."""
    correlation = np.maximum(steps[:, None] ** 4, 1e-8)  # below, cells are as good as alike
    informed = n / (1 + (n - 1) * correlation)
    total = informed.sum(axis=1, keepdims=True)
    rate = informed @ (x / np.maximum(n, 1))[:, None] / total
    # On the scale asin √rate the standard error does not depend on the rate.
    centre, reach = np.arcsin(np.sqrt(rate)), _REACH / (2 * np.sqrt(total))
    left, right = np.maximum(centre - reach, 0.0), np.minimum(centre + reach, np.pi / 2)
    width = (right - left) / _CENTRES
    angle = left + width * (np.arange(_CENTRES) + 0.5)
    both = 1 / correlation - 1
    a, b = both * np.sin(angle) ** 2, both * np.cos(angle) ** 2
    fit = _log_rise(a, x) + _log_rise(b, n - x) - _log_rise(a + b, n)
    return a, b, fit + np.log(steps[:, None] ** 3 * width * np.sin(2 * angle))


def _log_rise(start: Floats, steps: Counts) -> Floats:
    """Return Σ log of start (start + 1) ... (start + steps - 1) over all steps."""
    climbed = _log_gamma(start[..., None] + steps) - _log_gamma(start)[..., None]
    return np.asarray(climbed.sum(axis=-1))


def _log_gamma(x: Floats) -> Floats:
    """Return log Γ(x) - log √2π, x > 0, by Stirling's series eight steps up (DLMF 5.11.1)."""
    far, climbed = x + 8, np.log(np.prod([x + step for step in range(8)], axis=0))
    series = 1 / (12 * far) - 1 / (360 * far**3) + 1 / (1260 * far**5) - 1 / (1680 * far**7)
    return np.asarray((far - 0.5) * np.log(far) - far + series - climbed)


def _beta_mixture(a: Floats, b: Floats, weights: Floats, alpha: float) -> Floats:
    """Return the equal-tailed limits of a mixture of beta distributions."""
    centre, sd = np.arctan2(np.sqrt(a), np.sqrt(b)), 1 / (2 * np.sqrt(a + b + 1))
    left = max(0.0, float((centre - _REACH * sd).min()))
    right = min(np.pi / 2, float((centre + _REACH * sd).max()))
    edges = np.linspace(left, right, _POINTS + 1)
    angle = (edges[1:] + edges[:-1]) / 2
    logs = np.outer(2 * a - 1, np.log(np.sin(angle))) + np.outer(2 * b - 1, np.log(np.cos(angle)))
    # In the outermost steps the density may rise without bound: there, integrate the power.
    if left == 0.0:
        logs[:, 0] += (2 * a - 1) * np.log(2) - np.log(2 * a)
    if right == np.pi / 2:
        logs[:, -1] += (2 * b - 1) * np.log(2) - np.log(2 * b)
    return np.asarray(np.sin(_quantiles(logs, weights, edges, alpha)) ** 2)


def _quantiles(logs: Floats, weights: Floats, edges: Floats, alpha: float) -> Floats:
    """Return the equal-tailed limits of distributions with log densities between the edges."""
    parts = np.exp(logs - logs.max(axis=1, keepdims=True))
    mass = (weights / parts.sum(axis=1)) @ parts
    total = np.concatenate([[0.0], np.cumsum(mass)])
    return np.interp([alpha / 2, 1 - alpha / 2], total, edges)
