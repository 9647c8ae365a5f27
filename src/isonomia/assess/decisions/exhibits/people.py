"""Who is not known among those decided upon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits import as_it_is
from isonomia.assess.audits.showing import figures
from isonomia.assess.decisions.fields import BREAK, OUTCOME
from isonomia.assess.tables.fields import LABEL
from isonomia.assess.tables.groups import said
from isonomia.assess.tables.people import MISSING_HEADS, missing_rows, read_as
from isonomia.statistics.selection import wilson_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.audits.showing import Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Exhibit
    from isonomia.vocabulary import Text

__all__ = ["missing_table"]


def missing_table(view: DecisionView, showing: Showing) -> Exhibit:
    """Return how many rows do not say what, column by column."""
    values = view.profile.table("values")
    named = [name for name in (OUTCOME, LABEL, BREAK) if read_as(values, name)]
    held = [
        {group: sums["records"] for group, sums in view.groups(name).items()} for name in view.names
    ]
    rows = missing_rows(
        showing, [*view.names, *named], [*held, *(read_as(values, name) for name in named)]
    )
    if "score" in view.profile.settings:
        n = view.total["records"]
        without = n - view.total["scored"]
        share = figures(wilson_limits([without], [n], showing.level))[0]
        rows.append((said(showing.audit, "score"), n, without, None, None, share))
    return showing.table("missing", MISSING_HEADS, rows, notes=list(_no_numbers(view, showing)))


def _no_numbers(view: DecisionView, showing: Showing) -> Iterator[Text]:
    """Say which columns of numbers hold what is none."""
    for name in ("score", "rank"):
        n, example = view.no_numbers(name)
        if n:
            column, text = as_it_is(view.setting(name)), as_it_is(example[:40])
            yield showing.audit.word("no-numbers-note", n=n, column=column, example=text)
