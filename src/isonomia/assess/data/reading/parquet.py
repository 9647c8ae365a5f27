"""Parquet, a few rows at a time, only the columns that are needed."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from isonomia.assess.data.reading.csv_rows import columns_sentence
from isonomia.assess.data.reading.documents import Document
from isonomia.assess.data.reading.globbing import printable
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isonomia.assess.data.reading.shard import Fields, Shard
    from isonomia.assess.data.reading.skips import Skips

__all__ = ["Chunks", "chunks_of", "group_sizes", "read_groups"]

MEMORY = "2GB"
"""For the pages of one row group; the file's writer decides how large they are."""

FETCH_BYTES = 2**20
"""Text that is asked for at a time, about."""

MOST_ROWS = 1000

TEXTS = ("VARCHAR", "BLOB", "JSON")
"""Types of columns that hold text; bytes are text in files of older writers."""


@dataclass(frozen=True)
class Chunks:
    """Where the needed columns of some row groups lie."""

    first_row: int
    rows: int
    ranges: tuple[tuple[int, int], ...]
    """Start and end of each chunk in the file."""


def group_sizes(path: str, label: str) -> list[int]:
    """Return the packed bytes of each row group.

    Raises
    ------
    UsageError
        The file is no readable Parquet.
    """
    query = (
        "SELECT row_group_id, sum(total_compressed_size) FROM parquet_metadata(?) "
        "GROUP BY 1 ORDER BY 1"
    )
    with _connection() as connection, _plain_errors(label):
        rows = connection.execute(query, [_literal(path)]).fetchall()
    return [int(size or 0) for _, size in rows]


def chunks_of(shard: Shard, fields: Fields) -> Chunks:
    """Return where the needed columns of a shard's row groups lie."""
    query = """
        SELECT row_group_id, any_value(row_group_num_rows),
            list([coalesce(nullif(dictionary_page_offset, 0), data_page_offset),
                  total_compressed_size] ORDER BY column_id)
                FILTER (list_contains($roots, split_part(path_in_schema, ', ', 1)))
        FROM parquet_metadata($path) WHERE row_group_id < $end GROUP BY 1 ORDER BY 1
    """
    roots = [root for name in fields.named for root in (name, name.split(".")[0])]
    given = {"path": _literal(shard.path), "end": shard.end, "roots": roots}
    with _connection() as connection, _plain_errors(shard.label):
        groups = connection.execute(query, given).fetchall()
    own = [group for group in groups if group[0] >= shard.start]
    return Chunks(
        first_row=sum(rows for number, rows, _ in groups if number < shard.start),
        rows=sum(rows for _, rows, _ in own),
        ranges=tuple((start, start + size) for *_, chunks in own for start, size in chunks or ()),
    )


def read_groups(
    shard: Shard, chunks: Chunks, fields: Fields, limit: int, skips: Skips
) -> Iterator[Document]:
    """Yield the texts of a shard's row groups.

    Raises
    ------
    UsageError
        A column is not there, or the text column holds something else.
    """
    with _connection() as connection:
        with _plain_errors(shard.label):
            query = _query(connection, shard, chunks, fields)
            # What is wrong with the query is no damage of the rows.
            connection.execute(f"DESCRIBE {query}", [_literal(shard.path)])
        line = 0
        for rows in _batches(connection, query, shard, chunks.rows, skips):
            for row in rows:
                line += 1
                found = _document(line, row, limit)
                if isinstance(found, str):
                    skips.add(found, line)
                else:
                    yield found


