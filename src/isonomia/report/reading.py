"""How well the rules that read answers agree with the people who checked them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from isonomia import statistics
from isonomia.evidence import Cell

if TYPE_CHECKING:
    from isonomia.evidence import Assessment, Measured
    from isonomia.statistics import Interval

__all__ = ["CheckRow", "CheckTable", "check_tables"]


class CheckRow(NamedTuple):
    """One arm, or one group where there is one arm: answers checked, and how often both agreed."""

    name: str
    checked: int
    agreed: int
    share: Interval


class CheckTable(NamedTuple):
    """One measure that people checked.

    ``gap`` is the difference between the two rows furthest apart, the better one first, with an
    interval that allows for having picked them; None where there is but one row.
    """

    measured: Measured
    rows: list[CheckRow]
    gap: tuple[CheckRow, CheckRow, Interval] | None


def check_tables(assessment: Assessment) -> list[CheckTable]:
    """Return every measure of which people checked answers, apart for what is compared."""
    tables = []
    for measured in assessment.measures:
        rows = _rows(assessment, measured)
        if rows:
            tables.append(CheckTable(measured, rows, _gap(rows, assessment.plan.level)))
    return tables


def _rows(assessment: Assessment, measured: Measured) -> list[CheckRow]:
    cells: dict[str, Cell] = {}
    for key, cell in assessment.tally.measure(f"{measured.suite}/{measured.measure}"):
        name = key.arm if len(measured.coverage) > 1 else key.slice
        cells[name] = cells.get(name, Cell()) + cell
    return [_row(name, cell, assessment.plan.level) for name, cell in cells.items() if cell.checked]


def _row(name: str, cell: Cell, level: float) -> CheckRow:
    agreed = sum(n for (scorer, human), n in cell.joint.items() if scorer == human)
    share = statistics.wilson(agreed, cell.checked, level)
    return CheckRow(name, cell.checked, agreed, share)


def _gap(rows: list[CheckRow], level: float) -> tuple[CheckRow, CheckRow, Interval] | None:
    pairs = list(combinations(rows, 2))
    if not pairs:
        return None
    best = max(rows, key=lambda row: row.share.value)
    worst = min(rows, key=lambda row: row.share.value)
    if best is worst:
        best, worst = pairs[0]
    adjusted = 1 - (1 - level) / len(pairs)
    difference = statistics.newcombe(
        best.agreed, best.checked, worst.agreed, worst.checked, adjusted
    )
    return best, worst, difference
