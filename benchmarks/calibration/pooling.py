"""Many small cells: how many pooled intervals hold their own truth, on average over cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell
from scipy.special import betaincinv

from isonomia.statistics.pooling import PooledCell, pool_means, pool_rates

Array: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]

LEVEL = 0.95
MOST = 30  # units in a cell; each number from 0 is as frequent
SPREAD = 0.15  # of units within a cell


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Simulate cells that differ little or much, and cells that are not what is assumed."""
    replicates = min(replicates, 500)  # each of them is many cells
    for k, base, sd in product((8, 24), (0.05, 0.3), (0.02, 0.12)):
        words = f"{k} cells of 0 to {MOST} units, rates {base} with sd {sd}"
        both = base * (1 - base) / sd**2 - 1
        truths = rng.beta(base * both, (1 - base) * both, (replicates, k))
        yield from rates(words, truths, rng)
    words = f"24 cells of 0 to {MOST} units, half of rate 0.1 and half of 0.4"
    yield from rates(words, rng.choice([0.1, 0.4], (replicates, 24)), rng)
    words = f"100 cells of 0 to {MOST} units, 2 events expected in all"
    yield from rates(words, np.full((replicates, 100), 2 / (50 * MOST)), rng)
    yield from one_unlike(replicates, rng)
    for k, sd in product((8, 24), (0.0, 0.03, 0.2)):
        words = f"{k} cells of 0 to {MOST} units, means with sd {sd}"
        truths = rng.normal(0.5, sd, (replicates, k)).clip(0.0, 1.0)
        yield from means(words, truths, np.full(truths.shape, SPREAD), rng)
    words += ", spreads of units that differ fourfold"
    yield unequal(words, truths, SPREAD * rng.uniform(0.4, 1.6, truths.shape), rng)


def rates(words: str, truths: Array, rng: np.random.Generator) -> Iterator[Cell]:
    """Compare pooled rates with a beta distribution fitted by its moments and taken as known."""
    ours, plain = [], []
    for truth in truths:
        n = rng.integers(0, MOST + 1, truth.size)
        x = rng.binomial(n, truth)
        ours.append(share(limits(pool_rates(x, n, LEVEL)), truth))
        plain.append(share(fitted_beta(x, n), truth))
    yield average("pooled rates", words, ours)
    yield average("beta fitted by moments, as if known", words, plain, ours=False)


def one_unlike(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Show what pooling does to one cell that is unlike the 23 others."""
    alone, everyone = 0, []
    n = np.array([15] * 24)
    for _ in range(replicates):
        truth = np.append(rng.beta(35, 140, 23), 0.5)
        found = limits(pool_rates(rng.binomial(n, truth), n, LEVEL))
        alone += bool(found[0, -1] <= truth[-1] <= found[1, -1])
        everyone.append(share(found, truth))
    words = "24 cells of 15 units, 23 near 0.2 and one of 0.5"
    yield average("pooled rates", words, everyone)
    method = "pooled rates, the one cell unlike the others"
    yield Cell(method, words, "coverage", LEVEL, alone, replicates, ours=False)


def means(words: str, truths: Array, spreads: Array, rng: np.random.Generator) -> Iterator[Cell]:
    """Compare pooled means with the spread between cells fitted and taken as known."""
    ours, plain = [], []
    for truth, spread in zip(truths, spreads, strict=True):
        y, errors, n = observed(truth, spread, rng)
        ours.append(share(limits(pool_means(y, errors, n, (0.0, 1.0), LEVEL)), truth))
        plain.append(share(fitted_normal(y, n), truth))
    yield average("pooled means", words, ours)
    yield average("normal fitted by moments, as if known", words, plain, ours=False)


def unequal(words: str, truths: Array, spreads: Array, rng: np.random.Generator) -> Cell:
    """Break the assumption of one spread in all cells."""
    found = []
    for truth, spread in zip(truths, spreads, strict=True):
        pooled = pool_means(*observed(truth, spread, rng), (0.0, 1.0), LEVEL)
        found.append(share(limits(pooled), truth))
    return average("pooled means", words, found, ours=False)


def observed(truth: Array, spread: Array, rng: np.random.Generator) -> tuple[Array, Array, Counts]:
    """Return means, standard errors and numbers of units; units are uniform about the truth."""
    n = rng.integers(0, MOST + 1, truth.size)
    y, errors = np.full((2, truth.size), np.nan)
    for i in np.flatnonzero(n):
        reach = min(spread[i] * 3**0.5, truth[i], 1 - truth[i])
        units = rng.uniform(truth[i] - reach, truth[i] + reach, n[i])
        y[i] = units.mean()
        if n[i] > 1:
            errors[i] = units.std(ddof=1) / n[i] ** 0.5
    return y, errors, n


def fitted_beta(x: Counts, n: Counts) -> Array:
    """Kleinman's (1973) moments, and quantiles of beta as if they were the truth."""
    seen = n[n > 0]
    centre = min(max(x.sum() / seen.sum(), 1e-3), 1 - 1e-3)
    about = float((seen * (x[n > 0] / seen - centre) ** 2).sum())
    alike, most = centre * (1 - centre) * (seen.size - 1), seen.sum() - (seen**2).sum() / seen.sum()
    rho = (about / centre / (1 - centre) - (seen.size - 1)) / max(most - seen.size + 1, 1.0)
    both = 1 / min(max(rho, 1e-4), 0.99) - 1 if alike else 1.0
    a, b = both * centre + x, both * (1 - centre) + n - x
    return np.array([betaincinv(a, b, p) for p in (0.025, 0.975)])


def fitted_normal(y: Array, n: Counts) -> Array:
    """DerSimonian and Laird's moments, with the spread within known, as if they were the truth."""
    seen, precision = n > 0, n / SPREAD**2
    w, total = precision[seen], precision.sum()
    misfit = float((w * (y[seen] - w @ y[seen] / total) ** 2).sum())
    between = max(0.0, (misfit - w.size + 1) / (total - (w**2).sum() / total))
    q = w / (1 + between * w)
    centre = float(q @ y[seen] / q.sum())
    weight = between * precision / (1 + between * precision)
    value = weight * np.where(seen, y, 0.0) + (1 - weight) * centre
    arm = 1.96 * np.sqrt(between / (1 + between * precision))
    return np.array([value - arm, value + arm])


def limits(found: list[PooledCell]) -> Array:
    return np.array([[cell.low for cell in found], [cell.high for cell in found]])


def share(found: Array, truth: Array) -> float:
    """Return the share of cells whose limits, (2, k), hold their truth."""
    return float(np.mean((found[0] <= truth) & (truth <= found[1])))


def average(method: str, words: str, shares: list[float], ours: bool = True) -> Cell:
    """Return the average over cells as hits: the cells of one replicate count as one together."""
    hits = round(float(np.sum(shares)))
    return Cell(method, words, "coverage", LEVEL, hits, len(shares), ours)
