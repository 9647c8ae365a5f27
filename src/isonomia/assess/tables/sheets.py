"""Reading files as tables of texts by DuckDB, without guessing any type."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import duckdb
import orjson

from isonomia.assess.tables.heads import csv_head, first_keys, lines_of, opened
from isonomia.assess.tables.sql import identifier, literal
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.tables.files import DataFile

__all__ = ["Place", "Reader", "Sheet", "Skips", "listed"]

MEMORY = "1GB"
MOST_PLACES = 5

REASONS = {
    "MISSING COLUMNS": "too-few-fields",
    "TOO MANY COLUMNS": "too-many-fields",
    "UNQUOTED VALUE": "broken-quotes",
    "INVALID ENCODING": "not-utf8",
    "LINE SIZE OVER MAXIMUM": "too-long",
}


class Place(NamedTuple):
    """Where a record could not be read, and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class Skips:
    """Records that could not be read: how many by reason, and the first few places."""

    counts: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file as a table of texts.

    Attributes
    ----------
    file : DataFile
        The file.
    relation : str
        SQL that gives its rows.
    texts : dict of str to str
        The SQL of each column's text, by the column's name.
    condition : str
        SQL that holds for the rows that are records.
    numbers : dict of str to str
        The SQL of columns that the file holds as numbers.
    doubled : frozenset of str
        Names that several columns have.
    heads : int
        Lines that hold the names.
    """

    file: DataFile
    relation: str
    texts: dict[str, str]
    condition: str = "true"
    numbers: dict[str, str] = field(default_factory=dict)
    doubled: frozenset[str] = frozenset()
    heads: int = 0

    @property
    def source(self) -> str:
        """SQL after FROM."""
        return f"{self.relation} WHERE {self.condition}"

    def text(self, column: str) -> str:
        """Return the SQL of a column's text.

        Raises
        ------
        UsageError
            There is no such column, or there are several.
        """
        if self.file.form == "jsonl":
            return f"json_extract_string(line, {literal(_pointer(column))})"
        if column not in self.texts:
            raise UsageError(
                f"{self.file.name} has no column {column!r}; it has {listed(list(self.texts))}."
            )
        if column in self.doubled:
            raise UsageError(
                f"{self.file.name} has several columns {column!r}: rename them, so that it is "
                "clear which one is meant."
            )
        return self.texts[column]

    def number(self, column: str) -> str:
        """Return the SQL of a column's finite number; NULL where its text is none.

        Raises
        ------
        UsageError
            There is no such column.
        """
        number = f"CAST({self.numbers[column]} AS DOUBLE)" if column in self.numbers else ""
        number = number or f"try_cast(trim({self.text(column)}) AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END"

    def is_unread(self, column: str) -> str:
        """Return the SQL of whether there is something in a column that is no finite number."""
        if column in self.numbers:
            return f"isinf(CAST({self.numbers[column]} AS DOUBLE))"
        return f"trim({self.text(column)}) <> '' AND ({self.number(column)}) IS NULL"

    def exists(self, column: str) -> str:
        """Return the SQL of whether a record has a key, be it with a value or without."""
        return f"json_exists(line, {literal(_pointer(column))})"


class Reader:
    """A DuckDB of our own, for the time of one count: no network, no extension, bounded memory.

    Parameters
    ----------
    threads : int, optional
        How many; by default one per core.
    memory : str
        Most memory, as DuckDB writes it.
    """

    def __init__(self, threads: int | None = None, memory: str = MEMORY) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="isonomia-")
        self._links: dict[str, str] = {}
        self.connection = duckdb.connect(
            config={
                "threads": threads or os.cpu_count() or 1,
                "memory_limit": memory,
                "temp_directory": str(Path(self._folder.name) / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self.connection.close()
        finally:
            self._folder.cleanup()

    def open(self, file: DataFile) -> Sheet:
        """Return a file as a table of texts.

        Raises
        ------
        UsageError
            The file is empty or cannot be read.
        """
        # A link with a plain name: what DuckDB might read as a pattern or an address is not there.
        link = Path(self._folder.name) / f"{len(self._links) + 1}{_ending(file)}"
        link.symlink_to(file.path)
        self._links[str(link)] = file.name
        return getattr(self, f"_open_{file.form}")(file, link)  # type: ignore[no-any-return]

    def rows(self, query: str, file: DataFile | None = None) -> list[tuple[Any, ...]]:
        """Return what a query gives.

        Raises
        ------
        UsageError
            The data cannot be read.
        """
        return self.start(query, file).fetchall()

    def start(self, query: str, file: DataFile | None = None) -> duckdb.DuckDBPyConnection:
        """Run a query whose rows are to be fetched.

        Raises
        ------
        UsageError
            The data cannot be read.
        """
        try:
            return self.connection.execute(query)
        except duckdb.OutOfMemoryException as error:
            raise UsageError(
                "Counting needs more memory than it may use: group by fewer columns, or by "
                "columns with fewer values."
            ) from error
        except duckdb.Error as error:
            name, why = self._named(error, file)
            if "invalid state" in str(error):
                raise UsageError(
                    f"Cannot read {name}: its lines end in two different ways; save it with one."
                ) from error
            raise UsageError(f"Cannot read {name}: {why}.") from error

    def _named(self, error: Exception, file: DataFile | None) -> tuple[str, str]:
        """Return which file an error is about, and what it says, with the files' own names."""
        name, why = file.name if file else "the data", _first_line(error)
        for link, own in self._links.items():
            if link in why:
                name, why = own, why.replace(link, own)
        return name, why

    def skips(self, sheet: Sheet) -> Skips:
        """Return what could not be read in the last pass over a sheet that stored its rejects."""
        found = Skips()
        if sheet.file.form == "parquet":
            return found
        rejected = self.rows(
            "SELECT min(line), min(error_type)::VARCHAR FROM reject_errors "
            "GROUP BY line_byte_position ORDER BY 1"
        )
        broken = self._not_records(sheet) if sheet.file.form == "jsonl" else []
        listed = [(line, REASONS.get(kind, "broken-row")) for line, kind in rejected] + broken
        found.counts.update(reason for _, reason in listed)
        found.places = [Place(sheet.file.name, *one) for one in sorted(listed)[:MOST_PLACES]]
        return found

    def storing(self, sheet: Sheet) -> str:
        """Return SQL for a sheet's rows that also keeps the rows that cannot be read."""
        if sheet.file.form == "parquet":
            return sheet.source
        for table in ("reject_errors", "reject_scans"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        return sheet.source.replace("ignore_errors=true", "ignore_errors=true, store_rejects=true")

    def _open_csv(self, file: DataFile, link: Path) -> Sheet:
        head = csv_head(file)
        header = head.names
        names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
        relation = (
            f"read_csv({literal(str(link))}, header=true, auto_detect=false, "
            f"skip={head.blank}, delim={literal(head.separator)}, quote='\"', escape='\"', "
            f"columns={{{names}}}, nullstr='', ignore_errors=true)"
        )
        texts = {name: f"c{place}" for place, name in enumerate(header)}
        doubled = frozenset(name for name, n in Counter(header).items() if n > 1)
        return Sheet(file, relation, texts, doubled=doubled, heads=head.lines)

    def _open_jsonl(self, file: DataFile, link: Path) -> Sheet:
        keys = first_keys(file)
        relation = (
            f"read_csv({literal(str(link))}, header=false, auto_detect=false, "
            "delim='\x01', quote='', escape='', columns={'line': 'VARCHAR'}, nullstr='', "
            "ignore_errors=true)"
        )
        # The whole must be valid before a part of it is asked for.
        record = "CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END"
        return Sheet(file, relation, dict.fromkeys(keys, ""), record)

    def _open_parquet(self, file: DataFile, link: Path) -> Sheet:
        relation = f"read_parquet({literal(str(link))}, hive_partitioning=false)"
        columns = self.rows(f"DESCRIBE SELECT * FROM {relation}", file)  # noqa: S608
        texts = {name: _parquet_text(name, kind) for name, kind, *_ in columns}
        numbers = {name: identifier(name) for name, kind, *_ in columns if _is_number(kind)}
        return Sheet(file, relation, texts, numbers=numbers)

    def _not_records(self, sheet: Sheet) -> list[tuple[int, str]]:
        """Return lines that are no JSON, or JSON but no object; blank lines are nothing at all."""
        bad = f"NOT ({sheet.condition}) AND trim(line) <> ''"
        query = f"SELECT count(*) FILTER ({bad}) FROM {sheet.relation}"  # noqa: S608
        if not self.rows(query, sheet.file)[0][0]:
            return []
        found = []
        with opened(sheet.file) as stream:
            for number, line in enumerate(lines_of(stream), 1):
                if reason := _why_no_record(line):
                    found.append((number, reason))
        return found


def _why_no_record(line: bytes) -> str:
    if not line.strip():
        return ""
    try:
        line.decode()
        return "" if isinstance(orjson.loads(line), dict) else "no-object"
    except UnicodeDecodeError:
        return ""  # counted as rejected
    except orjson.JSONDecodeError:
        return "broken-json"


def _pointer(key: str) -> str:
    """Return the JSON pointer of a key, in which no character of the key means anything."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _parquet_text(name: str, kind: str) -> str:
    column = identifier(name)
    if kind in {"DOUBLE", "FLOAT"}:
        # What began as whole numbers with gaps is often stored as 1.0.
        return (
            f"CASE WHEN isnan({column}) THEN NULL "
            f"WHEN {column} = trunc({column}) AND abs({column}) < 1e15 "
            f"THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
        )
    return column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"


def _is_number(kind: str) -> bool:
    return (
        kind in {"DOUBLE", "FLOAT"}
        or kind.startswith("DECIMAL")
        or kind.removeprefix("U").endswith(("INT", "INTEGER"))
    )


def _ending(file: DataFile) -> str:
    """Return the ending that tells DuckDB how a file is packed."""
    packed = file.path.suffix.lower()
    return f".{file.form}{packed}" if packed in {".gz", ".zst"} else f".{file.form}"


def listed(names: Sequence[str], most: int = 20) -> str:
    """Return names in a row, as a sentence holds them."""
    shown = ", ".join(repr(name) for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
