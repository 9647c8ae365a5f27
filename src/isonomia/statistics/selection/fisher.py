"""Whether two groups were selected at different rates: the exact test."""

from __future__ import annotations

import math

import numpy as np

_TIE = 1e-7  # two tables this close in probability, relatively, are as extreme as each other


def fisher_exact(x1: int, n1: int, x2: int, n2: int) -> float:
    """Return the two-sided p-value that two groups have one selection rate.

    Parameters
    ----------
    x1, x2 : int
        Number selected in each group.
    n1, n2 : int
        Number of people in each group.

    Returns
    -------
    float
        Probability in [0, 1]; 1 where a group is empty, 0 only below 1e-300.

    Raises
    ------
    ValueError
        If a count is not in 0..n.

    Notes
    -----
    Given all margins the first count is hypergeometric under the null hypothesis; p is the total
    probability of all counts that are no likelier than the observed one. It errs in at most the
    promised share of samples of any size, and in small samples in fewer. Where the number selected
    was fixed beforehand, as in a shortlist of k, this distribution is the real one. Assumes
    independent people. Counts so far from the mean that all of them together have a probability
    below 1e-300 (Bernstein's bound) are left out: millions of people cost little more than
    thousands.

    References
    ----------
    Fisher (1935), "The logic of inductive inference"; Irwin (1935).
    """
    for x, n in ((x1, n1), (x2, n2)):
        if not 0 <= x <= n:
            raise ValueError(f"There cannot be {x} selected among {n} people.")
    selected = x1 + x2
    least, most = _support(n1, n2, selected)
    if not least <= x1 <= most:
        return 0.0
    k = np.arange(least, most, dtype=np.float64)
    # log P(k + 1) - log P(k) of the hypergeometric distribution
    steps = np.log((n1 - k) * (selected - k)) - np.log((k + 1) * (n2 - selected + k + 1))
    log_p = np.concatenate([[0.0], np.cumsum(steps)])
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    return min(1.0, float(p[p <= p[x1 - least] * (1 + _TIE)].sum()))


def _support(n1: int, n2: int, selected: int) -> tuple[int, int]:
    """Return the least and the most that the first count can be, but for what hardly can be."""
    share = n1 / max(n1 + n2, 1)
    mean, sd = selected * share, math.sqrt(selected * share * (1 - share))
    reach = 40 * sd + 1000
    return (
        max(0, selected - n2, math.floor(mean - reach)),
        min(selected, n1, math.ceil(mean + reach)),
    )
