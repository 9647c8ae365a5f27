"""A dot plot of every unit: what the model does against a reference, as inline SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.report.forest import figure, line, mark, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

__all__ = [
    "HEIGHT",
    "LEFT",
    "SHAPES",
    "TOP",
    "Dot",
    "Lines",
    "across",
    "down",
    "lattice",
    "scatter",
]

SHAPES = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "M-4-4H4V4H-4Z",
    "M0-5.5 5.5 4.5H-5.5Z",
    "M0-5.5 5.5 0 0 5.5-5.5 0Z",
)
"""Disc, square, triangle, diamond: one per group of units."""

LEFT, WIDTH = 13, 84
"""Where the plot begins and how wide it is, in percent."""

TOP, HEIGHT = 28, 340
LABEL_STEP = 15
"""Least distance between two labels, in pixels."""

LABEL_LENGTH = 26
"""Characters of a label; the whole name is in the table."""

LABELLED = 3
"""Units named on either side of the diagonal: those furthest from it."""


class Dot(NamedTuple):
    """One unit: its reference ``x``, the model's share ``y``, and its group."""

    label: str
    x: float
    y: float
    group: int


class Lines(NamedTuple):
    """The words on the drawing."""

    x: str
    y: str
    parity: str
    ticks: tuple[tuple[float, str], ...]


def scatter(
    dots: Sequence[Dot], lines: Lines, *, ident: str, title: str, description: str
) -> Markup:
    """Draw every unit as a dot; both axes run from 0 to 1.

    Parameters
    ----------
    dots : sequence of Dot
        The units.
    lines : Lines
        Words for the axes and for the two lines.
    ident, title, description : str
        As in ``forest``.

    Returns
    -------
    Markup
        One ``<svg>`` element; every text in it is escaped.
    """
    parts = [
        *_grid(lines),
        *(_dot(dot) for dot in dots),
        *(_label(dot) for dot in _labelled(dots)),
    ]
    return figure(parts, TOP + HEIGHT + 46, ident=ident, title=title, description=description)


def across(x: float) -> str:
    """Return the place of a share on the horizontal axis."""
    return f"{LEFT + WIDTH * x:.4g}%"


def down(y: float) -> float:
    """Return the height of a share on the vertical axis."""
    return round(TOP + HEIGHT * (1 - y), 1)


def _grid(lines: Lines) -> list[Markup]:
    left, right, bottom = across(0), across(1), down(0)
    parts = [text(lines.y, TOP - 14, "end", x=left), *lattice(lines.ticks)]
    return [
        *parts,
        line(left, down(0.5), right, down(0.5), "parity"),
        line(left, bottom, right, TOP, "market"),
        text(lines.parity, down(0.5) - 6, "end", x=right, anchor="end"),
        text(lines.x, bottom + 40, "end", x=right, anchor="end"),
    ]


def lattice(ticks: Sequence[tuple[float, str]]) -> list[Markup]:
    """Return a line for every tick of both axes, and its words."""
    parts = []
    for value, words in ticks:
        x, y = across(value), down(value)
        parts += [
            line(across(0), y, across(1), y, "grid"),
            line(x, TOP, x, down(0), "grid"),
            text(words, y + 4, "tick", x=f"{LEFT - 1.5}%", anchor="end"),
            text(words, down(0) + 18, "tick", x=x, anchor="middle"),
        ]
    return parts


def _dot(dot: Dot) -> Markup:
    return mark(across(dot.x), f"{down(dot.y):g}", SHAPES[dot.group % len(SHAPES)])


def _labelled(dots: Sequence[Dot]) -> list[Dot]:
    """Return the dots furthest from the diagonal whose labels do not run into each other."""
    ranked = sorted(dots, key=lambda dot: dot.y - dot.x)
    chosen: list[Dot] = []
    for side in (ranked, ranked[::-1]):
        for dot in side[:LABELLED]:
            if all(abs(down(dot.y) - down(other.y)) >= LABEL_STEP for other in chosen):
                chosen.append(dot)
    return chosen


def _label(dot: Dot) -> Markup:
    """Name a dot on its far side from the diagonal, where there are few others."""
    middle = down(dot.y)
    above = (dot.y > dot.x and middle > TOP + 2 * LABEL_STEP) or middle > TOP + HEIGHT - 20
    whole = len(dot.label) <= LABEL_LENGTH
    return text(
        dot.label if whole else f"{dot.label[: LABEL_LENGTH - 1]}…",
        middle + (-9 if above else 19),
        "name",
        x=across(dot.x),
        anchor="start" if dot.x < 0.5 else "end",
    )
