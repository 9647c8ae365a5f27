"""How many of something stand before a place, without a list of them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Truth, Whole

__all__ = ["Ranks"]

_BITS = np.uint64(63)
_ONE = np.uint64(1)


class Ranks:
    """Counts the true places up to any place.

    One bit a place and one sum per 64 of them are kept, so that asking for a few places of a long
    array is cheap: they are asked for hits only.
    """

    def __init__(self, truth: Truth) -> None:
        packed = np.packbits(truth, bitorder="little")
        padded = np.zeros(-(-(len(packed) + 1) // 8) * 8, dtype=np.uint8)
        padded[: len(packed)] = packed
        self._bits = padded.view("<u8")
        ones = np.bitwise_count(self._bits)
        self._before = np.cumsum(ones, dtype=np.int64) - ones

    def before(self, places: Whole) -> Whole:
        """Return how many true places there are before each of `places`."""
        word = places >> 6
        lower = (_ONE << (places.astype(np.uint64) & _BITS)) - _ONE
        ranks: Whole = self._before[word] + np.bitwise_count(self._bits[word] & lower)
        return ranks

    def upto(self, places: Whole) -> Whole:
        """Return how many true places there are up to each of `places`, itself among them."""
        return self.before(places + 1)
