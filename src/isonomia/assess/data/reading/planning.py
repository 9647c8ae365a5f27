"""From paths to shards: what is read at one go, before anything is."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.data.reading.files import FoundFile, find_files, listed
from isonomia.assess.data.reading.lines import BOM, skip_line
from isonomia.assess.data.reading.parquet import group_sizes
from isonomia.assess.data.reading.shard import SHARD_BYTES, Kind, Plan, Shard
from isonomia.assess.data.reading.stream import EndedError, RangeReader, open_stream
from isonomia.errors import UsageError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Sequence

__all__ = ["plan_shards"]

OTHER_ENCODINGS = {  # UTF-32 first: its mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def plan_shards(paths: Sequence[str], shard_bytes: int = SHARD_BYTES) -> Plan:
    """Return the shards of all files that are meant by some paths.

    Files of JSON Lines and of plain text are cut where a record ends, Parquet between row groups;
    what is packed, and CSV, where a line end may stand inside a cell, is read whole.

    Parameters
    ----------
    paths : sequence of str
        Files, folders (all files below them; hidden ones are left out), and patterns with ``*``,
        ``?``, ``[…]`` and ``**``.
    shard_bytes : int, optional
        Bytes after which a file is cut.

    Raises
    ------
    UsageError
        A path matches nothing, or a file cannot be read.
    """
    files, notes = find_files(paths)
    shards: list[Shard] = []
    empty = []
    for file in files:
        try:
            shards += _split(file, max(1, shard_bytes))
        except OSError as error:
            raise UsageError(
                f"{file.label} cannot be read ({error.strerror}): mend its rights, or leave it out."
            ) from error
        if not shards[-1].size:
            empty.append(file.label)
    if empty:
        notes.append(f"Empty: {listed(empty)}.")
    return Plan(tuple(shards), tuple(notes))


def _split(file: FoundFile, shard_bytes: int) -> Iterator[Shard]:
    state = Path(file.path).stat()
    size = state.st_size
    ranges = [(0, size)]
    if size and file.kind is Kind.PARQUET:
        ranges = list(_group_ranges(file, shard_bytes))
    elif size:
        _check_start(file, size)
        if size > shard_bytes and not file.packing and file.kind is not Kind.CSV:
            ranges = list(_byte_ranges(file, size, shard_bytes))
    for start, end in ranges:
        yield Shard(
            path=file.path,
            label=file.label,
            kind=file.kind,
            packing=file.packing,
            start=start,
            end=end,
            whole=len(ranges) == 1,
            size=size,
            mtime_ns=state.st_mtime_ns,
        )


def _byte_ranges(file: FoundFile, size: int, shard_bytes: int) -> Iterator[tuple[int, int]]:
    with Path(file.path).open("rb") as stream:
        start = 0
        while start < size:
            end = size
            if start + shard_bytes < size:
                end = min(size, _cut(stream, start + shard_bytes, file.kind))
            yield start, end
            start = end


def _cut(stream: io.BufferedReader, near: int, kind: Kind) -> int:
    """Return the first place, from one on, where a record ends."""
    stream.seek(near - 1)
    at = near - 1 + skip_line(stream)
    while kind is Kind.TEXT:
        length = skip_line(stream)
        at += length
        # A line end alone, of one byte or two: blank, whatever limit the reader has for a line.
        if length <= 1 or (length == 2 and _ends_blank(stream, at)):
            break
    return at


def _ends_blank(stream: io.BufferedReader, at: int) -> bool:
    """Whether the two bytes before a place are the end of a line as Windows writes it."""
    stream.seek(at - 2)
    return stream.read(2) == b"\r\n"


def _group_ranges(file: FoundFile, shard_bytes: int) -> Iterator[tuple[int, int]]:
    start = held = 0
    sizes = group_sizes(file.path, file.label)
    for group, size in enumerate(sizes):
        if held and held + size > shard_bytes:
            yield start, group
            start, held = group, 0
        held += size
    yield start, len(sizes)


def _check_start(file: FoundFile, size: int) -> None:
    """Refuse a file that is wholly of another encoding or form, before hours are spent."""
    with RangeReader(file.path, 0, size) as packed:
        try:
            head = open_stream(packed, file.path, file.packing).read(64)
        except EndedError:
            return  # counted when it is read
    for mark, encoding in OTHER_ENCODINGS.items():
        if head.startswith(mark):
            raise UsageError(
                f"{file.label} looks like {encoding}: convert it to UTF-8, for example with "
                f"iconv -f {encoding} -t UTF-8."
            )
    plain_json = file.label.lower().removesuffix(f".{file.packing}").endswith(".json")
    if plain_json and head.removeprefix(BOM).lstrip().startswith(b"["):
        raise UsageError(
            f"{file.label} holds one JSON list, not an object in each line: convert it, for "
            "example with jq -c '.[]'."
        )
