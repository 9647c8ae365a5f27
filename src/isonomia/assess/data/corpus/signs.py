"""From texts to bytes in lower case, with what parts words told by few signs."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.characters import CAPITAL, MARK, ODD, Characters
from isonomia.assess.data.corpus.sentences import ENDS, STOP
from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.arrays import Bytes, Whole

__all__ = ["DOCUMENT", "END", "FULL_STOP", "LINE", "SPACE", "signs_of"]

SPACE, LINE, END, FULL_STOP, DOCUMENT = 32, 10, 1, 2, 30
"""What parts words; all below the first byte of any word."""

_BETWEEN = "\n" + chr(DOCUMENT)


def signs_of(texts: Sequence[str]) -> Bytes:
    """Return the bytes of texts, with ``DOCUMENT`` before, between and after them."""
    signs = _signs(texts)
    if np.count_nonzero(signs == DOCUMENT) != len(texts) + 1:
        signs = _signs([text.replace(chr(DOCUMENT), " ") for text in texts])
    return signs


def _signs(texts: Sequence[str]) -> Bytes:
    joined = _BETWEEN.join(("", *texts, ""))
    if joined.isascii():
        return np.frombuffer(joined.encode().translate(_ascii()), np.uint8)
    normal = _normal(joined)
    signs = _in_bytes(normal)
    if not _simplify(signs):
        # Some letters have a lower case of another length, or one that depends on those around.
        signs = _in_bytes(normal.lower())
        _simplify(signs, lowered=True)
    return signs


def _normal(text: str) -> str:
    """Return the normal form NFC; line by line, as whole texts take long for a single letter."""
    if unicodedata.is_normalized("NFC", text):
        return text
    return "\n".join([unicodedata.normalize("NFC", line) for line in text.split("\n")])


def _in_bytes(text: str) -> Bytes:
    encoded = text.encode("utf-8", "surrogatepass").translate(_ascii())
    return np.frombuffer(bytearray(encoded), np.uint8)


@cache
def _ascii() -> bytes:
    """Return what becomes of each byte; those of characters beyond ASCII stay."""
    table = bytearray(range(256))
    for code in range(128):
        sign = chr(code)
        table[code] = ord(sign.lower()) if words_of(sign) else SPACE
    for sign in ENDS:
        if sign.isascii():
            table[ord(sign)] = FULL_STOP if sign == STOP else END
    table[LINE], table[DOCUMENT] = LINE, DOCUMENT
    return bytes(table)


@cache
def _characters() -> Characters:
    return Characters(space=SPACE, end=END)


def _simplify(signs: Bytes, *, lowered: bool = False) -> bool:
    """Bring characters beyond ASCII into lower case or part words with them, in place.

    Returns
    -------
    bool
        Whether that could be done; if not, the whole text must be brought into lower case first.
    """
    leads = np.flatnonzero(signs >= 0xC0)
    codes, sizes = _decoded(signs, leads)
    kinds = _characters().kinds(codes)
    for sign in (SPACE, END):
        _part(signs, leads[kinds == sign], sizes[kinds == sign], sign)
    marks = kinds == MARK
    if marks.any():
        _part_at_lone_marks(signs, leads[marks], sizes[marks])
    if lowered:
        return True
    capitals = np.flatnonzero(kinds == CAPITAL)
    _write(signs, leads[capitals], sizes[capitals], _characters().lower(codes[capitals]))
    return not (kinds == ODD).any()


def _decoded(signs: Bytes, leads: Whole) -> tuple[Whole, Whole]:
    """Return the characters that begin at the given bytes of UTF-8, and their sizes in bytes."""
    first = signs[leads].astype(np.int64)
    sizes = 2 + (first >= 0xE0) + (first >= 0xF0)
    codes = (first & 0x7F >> sizes) << 6 | signs[leads + 1] & 0x3F
    for place, least in ((2, 0xE0), (3, 0xF0)):
        longer = np.flatnonzero(first >= least)
        codes[longer] = codes[longer] << 6 | signs[leads[longer] + place] & 0x3F
    return codes, sizes


def _write(signs: Bytes, leads: Whole, sizes: Whole, codes: Whole) -> None:
    """Write characters over others of the same sizes."""
    for place in (3, 2, 1):
        longer = np.flatnonzero(sizes > place)
        signs[leads[longer] + place] = codes[longer] & 0x3F | 0x80
        codes[longer] >>= 6
    signs[leads] = codes | 0xF00 >> sizes & 0xFF


def _part(signs: Bytes, leads: Whole, sizes: Whole, sign: int) -> None:
    """Write what parts words over characters."""
    signs[leads] = sign
    for place in (1, 2, 3):
        signs[leads[sizes > place] + place] = SPACE


def _part_at_lone_marks(signs: Bytes, leads: Whole, sizes: Whole) -> None:
    """Let combining marks part words where they follow none: a word cannot begin with one."""
    starts = np.ones(len(leads), dtype=bool)
    starts[1:] = leads[1:] != leads[:-1] + sizes[:-1]
    lone = signs[leads[starts] - 1] <= SPACE
    alone = lone[np.cumsum(starts) - 1]
    _part(signs, leads[alone], sizes[alone], SPACE)
