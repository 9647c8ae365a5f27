"""Hashed features: a text as counts in numbered buckets, with no word kept."""

from __future__ import annotations

import zlib
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from isonomia.protect.guard.plain import words

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["BUCKETS", "features"]

BUCKETS = 2**17
"""Number of buckets; a power of two, so that a hash is cut to it without bias."""

SIZES = (3, 4, 5)
"""Lengths of runs of characters inside a word, its edges included."""

FORGET = 2**15
"""How many words' buckets are remembered for speed."""


def features(plain_text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the buckets of a plain text's words, pairs of words and runs of characters.

    Parameters
    ----------
    plain_text : str
        A text as ``plain`` returns it.

    Returns
    -------
    buckets : array of shape (n,)
        Distinct bucket numbers in ``range(BUCKETS)``, ascending.
    values : array of shape (n,)
        ``1 + ln(count)`` of each, divided by the Euclidean norm of them all.
    """
    found = words(plain_text)
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    pairs = [_bucket(f"{first} {second}") for first, second in pairwise(found)]
    every = np.concatenate([np.array(pairs, dtype=np.int64), *map(_of_word, found)])
    buckets, counts = np.unique(every, return_counts=True)
    values = 1 + np.log(counts)
    return buckets, values / np.linalg.norm(values)


def _bucket(term: str) -> int:
    return zlib.crc32(term.encode()) & (BUCKETS - 1)


@lru_cache(FORGET)
def _of_word(word: str) -> npt.NDArray[np.int64]:
    edged = f"<{word}>"
    runs = (edged[at : at + size] for size in SIZES for at in range(len(edged) - size + 1))
    return np.array([_bucket(word), *map(_bucket, runs)], dtype=np.int64)
