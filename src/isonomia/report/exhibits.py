"""The tables that an assessment shows beside its findings, as they are read and drawn."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from isonomia.evidence import Figure
from isonomia.report.axes import difference_axis, number_axis, ratio_axis, share_axis
from isonomia.report.figures import Figures, Scale
from isonomia.report.forest import LABEL_WIDTH, LINE, figure, foot, line, mark, text, whisker
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence import Column, Entry, Exhibit
    from isonomia.report.forest import Axis
    from isonomia.report.messages import Messages

__all__ = ["Cell", "ExhibitView", "Head", "exhibit_views", "shown"]

MOST_DRAWN = 40
"""More rows than a picture can hold; the table has them all."""

LONG = 30
"""A table with more rows is closed until a reader opens it."""

STRIP, GAP = 16, 10
"""Heights in pixels: a strip with its dot, and the gap below it."""

DOT = "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z"

SCALES = {"share": Scale.SHARE, "difference": Scale.DIFFERENCE, "ratio": Scale.RATIO}


class Head(NamedTuple):
    """The head of a column, and whether it holds numbers."""

    title: str
    is_number: bool


class Cell(NamedTuple):
    """What stands in a table: words or a number, and an interval beside it."""

    words: str
    interval: str = ""


class ExhibitView(NamedTuple):
    """An exhibit in one language.

    ``omitted`` and ``undrawn`` are sentences, empty where there is nothing to say.
    """

    ident: str
    title: str
    lead: str
    caption: str
    heads: list[Head]
    rows: list[list[Cell]]
    notes: list[str]
    svg: Markup | None
    legend: str
    undrawn: str
    omitted: str
    is_long: bool


def exhibit_views(
    exhibits: Sequence[Exhibit], level: float, messages: Messages
) -> list[ExhibitView]:
    """Return all exhibits, in their order."""
    return [
        _view(f"exhibit-{number}", exhibit, level, messages)
        for number, exhibit in enumerate(exhibits, 1)
    ]


def shown(entry: Entry, column: Column, messages: Messages) -> Cell:
    """Return what stands in a table as its column's scale wants it."""
    if entry is None:
        return Cell(messages("number.none"))
    if isinstance(entry, Text):
        return Cell(entry[messages.language])
    if isinstance(entry, str):
        return Cell(entry if entry.strip() else messages("exhibits.empty"))
    if not isinstance(entry, Figure):
        return Cell(_number(entry, column, messages))
    value = _number(entry.value, column, messages)
    if entry.low is None or entry.high is None:
        return Cell(value, messages("exhibits.no-interval"))
    low, high = (_number(end, column, messages) for end in (entry.low, entry.high))
    return Cell(value, messages("exhibits.ends", low=low, high=high))


def _number(number: float, column: Column, messages: Messages) -> str:
    figures = Figures(messages)
    if column.scale in SCALES:
        return figures.bare(number, SCALES[column.scale])
    if column.scale == "p":
        return figures.probability(number)
    return figures.plain(number)


def _view(ident: str, exhibit: Exhibit, level: float, messages: Messages) -> ExhibitView:
    title, drawn = exhibit.title[messages.language], _drawn(exhibit)
    kept, total = drawn[:MOST_DRAWN], len(exhibit.rows)
    return ExhibitView(
        ident=ident,
        title=title,
        lead=exhibit.lead[messages.language],
        caption=_caption(exhibit, title, level, messages),
        heads=[_head(column, messages) for column in exhibit.columns],
        rows=[
            [
                shown(entry, column, messages)
                for entry, column in zip(row, exhibit.columns, strict=True)
            ]
            for row in exhibit.rows
        ],
        notes=[note[messages.language] for note in exhibit.notes],
        svg=_picture(ident, exhibit, kept, messages) if kept else None,
        legend=_legend(exhibit, messages) if kept else "",
        undrawn=messages("exhibits.drawn", n=len(kept), total=total)
        if kept and len(kept) < total
        else "",
        omitted=messages("exhibits.omitted", n=exhibit.omitted) if exhibit.omitted else "",
        is_long=total > LONG,
    )


