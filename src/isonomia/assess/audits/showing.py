"""Tables of an assessment, from an audit's words and vectors of estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from isonomia.evidence import Column, Exhibit, Figure
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import Audit
    from isonomia.evidence import Entry
    from isonomia.statistics import Interval
    from isonomia.statistics.selection import Limits

__all__ = ["MOST_ROWS", "Head", "Showing", "figure", "figures", "spelled"]

MOST_ROWS = 60
"""More rows than this nobody reads: the profile has them all."""

Scale = Literal["name", "count", "share", "difference", "ratio", "number", "p"]
Head = tuple[str, Scale]


@dataclass(frozen=True)
class Showing:
    """What all tables of one assessment share.

    Attributes
    ----------
    audit : Audit
        Its words.
    level : float
        Confidence level of all intervals.
    most_rows : int
        Rows that a table shows; the profile has the others.
    """

    audit: Audit
    level: float
    most_rows: int = MOST_ROWS

    def table(
        self,
        name: str,
        heads: Sequence[Head],
        rows: Sequence[tuple[Entry, ...]],
        *,
        ident: str = "",
        notes: Sequence[Text] = (),
        plot: int | None = None,
        reference: float | None = None,
        omitted: int = 0,
        **slots: Text | str | int,
    ) -> Exhibit:
        """Return a table; its title, lead and heads are words of the audit."""
        return Exhibit(
            id=ident or name,
            title=self.audit.word(f"{name}-title", **slots),
            lead=self.audit.word(f"{name}-lead", **slots),
            columns=tuple(
                Column(title=self.audit.word(key, **slots), scale=scale) for key, scale in heads
            ),
            rows=tuple(rows[: self.most_rows]),
            notes=tuple(notes),
            plot=plot,
            reference=reference,
            omitted=omitted + max(0, len(rows) - self.most_rows),
        )


def figure(interval: Interval | None, shift: float = 0.0) -> Figure | None:
    """Return an interval as it stands in a table, moved by a known number; None without one."""
    if interval is None:
        return None
    limits = (interval.low, interval.high)
    return _figure(
        interval.value + shift, *(None if one is None else one + shift for one in limits)
    )


def figures(limits: Limits) -> list[Figure | None]:
    """Return the intervals of many cells as they stand in a table."""
    return [_figure(*one) for one in zip(*(part.tolist() for part in limits), strict=True)]


def spelled(number: str, unit: str = "") -> Text:
    """Return a number as each language writes it, given as English does."""
    comma = number.replace(".", ",")
    spaced = f" {unit}" if unit else ""
    return Text(en=number + unit, vi=comma + spaced, fr=comma + spaced)


def _figure(value: float, low: float | None, high: float | None) -> Figure | None:
    if not math.isfinite(value):
        return None
    return Figure(value=value, low=_finite(low), high=_finite(high))


def _finite(limit: float | None) -> float | None:
    return limit if limit is not None and math.isfinite(limit) else None
