"""Shortlists and rankings: what each list did, group by group."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from isonomia.assess.tables.mapping import is_group
from isonomia.assess.tables.sql import raw_key
from isonomia.evidence import Counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from isonomia.assess.decisions.fields import DecisionFields
    from isonomia.assess.tables.counting import Rows
    from isonomia.assess.tables.sheets import Reader, Sheet

    Array = npt.NDArray[np.float64]

__all__ = ["EXPOSURE", "MILLION", "TOP", "count_lists", "list_tables"]

EXPOSURE, TOP = "exposure", "top"
MILLION = 1_000_000
KEYS = ("question", "group", "measure", "gap")


class Person(NamedTuple):
    """People of one list in one place: those who share a score share their places evenly."""

    groups: tuple[str, ...]
    place: float
    n: int


def list_tables() -> tuple[Counts, Counts]:
    """Return what lists add up to, before any was counted."""
    return Counts("lists", KEYS, ("lists",)), Counts("ranked", ("what",), ("n",))


def count_lists(
    reader: Reader, sheets: Sequence[Sheet], fields: DecisionFields, rows: Rows
) -> tuple[Counts, Counts]:
    """Count, for each group, how many lists put it how far from its share.

    Gaps are kept as whole millionths, so that lists of many places add up and no list needs to be
    kept. A list must be whole: one that lies in two files is read from both together.

    Parameters
    ----------
    reader : Reader
        What reads the files.
    sheets : sequence of Sheet
        The files.
    fields : DecisionFields
        Which columns say what.
    rows : Rows
        What was counted of the same columns, which says how their texts are read.

    Returns
    -------
    tuple of Counts
        Lists by (question, group, measure, gap); and how many lists and people there were.
    """
    lists, ranked = list_tables()
    names = tuple(fields.groups)
    for people in _lists(reader, sheets, fields, rows, ranked):
        ranked.add(("lists",), (1,))
        for place, name in enumerate(names):
            gaps = list(_gaps(people, place, fields.top))
            if not gaps:
                ranked.add((f"one-group {name}",), (1,))
            for group, measure, gap in gaps:
                lists.add((name, group, measure, str(round(gap * MILLION))), (1,))
    return lists, ranked


def _lists(
    reader: Reader,
    sheets: Sequence[Sheet],
    fields: DecisionFields,
    rows: Rows,
    ranked: Counts,
) -> Iterator[list[Person]]:
    names = tuple(fields.groups)
    column, sign = (fields.rank, 1) if fields.rank else (fields.score, -1)
    queries = []
    for sheet in sheets:
        keys = [raw_key(sheet.text(one.column), one.meaning) for one in rows.asked[: len(names)]]
        # Parts of a list in several files may be equal rows: none of them may be lost.
        queries.append(
            f"SELECT trim({sheet.text(fields.lists)}) AS a, {sheet.number(column)} AS b, "  # noqa: S608
            f"{', '.join(keys)} FROM {sheet.source}"
        )
    union = " UNION ALL ".join(queries)
    groups = ", ".join(str(place) for place in range(1, len(names) + 3))
    query = f"SELECT *, count(*) FROM ({union}) GROUP BY {groups} ORDER BY 1"  # noqa: S608
    readers = [rows.reader(name) for name in names]
    for name, found in groupby(_stream(reader, query), key=itemgetter(0)):
        people = [_person(row, sign, readers) for row in found if name and row[1] is not None]
        if people:
            yield sorted(people, key=lambda one: one.place)
        ranked.add(("people",), (sum(one.n for one in people),))


def _stream(reader: Reader, query: str) -> Iterator[tuple[Any, ...]]:
    cursor = reader.start(query)
    while batch := cursor.fetchmany(10_000):
        yield from batch


def _person(row: tuple[Any, ...], sign: int, readers: Iterable[Callable[..., str]]) -> Person:
    key = row[2:-1]
    return Person(tuple(read(key) for read in readers), sign * row[1], row[-1])


def _gaps(people: list[Person], question: int, top: int) -> Iterator[tuple[str, str, float]]:
    """Yield each group's gaps in one list; those whose group is not known hold their places."""
    sums: dict[str, Array] = defaultdict(lambda: np.zeros(3))
    for one, (exposure, among_top) in zip(people, _shares(people, top), strict=True):
        sums[one.groups[question]] += one.n * np.array([1.0, exposure, among_top])
    known = {group: held for group, held in sums.items() if is_group(group)}
    all_known = sum(known.values(), np.zeros(3))
    if len(known) < 2:
        return
    for group, held in known.items():
        rest = all_known - held
        yield group, EXPOSURE, float(held[1] / held[0] - rest[1] / rest[0])
        if 0 < top < all_known[0] and all_known[2] > 0:
            yield group, TOP, float(held[2] / all_known[2] - held[0] / all_known[0])


def _shares(people: list[Person], top: int) -> list[tuple[float, float]]:
    """Return each place's exposure and its part among the top; equals share their places."""
    sizes: Counter[float] = Counter()
    for one in people:
        sizes[one.place] += one.n
    total = sizes.total()
    seen = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(2, total + 2)))])
    by_place, start = {}, 0
    for place in sorted(sizes):
        end = start + sizes[place]
        exposure = float(seen[end] - seen[start]) / sizes[place]
        by_place[place] = exposure, max(0, min(end, top) - start) / sizes[place]
        start = end
    return [by_place[one.place] for one in people]
