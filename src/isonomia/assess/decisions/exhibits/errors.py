"""Errors and calibration by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.audits.showing import figure, figures, spelled
from isonomia.assess.decisions.exhibits.rates import reference_of
from isonomia.assess.decisions.view import ERRORS
from isonomia.assess.tables.groups import said, slug
from isonomia.statistics.selection import calibration_excess, newcombe_limits, wilson_limits

if TYPE_CHECKING:
    from isonomia.assess.audits.showing import Head, Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Entry, Exhibit, Figure
    from isonomia.statistics.selection import Foretold
    from isonomia.vocabulary import Text

__all__ = ["band_table", "calibration_table", "error_table", "precision_table"]


def error_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return how often the able and the others are selected, and how far from the reference."""
    return _errors(view, showing, name, "errors", (("positives", "tpr"), ("negatives", "fpr")))


def precision_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return how many of those selected are able, and how far from the reference."""
    return _errors(view, showing, name, "precision", (("selected", "ppv"),))


def _errors(
    view: DecisionView,
    showing: Showing,
    name: str,
    table: str,
    rates: tuple[tuple[str, str], ...],
) -> Exhibit:
    groups = view.groups(name)
    reference, how = reference_of(view, name, *view.base)
    heads: list[Head] = [("group", "name")]
    columns: list[list[Entry]] = [[said(showing.audit, group) for group in groups]]
    for among, rate in rates:
        counts = {group: ERRORS[rate](sums) for group, sums in groups.items()}
        x, n = [one for one, _ in counts.values()], [one for _, one in counts.values()]
        gaps: list[Figure | None] = [None] * len(groups)
        if reference is not None:
            gaps = figures(newcombe_limits(x, n, *counts[reference], showing.level))
        apart = [None if one == reference else gap for one, gap in zip(groups, gaps, strict=True)]
        columns += [[*n], [*figures(wilson_limits(x, n, showing.level))], [*apart]]
        heads += [(among, "count"), (rate, "share"), ("gap", "difference")]
    notes = [showing.audit.word(how, reference=said(showing.audit, reference))] if reference else []
    return showing.table(
        table,
        heads,
        list(zip(*columns, strict=True)),
        ident=f"{table}-{slug(name)}",
        notes=notes,
        plot=3,
        reference=0.0,
        column=said(showing.audit, name),
    )


def calibration_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return each group's mean score beside what happened."""
    rows = [
        (said(showing.audit, group), *_scores(one, showing.level))
        for group, one in view.foretold(name).items()
    ]
    return _calibration(showing, name, "calibration", [("group", "name")], rows)


def band_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return the same in each tenth of the scores."""
    rows = [
        (_cell(showing, group, band), *_scores(one, showing.level))
        for band, groups in view.foretold_in(name).items()
        for group, one in groups.items()
    ]
    return _calibration(showing, name, "bands", [("cell", "name")], rows)


def _calibration(
    showing: Showing, name: str, table: str, heads: list[Head], rows: list[tuple[Entry, ...]]
) -> Exhibit:
    heads = [
        *heads,
        ("people", "count"),
        ("mean-score", "number"),
        ("observed", "share"),
        ("excess", "difference"),
    ]
    return showing.table(
        table,
        heads,
        rows,
        ident=f"{table}-{slug(name)}",
        plot=len(heads) - 1,
        reference=0.0,
        column=said(showing.audit, name),
    )


def _scores(one: Foretold, level: float) -> tuple[Entry, ...]:
    if not one.n:
        return 0, None, None, None
    observed = figures(wilson_limits([one.positives], [one.n], level))[0]
    return one.n, one.scores / one.n, observed, figure(calibration_excess(one, level))


def _cell(showing: Showing, group: str, band: str) -> Text:
    """Return the name of a group within a band of the score; the picture shows nothing else."""
    low, high = (spelled(f"{(int(band) + step) / 10:.1f}") for step in (0, 1))
    return showing.audit.word("in-band", group=said(showing.audit, group), low=low, high=high)
