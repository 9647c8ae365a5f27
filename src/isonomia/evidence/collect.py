"""From a tally to the unit values that a contrast sets against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.evidence.samples import Group, Sample
from isonomia.evidence.tally import RESOLUTION
from isonomia.statistics import PartlyLabelled, Strata

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isonomia.evidence.contrasts import Contrast
    from isonomia.evidence.tally import Cell, CellKey, Tally

    FloatArray = NDArray[np.float64]

__all__ = ["Side", "paired", "sample"]

SCORE_BOUNDS = (0.0, 1.0)
"""Every score of this package lies between 0 and 1."""

LEAST_IN_STRATUM = 4
"""With fewer scored units in a slice, slices are not kept apart: their spread would be a guess."""


LEAST_CHECKED = 10
"""With fewer units checked by people in a group, the rule's error is not corrected."""


def sample(tally: Tally, measure: str, contrast: Contrast) -> Sample:
    """Collect the unit values that a contrast sets against each other.

    A unit counts once, however many trials it had. Only balanced answers are used: for ``arms``
    those of wordings and orders that were scored in both arms, else those of wordings that were
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
    cells = tally.measure(measure)
    if contrast.kind == "arms":
        one, other = contrast.arms
        pairs = _pairs(cells, _by_arm(one), _by_arm(other), contrast.slices)
        return _stratified(pairs, (-1.0, 1.0), "paired t")
    units = _levels(cells, contrast.arms[0], contrast.slices)
    if contrast.kind == "level":
        return _stratified(units, SCORE_BOUNDS, "t")
    first, second = (
        _group([unit for unit in units if unit.slice == name], SCORE_BOUNDS)
        for name in contrast.slices
    )
    return _sample((first, second.negated()), units, "Welch t over units")


Side = Callable[["CellKey"], tuple[str, ...] | None]
"""Says of a cell what it is to be paired on, or None if it is not on this side."""


def paired(tally: Tally, first: Side, second: Side) -> Sample:
    """Collect the differences of the units that were scored on both sides of a comparison.

    Parameters
    ----------
    tally : Tally
        The counts of one measure.
    first, second : callable
        Which cells are on either side, and what they are paired on within the unit.
    """
    units = _pairs(tally, first, second, ())
    return _sample((_group(units, (-1.0, 1.0)),), units, "paired t over units")


class _Unit(NamedTuple):
    """What is known of one unit.

    Its value, if any; what it would be by people's scores, if they checked all that it rests on;
    whether there was an answer of which they could not tell; and for each side the trials used and
    asked.
    """

    slice: str
    value: float | None
    human: float | None
    unclear: bool
    used: tuple[int, ...]
    asked: tuple[int, ...]


def _levels(tally: Tally, arm: str, slices: tuple[str, ...]) -> list[_Unit]:
    """Return the mean of every unit over the wordings that were scored in every order."""
    orders = {key.order for key, _ in tally}
    units: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for key, cell in tally:
        if key.arm == arm and (not slices or key.slice in slices):
            prompts = units.setdefault((key.slice, key.unit), {})
            prompts.setdefault(key.prompt, {})[key.order] = cell
    return [_level(name, prompts, orders) for (name, _), prompts in units.items()]


def _level(slice_: str, prompts: dict[str, dict[str, Cell]], orders: set[str]) -> _Unit:
    whole = [
        list(cells.values())
        for cells in prompts.values()
        if {order for order, cell in cells.items() if cell.n} == orders
    ]
    used = sum(cell.n for cells in whole for cell in cells)
    asked = sum(cell.trials for cells in prompts.values() for cell in cells.values())
    unclear = any(cell.unclear for cells in whole for cell in cells)
    return _Unit(slice_, _mean(whole, _score), _mean(whole, _human), unclear, (used,), (asked,))


def _pairs(tally: Tally, first: Side, second: Side, slices: tuple[str, ...]) -> list[_Unit]:
    """Return the difference of every unit over what was scored on both sides."""
    units: dict[tuple[str, str], tuple[dict[tuple[str, ...], Cell], ...]] = {}
    for key, cell in tally:
        if slices and key.slice not in slices:
            continue
        for number, side in enumerate((first, second)):
            pair = side(key)
            if pair is not None:
                units.setdefault((key.slice, key.unit), ({}, {}))[number][pair] = cell
    return [_pair(name, *sides) for (name, _), sides in units.items()]


def _pair(
    slice_: str, one: dict[tuple[str, ...], Cell], other: dict[tuple[str, ...], Cell]
) -> _Unit:
    both = [key for key in one if key in other and one[key].n and other[key].n]
    sides = [[side[key] for key in both] for side in (one, other)]
    return _Unit(
        slice_,
        _difference(sides, _score),
        _difference(sides, _human),
        any(cell.unclear for cells in sides for cell in cells),
        tuple(sum(cell.n for cell in cells) for cells in sides),
        tuple(sum(cell.trials for cell in side.values()) for side in (one, other)),
    )


def _stratified(units: list[_Unit], bounds: tuple[float, float], method: str) -> Sample:
    """Keep slices apart, so that how they differ does not widen the interval of their mean.

    Slices are a choice of the suite, not a draw: only what varies within them is chance.
    """
    whole = _group(units, bounds)
    slices = sorted({unit.slice for unit in units})
    strata = [[unit for unit in units if unit.slice == name] for name in slices]
    values = [_values(stratum) for stratum in strata]
    if len(strata) < 2 or min(map(len, values)) < LEAST_IN_STRATUM:
        return _sample((whole,), units, f"{method} over units")
    weights = [len(stratum) / len(units) for stratum in strata]
    group = whole._replace(strata=Strata(values, weights, bounds))
    apart = [_checked(s, bounds, weight) for s, weight in zip(strata, weights, strict=True)]
    if all(apart):
        group = group._replace(checked=tuple(part for parts in apart for part in parts))
    return _sample((group,), units, f"{method} over units within slices")


def _group(units: list[_Unit], bounds: tuple[float, float]) -> Group:
    used, asked = (
        [sum(counts) for counts in zip(*(getattr(unit, name) for unit in units), strict=True)]
        for name in ("used", "asked")
    )
    shares = [n / total if total else 0.0 for n, total in zip(used, asked, strict=True)]
    strata = Strata([_values(units)], [1.0], bounds)
    share, checked = min(shares, default=0.0), _checked(units, bounds)
    people = sum(unit.human is not None for unit in units)
    if not checked:
        return Group(strata, share, _reach(units, bounds), people=people)
    # What people cannot tell is missing, too; and what they would say of the rest is unknown.
    share *= 1 - _unclear(units)
    span = bounds[1] - bounds[0]
    return Group(strata, share, ((1 - share) * span, (1 - share) * span), checked, people)


def _reach(units: list[_Unit], bounds: tuple[float, float]) -> tuple[float, float]:
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


def _unclear(units: list[_Unit]) -> float:
    """Return the share of the units that people looked at in which they could not tell."""
    unclear = sum(unit.unclear for unit in units)
    return unclear / (unclear + sum(unit.human is not None for unit in units))


def _checked(
    units: list[_Unit], bounds: tuple[float, float], weight: float = 1.0
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
            weight * _values(checked),
            weight * _values(rest),
            (weight * low, weight * high),
        ),
    )


def _values(units: list[_Unit]) -> FloatArray:
    return np.array([unit.value for unit in units if unit.value is not None], dtype=np.float64)


def _sample(groups: tuple[Group, ...], units: list[_Unit], method: str) -> Sample:
    return Sample(groups, sum(sum(unit.used) for unit in units), len(units), method)


def _by_arm(arm: str) -> Side:
    return lambda key: (key.prompt, key.order) if key.arm == arm else None


Read = Callable[["Cell"], "float | None"]
"""Takes a score from a cell; None where it has none to give."""


def _score(cell: Cell) -> float | None:
    return cell.mean if cell.n else None


def _human(cell: Cell) -> float | None:
    """Return the mean of the person's scores, of a cell that was checked whole."""
    return cell.human / cell.n / RESOLUTION if cell.n and cell.checked == cell.n else None


def _mean(groups: list[list[Cell]], read: Read) -> float | None:
    """Return the mean of groups that each count alike, as cells do within one."""
    means = []
    for cells in groups:
        scores = [read(cell) for cell in cells]
        known = [score for score in scores if score is not None]
        if len(known) < len(scores):
            return None
        means.append(sum(known) / len(known))
    return sum(means) / len(means) if means else None


def _difference(sides: list[list[Cell]], read: Read) -> float | None:
    first, second = (_mean([side] if side else [], read) for side in sides)
    return None if first is None or second is None else first - second
