"""Rows of cells, after a line that names the columns."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from isonomia.assess.data.reading.documents import Document, document_of, getters
from isonomia.assess.data.reading.globbing import printable
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isonomia.assess.data.reading.lines import Lines
    from isonomia.assess.data.reading.shard import Fields
    from isonomia.assess.data.reading.skips import Skips

__all__ = ["columns_sentence", "read_rows"]

SEPARATORS = ",;\t|"
"""Tried in this order: the first that makes the asked-for columns out of the first line."""

MAX_COLUMNS_SHOWN = 20
MAX_NAME_SHOWN = 60


def read_rows(
    lines: Lines, fields: Fields, limit: int, skips: Skips, label: str
) -> Iterator[Document]:
    """Yield the texts of a CSV stream.

    Cells may be quoted with ``"``, and then hold line ends. A row of too many or too few cells is
    skipped: its text may stand in another column.

    Raises
    ------
    UsageError
        The first line does not name the columns that are asked for.
    """
    # The limit of the csv module is one for the whole process; it is only ever raised.
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    feed = _Feed(lines, limit)
    header = _header(feed, label)
    if not header:
        return
    separator = _separator(header, fields, label)
    columns = _cells(header, separator)
    find = getters(fields)
    for row in _rows(feed, separator, skips):
        if len(row) != len(columns):
            skips.add("broken-row", feed.first)
            continue
        record: Mapping[str, object] = dict(zip(columns, row, strict=True))
        found = document_of(feed.first, [get(record) for get in find])
        if isinstance(found, str) or (feed.damaged and not _is_utf8(found)):
            skips.add("not-utf8" if feed.damaged else str(found), feed.first)
        else:
            yield found


def columns_sentence(label: str, missing: str, columns: list[str]) -> str:
    """Return what to say of a column that is not there."""
    # What stands in a damaged file as a name may be long, or end the line.
    shown = ", ".join(printable(name[:MAX_NAME_SHOWN]) for name in columns[:MAX_COLUMNS_SHOWN])
    more = len(columns) - MAX_COLUMNS_SHOWN
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{label} has no column {missing!r}: its columns are {shown}{rest}."


class _TooLongError(Exception):
    """A row is longer than the limit."""


class _Feed:
    """Lines for the csv module, and where the row that it is reading began."""

    def __init__(self, lines: Lines, limit: int) -> None:
        self._lines, self._limit = lines, limit
        self._stream = iter(lines)
        self._held = self._quotes = 0
        self.first = 1
        self.damaged = False

    def begin(self) -> None:
        """Note that a row begins."""
        self.first = self._lines.number + 1
        self._held = self._quotes = 0
        self.damaged = False

    def leave(self) -> None:
        """Read on to the end of a row that is too long: to where its quotes are closed."""
        while self._quotes % 2 and (line := next(self._stream, b"")):
            self._quotes += line.count(b'"')

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._stream)
        if line is None:
            self._quotes = 0  # nobody knows: what comes next is taken for a row
            raise _TooLongError
        self._held += len(line)
        self._quotes += line.count(b'"')
        if self._held > self._limit + 2:  # the line's end is not counted
            raise _TooLongError
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.damaged = True
            return line.decode(errors="surrogateescape")


def _header(feed: _Feed, label: str) -> str:
    """Return the line that names the columns, or nothing in a file of blank lines."""
    try:
        header = next((line for line in feed if line.strip()), "")
    except _TooLongError:
        raise UsageError(f"The first line of {label} is too long to name columns.") from None
    if feed.damaged:
        raise UsageError(f"The first line of {label} is not UTF-8: convert the file to UTF-8.")
    return header


def _separator(header: str, fields: Fields, label: str) -> str:
    columns: list[str] = []
    for separator in SEPARATORS:
        cells = _cells(header, separator)
        if all(cells.count(name) == 1 for name in fields.named):
            return separator
        # What cuts the line into most cells is the likeliest for a reader of the sentence.
        columns = max(columns, cells, key=len)
    if not columns:
        raise UsageError(f"The first line of {label} does not name columns: give a CSV file.")
    for name in fields.named:
        if columns.count(name) > 1:
            raise UsageError(f"{label} has several columns {name!r}: give each its own name.")
    missing = next(name for name in fields.named if name not in columns)
    raise UsageError(columns_sentence(label, missing, columns))


def _cells(header: str, separator: str) -> list[str]:
    """Return the names in the first line, none where it is no row at all."""
    try:
        return next(csv.reader([header], delimiter=separator), [])
    except csv.Error:
        return []


def _rows(feed: _Feed, separator: str, skips: Skips) -> Iterator[list[str]]:
    rows = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        feed.begin()
        try:
            row = next(rows)
        except StopIteration:
            return
        except _TooLongError:
            feed.leave()
            skips.add("too-long", feed.first)
        except csv.Error:
            skips.add("broken-row", feed.first)
        else:
            if row:
                yield row


def _is_utf8(document: Document) -> bool:
    try:
        for value in document[1:]:
            str(value).encode()
    except UnicodeEncodeError:
        return False
    return True
