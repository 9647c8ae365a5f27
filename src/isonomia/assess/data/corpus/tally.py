"""Sums over the documents of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.data.corpus.sums import summed

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.arrays import Whole

__all__ = ["mention_rows", "near_rows"]

MENTIONS_OF_ITEM, NAMED_WOMAN, NAMED_MAN, NEAR_WOMAN, NEAR_MAN = range(5)
"""Columns of what is told of items before documents are summed over."""


def mention_rows(tokens: Whole, woman: Whole, man: Whole) -> Whole:
    """Return the columns of the table of mentions, one row a document."""
    with_woman, with_man = woman > 0, man > 0
    columns = (
        np.ones_like(tokens),
        tokens,
        woman,
        man,
        with_woman,
        with_man,
        with_woman & with_man,
        woman * woman,
        man * man,
        woman * man,
    )
    return np.stack(columns, axis=1).astype(np.int64)


def near_rows(
    cells: Whole, told: Whole, items: int, everything: int, mentioned: Whole
) -> tuple[Whole, Whole, Whole]:
    """Return documents, items, and the columns of the table of what is near.

    Parameters
    ----------
    cells : array, shape (n,)
        Document times `items` plus item, of anything that was found.
    told : array, shape (n, 5)
        Whether it is an occurrence, one that names a woman, a man; women and men near it.
    items : int
        How many items there are.
    everything : int
        The item of all terms together.
    mentioned : array, shape (documents, 2)
        How often each document mentions women, and men.
    """
    cells, told = summed(cells, told)
    document, item = np.divmod(cells, items)
    woman, man = told[:, NEAR_WOMAN], told[:, NEAR_MAN]
    total = np.zeros((len(mentioned), 2), dtype=np.int64)
    whole = item == everything
    total[document[whole]] = told[whole, NEAR_WOMAN:]
    all_woman, all_man = total[document].T
    columns = (
        told[:, MENTIONS_OF_ITEM],
        np.ones_like(woman),
        told[:, NAMED_WOMAN],
        told[:, NAMED_MAN],
        woman,
        man,
        woman > 0,
        man > 0,
        *(mentioned[document] > 0).T,
        woman * woman,
        man * man,
        woman * man,
        woman * all_woman,
        woman * all_man,
        man * all_woman,
        man * all_man,
    )
    return document, item, np.stack(columns, axis=1).astype(np.int64)
