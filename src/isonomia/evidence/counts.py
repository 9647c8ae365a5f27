"""Sums that can be merged: what a scan of texts or a table of decisions adds up to.

All sums are whole numbers, so that merging is associative and commutative to the last bit, in any
order and on any number of machines. Where intervals are over documents, the sums hold squares and
products per document too: then no document needs to be kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from isonomia.evidence.finding import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["CountTable", "Counts"]

Key = tuple[str, ...]


class CountTable(Record):
    """Counts as they are written: rows in the order of their keys; no sum is negative."""

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]

    @property
    def counts(self) -> Counts:
        """The counts, to be added to."""
        return Counts(self.name, self.keys, self.columns, self.rows)

    @model_validator(mode="after")
    def _check_rows(self) -> Self:
        names = (*self.keys, *self.columns)
        if not self.columns or len(set(self.columns)) < len(self.columns):
            raise ValueError(f"the columns of {self.name!r} do not each have a name of their own")
        if len(set(self.keys)) < len(self.keys):
            raise ValueError(f"two keys of {self.name!r} have one name")
        for key, sums in self.rows:
            if len(key) + len(sums) != len(names) or len(key) != len(self.keys):
                raise ValueError(f"a row of {self.name!r} has not the parts {', '.join(names)}")
            if min(sums) < 0:
                raise ValueError(f"a sum of {self.name!r} at {key} is negative")
        if len({key for key, _ in self.rows}) < len(self.rows):
            raise ValueError(f"two rows of {self.name!r} have one key")
        return self


class Counts:
    """Whole-number sums in named columns, by key.

    Parameters
    ----------
    name : str
        What is counted.
    keys : tuple of str
        Names of the parts of a key. A value that is missing in the data is the empty string.
    columns : tuple of str
        Names of the sums.
    rows : iterable of (key, sums), optional
        To begin with; rows of one key are added up.

    Examples
    --------
    >>> counts = Counts("decisions", ("gender",), ("n", "selected"))
    >>> counts.add(("woman",), (2, 1))
    >>> counts.add(("woman",), (3, 0))
    >>> counts["woman",]
    {'n': 5, 'selected': 1}
    """

    def __init__(
        self,
        name: str,
        keys: tuple[str, ...],
        columns: tuple[str, ...],
        rows: Iterable[tuple[Key, tuple[int, ...]]] = (),
    ) -> None:
        self.name, self.keys, self.columns = name, keys, columns
        self._rows: dict[Key, list[int]] = {}
        for key, sums in rows:
            self.add(key, sums)

    def add(self, key: Key, sums: Iterable[int]) -> None:
        """Add to the sums of one key."""
        held = self._rows.setdefault(tuple(key), [0] * len(self.columns))
        for place, (have, more) in enumerate(zip(held, sums, strict=True)):
            held[place] = have + int(more)

    def merge(self, other: Counts) -> Counts:
        """Return the counts of both; neither is changed.

        Raises
        ------
        ValueError
            They count different things.
        """
        self._check_like(other)
        return Counts(self.name, self.keys, self.columns, (*self, *other))

    def without(self, part: Counts) -> Counts:
        """Return these counts less those of a part of what was counted.

        Raises
        ------
        ValueError
            They count different things, or `part` holds what these do not.
        """
        self._check_like(part)
        rest = Counts(self.name, self.keys, self.columns, self)
        for key, sums in part:
            rest.add(key, (-n for n in sums))
            if min(rest._rows[key]) < 0:
                raise ValueError(f"{self.name} of the part exceed those of the whole at {key}.")
        return rest

    def by(self, *names: str) -> Counts:
        """Return the sums over all parts of the key but those named."""
        places = [self.keys.index(name) for name in names]
        rows = ((tuple(key[place] for place in places), sums) for key, sums in self)
        return Counts(self.name, names, self.columns, rows)

    def where(self, **fixed: str) -> Counts:
        """Return the rows whose key has the given parts."""
        places = {self.keys.index(name): value for name, value in fixed.items()}
        kept = (row for row in self if all(row[0][at] == value for at, value in places.items()))
        return Counts(self.name, self.keys, self.columns, kept)

    @property
    def total(self) -> Mapping[str, int]:
        """The sums over all rows."""
        return self.by()[()]

    @property
    def table(self) -> CountTable:
        """The counts as they are written."""
        return CountTable(name=self.name, keys=self.keys, columns=self.columns, rows=tuple(self))

    def _check_like(self, other: Counts) -> None:
        if (self.name, self.keys, self.columns) != (other.name, other.keys, other.columns):
            raise ValueError(
                f"{self.name} by {self.keys} and {other.name} by {other.keys} do not add up."
            )

    def __getitem__(self, key: Key) -> Mapping[str, int]:
        """Return the sums of one key, by column; zeros where nothing was counted."""
        sums = self._rows.get(tuple(key), [0] * len(self.columns))
        return dict(zip(self.columns, sums, strict=True))

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[tuple[Key, tuple[int, ...]]]:
        """Rows in the order of their keys, so that equal counts are written alike."""
        return iter([(key, tuple(sums)) for key, sums in sorted(self._rows.items())])

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counts) and self.table == other.table

    __hash__ = None  # type: ignore[assignment]  # counts grow
