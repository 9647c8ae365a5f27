"""Whether every line of a file was counted: as a row, as a part of one, or as skipped.

A quotation mark that is missing swallows lines, and a line of many megabytes can fall between two
parts that are read at once, without a word from the reader. So lines are counted here, too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.tables.heads import lines_of, opened
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

    from isonomia.assess.tables.files import DataFile
    from isonomia.assess.tables.sheets import Reader, Sheet, Skips

__all__ = ["Bytes", "add_lost", "bytes_of"]

CHUNK = 1 << 19


class Bytes(NamedTuple):
    """What a file's bytes say, before any row is read.

    Attributes
    ----------
    digest : str
        SHA-256.
    lines : int
        Lines of text; 0 for a file that is no text.
    """

    digest: str
    lines: int


def bytes_of(file: DataFile) -> Bytes:
    """Read a file's bytes once: their digest, and how many lines they are.

    Raises
    ------
    UsageError
        The file is damaged or out of reach.
    """
    if file.form == "parquet":
        return Bytes(_digest(file), 0)
    with opened(file) as stream:
        if file.path.suffix.lower() in {".gz", ".zst"}:
            return Bytes(_digest(file), _read(stream, lambda _: None))
        digest = hashlib.sha256()
        lines = _read(stream, digest.update)
    return Bytes(digest.hexdigest(), lines)


def add_lost(reader: Reader, sheet: Sheet, found: Bytes, rows: int, skips: Skips) -> None:
    """Add to what was skipped the lines that no row and no rejected row accounts for.

    Parameters
    ----------
    reader : Reader
        What read the sheet.
    sheet : Sheet
        The file.
    found : Bytes
        How many lines it has.
    rows : int
        Records that were counted.
    skips : Skips
        What was skipped so far; it is added to.
    """
    if sheet.file.form == "parquet" or found.lines <= rows + skips.counts.total() + sheet.heads:
        return
    blank, too_long = _blank_and_long(sheet.file)
    skips.counts["too-long"] = max(skips.counts["too-long"], too_long)
    if sheet.file.form == "csv":
        inside, seen = _lines_of_rows(reader, sheet)
        lost = found.lines - sheet.heads - blank - inside - max(seen, too_long)
        reason = "broken-quotes" if skips.counts["broken-quotes"] else "broken-row"
        skips.counts[reason] += max(0, lost)
    skips.counts += type(skips.counts)()  # leaves out what is 0


def _lines_of_rows(reader: Reader, sheet: Sheet) -> tuple[int, int]:
    """Return how many lines the rows that can be read take up, and how many rows cannot."""
    breaks = " + ".join(
        f"coalesce(length({text}) - length(replace({text}, chr(10), '')), 0)"
        for text in sheet.texts.values()
    )
    query = f"SELECT count(*), sum({breaks}) FROM {reader.storing(sheet)}"  # noqa: S608
    rows, inside = reader.rows(query, sheet.file)[0]
    rejected = reader.rows("SELECT count(DISTINCT line) FROM reject_errors")[0][0]
    return rows + int(inside or 0), rejected


def _blank_and_long(file: DataFile) -> tuple[int, int]:
    """Return how many lines are blank, and how many too long to be read."""
    blank = too_long = 0
    with opened(file) as stream:
        for line in lines_of(stream):
            too_long += not line
            blank += bool(line) and not line.strip()
    return blank, too_long


def _digest(file: DataFile) -> str:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"Cannot read {file.name} ({error.strerror}).") from error


def _read(stream: IO[bytes], use: Callable[[bytes], object]) -> int:
    """Read a stream to its end and return how many lines it has."""
    lines, last = 0, b"\n"
    while chunk := stream.read(CHUNK):
        use(chunk)
        lines += chunk.count(b"\n")
        last = chunk[-1:]
    return lines + (last != b"\n")
