"""What a table of decisions could not tell, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.tables.groups import known, large, said, small_side
from isonomia.evidence import NotTested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.audits import Audit
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.vocabulary import Text

__all__ = ["decision_gaps"]


def decision_gaps(view: DecisionView, audit: Audit) -> list[NotTested]:
    """Return what was asked, or might have been, and has no answer here."""
    return [*_of_columns(view, audit), *_of_table(view, audit)]


def _of_columns(view: DecisionView, audit: Audit) -> Iterator[NotTested]:
    # Those on lists by rank have neither an outcome nor a score.
    among = view.base[1] if view.total[view.base[1]] else "records"
    for name in view.names:
        groups, column = known(view.groups(name)), said(audit, name)
        if not groups:
            yield _gap(audit, "all-missing", column=column, n=view.total["records"])
        elif len(groups) == 1:
            yield _gap(audit, "one-group", column=column, group=said(audit, next(iter(groups))))
        elif small_side(groups, among):
            yield _gap(audit, "one-side", column=column)
        elif small := len(groups) - len(large(groups, among)):
            yield _gap(audit, "small", column=column, n=small)


def _of_table(view: DecisionView, audit: Audit) -> Iterator[NotTested]:
    decided, selected = view.total["decided"], view.total["selected"]
    settings = view.profile.settings
    if view.has_outcome and selected in {0, decided}:
        yield _gap(audit, "one-value", decided=decided, selected=selected)
    if "score" in settings and not view.has_score:
        yield _gap(audit, "no-score", n=view.total["records"])
    if "label" not in settings:
        yield _gap(audit, "no-label")
    if not view.has_break:
        yield _gap(audit, "no-break")
    if view.outside:
        yield _gap(audit, "calibration", n=view.outside)
    if "list" in settings and not view.ranked("lists"):
        yield _gap(audit, "no-lists")


def _gap(audit: Audit, name: str, **slots: Text | str | int) -> NotTested:
    return NotTested(
        what=audit.word(f"gap-{name}", **slots), why=audit.word(f"gap-{name}-why", **slots)
    )
