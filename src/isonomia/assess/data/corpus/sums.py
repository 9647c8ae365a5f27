"""Sums of rows with equal keys, kept small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.corpus.arrays import Whole

__all__ = ["Sums", "summed"]

FEW = 1 << 15


def summed(keys: Whole, rows: Whole) -> tuple[Whole, Whole]:
    """Return the keys that occur, rising, and the sums of the rows of each.

    Parameters
    ----------
    keys : array, shape (n,)
    rows : array, shape (n, columns)
    """
    if not len(keys):
        return keys, rows
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.add.reduceat(rows[order], starts, axis=0)


class Sums:
    """Whole-number sums of rows by key, to which rows are added.

    Rows wait until there are as many as there are sums, and are then added up at once: so the cost
    of a row does not grow with the number of keys.

    Parameters
    ----------
    columns : int
        How many sums a key has.
    """

    def __init__(self, columns: int) -> None:
        self._waiting = [(np.zeros(0, dtype=np.int64), np.zeros((0, columns), dtype=np.int64))]
        self._number = 0

    def add(self, keys: Whole, rows: Whole) -> None:
        """Add rows of given keys."""
        self._waiting.append((keys, rows))
        self._number += len(keys)
        if self._number > max(FEW, 2 * len(self._waiting[0][0])):
            self._add_up()

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each key with its sums."""
        self._add_up()
        keys, rows = self._waiting[0]
        yield from zip(keys.tolist(), rows.tolist(), strict=True)

    def _add_up(self) -> None:
        keys = np.concatenate([keys for keys, _ in self._waiting])
        rows = np.concatenate([rows for _, rows in self._waiting])
        self._waiting = [summed(keys, rows)]
        self._number = len(self._waiting[0][0])
