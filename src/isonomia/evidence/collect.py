"""From a tally to the unit values that a contrast sets against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isonomia.evidence.samples import Group, Sample
from isonomia.evidence.units import by_arm, matched, units_of, values_of, weighted
from isonomia.statistics import PartlyLabelled, Strata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isonomia.evidence.contrasts import Contrast
    from isonomia.evidence.tally import Tally
    from isonomia.evidence.units import Side, Unit

    FloatArray = NDArray[np.float64]

__all__ = ["across", "both", "paired", "sample"]

SCORE_BOUNDS = (0.0, 1.0)
"""Every score of this package lies between 0 and 1."""

LEAST_IN_STRATUM = 4
"""With fewer scored units in a slice, slices are not kept apart: their spread would be a guess."""


LEAST_CHECKED = 10
"""With fewer units checked by people in a group, the rule's error is not corrected."""


def sample(tally: Tally, measure: str, contrast: Contrast) -> Sample:
    """Collect the unit values that a contrast sets against each other.

    A unit counts once, however many trials it had. Only balanced answers are used: for ``arms``
    those of wordings and orders that were scored in all its arms, else those of wordings that were
    scored in every order. What is missing then cannot lend its place or its words to one side.

    Parameters
    ----------
    tally : Tally
        The counts.
    measure : str
        The measure's full name, ``suite/measure``.
    contrast : Contrast
        The question.
    """
    method = "paired t" if contrast.kind == "arms" else "t"
    units = units_of(tally.measure(measure), contrast)
    return _set_against(units, contrast, _unit_bounds(contrast), method)


def paired(tally: Tally, first: Side, second: Side) -> Sample:
    """Collect the differences of the units that were scored on both sides of a comparison.

    Parameters
    ----------
    tally : Tally
        The counts of one measure.
    first, second : callable
        Which cells are on either side, and what they are paired on within the unit.
    """
    units = matched(tally, [(first, 1.0), (second, -1.0)], ())
    return _sample((_group(units, (-1.0, 1.0)),), units, "paired t over units")


def both(tally: Tally, measure: str, contrast: Contrast) -> tuple[FloatArray, FloatArray]:
    """Collect, unit by unit, the means of the two arms of a ratio.

    Returns
    -------
    tuple of ndarray, shape (units,)
        Of the units that were scored in both arms, each arm's mean.
    """
    cells = tally.measure(measure)
    sides = [by_arm(arm) for arm in contrast.arms]
    first, second = (
        matched(cells, [(side, float(side is one)) for side in sides], contrast.slices)
        for one in sides
    )
    return values_of(first), values_of(second)


def across(
    tallies: Sequence[Tally], weights: Sequence[float], measure: str, contrast: Contrast
) -> Sample:
    """Collect the same contrast of several runs, unit by unit, and weigh the runs together.

    Only the units that every run was asked about count; of these, all: a unit that one run could
    not score is missing from the sample as any other missing answer is.

    Parameters
    ----------
    tallies : sequence of Tally
        The counts of each run.
    weights : sequence of float
        Of the runs: (-1, 1) gives the second minus the first.
    measure : str
        The measure's full name, ``suite/measure``.
    contrast : Contrast
        The question.
    """
    runs = [
        {(unit.slice, unit.name): unit for unit in units_of(tally.measure(measure), contrast)}
        for tally in tallies
    ]
    shared = [place for place in runs[0] if all(place in run for run in runs)]
    units = [weighted([run[place] for run in runs], list(weights)) for place in shared]
    ends = [sorted(weight * end for end in _unit_bounds(contrast)) for weight in weights]
    bounds = (sum(low for low, _ in ends), sum(high for _, high in ends))
    return _set_against(units, contrast, bounds, "paired t")


