"""Combinations of groups: their names, the small ones and the empty ones."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from isonomia.assess.tables.groups import by_group, known, said
from isonomia.assess.tables.mapping import is_group
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import Audit
    from isonomia.assess.tables.groups import Sums
    from isonomia.evidence import Counts

__all__ = ["SMALL", "all_cells", "cell_name", "joined", "small_cells"]

SMALL = 30
MOST_CROSSED = 20_000
"""More combinations than this are counted, and only those that occur are named."""

Key = tuple[str, ...]


def all_cells(counts: Counts, names: Sequence[str]) -> tuple[dict[Key, Sums], int]:
    """Return the combinations of known groups, the empty ones too, and how many there could be.

    Where there could be very many, the empty ones are left out.
    """
    cells = counts.by(*names)
    found = {key: dict(zip(cells.columns, sums, strict=True)) for key, sums in cells}
    found = {key: sums for key, sums in found.items() if all(map(is_group, key))}
    groups = [list(known(by_group(counts, name))) for name in names]
    possible = prod(map(len, groups))
    if possible <= MOST_CROSSED:
        nobody = dict.fromkeys(cells.columns, 0)
        found = {key: found.get(key, nobody) for key in product(*groups)}
    return found, possible


def small_cells(
    counts: Counts, names: Sequence[str], column: str
) -> tuple[list[tuple[Key, Sums]], int]:
    """Return the combinations of fewer than 30 people, the smallest first; how many are empty."""
    cells, possible = all_cells(counts, names)
    small = [(key, sums) for key, sums in cells.items() if sums[column] < SMALL]
    held = sum(sums[column] > 0 for sums in cells.values())
    return sorted(small, key=lambda one: (one[1][column], one[0])), possible - held


def cell_name(audit: Audit, groups: Sequence[str]) -> Text:
    """Return the name of a combination: its groups in a row."""
    return joined([said(audit, group) for group in groups])


def joined(parts: Sequence[Text]) -> Text:
    """Return several names in a row."""
    return Text(
        en=", ".join(part.en for part in parts),
        vi=", ".join(part.vi for part in parts),
        fr=", ".join(part.fr for part in parts),
    )
