"""Combinations of groups: all pairs of columns, and all columns together."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.audits.showing import MOST_ROWS, figures, spelled
from isonomia.assess.tables.crossing import SMALL, cell_name, joined, small_cells
from isonomia.assess.tables.groups import LEAST_SHARE, said, slug
from isonomia.assess.tables.mapping import is_group
from isonomia.statistics.selection import (
    fisher_exact,
    ratio_limits,
    spread_of_rates,
    wilson_limits,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isonomia.assess.audits.showing import Head, Showing
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.evidence import Entry, Exhibit
    from isonomia.vocabulary import Text

__all__ = ["crossing_tables", "small_table"]

SEED = 0


class _Cell(NamedTuple):
    groups: tuple[str, ...]
    selected: int
    people: int


def crossing_tables(view: DecisionView, showing: Showing) -> Iterator[Exhibit]:
    """Yield the table of every pair of columns, and that of all of them."""
    crossed = list(combinations(view.names, 2))
    if len(view.names) > 2:
        crossed.append(view.names)  # type: ignore[arg-type]
    for names in crossed:
        yield _crossing(view, showing, names)


def small_table(view: DecisionView, showing: Showing) -> Exhibit:
    """Return the combinations of few people, and how many hold nobody."""
    column = "decided" if view.has_outcome else "records"
    small, empty = small_cells(view.cells, view.names, column)
    heads: list[Head] = [("cell", "name"), ("people", "count"), ("selected", "count")]
    of = view.base[0]
    return showing.table(
        "small",
        heads,
        [(cell_name(showing.audit, groups), sums[column], sums[of]) for groups, sums in small],
        empty=empty,
    )


def _crossing(view: DecisionView, showing: Showing, names: Sequence[str]) -> Exhibit:
    of, among = view.base
    rows = view.cells.by(*names)
    places = rows.columns.index(of), rows.columns.index(among)
    cells = [_Cell(key, sums[places[0]], sums[places[1]]) for key, sums in rows]
    cells = [cell for cell in cells if cell.people and all(map(is_group, cell.groups))]
    heads: list[Head] = [("cell", "name"), ("people", "count"), ("selected", "count")]
    heads += [("rate", "share"), ("ratio", "ratio"), ("p", "p")]
    best = _best(cells)
    notes = []
    if best is not None:
        chosen = cell_name(showing.audit, best.groups)
        notes = [showing.audit.word("chosen-note", reference=chosen), *_spread(showing, cells)]
    return showing.table(
        "crossings",
        heads,
        _rows(showing, cells, best),
        ident=f"crossings-{slug(*names)}",
        notes=notes,
        plot=4,
        reference=1.0,
        omitted=max(0, len(cells) - MOST_ROWS),
        columns=joined([said(showing.audit, name) for name in names]),
    )


def _rows(showing: Showing, cells: list[_Cell], best: _Cell | None) -> list[tuple[Entry, ...]]:
    """Return the rows that are shown, the surely lowest first; only these are tested."""
    if best is None:
        return []
    x = np.array([cell.selected for cell in cells])
    n = np.array([cell.people for cell in cells])
    ratios = ratio_limits(x, n, best.selected, best.people, showing.level)
    order = np.argsort(ratios.high, kind="stable")[:MOST_ROWS]
    rates, compared = figures(wilson_limits(x, n, showing.level)), figures(ratios)
    rows: list[tuple[Entry, ...]] = []
    for place in order.tolist():
        cell = cells[place]
        is_best = cell is best
        p = None if is_best else fisher_exact(cell.selected, cell.people, *best[1:])
        rows.append(
            (
                cell_name(showing.audit, cell.groups),
                cell.people,
                cell.selected,
                rates[place],
                None if is_best else compared[place],
                p,
            )
        )
    return rows


def _best(cells: list[_Cell]) -> _Cell | None:
    total = sum(cell.people for cell in cells)
    # Where there are more than fifty even combinations, none of them may be so large.
    large = [cell for cell in cells if cell.people >= LEAST_SHARE * total] or [
        cell for cell in cells if cell.people >= SMALL
    ]
    chosen = [cell for cell in large if cell.selected]
    return max(chosen, key=lambda cell: cell.selected / cell.people, default=None)


def _spread(showing: Showing, cells: list[_Cell]) -> list[Text]:
    large = [cell for cell in cells if cell.people >= SMALL]
    found = spread_of_rates(
        [cell.selected for cell in large], [cell.people for cell in large], seed=SEED
    )
    if found is None:
        return []
    return [
        showing.audit.word(
            "spread-note",
            value=spelled(f"{found.value:.2f}"),
            chance=spelled(f"{found.by_chance:.2f}"),
            p=spelled(f"{found.p:.4f}"),
        )
    ]