def _batches(
    connection: duckdb.DuckDBPyConnection, query: str, shard: Shard, rows: int, skips: Skips
) -> Iterator[list[tuple[object, ...]]]:
    """Yield rows, about as many as hold one megabyte; count those behind a damaged page."""
    size, seen = 16, 0
    result = None
    while True:
        try:
            result = result or connection.execute(query, [_literal(shard.path)])
            batch = result.fetchmany(size)
        except duckdb.OutOfMemoryException as error:
            raise UsageError(
                f"The row groups of {shard.label} need more than {MEMORY}: write the file with "
                "smaller ones."
            ) from error
        except (duckdb.Error, UnicodeDecodeError):
            skips.add("corrupt", seen + 1, max(1, rows - seen))
            return
        if not batch:
            return
        seen += len(batch)
        text = sum(len(row[0]) for row in batch if isinstance(row[0], str | bytes))
        size = max(1, min(MOST_ROWS, size * 2, FETCH_BYTES * len(batch) // (text or 1)))
        yield batch


def _document(line: int, row: tuple[object, ...], limit: int) -> Document | str:
    text, *others = row
    if text is None:
        return "text-is-null"
    if not isinstance(text, str | bytes):
        return "text-not-a-string"
    if len(text) > limit:
        return "too-long"
    try:
        return Document(line, text if isinstance(text, str) else text.decode(), *others)
    except UnicodeDecodeError:
        return "not-utf8"


def _query(
    connection: duckdb.DuckDBPyConnection, shard: Shard, chunks: Chunks, fields: Fields
) -> str:
    """Return the query for a shard's rows; other fields are read as text, whatever their type."""
    whole = "read_parquet(?, hive_partitioning=false)"
    described = connection.execute(f"DESCRIBE SELECT * FROM {whole}", [_literal(shard.path)])  # noqa: S608
    columns = {str(name): str(kind) for name, kind, *_ in described.fetchall()}
    expressions = {name: _column(name, list(columns), shard.label) for name in fields.named}
    kinds = {
        name: _kind(connection, shard, name, f"SELECT {expression} FROM {whole}")  # noqa: S608
        for name, expression in expressions.items()
    }
    if kinds[fields.text] not in TEXTS:
        raise UsageError(
            f"The column {fields.text!r} of {shard.label} is of type "
            f"{printable(kinds[fields.text][:100])}, not text: name another one."
        )
    others = (
        f"CAST({expressions[name]} AS VARCHAR)" if name else "NULL"
        for name in (fields.source, fields.language, fields.time)
    )
    query = f"SELECT {', '.join((expressions[fields.text], *others))} FROM {whole}"  # noqa: S608 - names are quoted
    if shard.whole:
        return query
    last = chunks.first_row + chunks.rows - 1
    numbered = query.replace("hive_partitioning", "file_row_number=true, hive_partitioning")
    return f"{numbered} WHERE file_row_number BETWEEN {chunks.first_row} AND {last}"


def _column(name: str, columns: Sequence[str], label: str) -> str:
    """Return how a column, or a field of one, is named in a query."""
    parts = [name] if name in columns else name.split(".")
    if parts[0] not in columns:
        raise UsageError(columns_sentence(label, name, list(columns)))
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _kind(connection: duckdb.DuckDBPyConnection, shard: Shard, name: str, query: str) -> str:
    """Return the type of a column."""
    try:
        described = connection.execute(f"DESCRIBE {query}", [_literal(shard.path)]).fetchall()
    except duckdb.BinderException as error:
        parent = name.rpartition(".")[0]
        raise UsageError(
            f"{shard.label} has no column {name!r}: there is no such field in {parent!r}."
        ) from error
    return str(described[0][1])


@contextmanager
def _connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that uses one thread, no disk and no network."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY,
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "TimeZone": "UTC",  # the year of a moment must not depend on the machine
    }
    with duckdb.connect(config=settings) as connection:
        # Otherwise a row group is held whole beside its pages.
        connection.execute("SET disable_parquet_prefetching = true")
        yield connection


@contextmanager
def _plain_errors(label: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        first = printable((str(error) or type(error).__name__).splitlines()[0])
        raise UsageError(f"{label} cannot be read as Parquet: {first}") from error


def _literal(path: str) -> str:
    """Return a path so that nothing in it is taken for a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", path)
