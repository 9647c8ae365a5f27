"""Who is not known, and texts from the data as a person may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figures
from isonomia.assess.tables.groups import said
from isonomia.assess.tables.mapping import MISSING, NOT_MAPPED, UNKNOWN
from isonomia.statistics.selection import wilson_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.assess.audits.showing import Head, Showing
    from isonomia.evidence import Counts, Entry, Exhibit

__all__ = ["MISSING_HEADS", "UNREAD", "missing_rows", "read_as", "values_table"]

UNREAD = "-unread"
"""After the name of a column of numbers, what of it is none: in a note, not among the values."""

MISSING_HEADS: list[Head] = [
    ("column", "name"),
    ("rows", "count"),
    ("missing", "count"),
    ("unknown", "count"),
    ("not-mapped", "count"),
    ("share-missing", "share"),
]


def missing_rows(
    showing: Showing, names: Sequence[str], held: Sequence[Mapping[str, int]]
) -> list[tuple[Entry, ...]]:
    """Return a row for each column: how many rows have no group, and why."""
    without = [[one.get(kind, 0) for kind in (MISSING, UNKNOWN, NOT_MAPPED)] for one in held]
    totals = [sum(one.values()) for one in held]
    shares = figures(wilson_limits([sum(one) for one in without], totals, showing.level))
    return [
        (said(showing.audit, name), total, *kinds, share)
        for name, total, kinds, share in zip(names, totals, without, shares, strict=True)
    ]


def values_table(counts: Counts, settings: Mapping[str, str], showing: Showing) -> Exhibit:
    """Return what stood in the columns that were mapped, or of which one value counts."""
    audit = showing.audit
    rows: list[tuple[Entry, ...]] = []
    for (column, text, group), (n,) in sorted(counts, key=lambda row: (row[0][0], -row[1][0])):
        if column.endswith(UNREAD):
            continue
        name = column.removesuffix("-values")
        counts_as: Entry = said(audit, group)
        if name != column:
            positive = text == settings.get(f"{name}-value", "")
            is_known = text not in {MISSING, UNKNOWN, NOT_MAPPED}
            counts_as = audit.words["yes" if positive else "no"] if is_known else None
        rows.append((said(audit, name), said(audit, text), n, counts_as))
    heads: list[Head] = [("column", "name"), ("value", "name"), ("rows", "count")]
    return showing.table("values", [*heads, ("counts-as", "name")], rows)


def read_as(counts: Counts, name: str) -> dict[str, int]:
    """Return how many rows hold which value of a column of which one value counts."""
    return {key[1]: sums[0] for key, sums in counts.where(column=f"{name}-values")}
