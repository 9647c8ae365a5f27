"""Whether a ranking puts groups at the top, and in sight, as their share of the pool would."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.means import unit_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

    Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ndkl:
    """How far the groups in a ranking are from their shares of the pool, at every depth.

    Parameters
    ----------
    value : float
        NDKL, in natural units (nats); 0 or more.
    by_chance : float
        Its mean over random orders of the same people: above 0 wherever there are two groups, so
        compare `value` with it.
    p : float
        Share of random orders that are as far off or farther, (1 + k) / (1 + draws).
    """

    value: float
    by_chance: float
    p: float


def top_counts(ranking: Sequence[str], k: int) -> dict[str, tuple[int, int]]:
    """Return how many of each group are among the first k: the input of `impact_ratios`.

    Parameters
    ----------
    ranking : sequence of str
        The group of each person in the pool, best first.
    k : int
        Length of the shortlist.

    Returns
    -------
    dict of str to tuple of int
        For each group, how many are among the first k, of how many in the pool.

    Raises
    ------
    ValueError
        If `k` is not in 1..n.

    Notes
    -----
    In one shortlist the people are the units; because k is fixed, `fisher_exact` is exact. For
    many shortlists use `top_share_gap`.
    """
    _check_depth(ranking, k)
    pool, top = Counter(ranking), Counter(ranking[:k])
    return {group: (top[group], n) for group, n in pool.items()}


def top_share_gap(
    rankings: Sequence[Sequence[str]], group: str, k: int, level: float = 0.95
) -> Interval:
    """Return a group's share of the first k places, minus its share of the pool.

    Parameters
    ----------
    rankings : sequence of sequence of str
        For each ranking, such as one vacancy, the group of each person, best first.
    group : str
        The group asked about.
    k : int
        Length of the shortlist.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The mean over rankings, in [-1, 1]; no limits for fewer than two.

    Raises
    ------
    ValueError
        If there is no ranking or one is shorter than `k`.

    Notes
    -----
    `unit_mean` of (group among first k)/k - (group in pool)/n, each ranking a unit. Assumes
    independent rankings.

    References
    ----------
    Geyik, Ambler & Kenthapadi (2019), "Fairness-aware ranking in search & recommendation systems",
    whose skew is the logarithm of the ratio of these two shares.
    """
    for ranking in rankings:
        _check_depth(ranking, k)
    gaps = [_share(ranking[:k], group) - _share(ranking, group) for ranking in rankings]
    return unit_mean(gaps, (-1.0, 1.0), level)


def exposure(ranking: Sequence[str]) -> dict[str, float]:
    """Return how much of a reader's attention a member of each group gets on average.

    Parameters
    ----------
    ranking : sequence of str
        The group of each person, best first.

    Returns
    -------
    dict of str to float
        Mean exposure of each group's members, in (0, 1]; 1 is the first place.

    Raises
    ------
    ValueError
        If the ranking is empty.

    Notes
    -----
    A person at place j gets 1 / log2(1 + j). The discount is an assumption about readers, not a
    measurement.

    References
    ----------
    Singh & Joachims (2018), "Fairness of exposure in rankings".
    """
    _check_depth(ranking, 1)
    places = _discounts(len(ranking))
    groups = np.asarray(ranking)
    return {name: float(places[groups == name].mean()) for name in dict.fromkeys(ranking)}


def exposure_gap(rankings: Sequence[Sequence[str]], group: str, level: float = 0.95) -> Interval:
    """Return the mean exposure of a group's members, minus that of everyone else.

    Parameters
    ----------
    rankings : sequence of sequence of str
        For each ranking the group of each person, best first.
    group : str
        The group asked about.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The mean over rankings, in [-1, 1]; no limits for fewer than two.

    Raises
    ------
    ValueError
        If there is no ranking, or one holds no one of the group or no one else.

    Notes
    -----
    `unit_mean` of the difference in each ranking; see `exposure`. Assumes independent rankings.

    References
    ----------
    Singh & Joachims (2018), "Fairness of exposure in rankings", demographic parity of exposure.
    """
    gaps = []
    for ranking in rankings:
        places = exposure(["group" if name == group else "others" for name in ranking])
        if len(places) < 2:
            raise ValueError(f"A ranking needs someone of the group {group!r} and someone else.")
        gaps.append(places["group"] - places["others"])
    return unit_mean(gaps, (-1.0, 1.0), level)


def ndkl(ranking: Sequence[str], depth: int | None = None, *, seed: int, draws: int = 1000) -> Ndkl:
    """Return the normalised discounted divergence of a ranking from the shares of its pool.

    Parameters
    ----------
    ranking : sequence of str
        The group of each person in the pool, best first.
    depth : int, optional
        How many places are shown; all of them if left out.
    seed : int
        Seed of the random orders.
    draws : int
        Number of random orders.

    Returns
    -------
    Ndkl
        The value, what chance alone would give, and a p-value.

    Raises
    ------
    ValueError
        If `depth` is not in 1..n or `draws` is below 1.

    Notes
    -----
    NDKL = Σ KL(D_i || D) / log2(i + 1) / Σ 1 / log2(i + 1), i = 1 … depth, D_i the shares of the
    groups among the first i and D those in the pool, with KL(a || b) = Σ a ln(a/b). Short
    prefixes can hardly match the pool, so that even a random order is well above 0. It has no sign:
    it says that an order is lopsided, not towards whom (`exposure_gap`, `top_share_gap`).

    References
    ----------
    Geyik, Ambler & Kenthapadi (2019); Phipson & Smyth (2010) for p.
    """
    shown = len(ranking) if depth is None else depth
    _check_depth(ranking, shown)
    if draws < 1:
        raise ValueError(f"A comparison with chance needs at least one draw, not {draws}.")
    members = np.unique(np.asarray(ranking), return_inverse=True)[1]
    rng = np.random.default_rng(seed)
    value = _ndkl(members, shown)
    chance = np.array([_ndkl(rng.permutation(members), shown) for _ in range(draws)])
    as_far = int(np.count_nonzero(chance >= value - 1e-12))
    return Ndkl(value, float(chance.mean()), (1 + as_far) / (1 + draws))


def _ndkl(members: npt.NDArray[np.intp], depth: int) -> float:
    pool = np.bincount(members) / members.size
    ranks = np.arange(1, depth + 1)
    shares = np.cumsum(members[:depth, None] == np.arange(pool.size), axis=0) / ranks[:, None]
    terms = shares * np.log(np.where(shares > 0, shares, 1.0) / pool)
    discounts = _discounts(depth)
    return float(discounts @ terms.sum(axis=1) / discounts.sum())


def _discounts(n: int) -> Array:
    discounts: Array = 1 / np.log2(np.arange(2, n + 2))
    return discounts


def _share(ranking: Sequence[str], group: str) -> float:
    return sum(name == group for name in ranking) / len(ranking)


def _check_depth(ranking: Sequence[str], k: int) -> None:
    if not 1 <= k <= len(ranking):
        raise ValueError(f"There are no {k} places in a ranking of {len(ranking)}.")
