"""The words most tied to women, and to men: leads to follow, corrected for looking at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.audits.showing import figure
from isonomia.assess.data.corpus.section import label_of
from isonomia.evidence import Figure
from isonomia.statistics.association import log_odds_against_rest, npmi
from isonomia.statistics.discovery import benjamini_hochberg
from isonomia.statistics.distributions import critical

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.section import Section
    from isonomia.assess.data.corpus.view import CorpusView
    from isonomia.evidence import Entry, Exhibit
    from isonomia.statistics.association import LogOddsOfPart
    from isonomia.vocabulary import Term

__all__ = ["typical_words"]

MOST_TYPICAL = 20
"""Words shown for women, and for men."""

LEAST_RANKED = 5
"""Documents in which a word meets a woman or a man: below, any order is chance."""

LARGEST_LOG = 700.0
"""Beyond it the odds are infinite for a computer, and without meaning for anyone."""


class Tied(NamedTuple):
    """A word, how far it leans, and the expected share of false finds among such."""

    term: Term
    odds: LogOddsOfPart
    false_finds: float


def typical_words(view: CorpusView, section: Section) -> Exhibit:
    """Return the words that lean most, women's first, by log odds in standard errors."""
    met = [term for term in view.lexicon.terms if view.beside("term", term.id).total]
    ranked = [term for term in met if view.beside("term", term.id).documents >= LEAST_RANKED]
    tied = _tied(view, ranked)
    women = [one for one in reversed(tied) if one.odds.value > 0][:MOST_TYPICAL]
    men = [one for one in tied if one.odds.value < 0][:MOST_TYPICAL]
    notes = [section.audit.words["typical-note"]]
    if len(met) > len(ranked):
        notes.append(
            section.audit.word("rare-note", rare=len(met) - len(ranked), least=LEAST_RANKED)
        )
    if "abuse" in view.lexicon.groups:
        notes.append(section.audit.words["masked-note"])
    return section.table(
        "typical",
        [
            ("word-row", "name"),
            ("kind", "name"),
            ("women", "count"),
            ("men", "count"),
            ("odds", "ratio"),
            ("npmi-women", "number"),
            ("npmi-men", "number"),
            ("false-finds", "p"),
        ],
        [_row(view, section, one) for one in (*women, *reversed(men))],
        notes=notes,
        plot=4,
        reference=1.0,
    )


def _tied(view: CorpusView, met: list[Term]) -> list[Tied]:
    """Return words, those most tied to men first."""
    odds = [
        log_odds_against_rest(
            view.beside("term", term.id), view.whole, view.products("term", term.id)
        )
        for term in met
    ]
    told = [(term, one) for term, one in zip(met, odds, strict=True) if not math.isnan(one.value)]
    finds = benjamini_hochberg([one.p for _, one in told])
    found = [Tied(term, one, q) for (term, one), q in zip(told, finds, strict=True)]
    return sorted(found, key=lambda one: (one.odds.value / one.odds.se, one.term.id))


def _row(view: CorpusView, section: Section, one: Tied) -> tuple[Entry, ...]:
    term, odds = one.term, one.odds
    sums = view.beside("term", term.id)
    arm = critical(1 - section.level, max(sums.documents, 2) - 1.0) * odds.se
    low, value, high = (
        math.exp(min(at, LARGEST_LOG)) for at in (odds.value - arm, odds.value, odds.value + arm)
    )
    return (
        label_of(term),
        section.described(f"{term.group}:{term.field}" if term.field else term.group),
        sums.first,
        sums.second,
        Figure(value=value, low=low, high=high),
        _association(view, term.id, "woman", section.level),
        _association(view, term.id, "man", section.level),
        one.false_finds,
    )


def _association(view: CorpusView, term: str, gender: str, level: float) -> Figure | None:
    row, mentioned = view.row("term", term), view.mentions.total[f"documents_{gender}"]
    together = row[f"together_{gender}"]
    return figure(npmi(together, row["documents"], mentioned, view.documents, level))
