"""Which mentions and terms of a block are near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.data.corpus.automaton import EXCEPTION
from isonomia.assess.data.corpus.ranks import Ranks

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Whole
    from isonomia.assess.data.corpus.automaton import Automaton
    from isonomia.assess.data.corpus.normalise import Block

__all__ = ["Found", "found_in", "near", "near_both_halves"]


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

    def without(self, places: Whole) -> Found:
        """Return all but those at some places."""
        return Found(*(np.delete(part, places) for part in self)) if len(places) else self

    def of(self, automaton: Automaton, role: int) -> Found:
        """Return those that stand for something."""
        first, end = automaton.begins[role], automaton.begins[role + 1]
        chosen = np.flatnonzero((self.phrase >= first) & (self.phrase < end))
        return Found(self.phrase[chosen], self.place[chosen], self.document[chosen])


def found_in(block: Block, automaton: Automaton, window: int) -> Found:
    """Return the phrases of a block that count.

    Those do not count that go over the end of a sentence, and words for a gender inside an
    exception.
    """
    phrase, start = automaton.find(block.data)
    word = Ranks(np.frombuffer(block.data, np.uint8) == ord(" ")).before(start)
    sentence = block.sentences.upto(word)
    document = np.searchsorted(block.documents, word, side="right") - 1
    found = Found(phrase, word + sentence * window, document)
    several = np.flatnonzero(automaton.words[phrase] > 1)
    last = word[several] + automaton.words[phrase[several]] - 1
    broken = several[block.sentences.upto(last) != sentence[several]]
    found = found.without(broken)
    return found.without(_excepted(found, automaton))


def _excepted(found: Found, automaton: Automaton) -> Whole:
    """Return which phrases are words for a gender that stand inside an exception."""
    first, last = automaton.begins[EXCEPTION], automaton.begins[EXCEPTION + 1]
    exceptions = np.flatnonzero((found.phrase >= first) & (found.phrase < last))
    gendered = np.flatnonzero(found.phrase < first)
    if not len(exceptions):
        return exceptions
    ends = found.place + automaton.words[found.phrase]
    exceptions = exceptions[np.argsort(found.place[exceptions])]
    furthest = np.maximum.accumulate(ends[exceptions])
    before = np.searchsorted(found.place[exceptions], found.place[gendered], side="right") - 1
    inside: Whole = gendered[(before >= 0) & (furthest[before] >= ends[gendered])]
    return inside


def near(places: Whole, others: Whole, window: int) -> Whole:
    """Return how many of `others`, which rise, are within the window around each of `places`."""
    upto = np.searchsorted(others, places + window, side="right")
    before = np.searchsorted(others, places - window, side="left")
    numbers: Whole = upto - before
    return numbers


def near_both_halves(
    places: Whole, others: Whole, label: Whole, halves: tuple[int, int], window: int
) -> tuple[Whole, Whole, Whole]:
    """Return which of `places` have both halves of which pairs within the window.

    Parameters
    ----------
    places : array
    others, label : array
        What may be a half of a pair: where it is, and its bit; 0 for none.
    halves : (int, int)
        How many first and second halves there are; the bits of the first ones are the lowest.
    window : int

    Returns
    -------
    place, first, second : array
        Indices into `places`, and numbers of both halves.
    """
    labelled = np.flatnonzero(label)
    labelled = labelled[np.argsort(others[labelled])]
    others, label = others[labelled], label[labelled]
    is_first = label < 1 << halves[0]
    some = np.flatnonzero(near(places, others[is_first], window))
    limits = np.searchsorted(others, [places[some] - window, places[some] + window + 1])
    # Every other sum of `reduceat` is that of what lies between two windows.
    held = np.bitwise_or.reduceat(np.append(label, 0), limits.T.ravel())[::2]
    has = held[:, None] >> np.arange(sum(halves)) & 1
    first, second = has[:, : halves[0], None], has[:, None, halves[0] :]
    mention, first, second = np.nonzero(first & second)
    return some[mention], first, second
