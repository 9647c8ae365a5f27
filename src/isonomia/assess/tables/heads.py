"""The bytes of a text file, unpacked, and how it begins."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

import orjson
import zstandard

from isonomia.assess.data.reading.zstd_frames import frames_are_whole
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from isonomia.assess.tables.files import DataFile

__all__ = ["Head", "csv_head", "first_keys", "lines_of", "opened"]

HEAD_BYTES = 1 << 20
LONGEST_LINE = 2_000_000
"""DuckDB rejects lines that are longer."""

SEPARATORS = (",", ";", "\t", "|")
LONGEST_NAME = 10_000
"""A longer name of a column is a quotation mark that is missing."""

QUOTED = re.compile(r'"(?:[^"]|"")*(?:"|$)')


@contextmanager
def opened(file: DataFile) -> Iterator[IO[bytes]]:
    """Open a file for its bytes, unpacked.

    Raises
    ------
    UsageError
        The file, here or while it is read, turns out to be damaged or out of reach.
    """
    try:
        with closing(_stream(file)) as stream:
            yield stream
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"Cannot read {file.name} ({why}): mend it, or leave it out.") from error


def _stream(file: DataFile) -> IO[bytes]:
    ending = file.path.suffix.lower()
    if ending == ".gz":
        return gzip.open(file.path, "rb")  # type: ignore[return-value]
    packed = file.path.open("rb")
    if ending != ".zst":
        return packed
    # What is cut off in the middle would be read as if it ended there, by DuckDB, too.
    if not frames_are_whole(packed):
        packed.close()
        raise EOFError("the file is cut off or no Zstandard file")
    packed.seek(0)
    return io.BufferedReader(
        zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True)
    )


def lines_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield lines; nothing in place of those that are too long to be held, which were rejected."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)
        yield b""


class Head(NamedTuple):
    """How a CSV file begins: its names, what separates them, their lines, blank ones before."""

    names: list[str]
    separator: str
    lines: int
    blank: int


def csv_head(file: DataFile) -> Head:
    """Return how a CSV file begins.

    Raises
    ------
    UsageError
        The file cannot be read, or its first line does not name columns.
    """
    with opened(file) as stream:
        head = stream.read(HEAD_BYTES)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{file.name} is UTF-16, not UTF-8: save it as UTF-8.")
    text = head.decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise UsageError(f"{file.name} is empty: it has not even a line of column names.")
    blank = len(text) - len(text.lstrip("\r\n"))
    text = text[blank:]
    # What stands inside quotation marks separates nothing.
    first = QUOTED.sub("", text).lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    names, lines = _names(text, separator, file)
    return Head(names, separator, lines, head[: head.find(text[:1].encode())].count(b"\n"))


def _names(text: str, separator: str, file: DataFile) -> tuple[list[str], int]:
    """Return the names of the columns, and how many lines they take up."""
    # The limit of the csv module is one for the whole process; it is only ever raised.
    csv.field_size_limit(max(HEAD_BYTES, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise UsageError(f"The first line of {file.name} names no columns ({error}).") from error
    if max(map(len, names)) > LONGEST_NAME:
        raise UsageError(
            f"The first line of {file.name} names a column in more than {LONGEST_NAME:,} "
            "characters: give it a line of column names, with every quotation mark closed."
        )
    return names, reader.line_num


def first_keys(file: DataFile) -> list[str]:
    """Return the keys of the first record, to name them where a key is not found."""
    with opened(file) as stream:
        lines = stream.read(HEAD_BYTES).splitlines()
    if not any(line.strip() for line in lines):
        raise UsageError(f"{file.name} is empty.")
    for line in lines:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict):
            return list(record)
    return []
