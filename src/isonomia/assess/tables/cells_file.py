"""Cells that a warehouse counted: the SQL that it runs, and reading what it gives back."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.tables.mapping import NOT_MAPPED, UNKNOWN, spellings, whole
from isonomia.assess.tables.sql import identifier, literal, meaning_case
from isonomia.errors import UsageError
from isonomia.evidence import Counts, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.assess.tables.counting import Asked

__all__ = ["cells_query", "one_of", "read_cells", "stands_for"]

NOT_KNOWN = ("", UNKNOWN, NOT_MAPPED)


def cells_query(
    asked: Sequence[Asked],
    keys: Sequence[str],
    numbers: Mapping[str, str],
    sums: Mapping[str, str],
    table: str,
) -> str:
    """Return standard SQL that counts cells.

    Parameters
    ----------
    asked : sequence of Asked
        Columns of texts, with what their texts mean.
    keys : sequence of str
        Names of those to group by; the others are there for the sums.
    numbers : mapping of str to str
        Columns of numbers, by the name that the sums call them.
    sums : mapping of str to str
        SQL of each sum, by its name.
    table : str
        What the table is called there.
    """
    inner = [
        f"{meaning_case(identifier(one.column), one.meaning, (UNKNOWN, NOT_MAPPED))}\n"
        f"         AS {identifier(one.name)}"
        for one in asked
    ]
    inner += [
        f"CAST({identifier(column)} AS DOUBLE PRECISION) AS {identifier(name)}"
        for name, column in numbers.items()
    ]
    named = ",\n  ".join(identifier(key) for key in keys)
    summed = ",\n  ".join(f"{sql} AS {identifier(name)}" for name, sql in sums.items())
    columns = ",\n    ".join(inner)
    grouped = ", ".join(identifier(key) for key in keys)
    return (
        f"SELECT\n  {named},\n  {summed}\n"
        f"FROM (\n  SELECT\n    {columns}\n  FROM {identifier(table)}\n) people\n"
        f"GROUP BY {grouped}"
    )


def one_of(name: str, *, value: str | None = None) -> str:
    """Return the SQL of whether a column as it was read is known; and is a value, if one is given.

    Parameters
    ----------
    name : str
        What the column is called.
    value : str, optional
        The value.
    """
    column = identifier(name)
    if value is not None:
        return f"{column} IN ({', '.join(map(literal, spellings(value)))})"
    return f"{column} NOT IN ({', '.join(map(literal, NOT_KNOWN))})"


def stands_for(condition: str) -> str:
    """Return the SQL of how many rows fulfil a condition."""
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def read_cells(path: Path | str, counts: Counts) -> Source:
    """Add the cells of a CSV file to counts that are empty yet.

    Parameters
    ----------
    path : path
        What the SQL of ``--explain`` gave, as CSV with a line of column names.
    counts : Counts
        What the cells are to be added to; its first column is the number of rows.

    Raises
    ------
    UsageError
        The file cannot be read, a column is missing, or a sum is no whole number.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        rows = csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True))
    except OSError as error:
        raise UsageError(f"Cannot read {path} ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8.") from error
    names = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = names
    for name in (*counts.keys, *counts.columns):
        if name not in names:
            raise UsageError(
                f"{path} has no column {name!r}: export what the SQL of --explain gives, with its "
                "column names."
            )
    for row in rows:
        key = tuple(whole(row[name] or "") for name in counts.keys)
        sums = [
            _whole(row[name], f"{path}, line {rows.line_num}: {name}") for name in counts.columns
        ]
        counts.add(key, sums)
    if not len(counts):
        raise UsageError(f"{path} holds no cells: the query found no row.")
    return Source(
        name=str(path),
        digest=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        records=counts.total[counts.columns[0]],
    )


def _whole(text: str | None, where: str) -> int:
    try:
        number = float(text or "")
    except ValueError:
        number = -1.0
    if number < 0 or number != int(number):
        raise UsageError(f"{where} is {text!r}, which is no number of rows: export it as it is.")
    return int(number)
