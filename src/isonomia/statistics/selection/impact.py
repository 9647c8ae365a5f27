"""Whether a process selects groups at like rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia.statistics.proportions import rate_ratio, wilson
from isonomia.statistics.selection.fisher import fisher_exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from isonomia.statistics.interval import Interval

FOUR_FIFTHS = 0.8
"""The mark of the US Uniform Guidelines (29 CFR § 1607.4 D): a rule of thumb, not a test."""

_LEAST_SHARE = 0.02  # of all people, for a group to be what others are compared with


@dataclass(frozen=True, slots=True)
class Impact:
    """How one group was selected, beside the group it is compared with.

    Parameters
    ----------
    group : str
        Name of the group.
    selected, n : int
        Number selected, of how many.
    reference : str
        Name of the group it is compared with.
    rate : Interval or None
        Selection rate; None for a group of no one.
    ratio : Interval or None
        Impact ratio, rate / reference's rate; None for the reference itself, whose ratio is 1, and
        for a group of no one.
    p : float or None
        Fisher's exact p-value that both have one rate; None where `ratio` is.
    """

    group: str
    selected: int
    n: int
    reference: str
    rate: Interval | None
    ratio: Interval | None
    p: float | None

    @property
    def below_four_fifths(self) -> bool | None:
        """Whether the *estimate* lies below the mark. No verdict: that takes `ratio` and `p`."""
        if self.ratio is None or math.isnan(self.ratio.value):
            return None
        return self.ratio.value < FOUR_FIFTHS


def impact_ratios(
    counts: Mapping[str, tuple[int, int]], reference: str | None = None, level: float = 0.95
) -> list[Impact]:
    """Return the impact ratio of every group, with its interval, its test and the four-fifths mark.

    Parameters
    ----------
    counts : mapping of str to tuple of int
        For each group, how many were selected, of how many.
    reference : str, optional
        The group to compare with. Without it, the group with the highest rate among those that
        hold at least 2 % of all people: one lucky person is no yardstick.
    level : float
        Confidence level.

    Returns
    -------
    list of Impact
        One entry per group, in the given order. No group is dropped, however small.

    Raises
    ------
    ValueError
        If there is no one in any group, a count is not in 0..n, or `reference` is unknown or empty.

    Notes
    -----
    ratio = (x1/n1) / (x2/n2), interval by `rate_ratio`, p by `fisher_exact`. Where the reference is
    found by its rate, it was chosen after looking, so that with several groups the ratios are too
    low on average and the p-values too small: name it beforehand where you can, and correct for
    the number of groups (`holm`). Assumes independent people; whoever applied twice counts once.

    New York City's rule (6 RCNY § 5-301) asks for this ratio and sets no pass mark. It lets an
    auditor leave out a group of less than 2 % of the data; here such a group stays listed.

    References
    ----------
    Uniform Guidelines on Employee Selection Procedures (1978); New York City Local Law 144 of
    2021 and 6 RCNY §§ 5-300 to 5-304; Morris & Lobsenz (2000), "Significance tests and confidence
    intervals for the adverse impact ratio".
    """
    for selected, n in counts.values():
        if not 0 <= selected <= n:
            raise ValueError(f"There cannot be {selected} selected among {n} people.")
    name = _highest(counts) if reference is None else reference
    if name not in counts or counts[name][1] == 0:
        raise ValueError(f"There is no one in the group {name!r} to compare with.")
    return [_impact(group, counts, name, level) for group in counts]


def above_median(scores: Mapping[str, npt.ArrayLike]) -> dict[str, tuple[int, int]]:
    """Return how many of each group score above the median of all: Local Law 144's scoring rate.

    Parameters
    ----------
    scores : mapping of str to array_like
        Scores of each group's members. People whose group is unknown are part of the sample: give
        them a group of their own, so that the median is that of all.

    Returns
    -------
    dict of str to tuple of int
        For each group, how many score strictly above the median, of how many: the input of
        `impact_ratios`.

    Raises
    ------
    ValueError
        If there are no scores, or one is not a number.

    Notes
    -----
    The median of an even number is the mean of the two in the middle. A score equal to the median
    is not above it. With many ties far less than half can be above, in every group, and the
    ratio then rests on few people: look at its interval.

    References
    ----------
    6 RCNY § 5-300, "scoring rate".
    """
    groups = {name: np.asarray(values, dtype=np.float64) for name, values in scores.items()}
    pooled = np.concatenate([values.ravel() for values in groups.values()] or [np.empty(0)])
    if pooled.size == 0 or np.isnan(pooled).any():
        raise ValueError("Scoring rates need scores, all of them numbers.")
    median = float(np.median(pooled))
    return {
        name: (int(np.count_nonzero(values > median)), values.size)
        for name, values in groups.items()
    }


def _highest(counts: Mapping[str, tuple[int, int]]) -> str:
    total = sum(n for _, n in counts.values())
    if total == 0:
        raise ValueError("There is no one in any group.")
    large = [name for name, (_, n) in counts.items() if n >= _LEAST_SHARE * total]
    # With more than 50 even groups none may be large enough.
    candidates = large or [name for name, (_, n) in counts.items() if n]
    return max(candidates, key=lambda name: counts[name][0] / counts[name][1])


def _impact(
    group: str, counts: Mapping[str, tuple[int, int]], reference: str, level: float
) -> Impact:
    selected, n = counts[group]
    rate = wilson(selected, n, level) if n else None
    if n == 0 or group == reference:
        return Impact(group, selected, n, reference, rate, None, None)
    against = counts[reference]
    return Impact(
        group,
        selected,
        n,
        reference,
        rate,
        rate_ratio(selected, n, *against, level),
        fisher_exact(selected, n, *against),
    )
