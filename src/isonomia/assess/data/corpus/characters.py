"""What the characters beyond ASCII are: parts of words, or what parts words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.sentences import ENDS
from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Bytes, Whole

__all__ = ["CAPITAL", "MARK", "ODD", "WORD", "Characters"]

WORD, CAPITAL, MARK, ODD = 100, 101, 102, 103
"""A letter or digit in lower case; one whose lower case has as many bytes; a combining mark; a
letter with another lower case than that."""

_UNKNOWN = 0
_CODES = 0x110000
_SIGMA = "Σ"


class Characters:
    """Kinds and lower cases of characters, looked up one by one as they are met.

    Parameters
    ----------
    space, end : int
        The kinds of what parts words, and of what ends a sentence.
    """

    def __init__(self, space: int, end: int) -> None:
        self._space, self._end = space, end
        self._kinds = np.zeros(_CODES, dtype=np.uint8)
        self._lower = np.zeros(_CODES, dtype=np.int32)

    def kinds(self, codes: Whole) -> Bytes:
        """Return the kind of each character."""
        kinds: Bytes = self._kinds[codes]
        new = codes[kinds == _UNKNOWN]
        if len(new):
            for code in np.unique(new).tolist():
                self._kinds[code] = self._kind(chr(code))
            kinds = self._kinds[codes]
        return kinds

    def lower(self, codes: Whole) -> Whole:
        """Return the lower case of each character that is a capital."""
        return self._lower[codes].astype(np.int64)

    def _kind(self, sign: str) -> int:
        if sign in ENDS:
            return self._end
        if not words_of(sign):
            return MARK if len(words_of(f"a{sign}a")) == 1 else self._space
        lower = sign.lower()
        if lower == sign:
            return WORD
        # The only letter whose lower case depends on those around it is the Greek sigma.
        if len(lower) > 1 or sign == _SIGMA or len(lower.encode()) != len(sign.encode()):
            return ODD
        self._lower[ord(sign)] = ord(lower)
        return CAPITAL
