"""Counting the rows of tables by the texts in their columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.tables.accounting import add_lost, bytes_of
from isonomia.assess.tables.files import find_files
from isonomia.assess.tables.mapping import NOT_MAPPED, Meaning, as_number, is_group, whole
from isonomia.assess.tables.sheets import MOST_PLACES, Place, listed
from isonomia.assess.tables.sql import BAND_MARK, raw_key
from isonomia.errors import UsageError
from isonomia.evidence import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from isonomia.assess.tables.files import DataFile
    from isonomia.assess.tables.sheets import Reader, Sheet, Skips
    from isonomia.evidence import Profile

__all__ = ["Asked", "Counted", "Rows", "count_rows", "open_sheets"]

MOST_CELLS = 1_000_000
MOST_VALUES = 2_000
LOOK_ROWS = 20_000
MOST_NUMBERS = 20
"""A column with more different numbers is a measurement, not a set of groups."""

Raw = tuple[str | None, ...]


class Asked(NamedTuple):
    """A column that rows are counted by.

    Attributes
    ----------
    name : str
        What it is called in the audit.
    column : str
        What it is called in the file.
    meaning : Meaning
        What its texts mean.
    """

    name: str
    column: str
    meaning: Meaning


@dataclass(slots=True)
class Rows:
    """What was counted in all files, by the texts as they stand there.

    Attributes
    ----------
    asked : tuple of Asked
        The columns, in the order of the keys.
    cells : dict of tuple of str to list of int
        For each combination of texts: the number of rows, then the sums asked for.
    sources : list of Source
        The files.
    places : list of Place
        The first places where a record could not be read.
    """

    asked: tuple[Asked, ...]
    cells: dict[Raw, list[int]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def values(self, name: str) -> Counter[str]:
        """Return how many rows hold each group of a column, as it is read."""
        place, read = self._column(name)
        found: Counter[str] = Counter()
        for key, sums in self.cells.items():
            found[read(key[place])] += sums[0]
        return found

    def texts(self, name: str) -> dict[tuple[str, str], int]:
        """Return how many rows hold each text of a column, with what it is read as."""
        place, read = self._column(name)
        found: Counter[tuple[str, str]] = Counter()
        for key, sums in self.cells.items():
            text = key[place]
            seen = read(text) if self._band(place, text) else whole(text or "")
            found[seen, read(text)] += sums[0]
        return dict(found)

    def reader(self, name: str) -> Callable[[Raw], str]:
        """Return what reads a column's group from a key, remembering what it read."""
        place, read = self._column(name)
        known: dict[str | None, str] = {}

        def group(key: Raw) -> str:
            text = key[place]
            if text not in known:
                known[text] = read(text)
            return known[text]

        return group

    def _column(self, name: str) -> tuple[int, Callable[[str | None], str]]:
        place = next(at for at, one in enumerate(self.asked) if one.name == name)
        meaning = self.asked[place].meaning

        def read(text: str | None) -> str:
            band = self._band(place, text)
            return meaning.bands[int(band)] if band else meaning.read(text)

        return place, read

    def _band(self, place: int, text: str | None) -> str:
        """Return the number of the band that a key stands for; empty where it is a text."""
        is_cut = bool(self.asked[place].meaning.cuts) and (text or "").startswith(BAND_MARK)
        return text[1:] if is_cut and text else ""


class Counted(NamedTuple):
    """A profile, and what a person is told beside it."""

    profile: Profile
    places: tuple[Place, ...]


def open_sheets(reader: Reader, paths: Sequence[Path | str]) -> list[Sheet]:
    """Open all files of a table; a file without rows is no reason to stop, unless all are.

    Raises
    ------
    UsageError
        A path leads nowhere, a file cannot be read, or all are empty.
    """
    files = find_files(paths)
    filled = [file for file in files if file.path.stat().st_size]
    if not filled:
        raise UsageError(f"There is nothing to count: {files[0].name} is empty.")
    return [reader.open(file) for file in filled]


def count_rows(
    reader: Reader,
    sheets: Sequence[Sheet],
    asked: Sequence[Asked],
    sums: Callable[[Sheet], Sequence[str]] = lambda _: (),
    *,
    more_keys: Callable[[Sheet], Sequence[str]] = lambda _: (),
    strict: bool = False,
) -> Rows:
    """Count the rows of all files by the texts in columns.

    Parameters
    ----------
    reader : Reader
        What reads them.
    sheets : sequence of Sheet
        The files.
    asked : sequence of Asked
        The columns.
    sums : callable
        SQL of whole-number sums to add up in each cell, given a sheet.
    more_keys : callable
        SQL of keys behind those of the columns.
    strict : bool
        Stop at the first record that cannot be read.

    Raises
    ------
    UsageError
        A column is missing or holds too many values, or a file cannot be read or changed meanwhile.
    """
    rows = Rows(tuple(asked))
    for sheet in sheets:
        _count_sheet(reader, sheet, rows, (sums(sheet), more_keys(sheet)), strict=strict)
    if not rows.cells:
        raise UsageError(f"There is no row to count in {sheets[0].file.name}: check the file.")
    for one in rows.asked:
        if not any(text for text, _ in rows.texts(one.name)):
            _check_named(reader, sheets, one)
    return rows


