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

    from isonomia.assess.data.corpus.arrays import Bytes, Whole
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["EXCEPTION", "MAN", "TERM", "WOMAN", "Automaton", "Hits"]

WOMAN, MAN, EXCEPTION, TERM = 0, 1, 2, 3
"""What a phrase stands for. A phrase that stands for two things is found as two."""


class Phrase(NamedTuple):
    """Words that are looked for, and what they stand for."""

    words: tuple[str, ...]
    role: int
    term: int = 0
    named: int = 0


class Hits(NamedTuple):
    """What was found: numbers of phrases, and the byte of the space before each."""

    phrase: Whole
    start: Whole


class Automaton:
    """Finds the phrases of a lexicon in blocks.

    Attributes
    ----------
    role, term, named, words : arrays, one entry a phrase
        What it stands for; the number of its term, and whether it names a woman (1), a man (2) or
        neither (0); how many words it has.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        phrases = sorted(set(_phrases(lexicon)))
        self.role = np.array([phrase.role for phrase in phrases], dtype=np.int64)
        self.term = np.array([phrase.term for phrase in phrases], dtype=np.int64)
        self.named = np.array([phrase.named for phrase in phrases], dtype=np.int64)
        self.words = np.array([len(phrase.words) for phrase in phrases], dtype=np.int64)
        patterns = [f" {' '.join(phrase.words)} ".encode() for phrase in phrases]
        self._search = BytesAhoCorasick(patterns, implementation=Implementation.DFA)

    def find(self, data: Bytes) -> Hits:
        """Return all phrases in a block, overlapping ones too."""
        found = self._search.find_matches_as_indexes(data.data, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found))
        return Hits(flat[::3], flat[1::3])


def _phrases(lexicon: Lexicon) -> Iterator[Phrase]:
    roles = ((WOMAN, lexicon.woman), (MAN, lexicon.man), (EXCEPTION, lexicon.exceptions))
    for role, texts in roles:
        for text in texts:
            yield Phrase(tuple(words_of(text)), role)
    for number, term in enumerate(lexicon.terms):
        for form in term.forms:
            named = GENDERS.index(form.gender) + 1 if form.gender else 0
            yield Phrase(tuple(words_of(form.text)), TERM, number, named)
