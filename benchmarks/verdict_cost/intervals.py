"""The product's interval and guard for a thousand samples at once, as arrays.

`isonomia.statistics` looks at one sample at a time, which is too slow to simulate with. The module
`twins` compares what is here with it and stops the benchmark where they differ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from isonomia import statistics

Array: TypeAlias = npt.NDArray[np.float64]

SAME, SELDOM = 1e-9, 3
"""As in `isonomia.statistics.units`."""


class Group(NamedTuple):
    """Replicates of one independent group of units, in strata; its mean is a summand."""

    strata: tuple[Array, ...]
    """Each (replicates, units)."""
    weights: tuple[float, ...]
    low: Array
    """The least and the greatest value that a unit can have: (1,) or (replicates,)."""
    high: Array


class Verdicts(NamedTuple):
    """Which replicates settle the question, and how."""

    within: npt.NDArray[np.bool_]
    exceeds: npt.NDArray[np.bool_]


class Summary(NamedTuple):
    """As `isonomia.statistics.units.Group`, for all replicates."""

    fewest: float
    mean: Array
    df: Array
    variance: Array
    third: Array
    below: Array
    above: Array


class _Moments(NamedTuple):
    mean: Array
    variance: Array
    third: Array
    agreeing: npt.NDArray[np.int64]
    seldom: tuple[Array, Array]
    """The outermost values but two."""


def verdicts(groups: list[Group], low: float, high: float, alpha: float, missed: float) -> Verdicts:
    """Judge every replicate by the product's rule.

    The interval has the error rate of this look, `alpha`; units that were missed have that of all
    looks, since what is missed at one was missed at those before.
    """
    summaries = [summary(group) for group in groups]
    least, most = limits(groups, summaries, alpha)
    inside = (low <= least) & (most <= high)
    if inside.any():
        inside &= unseen(groups, summaries, low, high) <= missed
    return Verdicts(inside, (least > high) | (most < low))


def summary(group: Group) -> Summary:
    """Return what the interval needs to know, as `isonomia.statistics.units.summarise_strata`."""
    found = [_moments(values, group) for values in group.strata]
    sizes = [values.shape[1] for values in group.strata]
    parts = list(zip(group.weights, found, strict=True))
    variances = [weight**2 * m.variance for weight, m in parts]
    alike = 2 * sum(m.agreeing for m in found) > sum(sizes)
    below = np.max([m.seldom[0] - group.low for m in found], axis=0)
    above = np.max([group.high - m.seldom[1] for m in found], axis=0)
    return Summary(
        fewest=min(n / weight for weight, n in zip(group.weights, sizes, strict=True)),
        mean=_sum([weight * m.mean for weight, m in parts]),
        df=_welch(variances, [np.array(n) for n in sizes]),
        variance=_sum(variances),
        third=_sum([weight**3 * m.third for weight, m in parts]),
        below=np.where(alike, below, 0.0),
        above=np.where(alike, above, 0.0),
    )


def _moments(values: Array, group: Group) -> _Moments:
    n = values.shape[1]
    mean = values.mean(axis=1)
    apart = values - mean[:, None]
    squares = apart * apart
    variance = squares.sum(axis=1) / (n - 1) / n
    third = np.einsum("ij,ij->i", squares, apart) / (n * (n - 1) * max(n - 2, 1))
    depth = min(SELDOM, n)
    ranked = np.partition(values, (depth - 1, (n - 1) // 2, n // 2, n - depth), axis=1)
    middle = (ranked[:, (n - 1) // 2] + ranked[:, n // 2]) / 2
    slack = SAME * (group.high - group.low)
    agreeing = np.count_nonzero(abs(values - middle[:, None]) <= slack[:, None], axis=1)
    variance[agreeing == n] = third[agreeing == n] = 0.0
    return _Moments(mean, variance, third, agreeing, (ranked[:, depth - 1], ranked[:, -depth]))


def limits(groups: list[Group], summaries: list[Summary], alpha: float) -> tuple[Array, Array]:
    """Return the limits of the sum of the groups' means."""
    value, variance = _sum([s.mean for s in summaries]), _sum([s.variance for s in summaries])
    t = _critical(alpha, _welch([s.variance for s in summaries], [s.df + 1 for s in summaries]))
    third = _sum([s.third for s in summaries])
    skew = third / (6 * np.where(variance == 0.0, 1.0, variance)) * (1 + 2 * t * t)
    missed = [1 - (alpha / 2) ** (1 / s.fewest) for s in summaries]
    arms = []
    for sign in (-1.0, 1.0):
        seen = t * np.sqrt(variance) + np.maximum(0.0, sign * skew)
        reaches = [s.above if sign > 0 else s.below for s in summaries]
        unseen = [(q * reach) ** 2 for q, reach in zip(missed, reaches, strict=True)]
        arms.append(np.sqrt(seen**2 + _sum(unseen)))
    least, most = _sum([g.low for g in groups]), _sum([g.high for g in groups])
    return np.maximum(value - arms[0], least), np.minimum(value + arms[1], most)


