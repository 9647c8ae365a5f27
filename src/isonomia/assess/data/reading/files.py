"""Which files are meant by the paths that were given."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.data.reading.globbing import (
    Entry,
    entries,
    expand,
    folders_below,
    look_at,
    printable,
)
from isonomia.assess.data.reading.shard import Kind
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["KINDS", "FoundFile", "find_files", "listed"]

KINDS = {
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".json": Kind.JSONL,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".txt": Kind.TEXT,
    ".md": Kind.TEXT,
    ".parquet": Kind.PARQUET,
}
PACKINGS = {".gz": "gz", ".zst": "zst"}

NAMED = 5
"""Most names in one note."""


@dataclass(frozen=True)
class FoundFile:
    """A file that can be read."""

    path: str
    label: str
    kind: Kind
    packing: str


@dataclass
class _Search:
    files: dict[str, FoundFile] = field(default_factory=dict)
    """By the real path."""
    again: list[str] = field(default_factory=list)
    other: Counter[str] = field(default_factory=Counter)
    """Files of other kinds, by suffix."""
    skipped: Counter[str] = field(default_factory=Counter)
    """What is no file, by what it is."""

    def notes(self) -> list[str]:
        """Say what was not read, and what was read once only."""
        notes = []
        if self.other:
            kinds = ", ".join(f"{suffix} {n:,}" for suffix, n in sorted(self.other.items()))
            n = self.other.total()
            notes.append(
                f"{_not_read(n, 'file of another kind', 'files of other kinds')}: {kinds}."
            )
        notes += [f"{_not_read(n, what, f'{what}s')}." for what, n in sorted(self.skipped.items())]
        if self.again:
            notes.append(f"Given more than once and read once: {listed(self.again)}.")
        return notes


def find_files(paths: Sequence[str]) -> tuple[list[FoundFile], list[str]]:
    """Return the files that are meant, by name, and what a reader should know of the others.

    Raises
    ------
    UsageError
        A path matches nothing, is no file that can be read, or all are of other kinds.
    """
    search = _Search()
    for path in paths:
        _look_for(path, search)
    if not search.files:
        given = listed([printable(path) for path in paths]) or "no path"
        raise UsageError(
            f"There is nothing to read in {given}: give files or folders of {_kinds()}."
        )
    files = sorted(search.files.values(), key=lambda file: (file.label, file.path))
    return files, search.notes()


def listed(names: Sequence[str]) -> str:
    """Return names for a note: the first few, and how many more."""
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest:,} more" if rest > 0 else "")


def _look_for(path: str, search: _Search) -> None:
    known = set(search.files)
    if path and os.path.lexists(path):
        entry = look_at(Path(path))
        if entry.what not in ("file", "folder"):
            raise UsageError(f"{printable(path)} is a {entry.what}: give files or folders.")
        if entry.what == "file" and _kind_of(entry.path) is None:
            raise UsageError(f"{printable(path)} is of a kind that is not read: give {_kinds()}.")
        found = [entry]
    else:
        found = [look_at(match) for match in expand(path)]
        if not found:
            raise UsageError(
                f"Nothing is found at {printable(path) or 'an empty path'}: check how it is "
                "written, and from which folder."
            )
    for entry in found:
        for one in _below(entry):
            _take(one, search, known)


def _below(entry: Entry) -> Iterator[Entry]:
    """Yield what is to be read: the files of a folder, or the thing itself."""
    if entry.what != "folder":
        yield entry
        return
    for folder in folders_below(entry.path):
        yield from (one for one in entries(folder) if one.what != "folder")


def _take(entry: Entry, search: _Search, known: set[str]) -> None:
    if entry.what != "file":
        search.skipped[entry.what] += 1
        return
    kind = _kind_of(entry.path)
    if kind is None:
        search.other[entry.path.suffix.lower() or "no suffix"] += 1
        return
    real = os.path.realpath(entry.path)
    label = printable(entry.path)
    file = FoundFile(str(entry.path.absolute()), label, *kind)
    first = search.files.setdefault(real, file)
    # One path may reach a file by several ways; that is worth a note only between two names.
    if first is not file and (real in known or first.label != label):
        search.again.append(label)


def _kind_of(path: Path) -> tuple[Kind, str] | None:
    name = Path(path.name.lower())
    packing = PACKINGS.get(name.suffix, "")
    kind = KINDS.get(Path(name.stem).suffix if packing else name.suffix)
    return None if kind is None or (packing and kind is Kind.PARQUET) else (kind, packing)


def _kinds() -> str:
    packed = [suffix for suffix, kind in KINDS.items() if kind is not Kind.PARQUET]
    return f"{', '.join(packed)} (also {' or '.join(PACKINGS)} of these) or .parquet"


def _not_read(n: int, one: str, many: str) -> str:
    return f"1 {one} was not read" if n == 1 else f"{n:,} {many} were not read"
