"""The bytes of a text file, unpacked, and how it begins."""

from __future__ import annotations

import csv
import gzip
import io
import re
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import orjson
import zstandard

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
QUOTED = re.compile(r'"(?:[^"]|"")*(?:"|$)')


def opened(file: DataFile) -> IO[bytes]:
    """Open a file for its bytes, unpacked."""
    ending = file.path.suffix.lower()
    if ending == ".gz":
        return gzip.open(file.path, "rb")  # type: ignore[return-value]
    if ending == ".zst":
        stream = zstandard.ZstdDecompressor().stream_reader(
            file.path.open("rb"), read_across_frames=True
        )
        return io.BufferedReader(stream)
    return file.path.open("rb")


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
    """Return how a CSV file begins."""
    with closing(opened(file)) as stream:
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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names = [name.strip() for name in next(reader)]
    return Head(
        names, separator, reader.line_num, head[: head.find(text[:1].encode())].count(b"\n")
    )


def first_keys(file: DataFile) -> list[str]:
    """Return the keys of the first record, to name them where a key is not found."""
    with closing(opened(file)) as stream:
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
