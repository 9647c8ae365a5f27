"""What a career break does to each group's rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure, figures
from isonomia.assess.decisions.exhibits.rates import reference_of
from isonomia.assess.tables.groups import said, slug
from isonomia.statistics.selection import (
    difference_of_differences,
    newcombe_limits,
    wilson_limits,
)

if TYPE_CHECKING:
    from isonomia.assess.audits.showing import Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Exhibit, Figure

__all__ = ["break_table"]

Count = tuple[int, int]


def break_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return each group's rate with a break and without one, and what the break changes."""
    of, among = view.base
    effects = view.after_break(name)
    counts = {group: ((a[of], a[among]), (b[of], b[among])) for group, (a, b) in effects.items()}
    reference, _ = reference_of(view, name, of, among)
    with_break = [one for one, _ in counts.values()]
    without = [one for _, one in counts.values()]
    columns = (*zip(*with_break, strict=True), *zip(*without, strict=True))
    x1, n1, x2, n2 = columns or ((), (), (), ())
    level = showing.level
    rows = zip(
        (said(showing.audit, group) for group in counts),
        n1,
        n2,
        figures(wilson_limits(x1, n1, level)),
        figures(wilson_limits(x2, n2, level)),
        figures(newcombe_limits(x1, n1, x2, n2, level)),
        (_minus(counts, group, reference, level) for group in counts),
        strict=True,
    )
    return showing.table(
        "break",
        [
            ("group", "name"),
            ("people-with", "count"),
            ("people-without", "count"),
            ("with-break", "share"),
            ("without-break", "share"),
            ("break-effect", "difference"),
            ("break-difference", "difference"),
        ],
        list(rows),
        ident=f"break-{slug(name)}",
        plot=5,
        reference=0.0,
        column=said(showing.audit, name),
        reference_group=said(showing.audit, reference or ""),
    )


def _minus(
    counts: dict[str, tuple[Count, Count]], group: str, reference: str | None, level: float
) -> Figure | None:
    if reference is None or group == reference:
        return None
    people = [n for one in (group, reference) for _, n in counts[one]]
    if not all(people):
        return None
    return figure(difference_of_differences(counts[group], counts[reference], level))
