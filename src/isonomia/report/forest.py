"""A forest plot as inline SVG: no script, no fixed width, legible from a phone to a wall.

All horizontal places are percentages and all text has a size of its own, so that the plot grows
and shrinks with the page while its letters do not. Colours come from the page's style sheet;
every verdict has a shape of its own beside its colour.
"""

from __future__ import annotations

import math
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from isonomia.evidence import Change, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "CHANGE_MARKS",
    "LABEL_WIDTH",
    "LINE",
    "MARKS",
    "Axis",
    "Row",
    "figure",
    "foot",
    "forest",
    "line",
    "mark",
    "text",
    "whisker",
]

MARKS = {
    Verdict.EXCEEDS: "M0-9 9 0 0 9-9 0Z",
    Verdict.NOT_ENOUGH_EVIDENCE: "M-6-6H6V6H-6Z",
    Verdict.NOT_MEASURED: "M-6-6 6 6M6-6-6 6",
    Verdict.WITHIN: "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z",
}
"""Diamond, hollow square, cross and disc, drawn around their middle."""

CHANGE_MARKS = {
    Change.LARGER: "M0-9 9 7H-9Z",
    Change.DIFFERS: MARKS[Verdict.EXCEEDS],
    Change.SMALLER: "M0 9 9-7H-9Z",
    Change.NOT_DISTINGUISHABLE: MARKS[Verdict.NOT_ENOUGH_EVIDENCE],
    Change.NOT_COMPARABLE: MARKS[Verdict.NOT_MEASURED],
}
"""Triangle up, diamond, triangle down, hollow square and cross."""

LABEL_WIDTH = 36
"""Characters of a label that fit on one line of a telephone (288 px of plot at 14 px)."""

END_WIDTH = 19
"""Characters of a direction that fit in one half of that line."""

LINE, STRIP, GAP = 18, 28, 18
"""Heights in pixels: a line of text, the strip with the interval, the gap below it."""


class Row(NamedTuple):
    """One estimate as it is drawn.

    ``numbers`` and ``words`` say what the strip shows: the estimate and what is said of it.
    ``value``, ``low`` and ``high`` are None where there is nothing to draw.
    """

    label: str
    numbers: str
    words: str
    verdict: Verdict | Change
    band: tuple[float, float]
    value: float | None
    low: float | None
    high: float | None


class Axis(NamedTuple):
    """The scale that all rows share, and what its two directions mean."""

    low: float
    high: float
    reference: float
    ticks: tuple[tuple[float, str], ...]
    below: str
    above: str
    is_log: bool = False
    """Whether equal ratios are equally far apart, rather than equal differences."""

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies, in percent; outsiders lie on its end."""
        if self.is_log:
            low, high = math.log(self.low), math.log(self.high)
            along = (math.log(max(value, self.low)) - low) / (high - low)
        else:
            along = (value - self.low) / (self.high - self.low)
        return 100 * min(1.0, max(0.0, along))

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the axis, its ends included."""
        return self.low <= value <= self.high

    def place(self, value: float) -> str:
        """Return the place of a value as SVG writes it."""
        return f"{self.share(value):.4g}%"


def forest(rows: Sequence[Row], axis: Axis, *, ident: str, title: str, description: str) -> Markup:
    """Draw one row per estimate over a common axis.

    Parameters
    ----------
    rows : sequence of Row
        The estimates, from top to bottom.
    axis : Axis
        Their common scale.
    ident : str
        Prefix of the ids inside the drawing; unique on the page.
    title, description : str
        What the drawing is called and what it shows, for those who do not see it.

    Returns
    -------
    Markup
        One ``<svg>`` element; every text in it is escaped.
    """
    parts: list[Markup] = []
    top = 0
    for row in rows:
        drawn, top = _row(row, axis, top)
        parts.append(drawn)
    scale, top = foot(axis, top)
    return figure([*parts, scale], top, ident=ident, title=title, description=description)


def figure(
    parts: Iterable[Markup], height: int, *, ident: str, title: str, description: str
) -> Markup:
    """Return an SVG element that is as wide as the page lets it and has a name."""
    return Markup(
        '<svg class="plot" role="img" aria-labelledby="{0}-title {0}-desc" width="100%" '
        'height="{1}"><title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
    ).format(ident, height, title, description, Markup().join(parts))


