"""Where each group stands on the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure
from isonomia.assess.decisions.claims import list_mean
from isonomia.assess.decisions.rankings import EXPOSURE, TOP
from isonomia.assess.tables.groups import said, slug

if TYPE_CHECKING:
    from isonomia.assess.audits.showing import Head, Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Entry, Exhibit

__all__ = ["ranking_table"]


def ranking_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return each group's gaps over lists: of the shortlist, and of attention."""
    measures = [(EXPOSURE, "exposure-gap")]
    if view.setting("top"):
        measures.insert(0, (TOP, "top-gap"))
    gaps = {measure: view.gaps(name, measure) for measure, _ in measures}
    heads: list[Head] = [("group", "name")]
    for _, head in measures:
        heads += [("lists", "count"), (head, "difference")]
    rows: list[tuple[Entry, ...]] = []
    for group in gaps[EXPOSURE]:
        row: list[Entry] = [said(showing.audit, group)]
        for measure, _ in measures:
            found = gaps[measure].get(group, {})
            row += [sum(found.values()), figure(list_mean(found, showing.level))]
        rows.append(tuple(row))
    note = showing.audit.word(
        "rankings-note",
        lists=view.ranked("lists"),
        people=view.ranked("people"),
        alone=view.ranked(f"one-group {name}"),
    )
    return showing.table(
        "rankings",
        heads,
        rows,
        ident=f"rankings-{slug(name)}",
        notes=[note],
        plot=len(heads) - 1,
        reference=0.0,
        column=said(showing.audit, name),
    )
