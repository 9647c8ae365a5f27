"""One language's part of an audit: its questions and tables, named so that languages stay apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from isonomia.assess.audits import as_it_is, filled
from isonomia.evidence import Column, Exhibit, Figure
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import Audit
    from isonomia.evidence import Claim, Entry
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Term, Text

__all__ = ["Section", "figure", "label_of"]

MOST_ROWS = 200
"""More rows than this nobody reads: the profile has them all."""

Scale = Literal["name", "count", "share", "difference", "ratio", "number", "p"]


@dataclass(frozen=True)
class Section:
    """An audit put to all texts, or to those in one of several languages.

    Attributes
    ----------
    audit : Audit
        The questions and words.
    level : float
        Confidence level of all intervals.
    language : str
        The language where there are several; empty where there is one.
    """

    audit: Audit
    level: float
    language: str = ""

    @property
    def where(self) -> Text | str:
        """The language in words, to follow a title."""
        if not self.language:
            return ""
        name = self.audit.names.get(self.language, as_it_is(self.language))
        return self.audit.word("in-language", language=name)

    def named(self, name: str) -> str:
        """Return the name of a claim or table, told apart by language."""
        return f"{name}-{self.language}" if self.language else name

    def claim(
        self,
        question: str,
        name: str,
        interval: Interval | None,
        *,
        units: int,
        trials: int,
        arms: tuple[str, ...],
        **slots: Text | str,
    ) -> Claim:
        """Return a claim; an interval without a value is nothing measured."""
        blank = interval is None or math.isnan(interval.value)
        return self.audit.claim(
            question,
            self.named(name),
            None if blank else interval,
            units=units,
            trials=trials,
            arms=arms,
            part=self.language or "all",
            where=self.where,
            **slots,
        )

    def described(self, item: str) -> Text:
        """Return a group, a field (``group:field``) or a pair (``one+other``) in words."""
        first, plus, second = item.partition("+")
        if plus:
            pair = self.audit.words["pair-of"]
            return filled(pair, first=self.described(first), second=self.described(second))
        group, colon, field = item.partition(":")
        if not colon:
            return self.audit.names.get(group, as_it_is(group))
        of = self.audit.words["field-of"]
        return filled(of, group=self.described(group), field=self.described(field))

    def table(
        self,
        name: str,
        columns: Sequence[tuple[str, Scale]],
        rows: Sequence[tuple[Entry, ...]],
        *,
        notes: Sequence[Text] = (),
        plot: int | None = None,
        reference: float | None = None,
        lead: str = "",
    ) -> Exhibit:
        """Return a table; its title, lead and heads are words of the audit."""
        return Exhibit(
            id=self.named(name),
            title=self.audit.word(f"{name}-title", where=self.where),
            lead=self.audit.words[lead or f"{name}-lead"],
            columns=tuple(
                Column(title=self.audit.words[key], scale=scale) for key, scale in columns
            ),
            rows=tuple(rows[:MOST_ROWS]),
            notes=tuple(notes),
            plot=plot,
            reference=reference,
            omitted=max(0, len(rows) - MOST_ROWS),
        )


def label_of(term: Term) -> Text:
    """Return a term as a reader knows it: by its first form, or the first of either gender.

    Of abuse there is only the first letter.
    """
    by_gender = {form.gender: form.text for form in reversed(term.forms)}
    word = " / ".join(by_gender[gender] for gender in ("woman", "man") if gender in by_gender)
    word = by_gender.get("", word)
    return as_it_is(f"{word[0]}{BLOCK}" if term.group == "abuse" else word)


def figure(interval: Interval | None, shift: float = 0.0) -> Figure | None:
    """Return an interval as it stands in a table, moved by a known number."""
    if interval is None or math.isnan(interval.value):
        return None
    low, high = interval.low, interval.high
    return Figure(
        value=interval.value + shift,
        low=None if low is None else low + shift,
        high=None if high is None else high + shift,
    )
