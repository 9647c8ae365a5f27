"""The tables of an assessment of a table of people."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from isonomia.assess.audits.showing import MOST_ROWS, figures, spelled
from isonomia.assess.tables.claims import population_name
from isonomia.assess.tables.crossing import all_cells, cell_name, joined, small_cells
from isonomia.assess.tables.fields import LABEL
from isonomia.assess.tables.groups import best, by_group, known, said, slug
from isonomia.assess.tables.mapping import is_group
from isonomia.assess.tables.people import MISSING_HEADS, missing_rows, read_as, values_table
from isonomia.evidence import Counts
from isonomia.statistics.selection import Limits, newcombe_limits, wilson_limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from isonomia.assess.audits.showing import Head, Showing
    from isonomia.assess.tables.view import TableView
    from isonomia.evidence import Entry, Exhibit, Figure

    Array = npt.NDArray[np.float64]

__all__ = ["table_exhibits"]


def table_exhibits(view: TableView, showing: Showing) -> list[Exhibit]:
    """Return all tables, in the order in which a reader should meet them."""
    return [table for table in _tables(view, showing) if table.rows]


def _tables(view: TableView, showing: Showing) -> Iterator[Exhibit]:
    for name in view.names:
        yield _representation(view, showing, name)
        if view.has_label:
            yield _labels(view, showing, name)
    for names in combinations(view.names, 2):
        yield _crossing(view, showing, names)
    if len(view.names) > 2:
        yield _crossing(view, showing, view.names)
    yield _small(view, showing)
    yield _missing(view, showing)
    yield _missing_by(view, showing)
    yield values_table(view.profile.table("values"), view.profile.settings, showing)


def _representation(view: TableView, showing: Showing, name: str) -> Exhibit:
    groups, expected, people = view.groups(name), view.expected(name), view.people(name)
    rows: list[tuple[Entry, ...]] = []
    for group, sums in groups.items():
        share, ratio = None, None
        if is_group(group) and people:
            share, ratio = _shares(sums["n"], people, expected.get(group), showing.level)
        rows.append((said(showing.audit, group), sums["n"], share, expected.get(group), ratio))
    notes = []
    if outside := list(view.outside(name)):
        listed = joined([said(showing.audit, group) for group in outside[:20]])
        notes = [showing.audit.word("outside-note", groups=listed)]
    heads: list[Head] = [("group", "name"), ("rows", "count"), ("share", "share")]
    return showing.table(
        "representation",
        [*heads, ("expected-share", "share"), ("ratio", "ratio")],
        rows,
        ident=f"representation-{slug(name)}",
        notes=notes,
        plot=4,
        reference=1.0,
        column=said(showing.audit, name),
        population=population_name(view, showing.audit, name),
    )


def _shares(
    n: int, people: int, expected: float | None, level: float
) -> tuple[Figure | None, Figure | None]:
    """Return a group's share and its ratio to the expected one, where there is one."""
    share = wilson_limits([n], [people], level)
    if expected is None:
        return figures(share)[0], None
    ratio = Limits(*(part / expected for part in share))
    return figures(share)[0], figures(ratio)[0]


def _labels(view: TableView, showing: Showing, name: str) -> Exhibit:
    groups = view.groups(name)
    reference = best(groups, "positives", "labelled")
    x = [sums["positives"] for sums in groups.values()]
    n = [sums["labelled"] for sums in groups.values()]
    gaps: list[Figure | None] = [None] * len(groups)
    if reference is not None:
        against = groups[reference]["positives"], groups[reference]["labelled"]
        gaps = figures(newcombe_limits(x, n, *against, showing.level))
    columns = (
        [said(showing.audit, group) for group in groups],
        n,
        x,
        figures(wilson_limits(x, n, showing.level)),
        [None if group == reference else gap for group, gap in zip(groups, gaps, strict=True)],
    )
    share = view.total["positives"] / view.total["labelled"]
    heads: list[Head] = [("group", "name"), ("labelled", "count"), ("positives", "count")]
    return showing.table(
        "label",
        [*heads, ("rate", "share"), ("gap", "difference")],
        list(zip(*columns, strict=True)),
        ident=f"label-{slug(name)}",
        plot=4,
        reference=0.0,
        column=said(showing.audit, name),
        share=spelled(f"{100 * share:.1f}", "%"),
        reference_group=said(showing.audit, reference or ""),
    )


