"""Sums of rows with equal keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from isonomia.assess.data.corpus.arrays import Whole

__all__ = ["Sums", "summed"]

NOWHERE = -1


def summed(keys: Whole, columns: Sequence[Whole]) -> tuple[Whole, list[Whole]]:
    """Return the keys that occur, rising, and each column's sums by key."""
    order = np.argsort(keys)
    ordered = keys[order]
    is_first = np.empty(len(keys), dtype=bool)
    is_first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(is_first) - 1
    occurring = ordered[is_first]
    sums = [np.zeros(len(occurring), dtype=np.int64) for _ in columns]
    for held, column in zip(sums, columns, strict=True):
        np.add.at(held, place, column)
    return occurring, sums


class Sums:
    """Whole-number sums by key, to which rows are added.

    A key is a whole number, of which there may be many more than occur: each that occurs is given
    the next free place among the sums.

    Parameters
    ----------
    columns : int
        How many sums a key has.
    """

    def __init__(self, columns: int) -> None:
        self._place = np.zeros(0, dtype=np.int32)
        self._keys = np.zeros(0, dtype=np.int64)
        self._sums = np.zeros((columns, 0), dtype=np.int64)

    def add(self, keys: Whole, columns: Sequence[Whole]) -> None:
        """Add rows, one entry in each column, of given keys."""
        if not len(keys):
            return
        places = self._places(keys)
        for sums, column in zip(self._sums, columns, strict=True):
            np.add.at(sums, places, column)

    def __iter__(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield each key with its sums, keys rising."""
        order = np.argsort(self._keys)
        rows = zip(*self._sums[:, order].tolist(), strict=True)
        yield from zip(self._keys[order].tolist(), rows, strict=True)

    def _places(self, keys: Whole) -> NDArray[np.int32]:
        missing = int(keys.max()) + 1 - len(self._place)
        if missing > 0:
            more = np.full(max(missing, len(self._place)), NOWHERE, dtype=np.int32)
            self._place = np.concatenate((self._place, more))
        places = self._place[keys]
        new = np.unique(keys[places == NOWHERE])
        if len(new):
            self._place[new] = np.arange(len(new)) + len(self._keys)
            self._keys = np.concatenate((self._keys, new))
            if len(self._keys) > self._sums.shape[1]:
                self._sums = np.pad(self._sums, ((0, 0), (0, len(self._keys))))
            places = self._place[keys]
        return places
