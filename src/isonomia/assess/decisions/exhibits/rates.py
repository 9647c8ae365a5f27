"""Selection rates and scoring rates with impact ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure, spelled
from isonomia.assess.tables.groups import best, known, said, slug
from isonomia.statistics.selection import impact_ratios

if TYPE_CHECKING:
    from isonomia.assess.audits.showing import Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.assess.tables.groups import Sums
    from isonomia.evidence import Entry, Exhibit
    from isonomia.statistics.selection import Impact
    from isonomia.vocabulary import Text

__all__ = ["rate_table", "reference_of", "score_table"]


def rate_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return who is selected, with the impact ratio of every group."""
    return _ratios(view, showing, name, ("rates", "selected", "decided"))


def score_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return who scores above the median, with the impact ratio of every group."""
    return _ratios(view, showing, name, ("scores", "above", "scored"))


def reference_of(view: DecisionView, name: str, of: str, among: str) -> tuple[str | None, str]:
    """Return the group that a table compares with, and the note that says how it was found."""
    stated = view.references.get(name)
    if stated is not None:
        return stated, "stated-note"
    return best(view.groups(name), of, among), "chosen-note"


def _ratios(view: DecisionView, showing: Showing, name: str, what: tuple[str, str, str]) -> Exhibit:
    table, of, among = what
    groups = view.groups(name)
    reference, how = reference_of(view, name, of, among)
    notes: list[Text] = []
    if reference is not None and len(known(groups)) > 1:
        notes = [
            showing.audit.word(how, reference=said(showing.audit, reference)),
            showing.audit.words["four-fifths-note"],
        ]
    heads = [("group", "name"), (among, "count"), (of, "count"), ("rate", "share")]
    heads += [("ratio", "ratio"), ("p", "p"), ("four-fifths", "name")]
    return showing.table(
        table,
        heads,  # type: ignore[arg-type]
        [_row(showing, one) for one in _impacts(groups, of, among, reference, showing.level)],
        ident=f"{table}-{slug(name)}",
        notes=notes,
        plot=4,
        reference=1.0,
        column=said(showing.audit, name),
        above=spelled(view.setting("above") or "–"),
    )


def _impacts(
    groups: dict[str, Sums], of: str, among: str, reference: str | None, level: float
) -> list[Impact]:
    counts = {group: (sums[of], sums[among]) for group, sums in groups.items()}
    if reference is None or not counts[reference][1]:
        return []
    return impact_ratios(counts, reference, level)


def _row(showing: Showing, one: Impact) -> tuple[Entry, ...]:
    words = showing.audit.words
    is_reference = one.group == one.reference
    below = one.below_four_fifths
    mark: Entry = words["is-reference"] if is_reference else None
    if below is not None:
        mark = words["yes" if below else "no"]
    return (
        said(showing.audit, one.group),
        one.n,
        one.selected,
        figure(one.rate),
        figure(one.ratio),
        one.p,
        mark,
    )
