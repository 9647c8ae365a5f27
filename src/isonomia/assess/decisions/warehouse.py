"""Decisions that a warehouse counted for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.counting import BAND_COLUMNS, CELL_COLUMNS, HAD_BREAK, NO_BREAK
from isonomia.assess.decisions.fields import BREAK, OUTCOME
from isonomia.assess.decisions.rankings import list_tables
from isonomia.assess.tables.cells_file import cells_query, one_of, read_cells, stands_for
from isonomia.assess.tables.fields import LABEL, Named
from isonomia.assess.tables.mapping import is_group
from isonomia.assess.tables.sql import identifier
from isonomia.errors import UsageError
from isonomia.evidence import Counts, Profile

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.decisions.fields import DecisionFields

__all__ = ["decisions_query", "profile_from_cells"]

TABLE = "decisions"


def decisions_query(fields: DecisionFields) -> str:
    """Return standard SQL that counts what `count_decisions` counts of groups.

    Rankings and the calibration of scores need the rows themselves, or many more cells: they are
    not in it.

    Raises
    ------
    UsageError
        The query would have to guess: which value counts, or which score is the median of all.
    """
    values = _values(fields)
    known = {name: one_of(name) for name in values}
    true = {name: one_of(name, value=value) for name, value in values.items()}
    both = f"{known[OUTCOME]} AND {known[LABEL]}" if {OUTCOME, LABEL} <= values.keys() else ""
    score = identifier("score")
    conditions = {
        "decided": known.get(OUTCOME),
        "selected": true.get(OUTCOME),
        "labelled": both,
        "positives": both and f"{known[OUTCOME]} AND {true[LABEL]}",
        "true_positives": both and f"{true[OUTCOME]} AND {true[LABEL]}",
        "labelled_selected": both and f"{true[OUTCOME]} AND {known[LABEL]}",
        "scored": fields.score and f"{score} IS NOT NULL",
        "above": fields.score and f"{score} > {fields.above!r}",
    }
    sums = {"records": "COUNT(*)"}
    sums |= {
        name: stands_for(condition) if condition else "0" for name, condition in conditions.items()
    }
    keys = (*fields.groups, *([BREAK] if fields.career_break else []))
    numbers = {"score": fields.score} if fields.score else {}
    return cells_query(fields.asked(()), keys, numbers, sums, TABLE)


def profile_from_cells(path: Path | str, fields: DecisionFields) -> Profile:
    """Return the profile of decisions that a warehouse counted with `decisions_query`.

    Parameters
    ----------
    path : path
        The result as CSV, with its column names.
    fields : DecisionFields
        The same as for the query.

    Raises
    ------
    UsageError
        The file is not the result of that query.
    """
    values = _values(fields)
    keys = (*fields.groups, *([BREAK] if fields.career_break else []))
    read = Counts("cells", keys, CELL_COLUMNS)
    source = read_cells(path, read)
    cells = Counts("cells", keys, CELL_COLUMNS)
    for key, sums in read:
        if BREAK in values and is_group(key[-1]):
            key = (*key[:-1], HAD_BREAK if key[-1] == values[BREAK] else NO_BREAK)  # noqa: PLW2901
        cells.add(key, sums)
    bands = Counts("bands", (*fields.groups, "band"), BAND_COLUMNS)
    texts = Counts("values", ("column", "text", "group"), ("n",))
    return Profile(
        kind="decisions",
        settings=fields.settings(values, fields.above if fields.score else None),
        sources=(source,),
        counts=tuple(table.table for table in (cells, bands, texts, *list_tables())),
    )


def _values(fields: DecisionFields) -> dict[str, str]:
    """Return which value counts in each column that has one."""
    values = {}
    for name, text in fields.named:
        named = Named.parse(text)
        if not named.value:
            raise UsageError(
                f"The SQL cannot look which value of {named.column!r} counts: say it, as in "
                f"--{name} {named.column}=VALUE."
            )
        values[name] = named.value
    if fields.score and fields.above is None:
        raise UsageError(
            "Parts can only be counted once the median of all scores is known: ask the warehouse "
            f"for PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {identifier(fields.score)}), and "
            "give it as --above."
        )
    return values
