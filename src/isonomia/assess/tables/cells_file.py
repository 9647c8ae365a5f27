"""Cells that a warehouse counted: the SQL that it runs, and reading what it gives back."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.data.reading.globbing import printable
from isonomia.assess.tables.mapping import NOT_MAPPED, UNKNOWN, spellings, whole
from isonomia.assess.tables.sql import identifier, literal, meaning_case, number_of
from isonomia.errors import UsageError
from isonomia.evidence import Counts, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from isonomia.assess.tables.counting import Asked

__all__ = ["cells_query", "one_of", "read_cells", "stands_for"]

NOT_KNOWN = ("", UNKNOWN, NOT_MAPPED)
MOST = 2**53
LONGEST_CELL = 2**17
"""Characters of a cell of counts or of a group's name; a longer one has lost its quotation mark."""
"""Above this, not every whole number can be told from the next once it was a float."""

PARTS = (
    ("labelled", "decided"),
    ("selected", "decided"),
    ("positives", "labelled"),
    ("true_positives", "positives"),
    ("true_positives", "labelled_selected"),
    ("labelled_selected", "labelled"),
    ("labelled_selected", "selected"),
    ("above", "scored"),
)
"""Sums that are part of others, beside the number of rows, of which all are."""

OTHERS = (
    ("labelled_selected", "true_positives", "labelled", "positives"),
    ("selected", "labelled_selected", "decided", "labelled"),
)
"""The first less the second is part of the third less the fourth: selected though not able."""


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

    Raises
    ------
    UsageError
        Two columns would have one name.
    """
    _check_names([*(one.name for one in asked), *numbers, *sums])
    inner = [
        f"{meaning_case(identifier(one.column), one.meaning, (UNKNOWN, NOT_MAPPED))}\n"
        f"         AS {identifier(one.name)}"
        for one in asked
    ]
    inner += [
        f"{number_of(identifier(column))}\n         AS {identifier(name)}"
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
        The file cannot be read, a column is missing, a sum is no whole number, or more than what
        it is a part of.
    """
    shown = printable(path)
    _check_names((*counts.keys, *counts.columns))
    try:
        content = Path(path).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"Cannot read {shown} ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown} is not UTF-8: save it as UTF-8.") from error
    for line, row in _rows(text, shown, (*counts.keys, *counts.columns)):
        where = f"{shown}, line {line}"
        sums = {name: _number(row[name], f"{where}: {name}") for name in counts.columns}
        _check_sums(sums, where)
        counts.add(tuple(whole(row[name] or "") for name in counts.keys), sums.values())
    if not len(counts):
        raise UsageError(f"{shown} holds no cells: the query found no row.")
    return Source(
        name=shown,
        digest=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        records=counts.total[counts.columns[0]],
    )


def _check_names(names: Iterable[str]) -> None:
    """Refuse two columns of one name; many databases do not tell A from a."""
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise UsageError(
                f"The cells of a warehouse cannot have two columns called {name!r}: call the "
                "column otherwise, as in group_1=COLUMN."
            )
        seen.add(name.casefold())


def _rows(
    text: str, shown: str, wanted: Iterable[str]
) -> Iterator[tuple[int, dict[str, str | None]]]:
    """Yield the rows of a CSV text and the line where each ends."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    try:
        names = [name.strip() for name in rows.fieldnames or ()]
        _check_cells(names)
        for name in wanted:
            if names.count(name) != 1:
                raise UsageError(
                    f"{shown} has {'no column' if name not in names else 'several columns'} "
                    f"{name!r}: export what the SQL of --explain gives, with its column names."
                )
        rows.fieldnames = names
        for row in rows:
            _check_cells(row.values())
            yield rows.line_num, row
    except csv.Error as error:
        raise UsageError(
            f"{shown}, line {rows.line_num}: this is no CSV ({error}): export what the SQL of "
            "--explain gives."
        ) from error


def _check_cells(cells: Iterable[object]) -> None:
    """Refuse what swallows lines, whatever others in this process allow the csv module to read."""
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        raise csv.Error(f"a cell of more than {LONGEST_CELL:,} characters")


def _number(text: str | None, where: str) -> int:
    try:
        number = float(text or "")
    except ValueError:
        number = -1.0
    if not (0 <= number <= MOST and number == math.floor(number)):
        raise UsageError(f"{where} is {text!r}, which is no number of rows: export it as it is.")
    return int(number)


def _check_sums(sums: Mapping[str, int], where: str) -> None:
    """Refuse sums that no count gives: a part that is more than the whole."""
    rows = next(iter(sums))
    for part, of in (*((name, rows) for name in sums), *PARTS):
        if sums.get(part, 0) > sums.get(of, math.inf):
            raise UsageError(
                f"{where}: {part} is {sums[part]:,}, more than {of} with {sums[of]:,}, of which it "
                "is a part: export it as it is."
            )
    for one, less, other, without in OTHERS:
        if one in sums and sums[one] - sums[less] > sums[other] - sums[without]:
            raise UsageError(
                f"{where}: {one} less {less} is more than {other} less {without}, of which it is a "
                "part: export it as it is."
            )
