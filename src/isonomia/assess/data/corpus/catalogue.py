"""What is counted: the tables, and the items that a lexicon gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from isonomia.evidence import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.vocabulary.lexicon import Lexicon, Term

__all__ = [
    "ALL",
    "GENDERS",
    "MENTIONS",
    "NEAR",
    "DocumentKey",
    "Item",
    "Rows",
    "item_of_pair",
    "items_of_term",
    "labels_of_term",
    "mentions_table",
    "near_table",
    "pair_labels",
]

DocumentKey = tuple[str, str, str]
"""Source, language and time of a document."""

Item = tuple[str, str]
"""Kind and name of what is counted near the genders."""

Rows = Iterable[tuple[tuple[str, ...], tuple[int, ...]]]
"""Keys and sums of a table."""

GENDERS = ("woman", "man")
ALL: Item = ("all", "")

DOCUMENT_KEYS = ("source", "language", "time")
MENTIONS = (
    "documents",
    "tokens",
    "woman",
    "man",
    "documents_woman",
    "documents_man",
    "documents_both",
    "woman_woman",
    "man_man",
    "woman_man",
)
"""Of all texts: documents, words, mentions; documents with them; sums of squares and products."""

NEAR = (
    "mentions",
    "documents",
    "named_woman",
    "named_man",
    "woman",
    "man",
    "documents_woman",
    "documents_man",
    "together_woman",
    "together_man",
    "woman_woman",
    "man_man",
    "woman_man",
    "woman_allwoman",
    "woman_allman",
    "man_allwoman",
    "man_allman",
)
"""Of an item: how often it stands, in how many documents, and in a form that tells a gender; how
often near each gender, in how many documents, and in how many that mention the gender anywhere;
sums over documents of squares and of products, the last four with the document's counts near all
terms together."""

CONTEXTS = ("age-old", "age-young", "nationality", "background")
"""What a person is besides a woman or a man: the first half of a pair."""

ROLES = ("care", "power", "appearance", "abuse")
"""Groups that are the second half of a pair, as every field of occupations is."""


def mentions_table(rows: Rows = ()) -> Counts:
    """Return a table of mentions by source, language and time."""
    return Counts("mentions", DOCUMENT_KEYS, MENTIONS, rows)


def near_table(rows: Rows = ()) -> Counts:
    """Return a table of what stands near the genders, also by kind and item."""
    return Counts("near", (*DOCUMENT_KEYS, "kind", "item"), NEAR, rows)


def items_of_term(term: Term) -> Iterator[Item]:
    """Yield all that an occurrence of a term counts for."""
    yield "term", term.id
    yield "group", term.group
    if term.field:
        yield "field", f"{term.group}:{term.field}"
    yield ALL


def labels_of_term(term: Term) -> Iterator[str]:
    """Yield what a term may be in a pair."""
    if term.group in (*CONTEXTS, *ROLES):
        yield term.group
    if term.group == "occupation":
        yield f"occupation:{term.field}"


def pair_labels(lexicon: Lexicon) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the first and the second halves of all pairs that a lexicon can fill."""
    labels = sorted({label for term in lexicon.terms for label in labels_of_term(term)})
    return (
        tuple(label for label in labels if label in CONTEXTS),
        tuple(label for label in labels if label not in CONTEXTS),
    )


def item_of_pair(context: str, role: str) -> Item:
    """Return the item of mentions that have both near them."""
    return "pair", f"{context}+{role}"
