"""From texts to one block of bytes whose words are parted by single spaces.

A block begins and ends with a space. Its words are numbered over all its documents; sentences and
documents are kept as the numbers of their first words.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.data.corpus.ranks import Ranks
from isonomia.assess.data.corpus.sentences import ENDS, STOP
from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.arrays import Bytes, Whole

__all__ = ["Block", "Normaliser"]

_SPACE, _LINE, _END, _FULL_STOP, _DOCUMENT = 32, 10, 1, 2, 30
"""What parts words in a block being made; all below the first byte of any word."""

_BETWEEN = chr(_DOCUMENT)

_WORD, _MARK = 0, 3
"""Classes of characters beyond ASCII, besides those that part words."""

_UNKNOWN = 255


class Block(NamedTuple):
    """Texts as they are searched.

    Attributes
    ----------
    data : array of bytes
        Words in lower case, in UTF-8, with one space before, between and after.
    sentences : Ranks
        Of the words that begin a sentence.
    documents : array, one longer than there are documents
        The number of each one's first word, and of all words.
    """

    data: Bytes
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
            befores = range(_SPACE + 1) if before == _SPACE else (int(before),)
            for byte in befores:
                self._may_be_title[byte << 8 | int(last)] = True

    def block(self, texts: Sequence[str]) -> Block:
        """Return texts as one block."""
        signs = _signs(texts)
        apart = signs <= _SPACE
        begins = apart.copy()
        begins[1:] &= ~apart[:-1]
        # The word after the n-th run of what parts words is the n-th, counted from 0.
        special = np.flatnonzero(signs < _SPACE)
        word = Ranks(begins).upto(special) - 1
        kind = signs[special]
        documents = word[kind == _DOCUMENT]
        sentences = np.zeros(documents[-1] + 1, dtype=bool)
        sentences[documents] = True
        sentences[word[kind == _END]] = True
        stops = kind == _FULL_STOP
        sentences[word[stops][~self._after_titles(signs, special[stops])]] = True
        sentences[_empty_lines(word[kind == _LINE])] = True
        data = np.maximum(signs[~apart | begins], _SPACE)
        return Block(data, Ranks(sentences), documents)

    def _after_titles(self, signs: Bytes, stops: Whole) -> np.ndarray:
        """Return which full stops belong to an abbreviated title."""
        # A block begins with what parts words, so that looking before it finds the like at its end.
        pairs = signs[stops - 2].astype(np.uint16) << 8 | signs[stops - 1]
        places = np.flatnonzero(self._may_be_title[pairs])
        after = np.zeros(len(stops), dtype=bool)
        for title in self._titles:
            left = places
            for back, byte in enumerate(title, start=1):
                found = signs[np.maximum(stops[left] - back, 0)]
                left = left[found <= _SPACE if byte == _SPACE else found == byte]
            after[left] = True
        return after


def _empty_lines(lines: Whole) -> Whole:
    """Return the words before which there are two ends of lines and no word between."""
    words: Whole = lines[1:][lines[1:] == lines[:-1]]
    return words


def _signs(texts: Sequence[str]) -> Bytes:
    """Return texts in lower case as bytes, with what parts words told by few signs."""
    joined = _BETWEEN.join(("", *texts, ""))
    if joined.count(_BETWEEN) != len(texts) + 1:
        joined = _BETWEEN.join(("", *(text.replace(_BETWEEN, " ") for text in texts), ""))
    if joined.isascii():
        return np.frombuffer(joined.encode().translate(_ascii()), np.uint8)
    lowered = unicodedata.normalize("NFC", joined).lower()
    signs = np.frombuffer(
        bytearray(lowered.encode("utf-8", "surrogatepass").translate(_ascii())), np.uint8
    )
    _part_beyond_ascii(signs)
    return signs


@cache
def _ascii() -> bytes:
    """Return what becomes of each byte; those of characters beyond ASCII stay."""
    table = bytearray(range(256))
    for code in range(128):
        sign = chr(code)
        table[code] = ord(sign.lower()) if words_of(sign) else _SPACE
    for sign in ENDS:
        if sign.isascii():
            table[ord(sign)] = _FULL_STOP if sign == STOP else _END
    table[_LINE], table[_DOCUMENT] = _LINE, _DOCUMENT
    return bytes(table)


def _part_beyond_ascii(signs: Bytes) -> None:
    """Write what parts words over the characters beyond ASCII that do so, in place."""
    leads = np.flatnonzero(signs >= 0xC0)
    codes, sizes = _decoded(signs, leads)
    classes = _classes(codes)
    for class_ in (_SPACE, _END):
        _overwrite(signs, leads[classes == class_], sizes[classes == class_], class_)
    marks = classes == _MARK
    if marks.any():
        _part_lone_marks(signs, leads[marks], sizes[marks])


def _decoded(signs: Bytes, leads: Whole) -> tuple[Whole, Whole]:
    """Return the characters that begin at the given bytes of UTF-8, and their sizes in bytes."""
    first = signs[leads].astype(np.int64)
    sizes = 2 + (first >= 0xE0) + (first >= 0xF0)
    codes = first & (0x7F >> sizes)
    for place in (1, 2, 3):
        longer = sizes > place
        follow = signs[leads[longer] + place].astype(np.int64) & 0x3F
        codes[longer] = codes[longer] << 6 | follow
    return codes, sizes


def _overwrite(signs: Bytes, leads: Whole, sizes: Whole, byte: int) -> None:
    for place in range(4):
        signs[leads[sizes > place] + place] = byte if place == 0 else _SPACE


def _part_lone_marks(signs: Bytes, leads: Whole, sizes: Whole) -> None:
    """Let combining marks part words where they follow none: a word cannot begin with one."""
    starts = np.ones(len(leads), dtype=bool)
    starts[1:] = leads[1:] != leads[:-1] + sizes[:-1]
    lone = signs[leads[starts] - 1] <= _SPACE
    alone = lone[np.cumsum(starts) - 1]
    _overwrite(signs, leads[alone], sizes[alone], _SPACE)


def _classes(codes: Whole) -> Bytes:
    """Return the class of each character; a new one is looked up once."""
    known = _known_classes()
    classes = known[codes]
    new = codes[classes == _UNKNOWN]
    if len(new):
        for code in np.unique(new):
            known[code] = _class(chr(code))
        classes = known[codes]
    return classes


@cache
def _known_classes() -> Bytes:
    return np.full(0x110000, _UNKNOWN, dtype=np.uint8)


def _class(sign: str) -> int:
    if sign in ENDS:
        return _END
    if words_of(sign):
        return _WORD
    return _MARK if len(words_of(f"a{sign}a")) == 1 else _SPACE