def text(words: str, y: float, kind: str, *, x: str = "0", anchor: str = "start") -> Markup:
    """Return one line of text."""
    return Markup('<text class="{}" x="{}" y="{:g}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, words
    )


def line(x1: str, y1: object, x2: str, y2: object, kind: str) -> Markup:
    """Return one straight line."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(kind, x1, y1, x2, y2)


def _row(row: Row, axis: Axis, top: int) -> tuple[Markup, int]:
    """Return one row and the height at which the next begins."""
    lines = [
        *((part, "label") for part in wrap(row.label, LABEL_WIDTH, max_lines=3, placeholder=" …")),
        *((part, "numbers") for part in wrap(row.numbers, LABEL_WIDTH)),
        (row.words, "words"),
    ]
    parts = [text(part, top + LINE * n - 4, kind) for n, (part, kind) in enumerate(lines, 1)]
    top += LINE * len(lines)
    parts.append(_strip(row, axis, top + 4))
    return Markup('<g class="{}">{}</g>').format(row.verdict, Markup().join(parts)), (
        top + 4 + STRIP + GAP
    )


def _strip(row: Row, axis: Axis, top: int) -> Markup:
    low, high = (axis.place(end) for end in row.band)
    width = axis.share(row.band[1]) - axis.share(row.band[0])
    bottom, middle = top + STRIP, top + STRIP / 2
    parts = [
        Markup('<rect class="rail" y="{}" width="100%" height="{}"/>').format(top, STRIP),
        Markup('<rect class="band" x="{}" y="{}" width="{:.4g}%" height="{}"/>').format(
            low, top, width, STRIP
        ),
        *(line(end, top, end, bottom, "band-edge") for end in (low, high)),
        line(axis.place(axis.reference), top, axis.place(axis.reference), bottom, "reference"),
        *whisker(axis, row.low, row.high, middle),
    ]
    if row.value is not None:
        said = row.verdict
        shape = MARKS[said] if isinstance(said, Verdict) else CHANGE_MARKS[said]
        parts.append(mark(axis.place(row.value), f"{middle:g}", shape))
    return Markup().join(parts)


def whisker(axis: Axis, low: float | None, high: float | None, middle: float) -> list[Markup]:
    """Return an interval as a bar; an end that lies beyond the axis has no cap."""
    if low is None or high is None:
        return []
    places = [axis.place(end) for end in (low, high)]
    caps = [axis.place(end) for end in (low, high) if axis.holds(end)]
    return [
        line(places[0], middle, places[1], middle, "interval"),
        *(line(end, middle - 5, end, middle + 5, "interval") for end in caps),
    ]


def foot(axis: Axis, top: int) -> tuple[Markup, int]:
    """Return the ticks, what the two directions mean, and the height of all."""
    parts = [line("0", top, "100%", top, "axis")]
    for value, words in axis.ticks:
        place = axis.place(value)
        parts.append(line(place, top, place, top + 5, "axis"))
        parts.append(text(words, top + LINE, "tick", x=place, anchor=_anchor(axis, value)))
    top += LINE + 6
    ends = (
        (_end(f"←\u00a0{axis.below}" if axis.below else ""), "0", "start"),
        (_end(f"{axis.above}\u00a0→" if axis.above else ""), "100%", "end"),
    )
    for lines, x, anchor in ends:
        parts.extend(
            text(words, top + LINE * n, "end", x=x, anchor=anchor)
            for n, words in enumerate(lines, 1)
        )
    height = top + LINE * max(len(lines) for lines, _, _ in ends) + 6
    return Markup('<g aria-hidden="true">{}</g>').format(Markup().join(parts)), height


def mark(x: str, y: str, path: str) -> Markup:
    """Return a shape drawn around a place."""
    return Markup('<svg x="{}" y="{}"><path class="mark" d="{}"/></svg>').format(x, y, path)


def _end(words: str) -> list[str]:
    return wrap(words, END_WIDTH, max_lines=4)


def _anchor(axis: Axis, value: float) -> str:
    """Keep the outermost ticks' words inside the drawing."""
    return {axis.low: "start", axis.high: "end"}.get(value, "middle")
