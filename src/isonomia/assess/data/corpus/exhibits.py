"""The tables of one language's part of a corpus: occupations, kinds of words, their meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure
from isonomia.assess.data.corpus.section import label_of
from isonomia.assess.data.corpus.typical import typical_words
from isonomia.statistics.association import share_against_rest, share_of_mentions
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.corpus.section import Section
    from isonomia.assess.data.corpus.view import CorpusView
    from isonomia.evidence import Entry, Exhibit
    from isonomia.vocabulary import Term

__all__ = ["corpus_exhibits"]


def corpus_exhibits(view: CorpusView, section: Section) -> Iterator[Exhibit]:
    """Yield the tables of one language."""
    yield _occupations(view, section)
    yield _groups(view, section)
    yield typical_words(view, section)
    yield _pairs(view, section)


def _occupations(view: CorpusView, section: Section) -> Exhibit:
    found = [
        term
        for term in view.lexicon.terms
        if term.group == "occupation" and view.beside("term", term.id).total
    ]
    # The best known first: they are drawn, and of the others a picture would tell little.
    found.sort(key=lambda term: (-view.beside("term", term.id).documents, term.id))
    return section.table(
        "occupations",
        [
            ("occupation-row", "name"),
            ("documents", "count"),
            ("pairs", "count"),
            ("share-women", "share"),
            ("labour-share", "share"),
            ("from-market", "difference"),
            ("from-half", "difference"),
            ("feminine-form", "count"),
            ("masculine-form", "count"),
        ],
        [_occupation(view, section, term) for term in found],
        notes=[section.audit.words[f"{name}-note"] for name in ("occupations", "forms")],
        plot=3,
        reference=0.5,
    )


def _occupation(view: CorpusView, section: Section, term: Term) -> tuple[Entry, ...]:
    row, sums = view.row("term", term.id), view.beside("term", term.id)
    share = share_of_mentions(sums, section.level)
    return (
        label_of(term),
        row["documents"],
        sums.total,
        figure(share),
        term.share,
        None if term.share is None else figure(share, -term.share),
        figure(share, -0.5),
        row["named_woman"],
        row["named_man"],
    )


def _groups(view: CorpusView, section: Section) -> Exhibit:
    fields = dict.fromkeys(
        f"{term.group}:{term.field}" for term in view.lexicon.terms if term.field
    )
    items = [("group", group) for group in view.lexicon.groups]
    items += [("field", field) for field in fields]
    return section.table(
        "groups",
        [
            ("group-row", "name"),
            ("documents", "count"),
            ("women", "count"),
            ("men", "count"),
            ("share-women", "share"),
            ("from-rest", "difference"),
        ],
        [_group(view, section, kind, item) for kind, item in items],
        plot=5,
        reference=0.0,
    )


def _group(view: CorpusView, section: Section, kind: str, item: str) -> tuple[Entry, ...]:
    sums, products = view.beside(kind, item), view.products(kind, item)
    return (
        section.described(item),
        view.row(kind, item)["documents"],
        sums.first,
        sums.second,
        figure(share_of_mentions(sums, section.level)),
        figure(share_against_rest(sums, view.whole, products, section.level)),
    )


def _pairs(view: CorpusView, section: Section) -> Exhibit:
    items = sorted({key[1] for key, _ in view.near if key[0] == "pair"})
    seen = [item for item in items if view.beside("pair", item).total]
    seen.sort(key=lambda item: (-view.beside("pair", item).total, item))
    never = [item for item in items if item not in seen]
    return section.table(
        "pairs",
        [
            ("group-row", "name"),
            ("documents", "count"),
            ("women", "count"),
            ("men", "count"),
            ("share-women", "share"),
        ],
        [_pair(view, section, item) for item in seen],
        notes=[section.audit.word("never-note", pairs=_listed(section, never))] if never else [],
        plot=4,
        reference=0.5,
    )


def _pair(view: CorpusView, section: Section, item: str) -> tuple[Entry, ...]:
    sums = view.beside("pair", item)
    share = figure(share_of_mentions(sums, section.level))
    return (section.described(item), sums.documents, sums.first, sums.second, share)


def _listed(section: Section, items: list[str]) -> Text:
    named = [section.described(item) for item in items]
    return Text(**{code: "; ".join(text[code] for text in named) for code in LANGUAGES})
