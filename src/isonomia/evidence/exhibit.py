"""Tables that an assessment shows beside its findings."""

from __future__ import annotations

from typing import Literal

from isonomia.evidence.finding import Record
from isonomia.vocabulary import Text

__all__ = ["Column", "Entry", "Exhibit", "Figure"]

Scale = Literal["name", "count", "share", "difference", "ratio", "number", "p"]
"""What a column holds: names and words; whole numbers; shares of 1; differences between shares;
ratios; plain numbers; p-values."""


class Figure(Record):
    """An estimate in a table; limits are null where there can be none, never equal to it."""

    value: float
    low: float | None
    high: float | None


Entry = str | int | float | Text | Figure | None
"""What stands in a table: None where there is nothing to show, which is not 0."""


class Column(Record):
    """One column."""

    title: Text
    scale: Scale


class Exhibit(Record):
    """A table with what it shows in plain words; its first column names the row.

    ``plot`` is the place of a column of figures that is drawn beside the table, with a line at
    ``reference``; None for a table without a picture.
    """

    id: str
    title: Text
    lead: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[Text, ...] = ()
    plot: int | None = None
    reference: float | None = None
    omitted: int = 0
    """Rows that are in the profile but not on the page, because there are too many to read."""
