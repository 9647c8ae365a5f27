"""Rows for the report's tables, each a plain function of the assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia import statistics
from isonomia.evidence import Cell, Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence import Assessment, CellKey, Measured, SuiteRecord, Tally
    from isonomia.statistics import Interval

__all__ = [
    "GroupRow",
    "GroupTable",
    "MeasureTable",
    "StateRow",
    "UnitRow",
    "group_rows",
    "group_tables",
    "measure_tables",
    "unit_rows",
]


class StateRow(NamedTuple):
    """What became of the trials of one arm; ``refused`` is the interval of the refused share."""

    arm: str
    coverage: Coverage
    refused: Interval | None


class GroupRow(NamedTuple):
    """One slice of one measure: ``means`` has one entry per arm, None where nothing scored."""

    slice: str
    units: int
    trials: int
    scored: int
    means: tuple[float | None, ...]


class UnitRow(NamedTuple):
    """One unit of one measure beside its reference; ``mean`` is over all arms."""

    title: str
    slice: str
    scored: int
    mean: float | None
    means: tuple[float | None, ...]
    reference: float | None


class MeasureTable(NamedTuple):
    """One measure with a row per arm."""

    measured: Measured
    states: list[StateRow]


class GroupTable(NamedTuple):
    """All measures of one suite with a row per slice and a mean per arm."""

    suite: str
    arms: tuple[str, ...]
    measures: list[tuple[Measured, list[GroupRow]]]


def measure_tables(assessment: Assessment) -> list[MeasureTable]:
    """Return every measure with what became of its trials, arm by arm."""
    level = assessment.plan.level
    return [
        MeasureTable(
            measured,
            [_state_row(arm, coverage, level) for arm, coverage in measured.coverage.items()],
        )
        for measured in assessment.measures
    ]


def group_tables(assessment: Assessment) -> list[GroupTable]:
    """Return every group of every measure that was asked, suite by suite."""
    tally = assessment.tally
    suites: dict[str, list[Measured]] = {}
    for measured in assessment.measures:
        if len(_cells(tally, measured)):
            suites.setdefault(measured.suite, []).append(measured)
    tables = []
    for suite, measures in suites.items():
        arms = tuple(dict.fromkeys(arm for measured in measures for arm in measured.coverage))
        rows = [(measured, group_rows(_cells(tally, measured), arms)) for measured in measures]
        tables.append(GroupTable(suite, arms, rows))
    return tables


def unit_rows(tally: Tally, suite: SuiteRecord, measured: Measured) -> list[UnitRow]:
    """Return every unit of one measure, by rising reference; none is left out."""
    arms = tuple(measured.coverage)
    by_unit: dict[str, list[tuple[CellKey, Cell]]] = {}
    for key, cell in _cells(tally, measured):
        by_unit.setdefault(key.unit, []).append((key, cell))
    rows = [
        UnitRow(
            title=suite.unit_titles.get(unit, unit),
            slice=cells[0][0].slice,
            scored=sum(cell.n for _, cell in cells),
            mean=_mean(cell for _, cell in cells),
            means=_means(cells, arms),
            reference=suite.unit_references.get(unit),
        )
        for unit, cells in by_unit.items()
    ]
    return sorted(rows, key=lambda row: (row.reference is None, row.reference or 0.0, row.title))


def group_rows(cells: Iterable[tuple[CellKey, Cell]], arms: tuple[str, ...]) -> list[GroupRow]:
    """Return every slice of one measure, however small."""
    by_slice: dict[str, list[tuple[CellKey, Cell]]] = {}
    for key, cell in cells:
        by_slice.setdefault(key.slice, []).append((key, cell))
    return [
        GroupRow(
            slice=name,
            units=len({key.unit for key, _ in held}),
            trials=sum(cell.trials for _, cell in held),
            scored=sum(cell.n for _, cell in held),
            means=_means(held, arms),
        )
        for name, held in sorted(by_slice.items())
    ]


def _cells(tally: Tally, measured: Measured) -> Tally:
    return tally.measure(f"{measured.suite}/{measured.measure}")


def _means(
    cells: Iterable[tuple[CellKey, Cell]], arms: tuple[str, ...]
) -> tuple[float | None, ...]:
    held = list(cells)
    return tuple(_mean(cell for key, cell in held if key.arm == arm) for arm in arms)


def _mean(cells: Iterable[Cell]) -> float | None:
    """Return the mean score over all trials, or None where nothing was scored."""
    pooled = sum(cells, start=Cell())
    return pooled.mean if pooled.n else None


def _state_row(arm: str, coverage: Coverage, level: float) -> StateRow:
    if not coverage.total:
        return StateRow(arm, coverage, None)
    return StateRow(arm, coverage, statistics.wilson(coverage.refused, coverage.total, level))
