"""Rates that a judge with measured errors found, corrected for those errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from isonomia.statistics.interval import Interval, error_rate, from_limits, not_estimable
from isonomia.statistics.proportions import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    from isonomia.statistics.judging.agreement import Confusion

Floats: TypeAlias = "npt.NDArray[np.float64]"
Method: TypeAlias = Literal["score", "bootstrap"]

_NAMES: dict[Method, str] = {
    "score": "Rogan-Gladen, hybrid score",
    "bootstrap": "Rogan-Gladen, parametric bootstrap",
}
_DRAWS = 4000
_SEED = 1978


def corrected_rate(
    positive: int, n: int, confusion: Confusion, level: float = 0.95, method: Method = "score"
) -> Interval:
    """Return the true rate behind a judge's rate, with the doubt about the judge in the interval.

    Parameters
    ----------
    positive : int
        Number of units that the judge called positive.
    n : int
        Number of independent units that the judge labelled; none of them in `confusion`.
    confusion : Confusion
        Joint counts on a separate sample of units that a person labelled too.
    level : float
        Confidence level.
    method : {"score", "bootstrap"}
        How doubts about the three rates are put together.

    Returns
    -------
    Interval
        The rate in [0, 1]; `n` counts the units of both samples. No limits, and NaN as value, if
        sensitivity + specificity <= 1 or the person found no positive or no negative; no limits if
        the judge's rate lies outside what its errors can produce, which speaks against the
        calibration.

    Raises
    ------
    ValueError
        If `n` is not positive, `positive` is not in 0..n, `level` is not in (0, 1) or there is no
        such method.

    Notes
    -----
    π = (p + Sp - 1) / (Se + Sp - 1), cut to [0, 1].

    - "score": the limits are the π at which p - π Se - (1 - π)(1 - Sp) has a hybrid interval that
      just reaches 0. That interval takes Wilson's limits (l, u) of the three rates in quadrature:
      the lower limit of π solves (p - π Se - (1-π) f)² = (p-l_p)² + π² (u_Se-Se)² +
      (1-π)² (u_f-f)², f = 1 - Sp. With a faultless, well-known judge it is Wilson's interval.
    - "bootstrap": percentiles of π over 4,000 draws of each rate from Beta(x + 1/2, n - x + 1/2),
      with a fixed seed; a plain bootstrap draws a rate of 0 or 1 only as 0 or 1. A draw by which
      the judge tells nothing stands for every rate.

    Both take a rate p below 1 - Sp as 1 - Sp, and one above Se as Se, without shortening the
    interval: else chance alone would make it vanish.

    The Wald interval with Rogan and Gladen's standard error, and Lang and Reiczigel's adjustment
    of it, are shorter for rare events, but there covered 80 % and 91.6 % of the time at 95 %
    (rates 0.02 to 0.8, 30 to 200 calibration units); "score" at least 94.3 %, "bootstrap" about
    95 %. "score" is widest, and says most plainly so, where few positives were labelled.

    Assumes independent units, one label each; that sensitivity and specificity in `confusion` are
    those of the n units (its share of positives may differ); and that the person is right. Where
    the labelled units are a random part of all, `prediction_powered` asks less and is shorter.

    References
    ----------
    Rogan & Gladen (1978), "Estimating prevalence from the results of a screening test"; Donner &
    Zou (2012), "Closed-form confidence intervals for functions of the normal mean and standard
    deviation", for the quadrature; Lang & Reiczigel (2014), "Confidence limits for prevalence of
    disease adjusted for estimated sensitivity and specificity", for the comparison.
    """
    return _combined([(positive, n, confusion)], level, method)


def corrected_difference(
    first: tuple[int, int, Confusion],
    second: tuple[int, int, Confusion],
    level: float = 0.95,
    method: Method = "score",
) -> Interval:
    """Return the difference of two true rates, where the judge errs in each arm in its own way.

    Parameters
    ----------
    first, second : tuple of (int, int, Confusion)
        Positives, units and calibration of each arm, as in `corrected_rate`.
    level : float
        Confidence level.
    method : {"score", "bootstrap"}
        As in `corrected_rate`.

    Returns
    -------
    Interval
        First minus second in [-1, 1]; no limits if one of the two rates has none.

    Raises
    ------
    ValueError
        As `corrected_rate`.

    Notes
    -----
    "score": with limits (l, u) of each π, d - √((π1-l1)² + (u2-π2)²) to
    d + √((u1-π1)² + (π2-l2)²). "bootstrap": percentiles of the difference of draws.

    A judge that is less sensitive in one arm makes a difference where there is none, and hides
    one that is there; more data make that worse. So each arm brings its own calibration.

    Assumes that the four samples are independent. If the arms share units the interval is too
    wide where they go together: there, use `prediction_powered` on the units' differences.

    References
    ----------
    Zou & Donner (2008), "Construction of confidence limits about effect measures"; see
    `corrected_rate` for the rest.
    """
    return _combined([first, second], level, method)


def _combined(arms: list[tuple[int, int, Confusion]], level: float, method: Method) -> Interval:
    """Return the one arm's rate, or the first arm's less the second's."""
    if method not in _NAMES:
        raise ValueError(f"The method is one of {', '.join(_NAMES)}, not {method}.")
    found = [_Arm(wilson(x, n), c.sensitivity(), c.specificity()) for x, n, c in arms]
    name, n = _NAMES[method], sum(arm.units for arm in found)
    if not all(c.is_informative for _, _, c in arms):
        return not_estimable(math.nan, level, name, n)
    value = found[0].value - math.fsum(arm.value for arm in found[1:])
    if any(arm.is_contradicted(error_rate(level)) for arm in found):
        return not_estimable(value, level, f"{name}, calibration contradicted", n)
    limits = partial(_score_limits, found)
    if method == "bootstrap":
        limits = partial(_percentiles, value, *_draws(arms))
    return from_limits(value, limits, level=level, method=name, n=n)


