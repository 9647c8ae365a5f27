"""Means over units that a judge scored, and people a random part of them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from isonomia.statistics.units import estimate, scores_of, summarise

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from isonomia.statistics.interval import Interval, Limits
    from isonomia.statistics.units import Group

Floats: TypeAlias = "npt.NDArray[np.float64]"

_FEWEST = 10  # labelled units with which the judge's scores are used at all
_SAME = 1e-9  # judge's scores that spread by less than this share of their range are all one


@dataclass(frozen=True, slots=True, eq=False)
class PartlyLabelled:
    """One group of units: a judge scored all of them, people a random part. `-` turns its sign.

    Parameters
    ----------
    human : array_like, shape (n,)
        A person's score of each labelled unit; in a paired design, the difference of the person's
        scores in the two arms.
    machine : array_like, shape (n,)
        The judge's score, or difference, of the same units in the same order.
    unlabelled : array_like, shape (N,)
        The judge's score, or difference, of every other unit; may be empty.
    bounds : tuple of float
        Lowest and highest possible value; (-span, span) for differences.
    """

    human: npt.ArrayLike
    machine: npt.ArrayLike
    unlabelled: npt.ArrayLike
    bounds: tuple[float, float]

    def __neg__(self) -> PartlyLabelled:
        """Return the group with every value's sign turned, for the second of two groups."""
        low, high = self.bounds
        return PartlyLabelled(
            -np.asarray(self.human, dtype=np.float64),
            -np.asarray(self.machine, dtype=np.float64),
            -np.asarray(self.unlabelled, dtype=np.float64),
            (-high, -low),
        )

    def scores(self) -> tuple[Floats, Floats, Floats]:
        """Return the three lists as arrays.

        Raises
        ------
        ValueError
            If the first two differ in length or are empty, or a value is not within `bounds`.
        """
        human, machine = scores_of(self.human, self.bounds), scores_of(self.machine, self.bounds)
        if human.size != machine.size:
            raise ValueError(
                f"Every label needs its judge's score: {human.size} labels, {machine.size} scores."
            )
        rest = np.asarray(self.unlabelled, dtype=np.float64)
        return human, machine, scores_of(rest, self.bounds) if rest.size else rest


def prediction_powered(groups: Sequence[PartlyLabelled], level: float = 0.95) -> Interval:
    """Return the mean score that people would give, from few labels and many judge's scores.

    Parameters
    ----------
    groups : sequence of PartlyLabelled
        Independent groups whose means add up: one for a mean or a paired difference; two, the
        second negated, for the difference of two groups: ``[a, -b]``.
    level : float
        Confidence level.

    Returns
    -------
    Interval
        The sum of the means, in score units; `n` counts all units, labelled or not. No limits if a
        group has one labelled unit.

    Raises
    ------
    ValueError
        If there is no group, a group is not as `PartlyLabelled` says, or `level` not in (0, 1).

    Notes
    -----
    θ = mean_i(y_i - λ_i (f_i - c)), c the judge's mean over unlabelled units: the judge's mean plus
    what people correct. Its two independent parts, the labelled y_i - λ_i (f_i - c) and the
    unlabelled λ f, go into one interval as `unit_mean` and `group_difference` describe. However
    bad the judge, θ is unbiased; a useless one has λ = 0, and θ is the mean of the labels.

    - λ_i = cov(y, f) / (var(f) (1 + (n-1)/N)), cut to [0, 1], the value of least variance, taken
      from all units but the i-th. One λ fitted to the same labels biases θ a little and hides its
      own doubt: with 10 to 30 labels and very skewed scores such intervals held the truth 87 to
      93 % of the time; these, 91 to 95 %, as do labels alone. The order of units does not matter.
    - Where people and judge give the same score on more than half the labelled units, a few labels
      cannot show how often the judge errs. The bound for units not yet seen (`unit_mean`) is taken
      of the errors y - f with weight λ, and of the labels y with weight 1 - λ. Without it, 20
      labels among 3,000 units and a judge with 3 % false alarms held the truth 60 % of the time.
    - Below 10 labels in a group λ = 0: errors in 31 % of the units could then have been missed, and
      for yes or no the interval came out longer than that of the labels alone. Two labels are the
      fewest for any interval, as anywhere: one shows no spread.

    Assumes independent units, and labelled ones drawn at random from all of the group, not chosen
    by what the judge said; the person is right. Unlike `corrected_rate` it needs no binary scores
    and no errors that carry over from another sample.

    References
    ----------
    Angelopoulos, Bates, Fannjiang, Jordan & Zrnic (2023), "Prediction-powered inference";
    Angelopoulos, Duchi & Zrnic (2023), "PPI++: efficient prediction-powered inference", for λ;
    Zrnic & Candès (2024), "Cross-prediction-powered inference", for leaving units out.
    """
    if not groups:
        raise ValueError("A prediction-powered mean needs at least one group of units.")
    parts = [_parts(group) for group in groups]
    used = any(len(part) > 1 for part in parts)
    method = "prediction-powered" if used else "labels alone"
    found = estimate(
        [group for part in parts for group in part],
        level,
        f"{method}, Welch t over units, adjusted for skewness",
    )
    least, most = (math.fsum(group.bounds[side] for group in groups) for side in (0, 1))
    value = min(max(found.value, least), most)
    n = sum(np.size(group.human) + np.size(group.unlabelled) for group in groups)
    found = replace(found, n=n)
    if found.limits is None:
        return replace(found, value=value)
    limits = partial(_within, found.limits, value - found.value, (least, most))
    low, high = limits(1 - level, 1.0)
    return replace(found, value=value, low=low, high=high, limits=limits)


