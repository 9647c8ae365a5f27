"""A table that a warehouse counted for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.tables.cells_file import cells_query, one_of, read_cells, stands_for
from isonomia.assess.tables.fields import CELL_COLUMNS, LABEL, Named
from isonomia.errors import UsageError
from isonomia.evidence import Counts, Profile

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.tables.fields import TableFields

__all__ = ["profile_from_cells", "table_query"]

TABLE = "people_table"


def table_query(fields: TableFields) -> str:
    """Return standard SQL that counts what `count_table` counts.

    Raises
    ------
    UsageError
        The query would have to guess which value of the label counts.
    """
    value = _label_value(fields)
    sums = {"n": "COUNT(*)", "labelled": "0", "positives": "0"}
    if value:
        sums["labelled"] = stands_for(one_of(LABEL))
        sums["positives"] = stands_for(one_of(LABEL, value=value))
    return cells_query(fields.asked(()), tuple(fields.columns), {}, sums, TABLE)


def profile_from_cells(path: Path | str, fields: TableFields) -> Profile:
    """Return the profile of a table that a warehouse counted with `table_query`.

    Parameters
    ----------
    path : path
        The result as CSV, with its column names.
    fields : TableFields
        The same as for the query.

    Raises
    ------
    UsageError
        The file is not the result of that query.
    """
    value = _label_value(fields)
    cells = Counts("cells", tuple(fields.columns), CELL_COLUMNS)
    source = read_cells(path, cells)
    return Profile(
        kind="table",
        settings=fields.settings(value),
        sources=(source,),
        counts=(cells.table, Counts("values", ("column", "text", "group"), ("n",)).table),
    )


def _label_value(fields: TableFields) -> str:
    named = Named.parse(fields.label)
    if fields.label and not named.value:
        raise UsageError(
            f"The SQL cannot look which value of {named.column!r} counts: say it, as in "
            f"--label {named.column}=VALUE."
        )
    return named.value
