"""One language's part of an audit: its questions and tables, named so that languages stay apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isonomia.assess.audits import as_it_is, filled
from isonomia.assess.audits.showing import Showing
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import Audit
    from isonomia.assess.audits.showing import Head
    from isonomia.evidence import Claim, Entry, Exhibit
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Term, Text

__all__ = ["Section", "label_of"]

MOST_ROWS = 300
"""Every occupation of a list has its row: whoever looks for one finds it."""


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
        reach: tuple[float, float] = (0.0, 0.0),
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
            reach=reach,
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
        columns: Sequence[Head],
        rows: Sequence[tuple[Entry, ...]],
        *,
        notes: Sequence[Text] = (),
        plot: int | None = None,
        reference: float | None = None,
    ) -> Exhibit:
        """Return a table; its title, lead and heads are words of the audit."""
        return Showing(self.audit, self.level, MOST_ROWS).table(
            name,
            columns,
            rows,
            ident=self.named(name),
            notes=notes,
            plot=plot,
            reference=reference,
            where=self.where,
        )


def label_of(term: Term) -> Text:
    """Return a term as a reader knows it: by its first form, or the first of either gender.

    Of abuse there is only the first letter.
    """
    by_gender = {form.gender: form.text for form in reversed(term.forms)}
    word = " / ".join(by_gender[gender] for gender in ("woman", "man") if gender in by_gender)
    word = by_gender.get("", word)
    return as_it_is(f"{word[0]}{BLOCK}" if term.group == "abuse" else word)
