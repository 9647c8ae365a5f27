"""All phrases of a lexicon, found in one pass."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from ahocorasick_rs import BytesAhoCorasick, Implementation

from isonomia.assess.data.corpus.catalogue import GENDERS
from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.corpus.arrays import Whole
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["EXCEPTION", "MAN", "TERM", "WOMAN", "Automaton", "Hits"]

WOMAN, MAN, EXCEPTION, TERM = range(4)
"""What a phrase stands for. A phrase that stands for two things is found as two."""

NOBODY = -1

_NOWHERE = [bytes((byte,)) for byte in range(4)]
"""Patterns that no block holds. All others begin with a space, and where patterns begin with at
most three different bytes, the search looks for those apart before it begins: that pays where they
are rare. With four more there is no such search, and a third of the time is saved."""


class Phrase(NamedTuple):
    """What is looked for, and what it stands for."""

    role: int
    words: tuple[str, ...]
    term: int = 0
    named: int = NOBODY


class Hits(NamedTuple):
    """What was found: numbers of phrases, and the byte of the space before each."""

    phrase: Whole
    start: Whole


class Automaton:
    """Finds the phrases of a lexicon in blocks.

    Attributes
    ----------
    begins : array, shape (5,)
        The number of the first phrase of each role, and how many phrases there are.
    term, named, words : arrays, one entry a phrase
        The number of its term; whether it names a woman, a man or nobody; how many words it has.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        phrases = sorted(set(_phrases(lexicon)))
        roles = [phrase.role for phrase in phrases]
        self.begins = np.searchsorted(roles, range(5))
        self.term = np.array([phrase.term for phrase in phrases], dtype=np.int64)
        self.named = np.array([phrase.named for phrase in phrases], dtype=np.int64)
        self.words = np.array([len(phrase.words) for phrase in phrases], dtype=np.int64)
        patterns = [f" {' '.join(phrase.words)} ".encode() for phrase in phrases]
        self._search = BytesAhoCorasick([*patterns, *_NOWHERE], implementation=Implementation.DFA)

    def find(self, data: bytes) -> Hits:
        """Return all phrases in a block, overlapping ones too."""
        found = self._search.find_matches_as_indexes(data, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        return Hits(flat[::3], flat[1::3])


def _phrases(lexicon: Lexicon) -> Iterator[Phrase]:
    roles = ((WOMAN, lexicon.woman), (MAN, lexicon.man), (EXCEPTION, lexicon.exceptions))
    for role, texts in roles:
        for text in texts:
            yield Phrase(role, tuple(words_of(text)))
    for number, term in enumerate(lexicon.terms):
        for form in term.forms:
            named = GENDERS.index(form.gender) if form.gender else NOBODY
            yield Phrase(TERM, tuple(words_of(form.text)), number, named)
