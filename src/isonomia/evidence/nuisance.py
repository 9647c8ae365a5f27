"""What factors that should not matter did to the scores: wording, and the order of options."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal

from isonomia.evidence.collect import paired
from isonomia.evidence.conclude import estimate_of
from isonomia.evidence.finding import Level, Nuisance
from isonomia.evidence.tally import RESOLUTION

if TYPE_CHECKING:
    from isonomia.evidence.samples import Sample
    from isonomia.evidence.tally import CellKey, Tally
    from isonomia.evidence.units import Side

__all__ = ["Factor", "nuisance"]

Factor = Literal["order", "prompt"]

SHARED = 0.5
"""Two levels are compared where so large a share of the units was asked in both.

Else, of many pairs that a few units have in common, the one that chance set furthest apart would be
shown.
"""


def nuisance(
    tally: Tally, suite: str, measure: str, factor: Factor, level: float
) -> Nuisance | None:
    """Estimate what one factor did to the scores of one measure.

    The two levels furthest apart are compared, paired within the unit and all else. The interval's
    level is raised by Bonferroni's rule over all pairs, because the pair was picked for being
    extreme.

    Returns
    -------
    Nuisance or None
        None where the factor had fewer than two levels. Its estimate is None where no two levels
        were asked of the same half of the units, as where each unit has wordings of its own.
    """
    cells = tally.measure(f"{suite}/{measure}")
    names = sorted({getattr(key, factor) for key, _ in cells} - {""})
    pairs = list(combinations(names, 2))
    if not pairs:
        return None
    enough = SHARED * len({(key.slice, key.unit) for key, _ in cells})
    adjusted = 1 - (1 - level) / len(pairs)
    samples = [paired(cells, _side(factor, one), _side(factor, other)) for one, other in pairs]
    measured = [found for found in samples if found.measured and _shared(found) >= enough]
    widest = max(measured, key=lambda found: abs(found.value), default=None)
    return Nuisance(
        suite=suite,
        measure=measure,
        factor=factor,
        levels=tuple(_level(cells, factor, name) for name in names),
        estimate=None if widest is None else estimate_of(widest, widest.interval(adjusted)),
    )


def _shared(found: Sample) -> int:
    return min(len(group.values) for group in found.groups)


def _side(factor: Factor, level: str) -> Side:
    """Pair the cells of one level on the arm and on the other factor."""

    def side(key: CellKey) -> tuple[str, ...] | None:
        other = key.prompt if factor == "order" else key.order
        return (key.arm, other) if getattr(key, factor) == level else None

    return side


def _level(cells: Tally, factor: Factor, name: str) -> Level:
    held = [cell for key, cell in cells if getattr(key, factor) == name]
    scored = sum(cell.n for cell in held)
    total = sum(cell.total for cell in held)
    return Level(name=name, mean=total / scored / RESOLUTION if scored else None, trials=scored)
