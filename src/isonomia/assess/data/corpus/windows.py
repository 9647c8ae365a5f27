"""Which mentions and terms of a block are near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.data.corpus.automaton import EXCEPTION
from isonomia.assess.data.corpus.ranks import Ranks

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Truth, Whole
    from isonomia.assess.data.corpus.automaton import Automaton
    from isonomia.assess.data.corpus.normalise import Block

__all__ = ["Found", "found_in", "near"]


class Found(NamedTuple):
    """Phrases in a block, in no order.

    Attributes
    ----------
    phrase : array
        Their numbers.
    place : array
        Where they begin. Counted in words within a sentence; between sentences lies more than a
        window.
    document : array
        The number of the document in the block.
    """

    phrase: Whole
    place: Whole
    document: Whole

    def where(self, truth: Truth) -> Found:
        """Return some of them."""
        return Found(self.phrase[truth], self.place[truth], self.document[truth])


def found_in(block: Block, automaton: Automaton, window: int) -> Found:
    """Return the phrases of a block that count.

    Those do not count that go over the end of a sentence, and words for a gender inside an
    exception.
    """
    phrase, start = automaton.find(block.data)
    word = Ranks(block.data == ord(" ")).before(start)
    sentence = np.searchsorted(block.cuts, word, side="right")
    several = np.flatnonzero(automaton.words[phrase] > 1)
    last = word[several] + automaton.words[phrase[several]] - 1
    whole = np.ones(len(phrase), dtype=bool)
    whole[several] = np.searchsorted(block.cuts, last, side="right") == sentence[several]
    document = np.searchsorted(block.documents, word, side="right") - 1
    place = word + sentence * (window + 1)
    found = Found(phrase, place, document).where(whole)
    return found.where(~_excepted(found, automaton))


def _excepted(found: Found, automaton: Automaton) -> Truth:
    """Return which phrases are words for a gender that stand inside an exception."""
    role = automaton.role[found.phrase]
    begins, ends = found.place, found.place + automaton.words[found.phrase]
    exceptions = np.flatnonzero(role == EXCEPTION)
    excepted = np.zeros(len(role), dtype=bool)
    if len(exceptions):
        order = exceptions[np.argsort(begins[exceptions])]
        furthest = np.maximum.accumulate(ends[order])
        gendered = np.flatnonzero(role < EXCEPTION)
        before = np.searchsorted(begins[order], begins[gendered], side="right") - 1
        excepted[gendered] = (before >= 0) & (furthest[before] >= ends[gendered])
    return excepted


def near(places: Whole, others: Whole, window: int) -> Whole:
    """Return how many of `others`, which rise, are within the window around each of `places`."""
    upto = np.searchsorted(others, places + window, side="right")
    before = np.searchsorted(others, places - window, side="left")
    numbers: Whole = upto - before
    return numbers