def _stratified(units: list[Unit], bounds: tuple[float, float], method: str) -> Sample:
    """Keep slices apart, so that how they differ does not widen the interval of their mean.

    Slices are a choice of the suite, not a draw: only what varies within them is chance.
    """
    whole = _group(units, bounds)
    slices = sorted({unit.slice for unit in units})
    strata = [[unit for unit in units if unit.slice == name] for name in slices]
    values = [values_of(stratum) for stratum in strata]
    if len(strata) < 2 or min(map(len, values)) < LEAST_IN_STRATUM:
        return _sample((whole,), units, f"{method} over units")
    weights = [len(stratum) / len(units) for stratum in strata]
    group = whole._replace(strata=Strata(values, weights, bounds))
    apart = [_checked(s, bounds, weight) for s, weight in zip(strata, weights, strict=True)]
    if all(apart):
        group = group._replace(checked=tuple(part for parts in apart for part in parts))
    return _sample((group,), units, f"{method} over units within slices")


def _group(units: list[Unit], bounds: tuple[float, float]) -> Group:
    used, asked = (
        [sum(counts) for counts in zip(*(getattr(unit, name) for unit in units), strict=True)]
        for name in ("used", "asked")
    )
    shares = [n / total if total else 0.0 for n, total in zip(used, asked, strict=True)]
    strata = Strata([values_of(units)], [1.0], bounds)
    share, checked = min(shares, default=0.0), _checked(units, bounds)
    people = sum(unit.human is not None for unit in units)
    if not checked:
        return Group(strata, share, _reach(units, bounds), people=people)
    # What people cannot tell is missing, too; and what they would say of the rest is unknown.
    share *= 1 - _unclear(units)
    span = bounds[1] - bounds[0]
    return Group(strata, share, ((1 - share) * span, (1 - share) * span), checked, people)


def _reach(units: list[Unit], bounds: tuple[float, float]) -> tuple[float, float]:
    """Return how far down and up the missing answers could carry the mean at the worst."""
    low, high = bounds
    known = [unit.value for unit in units if unit.value is not None]
    mean = sum(known) / len(known) if known else 0.0
    down = up = 0.0
    for unit in units:
        value = mean if unit.value is None else unit.value
        shares = [
            n / total if total else 0.0 for n, total in zip(unit.used, unit.asked, strict=True)
        ]
        down += (1 - min(shares)) * (value - low)
        up += (1 - min(shares)) * (high - value)
    return down / max(len(units), 1), up / max(len(units), 1)


def _unclear(units: list[Unit]) -> float:
    """Return the share of the units that people looked at in which they could not tell."""
    unclear = sum(unit.unclear for unit in units)
    return unclear / (unclear + sum(unit.human is not None for unit in units))


def _checked(
    units: list[Unit], bounds: tuple[float, float], weight: float = 1.0
) -> tuple[PartlyLabelled, ...]:
    checked = [unit for unit in units if unit.human is not None]
    if len(checked) < LEAST_CHECKED:
        return ()
    human = np.array([unit.human for unit in checked], dtype=np.float64)
    rest = [unit for unit in units if unit.human is None]
    low, high = bounds
    return (
        PartlyLabelled(
            weight * human,
            weight * values_of(checked),
            weight * values_of(rest),
            (weight * low, weight * high),
        ),
    )


def _sample(groups: tuple[Group, ...], units: list[Unit], method: str) -> Sample:
    return Sample(groups, sum(sum(unit.used) for unit in units), len(units), method)


def _unit_bounds(contrast: Contrast) -> tuple[float, float]:
    return SCORE_BOUNDS if contrast.kind == "slices" else contrast.bounds


def _set_against(
    units: list[Unit], contrast: Contrast, bounds: tuple[float, float], method: str
) -> Sample:
    """Take all units together, or the first slice's against the second's."""
    if contrast.kind != "slices":
        return _stratified(units, bounds, method)
    first, second = (
        _group([unit for unit in units if unit.slice == name], bounds) for name in contrast.slices
    )
    return _sample((first, second.negated()), units, f"Welch {method} over units")