def check_numbers(rows: Rows, names: Sequence[str]) -> None:
    """Refuse a column of many different numbers: cutting it into groups is not for us to guess.

    Raises
    ------
    UsageError
        There is one.
    """
    for one in rows.asked:
        if one.name not in names or one.meaning.cuts:
            continue
        groups = [value for value in rows.values(one.name) if is_group(value)]
        numeric = all(as_number(value) is not None for value in groups)
        if numeric and len(groups) > MOST_NUMBERS:
            raise UsageError(
                f"{one.column!r} holds {len(groups)} different numbers, which are not groups yet: "
                f"say where to cut them in a mapping file, as in [{one.name}] cuts = [25, 40, 55]."
            )


def values_table(rows: Rows) -> Mapping[tuple[str, str, str], int]:
    """Return (name, text, group) and how many rows hold it, for every column with a mapping."""
    return {
        (one.name, text, group): n
        for one in rows.asked
        if not one.meaning.is_plain
        for (text, group), n in rows.texts(one.name).items()
        if text or group == NOT_MAPPED
    }


def _count_sheet(
    reader: Reader,
    sheet: Sheet,
    rows: Rows,
    extra: tuple[Sequence[str], Sequence[str]],
    *,
    strict: bool,
) -> None:
    file, asked = sheet.file, rows.asked
    before = _state(file)
    _look(reader, sheet, asked)
    keys = [raw_key(sheet.text(one.column), one.meaning) for one in asked] + list(extra[1])
    select = ", ".join([*keys, "count(*)", *extra[0]])
    groups = ", ".join(str(place) for place in range(1, len(keys) + 1))
    found = reader.rows(
        f"SELECT {select} FROM {reader.storing(sheet)} GROUP BY {groups} LIMIT {MOST_CELLS + 1}",  # noqa: S608
        file,
    )
    if len(found) > MOST_CELLS:
        raise UsageError(
            f"{file.name} has more than {MOST_CELLS:,} combinations of values: group by fewer "
            "columns, or map their values to fewer groups."
        )
    n = len(keys)
    skips, read = reader.skips(sheet), bytes_of(file)
    add_lost(reader, sheet, read, sum(row[n] for row in found), skips)
    if strict and skips.counts:
        raise UsageError(_stopped(file, skips))
    if _state(file) != before:
        raise UsageError(f"{file.name} changed while it was read: count it when it is at rest.")
    for row in found:
        held = rows.cells.setdefault(row[:n], [0] * (len(row) - n))
        for place, more in enumerate(row[n:]):
            held[place] += int(more or 0)
    rows.places = [*rows.places, *skips.places][:MOST_PLACES]
    rows.sources.append(
        Source(
            name=file.name,
            digest=read.digest,
            bytes=before[0],
            records=sum(row[n] for row in found),
            skipped=dict(sorted(skips.counts.items())),
        )
    )


def _look(reader: Reader, sheet: Sheet, asked: Sequence[Asked]) -> None:
    """Look at the first rows before counting all: a column of names or numbers is no grouping."""
    texts = [raw_key(sheet.text(one.column), one.meaning) for one in asked]
    select = ", ".join(f"count(DISTINCT x{place})" for place in range(len(texts)))
    columns = ", ".join(f"{text} AS x{place}" for place, text in enumerate(texts))
    found = reader.rows(
        f"SELECT {select} FROM (SELECT {columns} FROM {sheet.source} LIMIT {LOOK_ROWS})",  # noqa: S608
        sheet.file,
    )[0]
    for one, distinct in zip(asked, found, strict=True):
        if distinct > MOST_VALUES:
            raise UsageError(
                f"{one.column!r} holds more than {MOST_VALUES:,} different values in the first "
                f"{LOOK_ROWS:,} rows of {sheet.file.name}: it names people or measures something, "
                "and is no group."
            )


def _check_named(reader: Reader, sheets: Sequence[Sheet], one: Asked) -> None:
    """Refuse a key that no record of any file has; CSV and Parquet name their columns anyway."""
    for sheet in sheets:
        query = f"SELECT count(*) FROM {sheet.source} AND {sheet.exists(one.column)}"  # noqa: S608
        if sheet.file.form != "jsonl" or reader.rows(query, sheet.file)[0][0]:
            return
    raise UsageError(
        f"No record of {sheets[0].file.name} has the key {one.column!r}; the first one has "
        f"{listed(list(sheets[0].texts))}."
    )


def _state(file: DataFile) -> tuple[int, int, int]:
    try:
        state = file.path.stat()
    except OSError as error:
        raise UsageError(f"Cannot read {file.name} ({error.strerror}).") from error
    return state.st_size, state.st_mtime_ns, state.st_ino


def _stopped(file: DataFile, skips: Skips) -> str:
    rest = "Mend it, or leave out --strict to count what cannot be read and go on."
    if not skips.places:
        reason, n = skips.counts.most_common(1)[0]
        return f"{file.name}: {n:,} lines cannot be read ({reason}). {rest}"
    place = skips.places[0]
    return f"{place.file}, line {place.line}: the record cannot be read ({place.reason}). {rest}"
