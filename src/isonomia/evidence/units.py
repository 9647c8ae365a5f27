"""From a tally to what is known of each unit: its value, and how much of it was answered."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.evidence.tally import RESOLUTION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isonomia.evidence.contrasts import Contrast
    from isonomia.evidence.tally import Cell, CellKey, Tally

    FloatArray = NDArray[np.float64]

__all__ = ["Side", "Unit", "by_arm", "matched", "units_of", "values_of", "weighted"]

Side = Callable[["CellKey"], tuple[str, ...] | None]
"""Says of a cell what it is to be paired on, or None if it is not on this side."""


class Unit(NamedTuple):
    """What is known of one unit.

    Its value, if any; what it would be by people's scores, if they checked all that it rests on;
    whether there was an answer of which they could not tell; and for each side the trials used and
    asked.
    """

    slice: str
    name: str
    value: float | None
    human: float | None
    unclear: bool
    used: tuple[int, ...]
    asked: tuple[int, ...]


def _levels(tally: Tally, weights: Mapping[str, float], slices: tuple[str, ...]) -> list[Unit]:
    """Return the weighted mean of every unit over arms."""
    arms = [_level_of(tally, arm, slices) for arm in weights]
    if len(arms) == 1:
        return list(arms[0].values())
    whole = [key for key in arms[0] if all(key in arm for arm in arms)]
    return [weighted([arm[key] for arm in arms], list(weights.values())) for key in whole]


def weighted(parts: list[Unit], weights: list[float]) -> Unit:
    """Return a unit as the weighted sum of what it is in several arms or runs."""
    return Unit(
        parts[0].slice,
        parts[0].name,
        _sum_of([part.value for part in parts], weights),
        _sum_of([part.human for part in parts], weights),
        any(part.unclear for part in parts),
        tuple(chain.from_iterable(part.used for part in parts)),
        tuple(chain.from_iterable(part.asked for part in parts)),
    )


def _level_of(tally: Tally, arm: str, slices: tuple[str, ...]) -> dict[tuple[str, str], Unit]:
    """Return the mean of every unit over the wordings that were scored in every order."""
    orders = {key.order for key, _ in tally}
    units: dict[tuple[str, str], dict[str, dict[str, Cell]]] = {}
    for key, cell in tally:
        if key.arm == arm and (not slices or key.slice in slices):
            prompts = units.setdefault((key.slice, key.unit), {})
            prompts.setdefault(key.prompt, {})[key.order] = cell
    return {key: _level(key, prompts, orders) for key, prompts in units.items()}


def _level(place: tuple[str, str], prompts: dict[str, dict[str, Cell]], orders: set[str]) -> Unit:
    whole = [
        list(cells.values())
        for cells in prompts.values()
        if {order for order, cell in cells.items() if cell.n} == orders
    ]
    used = sum(cell.n for cells in whole for cell in cells)
    asked = sum(cell.trials for cells in prompts.values() for cell in cells.values())
    unclear = any(cell.unclear for cells in whole for cell in cells)
    return Unit(*place, _mean(whole, _score), _mean(whole, _human), unclear, (used,), (asked,))


def matched(
    tally: Tally, sides: Sequence[tuple[Side, float]], slices: tuple[str, ...]
) -> list[Unit]:
    """Return the weighted sum of every unit over what was scored on all sides."""
    units: dict[tuple[str, str], tuple[dict[tuple[str, ...], Cell], ...]] = {}
    for key, cell in tally:
        if slices and key.slice not in slices:
            continue
        for number, (side, _) in enumerate(sides):
            match = side(key)
            if match is not None:
                found = units.setdefault((key.slice, key.unit), tuple({} for _ in sides))
                found[number][match] = cell
    weights = [weight for _, weight in sides]
    return [_match(place, found, weights) for place, found in units.items()]


def _match(
    place: tuple[str, str], sides: tuple[dict[tuple[str, ...], Cell], ...], weights: list[float]
) -> Unit:
    common = [key for key in sides[0] if all(key in side and side[key].n for side in sides)]
    scored = [[side[key] for key in common] for side in sides]
    return Unit(
        *place,
        _combined(scored, weights, _score),
        _combined(scored, weights, _human),
        any(cell.unclear for cells in scored for cell in cells),
        tuple(sum(cell.n for cell in cells) for cells in scored),
        tuple(sum(cell.trials for cell in side.values()) for side in sides),
    )


def values_of(units: list[Unit]) -> FloatArray:
    """Return the values of the units that have one, shape (units,)."""
    return np.array([unit.value for unit in units if unit.value is not None], dtype=np.float64)


def units_of(cells: Tally, contrast: Contrast) -> list[Unit]:
    """Return what is known of every unit that a contrast was asked about."""
    if contrast.kind != "arms":
        return _levels(cells, contrast.by_arm, contrast.slices)
    sides = [(by_arm(arm), weight) for arm, weight in contrast.by_arm.items()]
    return matched(cells, sides, contrast.slices)


def by_arm(arm: str) -> Side:
    """Return the side of one arm, to be paired on the wording and the order of options."""
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


def _combined(sides: list[list[Cell]], weights: list[float], read: Read) -> float | None:
    return _sum_of([_mean([side] if side else [], read) for side in sides], weights)


def _sum_of(values: list[float | None], weights: list[float]) -> float | None:
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return math.fsum(weight * value for weight, value in zip(weights, known, strict=True))
