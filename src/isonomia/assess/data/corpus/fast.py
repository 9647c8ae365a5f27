"""The fast engine: one search over a block of texts, then arithmetic on what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.automaton import MAN, TERM, WOMAN, Automaton
from isonomia.assess.data.corpus.catalogue import (
    ALL,
    MENTIONS,
    NEAR,
    item_of_pair,
    items_of_term,
    labels_of_term,
    mentions_table,
    near_table,
    pair_labels,
)
from isonomia.assess.data.corpus.normalise import Normaliser
from isonomia.assess.data.corpus.sentences import abbreviations
from isonomia.assess.data.corpus.sums import Sums
from isonomia.assess.data.corpus.tally import mention_rows, near_rows
from isonomia.assess.data.corpus.windows import found_in, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.arrays import Whole
    from isonomia.assess.data.corpus.catalogue import DocumentKey
    from isonomia.assess.data.corpus.windows import Found
    from isonomia.evidence import Counts
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["FastEngine"]


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
        self._automaton = Automaton(lexicon)
        self._items = Items(lexicon)
        self._keys: dict[DocumentKey, int] = {}
        self._mentions, self._near = Sums(len(MENTIONS)), Sums(len(NEAR))

    def scan(self, texts: Sequence[str], keys: Sequence[DocumentKey]) -> None:
        """Count some documents; about a million characters at once are the fastest."""
        ids = self._keys
        key = np.array([ids.setdefault(key, len(ids)) for key in keys], dtype=np.int64)
        block = self._normaliser.block(texts)
        found = found_in(block, self._automaton, self.window)
        role = self._automaton.role[found.phrase]
        women, men, terms = (found.where(role == wanted) for wanted in (WOMAN, MAN, TERM))
        per_document = [
            np.bincount(some.document, minlength=len(texts)).astype(np.int64)
            for some in (women, men)
        ]
        self._mentions.add(key, mention_rows(np.diff(block.documents), *per_document))
        cells, told = self._told(women, men, terms)
        document, item, rows = near_rows(
            cells, told, len(self._items.names), self._items.everything, np.stack(per_document, 1)
        )
        self._near.add(key[document] * len(self._items.names) + item, rows)

    def counts(self) -> tuple[Counts, Counts]:
        """Return what was counted so far."""
        keys, names = list(self._keys), self._items.names
        mentions = ((keys[at], tuple(row)) for at, row in self._mentions)
        near = (
            ((*keys[at // len(names)], *names[at % len(names)]), tuple(row))
            for at, row in self._near
        )
        return mentions_table(mentions), near_table(near)

    def _told(self, women: Found, men: Found, terms: Found) -> tuple[Whole, Whole]:
        """Return what is told of items, and by which cell of document and item."""
        term = self._automaton.term[terms.phrase]
        named = self._automaton.named[terms.phrase]
        places = [np.sort(some.place) for some in (women, men)]
        of_terms = np.stack(
            (
                np.ones_like(term),
                named == 1,
                named == 2,
                *(near(terms.place, some, self.window) for some in places),
            ),
            axis=1,
        )
        items = self._items.of_terms[term]
        cells = terms.document[:, None] * len(self._items.names) + items
        kept = items >= 0
        told = np.repeat(of_terms, np.count_nonzero(kept, axis=1), axis=0)
        pairs = [
            self._pairs(mentions, terms, gender) for gender, mentions in enumerate((women, men))
        ]
        return (
            np.concatenate([cells[kept], *(cells for cells, _ in pairs)]),
            np.concatenate([told, *(told for _, told in pairs)]),
        )

    def _pairs(self, mentions: Found, terms: Found, gender: int) -> tuple[Whole, Whole]:
        """Return the cells of mentions that have both halves of a pair near them."""
        cells = [
            mentions.document[both] * len(self._items.names) + item
            for item, both in self._items.pairs_near(mentions, terms, self._automaton, self.window)
        ]
        told = [1, 0, 0, int(gender == 0), int(gender == 1)]
        joined = np.concatenate([*cells, np.zeros(0, dtype=np.int64)])
        return joined, np.tile(np.array(told, dtype=np.int64), (len(joined), 1))


class Items:
    """Numbers of the items that a lexicon gives.

    Attributes
    ----------
    names : list of items
    everything : int
        The number of the item of all terms.
    of_terms : array, shape (terms, 4)
        What an occurrence of each term counts for; -1 is nothing.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        names = dict.fromkeys(
            [ALL, *(item for term in lexicon.terms for item in items_of_term(term))]
        )
        contexts, roles = pair_labels(lexicon)
        pairs = {
            (context, role): item_of_pair(context, role) for context in contexts for role in roles
        }
        self.names = [*names, *pairs.values()]
        numbers = {name: number for number, name in enumerate(self.names)}
        self.everything = numbers[ALL]
        self.of_terms = np.full((len(lexicon.terms), 4), -1, dtype=np.int64)
        for number, term in enumerate(lexicon.terms):
            items = [numbers[item] for item in items_of_term(term)]
            self.of_terms[number, : len(items)] = items
        self._contexts, self._roles = contexts, roles
        self._pairs = {pair: numbers[name] for pair, name in pairs.items()}
        labels = [*contexts, *roles]
        self._label = np.array(
            [
                next((labels.index(label) for label in labels_of_term(term)), -1)
                for term in lexicon.terms
            ],
            dtype=np.int64,
        )

    def pairs_near(
        self, mentions: Found, terms: Found, automaton: Automaton, window: int
    ) -> list[tuple[int, Whole]]:
        """Return for each pair its item and which mentions have both halves near them."""
        label = self._label[automaton.term[terms.phrase]]
        number = len(self._contexts)
        in_context = np.sort(terms.place[(label >= 0) & (label < number)])
        some = np.flatnonzero(near(mentions.place, in_context, window))
        beside = [
            near(mentions.place[some], np.sort(terms.place[label == at]), window) > 0
            for at in range(number + len(self._roles))
        ]
        return [
            (self._pairs[context, role], some[beside[first] & beside[number + second]])
            for first, context in enumerate(self._contexts)
            for second, role in enumerate(self._roles)
        ]
