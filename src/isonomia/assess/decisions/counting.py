"""From files of decisions to a profile: sums by group; a cell of one person is about that one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from isonomia.assess.decisions.fields import BREAK, OPTIONS, OUTCOME
from isonomia.assess.decisions.rankings import count_lists, list_tables
from isonomia.assess.decisions.scores import Unread, pooled_median, unread_numbers
from isonomia.assess.tables.counting import (
    Counted,
    check_numbers,
    count_rows,
    open_sheets,
    values_table,
)
from isonomia.assess.tables.fields import LABEL, Named, positive_of
from isonomia.assess.tables.groups import check_groups, few_texts
from isonomia.assess.tables.mapping import is_group
from isonomia.assess.tables.people import UNREAD
from isonomia.assess.tables.sheets import Reader
from isonomia.evidence import Counts, Profile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from isonomia.assess.decisions.fields import DecisionFields
    from isonomia.assess.tables.counting import Rows
    from isonomia.assess.tables.sheets import Sheet

__all__ = ["BAND_COLUMNS", "CELL_COLUMNS", "HAD_BREAK", "NO_BREAK", "OUTSIDE", "count_decisions"]

CELL_COLUMNS = (
    "records",
    "decided",
    "selected",
    "labelled",
    "positives",
    "true_positives",
    "labelled_selected",
    "scored",
    "above",
)
"""Of those labelled, all were decided: they are the ones whose errors can be counted."""

BAND_COLUMNS = ("n", "positives", "scores", "squares", "positive_scores")
"""Of people with a score and a label; sums of scores in millionths."""

HAD_BREAK, NO_BREAK = "yes", "no"
OUTSIDE = "outside"
"""The band of scores that are no probabilities."""


def count_decisions(
    paths: Sequence[Path | str],
    fields: DecisionFields,
    *,
    threads: int | None = None,
    strict: bool = False,
) -> Counted:
    """Count decisions by group.

    Parameters
    ----------
    paths : sequence of path
        Files, folders or patterns.
    fields : DecisionFields
        Which columns say what.
    threads : int, optional
        How many; by default one per core.
    strict : bool
        Stop at the first record that cannot be read.

    Raises
    ------
    UsageError
        A file or a column cannot be read as asked.
    """
    with Reader(threads) as reader:
        sheets = open_sheets(reader, paths)
        columns = sheets[0].texts
        asked = fields.asked(columns)
        unread = {
            name: unread_numbers(reader, sheets, column)
            for name, column in (("score", fields.score), ("rank", fields.rank))
            if column
        }
        above = _above(reader, sheets, fields)
        rows = count_rows(
            reader,
            sheets,
            asked,
            partial(_sums, fields=fields, above=above),
            more_keys=partial(_band, fields=fields),
            strict=strict,
        )
        check_numbers(rows, tuple(fields.groups))
        positives = {
            name: positive_of(rows.values(name), Named.parse(text, columns), OPTIONS[name])
            for name, text in fields.named
        }
        tables = (
            *_tables(rows, fields, positives, unread),
            *(count_lists(reader, sheets, fields, rows) if fields.lists else list_tables()),
        )
    profile = Profile(
        kind="decisions",
        settings=fields.settings(positives, above),
        sources=tuple(rows.sources),
        counts=tuple(table.table for table in tables),
    )
    return Counted(profile, tuple(rows.places))


def _above(reader: Reader, sheets: Sequence[Sheet], fields: DecisionFields) -> float | None:
    """Return the score to be above."""
    if not fields.score or fields.above is not None:
        return fields.above
    return pooled_median(reader, sheets, fields.score)


def _sums(sheet: Sheet, fields: DecisionFields, above: float | None) -> list[str]:
    if not fields.score:
        return []
    score = sheet.number(fields.score)
    sums = [f"count({score})", f"count(*) FILTER ({score} > {above!r}::DOUBLE)"]
    if above is None:
        sums = ["0", "0"]
    if fields.label:
        sums += [
            f"sum(CAST(round({part} * 1000000) AS BIGINT)) FILTER ({score} BETWEEN 0 AND 1)"
            for part in (f"({score})", f"({score}) * ({score})")
        ]
    return sums


def _band(sheet: Sheet, fields: DecisionFields) -> list[str]:
    """Return the key of the tenth in which a score lies; -1 outside of 0 to 1."""
    if not (fields.score and fields.label):
        return []
    score = sheet.number(fields.score)
    tenth = f"least(CAST(floor(({score}) * 10) AS INT), 9)"
    inside = f"({score}) BETWEEN 0 AND 1"
    return [f"CASE WHEN {score} IS NULL THEN NULL WHEN {inside} THEN {tenth} ELSE -1 END"]


def _tables(
    rows: Rows,
    fields: DecisionFields,
    positives: Mapping[str, str],
    unread: Mapping[str, Unread],
) -> tuple[Counts, Counts, Counts]:
    names = tuple(fields.groups)
    keys = (*names, *([BREAK] if fields.career_break else []))
    cells = Counts("cells", keys, CELL_COLUMNS)
    bands = Counts("bands", (*names, "band"), BAND_COLUMNS)
    read = {name: rows.reader(name) for name in (*names, *positives)}
    for key, sums in rows.cells.items():
        said = {name: _said(read[name](key), value) for name, value in positives.items()}
        groups = tuple(read[name](key) for name in names)
        n, scored, above, *scores = (*sums, 0, 0)[: max(3, len(sums))]
        outcome, label = said.get(OUTCOME), said.get(LABEL)
        in_break = (_break(said[BREAK], read[BREAK](key)),) if BREAK in said else ()
        cells.add((*groups, *in_break), _cell(n, outcome, label, (scored, above)))
        if scores and label is not None and key[-1] is not None:
            band = OUTSIDE if int(key[-1]) < 0 else key[-1]
            bands.add((*groups, str(band)), (n, n * label, *scores, scores[0] * label))
    check_groups(cells, names)
    return cells, bands, _values(rows, positives, unread)


def _values(rows: Rows, positives: Mapping[str, str], unread: Mapping[str, Unread]) -> Counts:
    values = Counts("values", ("column", "text", "group"), ("n",))
    for value, n in values_table(rows).items():
        values.add(value, (n,))
    for name, positive in positives.items():
        for text, n in few_texts(rows.values(name), positive).items():
            values.add((f"{name}-values", text, ""), (n,))
    for name, found in unread.items():
        if found.n:
            values.add((f"{name}{UNREAD}", found.text, ""), (found.n,))
    return values


def _said(value: str, positive: str) -> bool | None:
    return value == positive if is_group(value) else None


def _break(said: bool | None, value: str) -> str:
    """Return whether there was a break; where that is not known, in which way."""
    if said is None:
        return value
    return HAD_BREAK if said else NO_BREAK


def _cell(
    n: int, outcome: bool | None, label: bool | None, scores: tuple[int, int]
) -> tuple[int, ...]:
    decided, labelled = outcome is not None, outcome is not None and label is not None
    return (
        n,
        n * decided,
        n * bool(outcome),
        n * labelled,
        n * (labelled and bool(label)),
        n * (labelled and bool(label) and bool(outcome)),
        n * (labelled and bool(outcome)),
        *scores,
    )
