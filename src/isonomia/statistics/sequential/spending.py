"""How much error each look at the data may spend, and the two-sided level that this buys it."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from isonomia.statistics.distributions import critical

Array = npt.NDArray[np.float64]

LEAST_TABLED = 1e-16
"""Below this overall error rate a look gets just what it spends, which is always valid."""

_RATES = 72  # overall error rates for which boundaries are computed
_FINE = 4097  # points of the table, so close that straight lines between them are good to 1e-6
_NODES = 16, 2.0  # at least so many; so many more per width of the narrowest factor
_CLOSE = 1e-11  # relative precision of each probability of a first crossing
_MOST_STEPS = 50  # some five are needed


def spent(fractions: tuple[float, ...], power: float) -> Array:
    """Return the share of the error rate that each look spends: t_k^power - t_(k-1)^power."""
    return np.diff(np.asarray(fractions) ** power, prepend=0.0)


@lru_cache(maxsize=64)
def table(fractions: tuple[float, ...], power: float) -> tuple[Array, Array]:
    """Return the two-sided level of each look for overall error rates from 1e-16 to 1.

    Parameters
    ----------
    fractions : tuple of float, length K
        Information at each look as a share of that at the last; increasing, the last one 1.
    power : float
        Exponent of the spending function.

    Returns
    -------
    tuple of array, shapes (m,) and (K, m)
        Logarithms of overall error rates, increasing, and of each look's levels, increasing too.

    Notes
    -----
    log(level / alpha) is a smooth function of log alpha: it is computed at Chebyshev points and
    filled in by the polynomial through them. The result is kept between what the look spends and
    alpha, where theory puts it.
    """
    lowest = math.log(LEAST_TABLED)
    points = np.polynomial.chebyshev.chebpts1(_RATES)
    rates = np.exp(lowest * (1.0 - points) / 2.0)[:, None]
    shares = spent(fractions, power)
    ratios = np.log(levels(fractions, rates * shares) / rates)
    series = np.polynomial.chebyshev.chebfit(points, ratios, _RATES - 1)
    fine = np.linspace(-1.0, 1.0, _FINE)
    log_rates = lowest * (1.0 - fine) / 2.0
    filled = np.polynomial.chebyshev.chebval(fine, series)
    filled = log_rates + np.clip(filled, np.log(shares)[:, None], 0.0)
    return log_rates, np.maximum.accumulate(filled, axis=1)


def levels(fractions: tuple[float, ...], increments: Array) -> Array:
    """Return the two-sided level of each look such that it spends just what it may.

    Parameters
    ----------
    fractions : tuple of float, length K
        Information at each look.
    increments : array, shape (m, K)
        For each of m designs, the probability that |Z| exceeds its boundary at look k and did not
        at any look before; each row adds up to less than 1.

    Returns
    -------
    array, shape (m, K)
        P(|Z_k| > c_k) for the boundaries c_k.

    Notes
    -----
    B_k = √t_k Z_k has independent normal increments. The density of B_k on the paths that have not
    crossed follows from that of B_(k-1) by one convolution, so K looks need K - 1 integrals over
    one variable, here by Gauss-Legendre quadrature over [0, √t_k c_k]; the rest is its mirror.

    References
    ----------
    Armitage, McPherson & Rowe (1969), "Repeated significance tests on accumulating data";
    Jennison & Turnbull (2000), "Group Sequential Methods", ch. 19.
    """
    steps = np.sqrt(np.diff(fractions, prepend=0.0))
    alone = _critical(increments)
    found = increments.copy()  # right for the first look, which has none before it
    nodes = np.zeros((len(increments), 1))
    mass = np.full_like(nodes, 0.5)  # of the half line; the other half is its mirror
    for k in range(1, len(fractions)):
        edge = math.sqrt(fractions[k - 1]) * _critical(found[:, k - 1])
        width = 1.0 / math.hypot(1.0 / steps[k - 1], 1.0 / steps[k])
        arrived, weights = _quadrature(edge, width)
        mass = weights * _arrive(nodes, mass, steps[k - 1], arrived)
        nodes = arrived
        start = alone[:, k] * math.sqrt(fractions[k])
        crossed = _edge(nodes, mass, steps[k], increments[:, k], start)
        found[:, k] = _erfc(crossed / math.sqrt(2.0 * fractions[k]))
    return found


def _quadrature(edge: Array, width: float) -> tuple[Array, Array]:
    """Nodes and weights on [0, edge] for each design, fit for a factor of such a width."""
    least, per_width = _NODES
    count = least + math.ceil(per_width * float(edge.max()) / width)
    points, weights = np.polynomial.legendre.leggauss(count)
    half = edge[:, None] / 2.0
    return half * (1.0 + points), half * weights


def _arrive(nodes: Array, mass: Array, step: float, to: Array) -> Array:
    """Density at `to` one look later, of the paths that have not crossed."""
    there, here = to[:, :, None] / step, nodes[:, None, :] / step
    kernel = np.exp(-0.5 * (there - here) ** 2) + np.exp(-0.5 * (there + here) ** 2)
    found: Array = np.einsum("ijk,ik->ij", kernel, mass)
    return found / (step * math.sqrt(2.0 * math.pi))


def _edge(nodes: Array, mass: Array, step: float, wanted: Array, start: Array) -> Array:
    """Where to put the boundary, so that a path first crosses it here with probability `wanted`.

    Newton's method on the log scale. The tail of a log-concave density is log-concave (Prékopa
    1973), so the iterations fall onto the root from `start`, where too little is spent.
    """
    scale = step * math.sqrt(2.0)
    edge = start
    for _ in range(_MOST_STEPS):
        across = (edge[:, None] - nodes) / scale, (edge[:, None] + nodes) / scale
        spends = (mass * (_erfc(across[0]) + _erfc(across[1]))).sum(axis=1)
        slope = (mass * (np.exp(-(across[0] ** 2)) + np.exp(-(across[1] ** 2)))).sum(axis=1)
        lacking = np.log(wanted / spends)
        if np.all(lacking < _CLOSE):
            break
        edge = np.maximum(0.0, edge - lacking * spends / slope * scale * math.sqrt(math.pi) / 2.0)
    return edge


def _critical(rates: Array) -> Array:
    """Return the values that |Z| exceeds with such probabilities."""
    return np.array([critical(rate, None) for rate in rates.ravel()]).reshape(rates.shape)


_erfc = np.vectorize(math.erfc, otypes=[np.float64])
