"""From texts to one block of bytes whose words are parted by single spaces.

A block begins and ends with a space. Its words are numbered over all its documents; sentences and
documents are kept as the numbers of their first words.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.data.corpus.ranks import Ranks
from isonomia.assess.data.corpus.signs import DOCUMENT, END, FULL_STOP, LINE, SPACE, signs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.arrays import Bytes, Truth, Whole

__all__ = ["Block", "Normaliser"]


class Block(NamedTuple):
    """Texts as they are searched.

    Attributes
    ----------
    data : bytes
        Words in lower case, in UTF-8, with one space before, between and after.
    sentences : Ranks
        Of the words that begin a sentence.
    documents : array, one longer than there are documents
        The number of each one's first word, and of all words.
    """

    data: bytes
    sentences: Ranks
    documents: Whole


class Normaliser:
    """Makes blocks of texts.

    Parameters
    ----------
    abbreviations : sequence of str
        Titles after which a full stop ends no sentence.
    """

    def __init__(self, abbreviations: Sequence[str]) -> None:
        self._titles = [np.frombuffer(f" {a}".encode(), np.uint8)[::-1] for a in abbreviations]
        self._may_be_title = np.zeros(1 << 16, dtype=bool)
        for last, before, *_ in self._titles:
            befores = range(SPACE + 1) if before == SPACE else (int(before),)
            for byte in befores:
                self._may_be_title[byte << 8 | int(last)] = True

    def block(self, texts: Sequence[str]) -> Block:
        """Return texts as one block."""
        signs = signs_of(texts)
        apart = signs <= SPACE
        begins = apart.copy()
        np.greater(apart[1:], apart[:-1], out=begins[1:])
        # The word after the n-th run of what parts words is the n-th, counted from 0.
        special = np.flatnonzero(signs < SPACE)
        word = Ranks(begins).upto(special) - 1
        kind = signs[special]
        documents = word[kind == DOCUMENT]
        sentences = np.zeros(documents[-1] + 1, dtype=bool)
        sentences[documents] = True
        sentences[word[kind == END]] = True
        stops = kind == FULL_STOP
        sentences[word[stops][~self._after_titles(signs, special[stops])]] = True
        sentences[_empty_lines(word[kind == LINE])] = True
        # Of each run, the first byte is kept, and made a space.
        kept = signs * (apart == begins).view(np.uint8)
        data = kept.tobytes().translate(_spaces(), b"\0")
        return Block(data, Ranks(sentences), documents)

    def _after_titles(self, signs: Bytes, stops: Whole) -> Truth:
        """Return which full stops belong to an abbreviated title."""
        # A block begins with two signs that part words, so that nothing is looked for before it.
        pairs = signs[stops - 2].astype(np.uint16) << 8 | signs[stops - 1]
        places = np.flatnonzero(self._may_be_title[pairs])
        after = np.zeros(len(stops), dtype=bool)
        for title in self._titles:
            left = places
            for back, byte in enumerate(title, start=1):
                found = signs[stops[left] - back]
                left = left[found <= SPACE if byte == SPACE else found == byte]
            after[left] = True
        return after


def _empty_lines(lines: Whole) -> Whole:
    """Return the words before which there are two ends of lines and no word between."""
    words: Whole = lines[1:][lines[1:] == lines[:-1]]
    return words


@cache
def _spaces() -> bytes:
    """Return what becomes of each byte once sentences are known: all that parts words is alike."""
    return bytes(max(byte, SPACE) for byte in range(256))
