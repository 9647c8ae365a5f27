"""One shard, read from its first record to its last."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.data.reading.csv_rows import read_rows
from isonomia.assess.data.reading.jsonl import read_jsonl
from isonomia.assess.data.reading.lines import Lines
from isonomia.assess.data.reading.paragraphs import read_paragraphs
from isonomia.assess.data.reading.parquet import chunks_of, read_groups
from isonomia.assess.data.reading.shard import MAX_RECORD, ChangedError, Fields, Kind, Shard
from isonomia.assess.data.reading.skips import REASONS, Skips, StrictStop
from isonomia.assess.data.reading.stream import EndedError, RangeReader, open_stream
from isonomia.errors import UsageError
from isonomia.evidence import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.reading.documents import Document

__all__ = ["ShardReader"]

BLOCK = 2**20


class ShardReader:
    """The texts of one shard, and what there is to say of it once all were read.

    Parameters
    ----------
    shard : Shard
        What to read.
    fields : Fields
        Which fields of a record matter.
    max_record : int, optional
        Bytes of the longest record that is read; longer ones are never held.
    strict : bool, optional
        Stop at the first record that cannot be read.

    Attributes
    ----------
    skips : Skips
        Records that could not be read; who reads may add some.
    lines : int
        Lines (rows of Parquet) of the shard.
    """

    def __init__(
        self, shard: Shard, fields: Fields, *, max_record: int = MAX_RECORD, strict: bool = False
    ) -> None:
        self._shard, self._fields, self._limit = shard, fields, max_record
        self.skips = Skips(strict=strict)
        self.lines = 0
        self._digest, self._bytes = hashlib.sha256().hexdigest(), 0

    def __iter__(self) -> Iterator[Document]:
        """Yield the texts.

        Raises
        ------
        UsageError
            The file cannot be read as what it is, or `strict` and a record cannot be.
        ChangedError
            The file is not as it was when it was planned.
        """
        shard = self._shard
        _check_unchanged(shard)
        if not shard.size:
            return
        try:
            yield from self._groups() if shard.kind is Kind.PARQUET else self._records()
        except StrictStop as stop:
            raise self._stopped(stop) from None
        except FileNotFoundError:
            raise _changed(shard) from None
        except OSError as error:
            raise UsageError(
                f"{shard.label} cannot be read ({error.strerror}): mend it, or leave it out."
            ) from error
        _check_unchanged(shard)

    def skip(self, reason: str, line: int) -> None:
        """Count a record that was read as one that could not be used.

        Raises
        ------
        UsageError
            None is to be skipped.
        """
        try:
            self.skips.add(reason, line)
        except StrictStop as stop:
            raise self._stopped(stop) from None

    def source(self, records: int) -> Source:
        """Return what was read, when all was."""
        return Source(
            name=self._shard.name,
            digest=self._digest,
            bytes=self._bytes,
            records=records,
            skipped=dict(sorted(self.skips.counts.items())),
        )

    def _records(self) -> Iterator[Document]:
        shard = self._shard
        with RangeReader(shard.path, shard.start, shard.end) as packed:
            lines = Lines(
                open_stream(packed, shard.path, shard.packing),
                self._limit,
                first=not shard.start,
            )
            try:
                yield from self._documents(lines)
            except EndedError as ended:
                self.skips.add(ended.reason, lines.number + 1)
            packed.drain()
            self.lines, self._digest, self._bytes = lines.number, packed.digest, packed.bytes

    def _documents(self, lines: Lines) -> Iterator[Document]:
        fields, limit = self._fields, self._limit
        match self._shard.kind:
            case Kind.JSONL:
                return read_jsonl(lines, fields, self.skips)
            case Kind.CSV:
                return read_rows(lines, fields, limit, self.skips, self._shard.label)
            case _:
                return read_paragraphs(lines, limit, self.skips)

    def _groups(self) -> Iterator[Document]:
        shard = self._shard
        chunks = chunks_of(shard, self._fields)
        yield from read_groups(shard, chunks, self._fields, self._limit, self.skips)
        self.lines = chunks.rows
        digest = hashlib.sha256()
        with Path(shard.path).open("rb") as file:
            for start, end in chunks.ranges:
                file.seek(start)
                for at in range(start, end, BLOCK):
                    digest.update(file.read(min(BLOCK, end - at)))
                self._bytes += end - start
        self._digest = digest.hexdigest()

    def _stopped(self, stop: StrictStop) -> UsageError:
        shard = self._shard
        if shard.kind is Kind.PARQUET:
            line = stop.line + chunks_of(shard, self._fields).first_row
            where = f"row {line:,} of {shard.label}"
        else:
            where = f"line {stop.line + _lines_before(shard):,} of {shard.label}"
        return UsageError(
            f"{where[0].upper()}{where[1:]} {REASONS[stop.reason]}: mend it, or read without "
            "--strict, which counts such records and goes on."
        )


def _check_unchanged(shard: Shard) -> None:
    try:
        state = Path(shard.path).stat()
    except OSError as error:
        raise _changed(shard) from error
    if (state.st_size, state.st_mtime_ns) != (shard.size, shard.mtime_ns):
        raise _changed(shard)


def _changed(shard: Shard) -> ChangedError:
    return ChangedError(
        f"{shard.label} changed while it was read: run again with --resume, which counts it anew."
    )


def _lines_before(shard: Shard) -> int:
    """Return how many lines of the file lie before a shard."""
    lines = left = 0
    with Path(shard.path).open("rb") as file:
        left = shard.start
        while left and (block := file.read(min(left, BLOCK))):
            lines += block.count(b"\n")
            left -= len(block)
    return lines
