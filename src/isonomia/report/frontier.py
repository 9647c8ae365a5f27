"""The picture of the safety-expression frontier: two errors, one square, lower left is best."""

from __future__ import annotations

from itertools import chain, cycle
from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence import frontiers
from isonomia.report.figures import Figures
from isonomia.report.forest import figure, line, mark, text
from isonomia.report.scatter import HEIGHT, LEFT, SHAPES, TOP, across, down, lattice

if TYPE_CHECKING:
    from markupsafe import Markup

    from isonomia.evidence import Assessment, Frontier, Place
    from isonomia.report.messages import Messages
    from isonomia.statistics import Interval

__all__ = ["DEGREES", "FrontierView", "Mark", "draw", "frontier_views", "place_name"]

DEGREES = ("none", "little", "part", "complete")

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
CAP = 4
"""Half the length of an interval's ends, in pixels."""

TOGETHER = "M-6.5-2H-2V-6.5H2V-2H6.5V2H2V6.5H-2V2H-6.5Z"
"""A cross: all targets together. Each target has a shape of its own."""


class Mark(NamedTuple):
    """One place on the picture: what it is called, its shape, and both errors."""

    label: str
    shape: str
    help: Interval
    declined: Interval


class FrontierView(NamedTuple):
    """One suite's frontier, and its picture where anything was scored."""

    frontier: Frontier
    title: str
    marks: list[Mark]
    svg: Markup | None


def frontier_views(
    assessment: Assessment, messages: Messages, ident: str = "frontier"
) -> list[FrontierView]:
    """Draw the frontier of every suite that has one; `ident` begins the drawings' ids."""
    titles = {suite.name: suite.title[messages.language] for suite in assessment.plan.suites}
    views = []
    for number, found in enumerate(frontiers(assessment), 1):
        title = messages("frontier.plot-title", suite=titles[found.suite])
        marks = _marks(found.places, messages)
        svg = draw(marks, messages, f"{ident}-{number}", title) if marks else None
        views.append(FrontierView(found, title, marks, svg))
    return views


def _marks(places: list[Place], messages: Messages) -> list[Mark]:
    """Return the places of which both errors are known."""
    shapes = chain([TOGETHER], cycle(SHAPES))
    return [
        Mark(place_name(place, messages), shape, place.help, place.declined)
        for place, shape in zip(places, shapes, strict=False)
        if place.help is not None and place.declined is not None
    ]


def place_name(place: Place, messages: Messages) -> str:
    """Return what a place is called."""
    return messages.name(place.arm) if place.arm else messages("frontier.together")


def draw(marks: list[Mark], messages: Messages, ident: str, title: str) -> Markup:
    """Draw marks on one square, both axes from 0 to 1, with their intervals in both directions."""
    parts = [*_grid(messages), *(part for one in marks for part in _cross(one))]
    parts += [
        mark(across(one.help.value), f"{down(one.declined.value):g}", one.shape) for one in marks
    ]
    return figure(
        parts, TOP + HEIGHT + 46, ident=ident, title=title, description=messages("frontier.desc")
    )


def _grid(messages: Messages) -> list[Markup]:
    figures = Figures(messages)
    ticks = [(value, figures.percent(value, trim=True)) for value in QUARTERS]
    parts = [text(messages("frontier.y"), TOP - 14, "end", x=across(0)), *lattice(ticks)]
    return [
        *parts,
        text(messages("frontier.best"), down(0) - 8, "end", x=f"{LEFT + 1}%"),
        text(messages("frontier.x"), down(0) + 40, "end", x=across(1), anchor="end"),
    ]


def _cross(one: Mark) -> list[Markup]:
    """Return both intervals through a point; one that cannot be given is left out."""
    helped, declined = one.help, one.declined
    x, y = across(helped.value), down(declined.value)
    parts = []
    if helped.low is not None and helped.high is not None:
        ends = across(max(helped.low, 0)), across(min(helped.high, 1))
        parts.append(line(ends[0], y, ends[1], y, "interval"))
        parts += [line(end, y - CAP, end, y + CAP, "interval") for end in ends]
    if declined.low is not None and declined.high is not None:
        low, high = down(max(declined.low, 0)), down(min(declined.high, 1))
        parts.append(line(x, low, x, high, "interval"))
    return parts
