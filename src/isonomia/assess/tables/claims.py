"""From sums of a table to the questions that were stated beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia import statistics
from isonomia.assess.tables.groups import OTHERS, called, known, said, slug, total_of
from isonomia.statistics.selection import share_ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.audits import Audit
    from isonomia.assess.tables.view import TableView
    from isonomia.evidence import Claim
    from isonomia.vocabulary import Text

__all__ = ["population_name", "table_claims"]


def table_claims(view: TableView, audit: Audit, level: float) -> list[Claim]:
    """Return all questions to a profile of a table, with their intervals."""
    claims: list[Claim] = []
    for name in view.names:
        claims += _representation(view, audit, level, name)
        claims.append(_missing(view, audit, level, name))
        if view.has_label:
            claims += _labels(view, audit, level, name)
    return claims


def population_name(view: TableView, audit: Audit, name: str) -> Text:
    """Return what the shares of a column are compared with."""
    given = name in view.population.shares
    return audit.words["the-reference" if given else "even-shares"]


def _representation(view: TableView, audit: Audit, level: float, name: str) -> Iterator[Claim]:
    expected, groups, people = view.expected(name), view.groups(name), view.people(name)
    unread = view.unread(name)
    for group in view.judged(name):
        n, share = groups[group]["n"], expected[group]
        yield audit.claim(
            "representation",
            slug(name, group),
            share_ratio(n, people, share, level),
            reach=_reach(n, people, unread, share),
            units=people,
            trials=people,
            arms=(group,),
            part=name,
            group=said(audit, group),
            column=said(audit, name),
            population=population_name(view, audit, name),
        )


def _reach(n: int, people: int, unread: int, expected: float) -> tuple[float, float]:
    """Return how far those whose group is not known could move a ratio of shares at their worst."""
    ratio, all_of_them = n / people / expected, (people + unread) * expected
    return ratio - n / all_of_them, (n + unread) / all_of_them - ratio


def _missing(view: TableView, audit: Audit, level: float, name: str) -> Claim:
    total = view.total["n"]
    without = total - sum(sums["n"] for sums in known(view.groups(name)).values())
    return audit.claim(
        "missing",
        slug(name),
        statistics.wilson(without, total, level) if total else None,
        units=total,
        trials=total,
        part=name,
        column=said(audit, name),
    )


def _labels(view: TableView, audit: Audit, level: float, name: str) -> Iterator[Claim]:
    groups = view.groups(name)
    for pair in view.pairs(name):
        first = groups[pair.group]
        second = (
            total_of(groups, pair.group) if pair.reference == OTHERS else groups[pair.reference]
        )
        people = first["labelled"] + second["labelled"]
        counts = (first["positives"], first["labelled"], second["positives"], second["labelled"])
        gap = None
        if first["labelled"] and second["labelled"]:
            gap = statistics.newcombe(*counts, level)
        yield audit.claim(
            "label",
            slug(name, *pair),
            gap,
            units=people,
            trials=people,
            arms=tuple(map(called, pair)),
            part=name,
            group=said(audit, pair.group),
            reference=said(audit, pair.reference),
            column=said(audit, name),
        )