@dataclass(frozen=True, slots=True)
class _Arm:
    """Three independent rates: what the judge found, its sensitivity and its specificity."""

    rate: Interval
    sensitivity: Interval
    specificity: Interval

    @property
    def units(self) -> int:
        return self.rate.n + self.sensitivity.n + self.specificity.n

    @property
    def value(self) -> float:
        false_alarms = 1 - self.specificity.value
        youden = self.sensitivity.value - false_alarms
        return min(max((self.rate.value - false_alarms) / youden, 0.0), 1.0)

    def is_contradicted(self, alpha: float) -> bool:
        """Whether the judge found too few, or too many, for any true rate to explain."""
        (rate_down, rate_up), (_, found_up), (_, passed_up) = self.arms(alpha, 1.0)
        too_few = 1 - self.specificity.value - self.rate.value
        too_many = self.rate.value - self.sensitivity.value
        return too_few > math.hypot(rate_up, passed_up) or too_many > math.hypot(
            rate_down, found_up
        )

    def limits(self, alpha: float, growth: float) -> tuple[float, float]:
        p, se, sp = self.rate.value, self.sensitivity.value, self.specificity.value
        (p_down, p_up), (se_down, se_up), (sp_down, sp_up) = self.arms(alpha, growth)
        low = _lowest(p, se, sp, (p_down, se_up, sp_down))
        # What is positive and what is not trade places.
        high = 1 - _lowest(1 - p, sp, se, (p_up, sp_up, se_down))
        return low, high

    def arms(self, alpha: float, growth: float) -> list[tuple[float, float]]:
        """Return how far down and how far up each rate's own interval reaches."""
        rates = (self.rate, self.sensitivity, self.specificity)
        reach = [(rate.value, *rate.at(alpha, growth)) for rate in rates]
        return [(value - low, high - value) for value, low, high in reach]


def _lowest(p: float, se: float, sp: float, arms: tuple[float, float, float]) -> float:
    """Return the least rate whose misfit p - rate·se - (1-rate)(1-sp) its own doubt explains."""
    youden = se + sp - 1
    excess = min(max(p + sp - 1, 0.0), youden)
    doubt, found, passed = (arm * arm for arm in arms)
    # square · rate² + linear · rate + constant falls from above 0 to below 0 at the limit.
    constant = excess**2 - doubt - passed
    if constant <= 0:
        return 0.0
    linear = 2 * (passed - excess * youden)
    square = youden**2 - found - passed
    return 2 * constant / (math.sqrt(max(0.0, linear**2 - 4 * square * constant)) - linear)


def _score_limits(arms: list[_Arm], alpha: float, growth: float) -> tuple[float, float]:
    low, high = arms[0].limits(alpha, growth)
    if len(arms) == 1:
        return low, high
    first, second = arms
    value = first.value - second.value
    low2, high2 = second.limits(alpha, growth)
    return (
        value - math.hypot(first.value - low, high2 - second.value),
        value + math.hypot(high - first.value, second.value - low2),
    )


def _draws(arms: list[tuple[int, int, Confusion]]) -> tuple[Floats, Floats]:
    """Return draws of the least and of the greatest value that each leaves open, both sorted."""
    rng = np.random.default_rng(_SEED)
    low, high = _drawn(rng, *arms[0])
    for arm in arms[1:]:
        low2, high2 = _drawn(rng, *arm)
        low, high = low - high2, high - low2
    return np.sort(low), np.sort(high)


def _drawn(rng: np.random.Generator, x: int, n: int, c: Confusion) -> tuple[Floats, Floats]:
    counts = ((x, n - x), (c.both, c.human_only), (c.neither, c.judge_only))
    p, se, sp = (rng.beta(yes + 0.5, no + 0.5, _DRAWS) for yes, no in counts)
    # A rate beyond what the judge can produce counts as one that it just can.
    p += min(max(x / n, c.judge_only / c.negatives), c.both / c.positives) - x / n
    youden = se + sp - 1
    tells = youden > 0
    rate = np.clip((p + sp - 1) / np.where(tells, youden, 1.0), 0.0, 1.0)
    return np.where(tells, rate, 0.0), np.where(tells, rate, 1.0)


def _percentiles(
    value: float, low: Floats, high: Floats, alpha: float, growth: float
) -> tuple[float, float]:
    rank = int(alpha / 2 * (_DRAWS + 1))
    if rank < 1:
        return -math.inf, math.inf
    shrink = 1 / math.sqrt(growth)
    return value + (float(low[rank - 1]) - value) * shrink, value + (
        float(high[-rank]) - value
    ) * shrink