def _crossing(view: TableView, showing: Showing, names: Sequence[str]) -> Exhibit:
    cells, possible = all_cells(view.cells, names)
    n = np.array([sums["n"] for sums in cells.values()], dtype=np.float64)
    total = n.sum()
    keys = list(cells)
    expected = _from_margins(keys, n)
    rows: list[tuple[Entry, ...]] = []
    if total and len(keys) > 1:
        share = wilson_limits(n, np.full(n.shape, total), showing.level)
        # Nobody is expected where a group is only known of people of whom the other is not.
        ratios = Limits(*(part * total / np.where(expected, expected, np.nan) for part in share))
        shown = figures(ratios)
        order = np.argsort(ratios.high, kind="stable")[:MOST_ROWS].tolist()
        rows = [
            (
                cell_name(showing.audit, keys[place]),
                int(n[place]),
                round(float(expected[place]), 1),
                round(float(total / possible), 1),
                shown[place],
            )
            for place in order
        ]
    heads: list[Head] = [("cell", "name"), ("rows", "count"), ("from-margins", "number")]
    return showing.table(
        "crossings",
        [*heads, ("evenly", "number"), ("crossed-ratio", "ratio")],
        rows,
        ident=f"crossings-{slug(*names)}",
        plot=4,
        reference=1.0,
        omitted=max(0, len(keys) - MOST_ROWS),
        columns=joined([said(showing.audit, name) for name in names]),
    )


def _from_margins(keys: Sequence[tuple[str, ...]], n: Array) -> Array:
    """Return how many each combination would hold if its columns were independent."""
    expected = np.full(n.shape, n.sum())
    for place in range(len(keys[0]) if keys else 0):
        _, member = np.unique([key[place] for key in keys], return_inverse=True)
        margin = np.bincount(member, weights=n)
        expected *= (margin / max(n.sum(), 1.0))[member]
    return expected


def _small(view: TableView, showing: Showing) -> Exhibit:
    small, empty = small_cells(view.cells, view.names, "n")
    rows = [(cell_name(showing.audit, groups), sums["n"]) for groups, sums in small]
    return showing.table("small", [("cell", "name"), ("rows", "count")], rows, empty=empty)


def _missing(view: TableView, showing: Showing) -> Exhibit:
    held = [{group: s["n"] for group, s in view.groups(name).items()} for name in view.names]
    labels = read_as(view.profile.table("values"), LABEL)
    names = list(view.names)
    if labels:
        names.append(LABEL)
        held.append(labels)
    return showing.table("missing", MISSING_HEADS, missing_rows(showing, names, held))


def _missing_by(view: TableView, showing: Showing) -> Exhibit:
    """Return whose data are missing: the share without a group, by the groups of another column."""
    rows: list[tuple[Entry, ...]] = []
    for name, other in permutations(view.names, 2):
        lacking = by_group(_without(view, name), other)
        if not sum(sums["n"] for sums in known(lacking).values()):
            continue
        groups = known(view.groups(other))
        x = [lacking.get(group, {"n": 0})["n"] for group in groups]
        n = [sums["n"] for sums in groups.values()]
        shares = figures(wilson_limits(x, n, showing.level))
        rows += [
            (said(showing.audit, name), cell_name(showing.audit, [other, group]), of, lack, share)
            for group, of, lack, share in zip(groups, n, x, shares, strict=True)
        ]
    heads: list[Head] = [("column", "name"), ("by", "name"), ("rows", "count")]
    return showing.table(
        "missing-by", [*heads, ("missing", "count"), ("share-missing", "share")], rows
    )


def _without(view: TableView, name: str) -> Counts:
    place = view.names.index(name)
    rows = (row for row in view.cells if not is_group(row[0][place]))
    return Counts("cells", view.cells.keys, view.cells.columns, rows)
