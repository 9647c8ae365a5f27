"""Errors and calibration by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.exhibits.rates import reference_of
from isonomia.assess.tables.groups import said, slug
from isonomia.assess.tables.showing import figure, figures
from isonomia.statistics.selection import calibration_excess, newcombe_limits, wilson_limits

if TYPE_CHECKING:
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.assess.tables.groups import Sums
    from isonomia.assess.tables.showing import Head, Showing
    from isonomia.evidence import Entry, Exhibit
    from isonomia.statistics.selection import Foretold

__all__ = ["band_table", "calibration_table", "error_table"]


def error_table(view: DecisionView, showing: Showing, name: str) -> Exhibit:
    """Return how often decisions err about whom, with the difference from the reference."""
    groups = view.groups(name)
    reference, how = reference_of(view, name, *view.base)
    heads: list[Head] = [("group", "name"), ("labelled", "count"), ("positives", "count")]
    columns: list[list[Entry]] = [
        [said(showing.audit, group) for group in groups],
        [sums["labelled"] for sums in groups.values()],
        [sums["positives"] for sums in groups.values()],
    ]
    for rate, pick in (("tpr", _able), ("fpr", _others), ("ppv", _chosen)):
        counts = [pick(sums) for sums in groups.values()]
        x, n = [one[0] for one in counts], [one[1] for one in counts]
        columns.append([*figures(wilson_limits(x, n, showing.level))])
        heads.append((rate, "share"))
        if reference is not None:
            against = pick(groups[reference])
            gaps = figures(newcombe_limits(x, n, *against, showing.level))
            apart: list[Entry] = [
                None if group == reference else gap for group, gap in zip(groups, gaps, strict=True)
            ]
            columns.append(apart)
            heads.append(("gap", "difference"))
    notes = [showing.audit.word(how, reference=said(showing.audit, reference))] if reference else []
    return showing.table(
        "errors",
        heads,
        list(zip(*columns, strict=True)),
        ident=f"errors-{slug(name)}",
        notes=notes,
        plot=4 if reference else 3,
        reference=0.0 if reference else None,
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
        (_band(band), said(showing.audit, group), *_scores(one, showing.level))
        for band, groups in view.foretold_in(name).items()
        for group, one in groups.items()
    ]
    heads: list[Head] = [("band", "name"), ("group", "name")]
    return _calibration(showing, name, "bands", heads, rows)


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


def _band(band: str) -> str:
    number = int(band)
    return f"{number / 10:.1f}–{(number + 1) / 10:.1f}"


def _able(sums: Sums) -> tuple[int, int]:
    return sums["true_positives"], sums["positives"]


def _others(sums: Sums) -> tuple[int, int]:
    wrongly = sums["labelled_selected"] - sums["true_positives"]
    return wrongly, sums["labelled"] - sums["positives"]


def _chosen(sums: Sums) -> tuple[int, int]:
    return sums["true_positives"], sums["labelled_selected"]
