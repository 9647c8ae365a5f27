"""Sums of rows with equal keys, kept small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isonomia.assess.data.corpus.arrays import Whole

__all__ = ["Sums", "summed"]

FEW = 1 << 15


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

    Rows wait until there are as many as there are sums, and are then added up at once: so the cost
    of a row does not grow with the number of keys.

    Parameters
    ----------
    columns : int
        How many sums a key has.
    """

    def __init__(self, columns: int) -> None:
        nothing = np.zeros(0, dtype=np.int64)
        self._waiting: list[tuple[Whole, Sequence[Whole]]] = [(nothing, [nothing] * columns)]
        self._number = 0

    def add(self, keys: Whole, columns: Sequence[Whole]) -> None:
        """Add rows, one entry in each column, of given keys."""
        self._waiting.append((keys, columns))
        self._number += len(keys)
        if self._number > max(FEW, 2 * len(self._waiting[0][0])):
            self._add_up()

    def __iter__(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield each key with its sums."""
        self._add_up()
        keys, columns = self._waiting[0]
        rows = zip(*(column.tolist() for column in columns), strict=True)
        yield from zip(keys.tolist(), rows, strict=True)

    def _add_up(self) -> None:
        keys, columns = zip(*self._waiting, strict=True)
        joined = [np.concatenate(parts) for parts in zip(*columns, strict=True)]
        self._waiting = [summed(np.concatenate(keys), joined)]
        self._number = len(self._waiting[0][0])
