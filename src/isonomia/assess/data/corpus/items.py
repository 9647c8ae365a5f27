"""The items that a lexicon gives, by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.catalogue import (
    ALL,
    item_of_pair,
    items_of_term,
    labels_of_term,
    pair_labels,
)

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Whole
    from isonomia.assess.data.corpus.catalogue import Item
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["Items"]

NONE = -1


class Items:
    """Numbers of the items that a lexicon gives.

    Attributes
    ----------
    names : list of items
    everything : int
        The number of the item of all terms.
    of_term : array, shape (terms, 4)
        What an occurrence of each term counts for; -1 is nothing.
    label_of_term : array
        What each term may be in a pair: a bit, or 0 for nothing; the first halves have the lowest.
    of_pair : array, shape (first halves, second halves)
        The item of each pair.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        terms = lexicon.terms
        contexts, roles = pair_labels(lexicon)
        pairs = [item_of_pair(context, role) for context in contexts for role in roles]
        plain = dict.fromkeys((ALL, *(item for term in terms for item in items_of_term(term))))
        self.names: list[Item] = [*plain, *pairs]
        number = {name: place for place, name in enumerate(self.names)}
        self.everything = number[ALL]
        self.of_term = np.full((len(terms), 4), NONE, dtype=np.int64)
        for place, term in enumerate(terms):
            items = [number[item] for item in items_of_term(term)]
            self.of_term[place, : len(items)] = items
        bits = {label: 1 << place for place, label in enumerate((*contexts, *roles))}
        labels = [sum(bits[label] for label in labels_of_term(term)) for term in terms]
        self.label_of_term = np.array(labels, dtype=np.int64)
        self.of_pair = np.array([number[pair] for pair in pairs], dtype=np.int64).reshape(
            len(contexts), len(roles)
        )

    def counted_for(self, term: Whole) -> tuple[Whole, Whole]:
        """Return for some occurrences of terms which one counts for which item."""
        items = self.of_term[term]
        row, place = np.nonzero(items != NONE)
        return row, items[row, place]
