"""The fast engine: one search over a block of texts, then arithmetic on what was found."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.automaton import MAN, TERM, WOMAN, Automaton
from isonomia.assess.data.corpus.catalogue import MENTIONS, NEAR
from isonomia.assess.data.corpus.items import Items
from isonomia.assess.data.corpus.normalise import Normaliser
from isonomia.assess.data.corpus.sentences import abbreviations
from isonomia.assess.data.corpus.sums import Sums
from isonomia.assess.data.corpus.tally import Told, mention_columns, near_columns
from isonomia.assess.data.corpus.windows import found_in, near, near_both_halves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.catalogue import DocumentKey, Rows
    from isonomia.assess.data.corpus.windows import Found
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["FastEngine"]


@lru_cache(maxsize=8)
def _compiled(lexicon: Lexicon) -> tuple[Automaton, Items]:
    """Return what is made of a lexicon; kept, for each shard has an engine of its own."""
    return Automaton(lexicon), Items(lexicon)


class FastEngine:
    """Counts texts of one language.

    Parameters
    ----------
    lexicon : Lexicon
        What is counted.
    window : int
        How many words apart two things may begin and be near each other.
    """

    def __init__(self, lexicon: Lexicon, window: int) -> None:
        self.window = window
        self._normaliser = Normaliser(abbreviations(lexicon.language))
        self._automaton, self._items = _compiled(lexicon)
        self._keys: dict[DocumentKey, int] = {}
        self._mentions, self._near = Sums(len(MENTIONS)), Sums(len(NEAR))

    def scan(self, texts: Sequence[str], keys: Sequence[DocumentKey]) -> None:
        """Count some documents; about half a million characters at once are the fastest."""
        ids, items, documents = self._keys, self._items, len(texts)
        key = np.array([ids.setdefault(key, len(ids)) for key in keys], dtype=np.int64)
        block = self._normaliser.block(texts)
        found = found_in(block, self._automaton, self.window)
        women, men, terms = (found.of(self._automaton, role) for role in (WOMAN, MAN, TERM))
        mentioned = [np.bincount(some.document, minlength=documents) for some in (women, men)]
        self._mentions.add(key, mention_columns(np.diff(block.documents), *mentioned))
        told = self._told(women, men, terms).joined(self._told_of_pairs(women, men, terms))
        document, item, columns = near_columns(told, len(items.names), items.everything, mentioned)
        self._near.add(key[document] * len(items.names) + item, columns)

    def rows(self) -> tuple[Rows, Rows]:
        """Return what was counted so far: mentions, and what is near them."""
        keys, names = list(self._keys), self._items.names
        mentions = ((keys[at], sums) for at, sums in self._mentions)
        near = (
            ((*keys[at // len(names)], *names[at % len(names)]), sums) for at, sums in self._near
        )
        return mentions, near

    def _told(self, women: Found, men: Found, terms: Found) -> Told:
        """Return what is told of terms, and of their groups and fields."""
        row, item = self._items.counted_for(self._automaton.term[terms.phrase])
        named = self._automaton.named[terms.phrase]
        told = (
            (named == WOMAN).astype(np.int64),
            (named == MAN).astype(np.int64),
            near(terms.place, np.sort(women.place), self.window),
            near(terms.place, np.sort(men.place), self.window),
        )
        cell = terms.document[row] * len(self._items.names) + item
        return Told(cell, *(column[row] for column in told))

    def _told_of_pairs(self, women: Found, men: Found, terms: Found) -> Told:
        """Return what is told of pairs."""
        place, document = (
            np.concatenate(parts)
            for parts in ((women.place, men.place), (women.document, men.document))
        )
        label = self._items.label_of_term[self._automaton.term[terms.phrase]]
        halves = self._items.of_pair.shape
        mention, first, second = near_both_halves(place, terms.place, label, halves, self.window)
        cell = document[mention] * len(self._items.names) + self._items.of_pair[first, second]
        man = (mention >= len(women.place)).astype(np.int64)
        return Told(cell, np.zeros_like(cell), np.zeros_like(cell), 1 - man, man)
