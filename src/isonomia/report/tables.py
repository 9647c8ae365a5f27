"""Rows for the report's tables, each a plain function of the assessment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from isonomia import statistics
from isonomia.evidence import Cell, Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence import Assessment, CellKey, Measured, SuiteRecord, Tally, Verdict
    from isonomia.statistics import Interval

__all__ = [
    "GroupRow",
    "GroupTable",
    "MeasureTable",
    "StateRow",
    "SuiteRow",
    "UnitRow",
    "group_rows",
    "group_tables",
    "measure_tables",
    "overview",
    "unit_rows",
]


MOST_COLUMNS = 5
"""A table with more means in a row would not fit a page."""


class SuiteRow(NamedTuple):
    """One suite: how often each verdict was given, and the share of its trials that was read."""

    suite: str
    verdicts: Counter[Verdict]
    answered: float | None


class StateRow(NamedTuple):
    """What became of the trials of one arm; ``refused`` is the interval of the refused share."""

    arm: str
    coverage: Coverage
    refused: Interval | None


class GroupRow(NamedTuple):
    """One slice or arm of one measure: ``means`` has one entry per column, None if not scored."""

    name: str
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
    """All measures of one suite with a row per slice and a mean per arm, or the other way round.

    ``by`` says what a row is: ``slice``, unless the arms are too many for columns.
    """

    suite: str
    by: Literal["slice", "arm"]
    columns: tuple[str, ...]
    measures: list[tuple[Measured, list[GroupRow]]]


def overview(assessment: Assessment) -> list[SuiteRow]:
    """Return what became of every suite at a glance."""
    return [_suite_row(assessment, suite.name) for suite in assessment.plan.suites]


def _suite_row(assessment: Assessment, suite: str) -> SuiteRow:
    found = Counter(f.verdict for f in assessment.findings if f.suite == suite)
    coverages = [
        coverage
        for measured in assessment.measures
        if measured.suite == suite
        for coverage in measured.coverage.values()
    ]
    total = sum(coverage.total for coverage in coverages)
    answered = sum(coverage.answered for coverage in coverages)
    return SuiteRow(suite, found, answered / total if total else None)


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
        columns = tuple(dict.fromkeys(arm for measured in measures for arm in measured.coverage))
        by: Literal["slice", "arm"] = "slice"
        if len(columns) > MOST_COLUMNS:
            cells = [_cells(tally, measured) for measured in measures]
            by, columns = "arm", tuple(sorted({key.slice for held in cells for key, _ in held}))
        rows = [
            (measured, group_rows(_cells(tally, measured), by, columns)) for measured in measures
        ]
        tables.append(GroupTable(suite, by, columns, rows))
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
            means=_means(cells, arms, "arm"),
            reference=suite.unit_references.get(unit),
        )
        for unit, cells in by_unit.items()
    ]
    return sorted(rows, key=lambda row: (row.reference is None, row.reference or 0.0, row.title))


def group_rows(
    cells: Iterable[tuple[CellKey, Cell]], by: Literal["slice", "arm"], columns: tuple[str, ...]
) -> list[GroupRow]:
    """Return every slice or arm of one measure, however small, with a mean per arm or slice."""
    groups: dict[str, list[tuple[CellKey, Cell]]] = {}
    for key, cell in cells:
        groups.setdefault(getattr(key, by), []).append((key, cell))
    return [
        GroupRow(
            name=name,
            units=len({key.unit for key, _ in held}),
            trials=sum(cell.trials for _, cell in held),
            scored=sum(cell.n for _, cell in held),
            means=_means(held, columns, "arm" if by == "slice" else "slice"),
        )
        for name, held in sorted(groups.items())
    ]


def _cells(tally: Tally, measured: Measured) -> Tally:
    return tally.measure(f"{measured.suite}/{measured.measure}")


def _means(
    cells: Iterable[tuple[CellKey, Cell]], names: tuple[str, ...], what: Literal["slice", "arm"]
) -> tuple[float | None, ...]:
    held = list(cells)
    return tuple(_mean(cell for key, cell in held if getattr(key, what) == name) for name in names)


def _mean(cells: Iterable[Cell]) -> float | None:
    """Return the mean score over all trials, or None where nothing was scored."""
    pooled = sum(cells, start=Cell())
    return pooled.mean if pooled.n else None


def _state_row(arm: str, coverage: Coverage, level: float) -> StateRow:
    if not coverage.total:
        return StateRow(arm, coverage, None)
    return StateRow(arm, coverage, statistics.wilson(coverage.refused, coverage.total, level))
