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
        The largest (1 - q)^n over groups and sides: a p-value against "within", in [0, 1]; 1 where
        the estimate itself lies outside or on a limit, 0 where no unit could break the tolerance.

    Notes
    -----
    Assumes independent units and nothing else. It is the bound by which an event that was never
    seen in n trials has at most the probability 1 - alpha^(1/n).

    References
    ----------
    Clopper & Pearson (1934), at zero events; Hanley & Lippman-Hand (1983), "If nothing goes
    wrong, is everything all right?".
    """
    means = [_mean(group) for group in groups]
    value = math.fsum(means)
    worst = 0.0
    for mean, (values, weights, (least, most)) in zip(means, groups, strict=True):
        n = fewest(weights, [np.size(stratum) for stratum in values])
        for room, reach in ((value - low, mean - least), (high - value, most - mean)):
            if room <= 0:
                return 1.0
            if reach > room:
                worst = max(worst, (1 - room / reach) ** n)
    return worst


def _mean(group: Strata) -> float:
    values, weights, _ = group
    return math.fsum(
        w * float(np.asarray(v, dtype=np.float64).mean())
        for w, v in zip(weights, values, strict=True)
    )
