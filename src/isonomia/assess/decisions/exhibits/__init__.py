"""The tables of an assessment of decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.exhibits.breaks import break_table
from isonomia.assess.decisions.exhibits.crossings import crossing_tables, small_table
from isonomia.assess.decisions.exhibits.errors import (
    band_table,
    calibration_table,
    error_table,
    precision_table,
)
from isonomia.assess.decisions.exhibits.people import missing_table
from isonomia.assess.decisions.exhibits.rankings import ranking_table
from isonomia.assess.decisions.exhibits.rates import rate_table, score_table
from isonomia.assess.tables.people import values_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.audits.showing import Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Exhibit

__all__ = ["decision_exhibits"]


def decision_exhibits(view: DecisionView, showing: Showing) -> list[Exhibit]:
    """Return all tables, in the order in which a reader should meet them."""
    return [table for table in _tables(view, showing) if table.rows]


def _tables(view: DecisionView, showing: Showing) -> Iterator[Exhibit]:
    for name in view.names:
        yield from _of_column(view, showing, name)
    yield from crossing_tables(view, showing)
    yield small_table(view, showing)
    yield missing_table(view, showing)
    yield values_table(view.profile.table("values"), view.profile.settings, showing)


def _of_column(view: DecisionView, showing: Showing, name: str) -> Iterator[Exhibit]:
    if view.has_outcome:
        yield rate_table(view, showing, name)
    if view.has_score:
        yield score_table(view, showing, name)
    if view.has_break:
        yield break_table(view, showing, name)
    if view.has_label:
        yield error_table(view, showing, name)
        yield precision_table(view, showing, name)
    if view.has_calibration:
        yield calibration_table(view, showing, name)
        yield band_table(view, showing, name)
    if view.ranked("lists"):
        yield ranking_table(view, showing, name)
