"""Intervals for measures of a whole set of texts, by leaving out one text at a time."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.distributions import critical
from isonomia.statistics.interval import error_rate, from_limits, not_estimable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.statistics.interval import Interval

_METHOD = "jackknife over texts"


def jackknife(value: float, without: Sequence[float], level: float) -> Interval:
    """Return a measure in [0, 1] of n texts with the interval that its jackknife gives.

    Parameters
    ----------
    value : float
        The measure of all n texts.
    without : sequence of float, length n
        The measure without each text in turn.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        Limits within [0, 1]. None when leaving out a text changes nothing, or for n < 3.

    Raises
    ------
    ValueError
        If `level` is not in (0, 1).

    Notes
    -----
    s² = (n - 1)/n Σ (without - mean)², value ± t(n - 1) s. Assumes independent texts from one
    source. For any measure that ignores the order of the texts s² is on average at least the
    variance of the measure in samples of n - 1 texts. Resampling with replacement would not do:
    it repeats texts, and a repeated text is what these measures count. Texts that are all the same
    leave s = 0, which is no proof that none is different: no limits are given.

    In simulations of topical texts, 5 to 30 at a time, the coverage at 95 % was 97 to 99 % for
    `pairwise_distance`, 91 to 98 % for `distinct_n` and 86 to 95 % for `self_bleu`.

    References
    ----------
    Efron & Stein (1981), "The jackknife estimate of variance".
    """
    n = len(without)
    error_rate(level)
    se = math.sqrt((n - 1) / n * float(np.sum((np.asarray(without) - np.mean(without)) ** 2)))
    if n < 3 or se < 1e-12:
        return not_estimable(value, level, _METHOD, n)
    limits = partial(_limits, value, se, n)
    return from_limits(value, limits, level=level, method=_METHOD, n=n, se=se, df=n - 1.0)


def gap(first: Interval, second: Interval, level: float = 0.95) -> Interval:
    """Return the difference of one measure between two independent arms.

    Parameters
    ----------
    first, second : Interval
        The measure of each arm, such as `distinct_n` of women's and of men's texts.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        first - second; without limits where one of the two has none.

    Raises
    ------
    ValueError
        If `level` is not in (0, 1).

    Notes
    -----
    From limits (l, u) of each arm: low = d - √((v1 - l1)² + (u2 - v2)²),
    high = d + √((u1 - v1)² + (v2 - l2)²). Assumes arms that share no text.

    References
    ----------
    Zou & Donner (2008), "Construction of confidence limits about effect measures".
    """
    value, n = first.value - second.value, first.n + second.n
    method = f"{first.method}, difference"
    if first.low is None or second.low is None:
        return not_estimable(value, level, method, n)
    return from_limits(value, partial(_gap_limits, first, second), level=level, method=method, n=n)


def _limits(value: float, se: float, n: int, alpha: float, growth: float) -> tuple[float, float]:
    arm = critical(alpha, n * growth - 1) * se / math.sqrt(growth)
    return max(0.0, value - arm), min(1.0, value + arm)


def _gap_limits(
    first: Interval, second: Interval, alpha: float, growth: float
) -> tuple[float, float]:
    (low1, high1), (low2, high2) = first.at(alpha, growth), second.at(alpha, growth)
    value = first.value - second.value
    low = value - math.hypot(first.value - low1, high2 - second.value)
    high = value + math.hypot(high1 - first.value, second.value - low2)
    return low, high