def _head(column: Column, messages: Messages) -> Head:
    title = column.title[messages.language]
    if column.scale == "difference":
        title = messages("exhibits.points", title=title)
    return Head(title, column.scale != "name")


def _caption(exhibit: Exhibit, title: str, level: float, messages: Messages) -> str:
    """Return a table's caption: it says what the limits in brackets are, where there are any."""
    if not any(isinstance(entry, Figure) for row in exhibit.rows for entry in row):
        return title
    share = Figures(messages).percent(level, trim=True)
    return messages("exhibits.caption", title=title, level=share)


def _drawn(exhibit: Exhibit) -> list[tuple[Entry, Figure]]:
    """Return the name and the figure of every row that can be drawn."""
    place = exhibit.plot
    if place is None:
        return []
    return [
        (row[0], entry) for row in exhibit.rows for entry in [row[place]]
        if isinstance(entry, Figure)
    ]  # fmt: skip


def _legend(exhibit: Exhibit, messages: Messages) -> str:
    assert exhibit.plot is not None  # noqa: S101  there is something drawn
    column = exhibit.columns[exhibit.plot]
    title = _head(column, messages).title
    if exhibit.reference is None:
        return title
    reference = _round(exhibit.reference, column, messages)
    return messages("exhibits.legend", title=title, reference=reference)


def _round(number: float, column: Column, messages: Messages) -> str:
    """Return a number that people chose: without decimals that are zero."""
    figures = Figures(messages)
    if column.scale in {"share", "difference"}:
        return figures.bare(number, SCALES[column.scale], trim=True)
    return figures.plain(number)


def _picture(
    ident: str, exhibit: Exhibit, rows: Sequence[tuple[Entry, Figure]], messages: Messages
) -> Markup:
    axis = _axis(exhibit, rows, messages)
    name_of = exhibit.columns[0]
    parts: list[Markup] = []
    top = 0
    for name, found in rows:
        label = wrap(
            shown(name, name_of, messages).words, LABEL_WIDTH, max_lines=2, placeholder=" …"
        )
        parts += [text(part, top + LINE * n - 4, "name") for n, part in enumerate(label, 1)]
        top += LINE * len(label)
        parts.append(_strip(found, axis, top, has_reference=exhibit.reference is not None))
        top += STRIP + GAP
    scale, top = foot(axis, top)
    return figure(
        [*parts, scale],
        top,
        ident=ident,
        title=exhibit.title[messages.language],
        description=messages("exhibits.desc", legend=_legend(exhibit, messages)),
    )


def _strip(found: Figure, axis: Axis, top: int, *, has_reference: bool) -> Markup:
    middle, place = top + STRIP / 2, axis.place(axis.reference)
    parts = [
        Markup('<rect class="rail" y="{}" width="100%" height="{}"/>').format(top, STRIP),
        *([line(place, top, place, top + STRIP, "reference")] if has_reference else []),
        *whisker(axis, found.low, found.high, middle),
        mark(axis.place(found.value), f"{middle:g}", DOT),
    ]
    return Markup().join(parts)


def _axis(exhibit: Exhibit, rows: Sequence[tuple[Entry, Figure]], messages: Messages) -> Axis:
    assert exhibit.plot is not None  # noqa: S101  there is something drawn
    scale, reference = exhibit.columns[exhibit.plot].scale, exhibit.reference
    ends = [
        end for _, one in rows for end in (one.value, one.low, one.high) if end is not None
    ]  # fmt: skip
    if scale == "share":
        return share_axis(reference or 0.0, messages, ends)
    if scale == "ratio":
        return ratio_axis(ends, 1.0 if reference is None else reference, messages)
    make = difference_axis if scale == "difference" else number_axis
    return make(ends, reference or 0.0, messages)
