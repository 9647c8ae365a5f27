"""What the units that were not seen, and the answers that are missing, could still do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.units import fewest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.statistics.means import Strata

__all__ = ["unseen"]


def unseen(
    groups: Sequence[Strata],
    low: float,
    high: float,
) -> float:
    """Return how probable it is that units which break a tolerance were all missed.

    Units that agree closely have a short interval, however few they are. Yet a share q of all
    units may be of another kind, at the far end of the scale, and none of them in the sample. The
    smallest such share that would carry the mean out of the tolerance is

        q = (limit - estimate) / (far end - group's mean),

    and a sample of n units misses all of that kind with probability (1 - q)^n. In strata, n is the
    least n_h / w_h.

    Parameters
    ----------
    groups : sequence of Strata
        Independent groups of units whose means add up to the estimate.
    low, high : float
        The tolerance.

    Returns
    -------
    float
        The largest Π (1 - q_g)^n_g over both sides and all ways in which kinds of shares q_g could
        together reach the limit: a p-value against "within", in [0, 1]; 1 where the estimate itself
        lies outside or on a limit, 0 where no unit could break the tolerance.

    Notes
    -----
    With several groups, Σ n_g log(1 - q_g) is maximised subject to Σ q_g reach_g = room: concave,
    with q_g = max(0, 1 - n_g / (μ reach_g)), μ found by bisection.

    Assumes independent units and nothing else. It is the bound by which an event that was never
    seen in n trials has at most the probability 1 - alpha^(1/n).

    References
    ----------
    Clopper & Pearson (1934), at zero events; Hanley & Lippman-Hand (1983), "If nothing goes
    wrong, is everything all right?".
    """
    means = [_mean(group) for group in groups]
    sizes = [fewest(group.weights, [np.size(v) for v in group.values]) for group in groups]
    value = math.fsum(means)
    if not low < value < high:
        return 1.0
    down = [mean - group.bounds[0] for mean, group in zip(means, groups, strict=True)]
    up = [group.bounds[1] - mean for mean, group in zip(means, groups, strict=True)]
    return max(_missed(sizes, down, value - low), _missed(sizes, up, high - value))


def _missed(sizes: list[float], reaches: list[float], room: float) -> float:
    """Return the largest probability of missing kinds that together bridge the room."""
    if math.fsum(reaches) <= room:
        return 0.0

    def shares(log_price: float) -> list[float]:
        price = math.exp(log_price)
        return [
            max(0.0, 1.0 - n / (price * reach)) if reach > 0 else 0.0
            for n, reach in zip(sizes, reaches, strict=True)
        ]

    fails, works = -40.0, 80.0
    while works - fails > 1e-12:
        middle = (fails + works) / 2
        bridged = math.fsum(q * reach for q, reach in zip(shares(middle), reaches, strict=True))
        fails, works = (middle, works) if bridged < room else (fails, middle)
    found = zip(shares(fails), sizes, strict=True)
    return math.exp(math.fsum(n * math.log1p(-q) if q < 1 else -math.inf for q, n in found))


def _mean(group: Strata) -> float:
    values, weights, _ = group
    return math.fsum(
        w * float(np.asarray(v, dtype=np.float64).mean())
        for w, v in zip(weights, values, strict=True)
    )
