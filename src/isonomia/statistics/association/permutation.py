"""Whether a split of words into two sets is extreme among all splits of the same sizes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

_TIE = 1e-12  # sums this close, as a share of the largest possible sum, are one sum


@dataclass(frozen=True, slots=True)
class Permutation:
    """How many ways to split the pooled words give as large a difference as the real one.

    Parameters
    ----------
    above : int
        Splits whose difference is strictly larger.
    at_least : int
        Splits whose difference is as large or larger; the real split itself counts.
    as_far : int
        Splits whose difference is as far from zero or farther, on either side.
    splits : int
        All splits that were looked at.
    exact : bool
        True when every split was enumerated, False when they were drawn at random.
    """

    above: int
    at_least: int
    as_far: int
    splits: int
    exact: bool

    @property
    def p_greater(self) -> float:
        """The one-sided p-value P(difference >= observed); (1 + k) / (1 + draws) when drawn."""
        return self._p(self.at_least)

    @property
    def p_two_sided(self) -> float:
        """The two-sided p-value P(abs(difference) >= abs(observed))."""
        return self._p(self.as_far)

    @property
    def share_above(self) -> float:
        """P(difference > observed), as Caliskan et al. print it; 0 is possible, so no p-value."""
        return self.above / self.splits

    def _p(self, count: int) -> float:
        return count / self.splits if self.exact else (1 + count) / (1 + self.splits)


def permutation_test(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    seed: int,
    most: int = 200_000,
    draws: int = 10_000,
) -> Permutation:
    """Return how extreme mean(x) - mean(y) is among all splits of the pooled values.

    Parameters
    ----------
    x, y : array_like, shapes (n1,) and (n2,)
        One value per word of either set.
    seed : int
        Seed of the draws; without effect when every split is enumerated.
    most : int
        Enumerate every split when there are at most so many, else draw.
    draws : int
        Number of random splits otherwise.

    Returns
    -------
    Permutation
        The counts and the p-values made of them.

    Raises
    ------
    ValueError
        If a set is empty, a value is not finite or `draws` is below 1.

    Notes
    -----
    Under the null hypothesis the n1 + n2 words are exchangeable between the sets, and each of the
    C(n1 + n2, n1) splits is equally likely. For sets of one size the difference of means orders the
    splits as the difference of sums does. An enumerated p includes the real split, so that it is
    never 0; a drawn one adds 1 above and below for the same reason. Sums equal but for rounding
    count as equal.

    References
    ----------
    Fisher (1935), "The design of experiments"; Phipson & Smyth (2010), "Permutation p-values
    should never be zero".
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if first.size == 0 or second.size == 0:
        raise ValueError("A permutation test needs at least one value in each set.")
    if draws < 1:
        raise ValueError(f"A permutation test needs at least one draw, not {draws}.")
    pooled = np.concatenate([first, second])
    if not np.isfinite(pooled).all():
        raise ValueError("Every value of a permutation test must be a finite number.")
    pooled = pooled - pooled.mean()  # the sum over either set is then its excess
    exact = math.comb(pooled.size, first.size) <= most
    sums = _all_sums(pooled, first.size) if exact else _drawn_sums(pooled, first.size, draws, seed)
    observed = float(pooled[: first.size].sum())
    slack = _TIE * float(np.abs(pooled).sum())
    return Permutation(
        above=int(np.count_nonzero(sums > observed + slack)),
        at_least=int(np.count_nonzero(sums >= observed - slack)),
        as_far=int(np.count_nonzero(np.abs(sums) >= abs(observed) - slack)),
        splits=sums.size,
        exact=exact,
    )


def _all_sums(pooled: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    indices = np.fromiter(
        chain.from_iterable(combinations(range(pooled.size), size)), dtype=np.intp
    )
    sums: npt.NDArray[np.float64] = pooled[indices.reshape(-1, size)].sum(axis=1)
    return sums


def _drawn_sums(
    pooled: npt.NDArray[np.float64], size: int, draws: int, seed: int
) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.array([rng.permutation(pooled)[:size].sum() for _ in range(draws)])