def tuning(group: PartlyLabelled) -> float:
    """Return λ in [0, 1]: how much of the judge's scores `prediction_powered` uses.

    Parameters
    ----------
    group : PartlyLabelled
        One group of units.

    Returns
    -------
    float
        The mean of the λ_i; 0 if there are fewer than 10 labels, fewer than two unlabelled units,
        or no positive correlation.

    Raises
    ------
    ValueError
        If the group is not as `PartlyLabelled` says.

    References
    ----------
    Angelopoulos, Duchi & Zrnic (2023), "PPI++", power tuning.
    """
    return float(_weights(*group.scores(), group.bounds).mean())


def _weights(human: Floats, machine: Floats, rest: Floats, bounds: tuple[float, float]) -> Floats:
    """Return for each labelled unit the λ that all other units suggest."""
    n, others = human.size, rest.size
    if n < _FEWEST or others < 2:
        return np.zeros(n)
    # Sums of products without the i-th unit, from those with it.
    y, f = human - human.mean(), machine - machine.mean()
    together = (float(y @ f) - n / (n - 1) * y * f) / (n - 2)
    everyone = np.concatenate([machine, rest])
    g, size = everyone - everyone.mean(), everyone.size
    spread = (float(g @ g) - size / (size - 1) * g[:n] ** 2) / (size - 2)
    least = (_SAME * (bounds[1] - bounds[0])) ** 2
    weights = together / np.maximum(spread, least) / (1 + (n - 1) / others)
    return np.where(spread > least, np.clip(weights, 0.0, 1.0), 0.0)


def _parts(group: PartlyLabelled) -> list[Group]:
    """Return the labelled units, corrected, and the unlabelled ones, as far as they are used."""
    human, machine, rest = group.scores()
    weights = _weights(human, machine, rest, group.bounds)
    labels = summarise(human, group.bounds)
    if not weights.any():
        return [labels]
    low, high = group.bounds
    centre, weight, most = float(rest.mean()), float(weights.mean()), float(weights.max())
    corrected = summarise(
        human - weights * (machine - centre),
        (low - most * (high - centre), high + most * (centre - low)),
    )
    errors = summarise(human - machine, (low - high, high - low))
    judged = summarise(rest, group.bounds)
    return [
        replace(
            corrected,
            below=weight * errors.below + (1 - weight) * labels.below,
            above=weight * errors.above + (1 - weight) * labels.above,
        ),
        replace(
            judged,
            mean=0.0,
            variance=weight**2 * judged.variance,
            third=weight**3 * judged.third,
            below=weight * judged.below,
            above=weight * judged.above,
            bounds=(weight * (low - centre), weight * (high - centre)),
        ),
    ]


def _within(
    limits: Limits, shift: float, bounds: tuple[float, float], alpha: float, growth: float
) -> tuple[float, float]:
    """Move an interval with an estimate that lay beyond what is possible, and cut it there."""
    low, high = limits(alpha, growth)
    return max(low + shift, bounds[0]), min(high + shift, bounds[1])
