"""Who is not known, and how values were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.fields import BREAK, LABEL, OUTCOME
from isonomia.assess.tables.groups import said
from isonomia.assess.tables.mapping import MISSING, NOT_MAPPED, UNKNOWN
from isonomia.assess.tables.showing import figures
from isonomia.statistics.selection import wilson_limits
from isonomia.vocabulary import LANGUAGES, abusive_words, mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import Audit
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.assess.tables.showing import Head, Showing
    from isonomia.evidence import Counts, Entry, Exhibit
    from isonomia.vocabulary import Text

__all__ = ["MISSING_HEADS", "masked", "missing_rows", "missing_table", "values_table"]

MISSING_HEADS: list[Head] = [
    ("column", "name"),
    ("rows", "count"),
    ("missing", "count"),
    ("unknown", "count"),
    ("not-mapped", "count"),
    ("share-missing", "share"),
]


def missing_table(view: DecisionView, showing: Showing) -> Exhibit:
    """Return how many rows do not say what, column by column."""
    named = [name for name in (OUTCOME, LABEL, BREAK) if name in view.profile.settings]
    held = [
        {group: sums["records"] for group, sums in view.groups(name).items()} for name in view.names
    ]
    held += [_as_read(view, name) for name in named]
    rows = missing_rows(showing, [*view.names, *named], held)
    if "score" in view.profile.settings:
        n = view.total["records"]
        without = n - view.total["scored"]
        share = figures(wilson_limits([without], [n], showing.level))[0]
        rows.append((said(showing.audit, "score"), n, without, None, None, share))
    return showing.table("missing", MISSING_HEADS, rows)


def missing_rows(
    showing: Showing, names: Sequence[str], held: Sequence[dict[str, int]]
) -> list[tuple[Entry, ...]]:
    """Return a row for each column: how many rows have no group, and why."""
    without = [[one.get(kind, 0) for kind in (MISSING, UNKNOWN, NOT_MAPPED)] for one in held]
    totals = [sum(one.values()) for one in held]
    shares = figures(wilson_limits([sum(one) for one in without], totals, showing.level))
    return [
        (said(showing.audit, name), total, *kinds, share)
        for name, total, kinds, share in zip(names, totals, without, shares, strict=True)
    ]


def values_table(view: DecisionView, showing: Showing) -> Exhibit:
    """Return what stood in the columns that were mapped, or of which one value counts."""
    audit = showing.audit
    counts = view.profile.table("values")
    rows: list[tuple[Entry, ...]] = []
    for (column, text, group), (n,) in counts:
        name = column.removesuffix("-values")
        if name == column:
            rows.append((said(audit, name), masked(audit, text), n, said(audit, group)))
        else:
            positive = text == view.setting(f"{name}-value")
            counts_as = audit.words["yes" if positive else "no"]
            is_known = text not in {MISSING, UNKNOWN, NOT_MAPPED}
            rows.append(
                (said(audit, name), masked(audit, text), n, counts_as if is_known else None)
            )
    heads: list[Head] = [("column", "name"), ("value", "name"), ("rows", "count")]
    return showing.table("values", [*heads, ("counts-as", "name")], sorted(rows, key=_by_size))


def masked(audit: Audit, text: str) -> Text:
    """Return a text from the data as a person may see it."""
    words = frozenset().union(*map(abusive_words, LANGUAGES))
    return said(audit, mask(text, words)) if text else said(audit, MISSING)


def _by_size(row: tuple[Entry, ...]) -> tuple[str, int]:
    column, _, n, _ = row
    return getattr(column, "en", ""), -int(n)  # type: ignore[arg-type]


def _as_read(view: DecisionView, name: str) -> dict[str, int]:
    rows: Counts = view.profile.table("values").where(column=f"{name}-values")
    return {key[1]: sums[0] for key, sums in rows}
