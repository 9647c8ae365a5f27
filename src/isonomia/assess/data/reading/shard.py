"""What is read: files cut into shards, and which fields of a record matter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from isonomia.errors import IncompleteError

__all__ = ["MAX_RECORD", "SHARD_BYTES", "ChangedError", "Fields", "Kind", "Plan", "Shard"]

SHARD_BYTES = 64 * 2**20
"""Bytes of a shard: a second or two of work, so that little is redone when a worker dies."""

MAX_RECORD = 16 * 2**20
"""Bytes of the longest record that is read: some 2.5 million words, several times the Bible."""


class ChangedError(IncompleteError):
    """A file is not as it was when it was planned: what was read of it does not count."""


class Kind(StrEnum):
    """How records lie in a file."""

    JSONL = "jsonl"
    """One JSON object in each line."""
    CSV = "csv"
    """Rows of cells, after a line that names the columns."""
    TEXT = "text"
    """Plain text: each paragraph, a run of lines that are not blank, is a record."""
    PARQUET = "parquet"


@dataclass(frozen=True)
class Fields:
    """Names of a record's fields; a dot leads into nested ones, unless a name holds the dot."""

    text: str
    source: str | None = None
    language: str | None = None
    time: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """All names that were given, once each."""
        given = (self.text, self.source, self.language, self.time)
        return tuple(dict.fromkeys(name for name in given if name is not None))


@dataclass(frozen=True)
class Shard:
    """A part of one file that is read at one go, and the file as it was planned."""

    path: str
    """Absolute: other processes and machines read it from elsewhere."""
    label: str
    """The path as it was given, in printable characters."""
    kind: Kind
    packing: str
    """``gz``, ``zst``, or nothing."""
    start: int
    end: int
    """Bytes from `start` to before `end`; row groups of Parquet."""
    whole: bool
    """Whether this is the whole file."""
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """The path as it was given, and the range where it is not the whole file."""
        if self.whole:
            return self.label
        unit = "row groups " if self.kind is Kind.PARQUET else ""
        return f"{self.label}[{unit}{self.start}-{self.end}]"

    @property
    def weight(self) -> int:
        """Bytes to read, about: for progress."""
        return self.size if self.whole or self.kind is Kind.PARQUET else self.end - self.start


@dataclass(frozen=True)
class Plan:
    """All shards of the data, in the order of their files, and what a reader should know."""

    shards: tuple[Shard, ...]
    notes: tuple[str, ...] = ()