def unseen(groups: list[Group], summaries: list[Summary], low: float, high: float) -> Array:
    """Return the p-value against "within", for units that may have been missed."""
    value = _sum([s.mean for s in summaries])
    sizes = [float(one.fewest) for one in summaries]
    pairs = list(zip(groups, summaries, strict=True))
    down = _hidden(sizes, [one.mean - group.low for group, one in pairs], value - low)
    up = _hidden(sizes, [group.high - one.mean for group, one in pairs], high - value)
    return np.where((value <= low) | (value >= high), 1.0, np.maximum(down, up))


def _hidden(sizes: list[float], reaches: list[Array], room: Array) -> Array:
    """Return the largest chance of missing kinds that bridge the room, in one group or in two.

    In two, 1 - q_g = n_g (R - room) / (N r_g) where that leaves each q_g between 0 and 1; else one
    group hides all.
    """
    reaches = [np.broadcast_to(np.maximum(reach, 1e-12), room.shape) for reach in reaches]
    alone = [
        np.where(reach > room, np.clip(1 - room / reach, 0.0, 1.0) ** n, 0.0)
        for n, reach in zip(sizes, reaches, strict=True)
    ]
    worst: Array = np.max(alone, axis=0)
    if len(sizes) == 1:
        return worst
    left = _sum(reaches) - room
    kept = [n * left / (sum(sizes) * reach) for n, reach in zip(sizes, reaches, strict=True)]
    inside = np.logical_and.reduce([(k >= 0) & (k <= 1) for k in kept])
    both = np.prod([np.clip(k, 0, 1) ** n for k, n in zip(kept, sizes, strict=True)], axis=0)
    return np.where(inside, np.maximum(worst, both), worst)


def _welch(variances: list[Array], sizes: list[Array]) -> Array:
    total = _sum(variances)
    flat = total == 0.0
    parts: list[Array] = [
        (v / np.where(flat, 1.0, total)) ** 2 / np.maximum(n - 1, 1e-12)
        for v, n in zip(variances, sizes, strict=True)
    ]
    return np.where(flat, sum(n - 1 for n in sizes), 1 / np.where(flat, 1.0, _sum(parts)))


def _sum(parts: list[Array]) -> Array:
    total: Array = np.sum(np.broadcast_arrays(*parts), axis=0, dtype=np.float64)
    return total


def _critical(alpha: float, df: Array) -> Array:
    """Read the critical value of t off a table that is fine enough for `twins`."""
    inverse, logs = _table(alpha)
    value: Array = np.exp(np.interp(1 / df, inverse, logs))
    return value


@lru_cache(maxsize=64)
def _table(alpha: float) -> tuple[Array, Array]:
    inverse = np.linspace(1e-6, 1.0, 4001)
    values = [statistics.t_quantile(1 - alpha / 2, float(1 / u)) for u in inverse]
    return inverse, np.log(values)
