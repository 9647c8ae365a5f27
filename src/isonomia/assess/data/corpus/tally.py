"""Sums over the documents of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.data.corpus.sums import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.arrays import Whole

__all__ = ["Told", "mention_columns", "near_columns"]


class Told(NamedTuple):
    """What is told of items in documents: one entry for each occurrence of an item.

    Attributes
    ----------
    cell : array
        Document times the number of items, plus item.
    named_woman, named_man : array
        Whether it stands in a form that tells a gender.
    woman, man : array
        How many words for each gender are near.
    """

    cell: Whole
    named_woman: Whole
    named_man: Whole
    woman: Whole
    man: Whole

    def joined(self, other: Told) -> Told:
        """Return both as one."""
        return Told(*map(np.concatenate, zip(self, other, strict=True)))


def mention_columns(tokens: Whole, woman: Whole, man: Whole) -> list[Whole]:
    """Return the columns of the table of mentions, one entry a document."""
    with_woman, with_man = (woman > 0).astype(np.int64), (man > 0).astype(np.int64)
    return [
        np.ones_like(tokens),
        tokens,
        woman,
        man,
        with_woman,
        with_man,
        with_woman * with_man,
        woman * woman,
        man * man,
        woman * man,
    ]


def near_columns(
    told: Told, items: int, everything: int, mentioned: Sequence[Whole]
) -> tuple[Whole, Whole, list[Whole]]:
    """Return documents, their items, and the columns of the table of what is near.

    Parameters
    ----------
    told : Told
        What was found in a block.
    items : int
        How many items there are.
    everything : int
        The item of all terms together.
    mentioned : pair of arrays
        How often each document mentions women, and men.
    """
    cells, (occurrences, named_woman, named_man, woman, man) = summed(
        told.cell, [np.ones_like(told.cell), *told[1:]]
    )
    document, item = np.divmod(cells, items)
    whole = item == everything
    totals = np.zeros((2, len(mentioned[0])), dtype=np.int64)
    totals[:, document[whole]] = woman[whole], man[whole]
    all_woman, all_man = totals[0][document], totals[1][document]
    columns = [
        occurrences,
        np.ones_like(cells),
        named_woman,
        named_man,
        woman,
        man,
        (woman > 0).astype(np.int64),
        (man > 0).astype(np.int64),
        *((of_gender > 0).astype(np.int64)[document] for of_gender in mentioned),
        woman * woman,
        man * man,
        woman * man,
        woman * all_woman,
        woman * all_man,
        man * all_woman,
        man * all_man,
    ]
    return document, item, columns
