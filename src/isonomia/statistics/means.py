"""Intervals for means over independent units, paired or in two groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.statistics.units import estimate, scores_of, summarise, summarise_strata

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from isonomia.statistics.interval import Interval


def unit_mean(values: npt.ArrayLike, bounds: tuple[float, float], level: float = 0.95) -> Interval:
    """Return the mean over units with an interval that clustering does not break.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per independent unit, already averaged over the repeats within the unit.
    bounds : tuple of float
        Lowest and highest possible score.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The mean in score units, clipped to `bounds`; no limits for fewer than two units.

    Raises
    ------
    ValueError
        If there are no values, one is not a number within `bounds`, or `level` is not in (0, 1).

    Notes
    -----
    With one value per unit, s/√n and n - 1 degrees of freedom *are* the cluster-robust standard
    error of the mean of equally repeated units (CR1; also CR2 with G - 1 df). The interval is
    m ± √(a² + u²), two sources of doubt in quadrature:

    - seen, a = t s/√n + max(0, ±g)(1 + 2t²) s/6n: the t interval, made longer, never shorter,
      on the side to which the sample's skewness g = k3/s³ points.
    - unseen, u = q · (distance to the bound from the outermost value but two), when more than
      half the units share one value; else 0. With probability 1 - alpha/2 the share of units that
      differ in a way not yet seen is at most q = 1 - (alpha/2)^(1/n); what was seen less than
      three times does not tell how common it is. When all units agree, a = 0 and the interval is
      [v - q(v - lo), v + q(hi - v)]: exact, not [v, v].

    The plain t interval calls a rate just above a tolerance "within" in up to 15 % of samples,
    where rare events happened to be rarer still; this one in at most 5 %, at every n.

    Assumes independent units from one population; the t part, that the mean is near normal but
    for its skewness, which two or three very uneven units cannot show.

    References
    ----------
    Cameron & Miller (2015), "A practitioner's guide to cluster-robust inference"; Johnson (1978),
    "Modified t tests and confidence intervals for asymmetrical populations"; Fisher (1930) for
    k3; Clopper & Pearson (1934), at zero events, for q.
    """
    return estimate([summarise(values, bounds)], level, "t over units, adjusted for skewness")


def paired_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, bounds: tuple[float, float], level: float = 0.95
) -> Interval:
    """Return the mean over units of a - b, where each unit was seen in both arms.

    Parameters
    ----------
    a, b : array_like, shape (n,)
        One value per unit in each arm, in the same order of units.
    bounds : tuple of float
        Lowest and highest possible *score*; those of the difference follow.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The mean difference in score units.

    Raises
    ------
    ValueError
        If the arms differ in length, are empty or hold a value that is not within `bounds`.

    Notes
    -----
    `unit_mean` of the n differences: same formula, same assumptions.

    References
    ----------
    Student (1908), "The probable error of a mean"; see `unit_mean` for the rest.
    """
    first, second = scores_of(a, bounds), scores_of(b, bounds)
    if first.size != second.size:
        raise ValueError(f"Pairs need two arms of one length, not {first.size} and {second.size}.")
    span = bounds[1] - bounds[0]
    return estimate(
        [summarise(first - second, (-span, span))],
        level,
        "paired t over units, adjusted for skewness",
    )


def group_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, bounds: tuple[float, float], level: float = 0.95
) -> Interval:
    """Return the difference of the means of two independent groups of units.

    Parameters
    ----------
    a : array_like, shape (n1,)
        One value per unit of the first group.
    b : array_like, shape (n2,)
        One value per unit of the second group.
    bounds : tuple of float
        Lowest and highest possible score.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        mean(a) - mean(b) in score units; `n` is n1 + n2. No limits if a group has one unit.

    Raises
    ------
    ValueError
        If a group is empty or holds a value that is not within `bounds`.

    Notes
    -----
    As `unit_mean`, with Welch's standard error √(s1²/n1 + s2²/n2) and Satterthwaite's degrees of
    freedom; the skewness is that of the difference, and each group's unseen part u joins in
    quadrature, as in Newcombe's method 10. Where the units agree within both groups quadrature is
    safe: it errs only if both agree by chance at once, at most alpha/2 of the time on either side
    (2.7 % instead of 2.5 % for two groups of two units).

    References
    ----------
    Welch (1947), "The generalization of Student's problem"; Zou & Donner (2008), "Construction of
    confidence limits about effect measures", for the quadrature.
    """
    low, high = bounds
    mirrored = summarise(-scores_of(b, bounds), (-high, -low))
    return estimate(
        [summarise(a, bounds), mirrored], level, "Welch t over units, adjusted for skewness"
    )


class Strata(NamedTuple):
    """A group of units in strata: its part of a sum is the weighted mean over them.

    Attributes
    ----------
    values : sequence of array_like, each of shape (n_h,)
        One value per independent unit of each stratum; no stratum is empty.
    weights : sequence of float
        Weight of each stratum; they add up to 1.
    bounds : tuple of float
        Lowest and highest value that a unit can have.
    """

    values: Sequence[npt.ArrayLike]
    weights: Sequence[float]
    bounds: tuple[float, float]


def sum_of_means(
    groups: Sequence[Strata], level: float = 0.95, method: str = "t over units"
) -> Interval:
    """Return the sum of the means of independent groups of units, each in strata.

    Parameters
    ----------
    groups : sequence of Strata
        The groups. For a difference, the second holds the negated values.
    level : float
        Confidence level.
    method : str
        How the interval was made, in words for the report.

    Returns
    -------
    Interval
        The sum in score units; `n` is the number of units of all groups. No limits if a group has
        one unit.

    Raises
    ------
    ValueError
        If a stratum is empty or holds a value that is not within the bounds.

    Notes
    -----
    As `group_difference`, for any number of groups and with Cochran's estimator Σ w_h m_h in each:
    its variance is Σ w_h² s_h²/n_h, so that what varies between strata is no part of the error.
    Satterthwaite's degrees of freedom; skewness and unseen part as for `unit_mean`, the latter for
    all strata of a group together, which asks for weights in proportion to sizes.

    References
    ----------
    Cochran (1977), "Sampling Techniques", ch. 5; Satterthwaite (1946).
    """
    summaries = [summarise_strata(*group) for group in groups]
    return estimate(summaries, level, f"{method}, adjusted for skewness")
