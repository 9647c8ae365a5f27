"""The scales on which estimates are drawn, wide enough for all that they must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.report.figures import Figures, Scale
from isonomia.report.forest import Axis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.report.messages import Messages

__all__ = [
    "QUARTERS",
    "STEPS",
    "axis_of",
    "difference_axis",
    "number_axis",
    "ratio_axis",
    "share_axis",
]

STEPS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Half-widths of a scale of differences, from which the smallest that holds all is taken."""

PARTS = (0.01, 0.05, 0.1, 0.25)
"""Widths of a scale of rare shares; a scale that holds more shows the whole."""

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)

RATIOS = {
    2.0: (0.5, 0.8, 1.0, 1.25, 2.0),
    4.0: (0.25, 0.5, 1.0, 2.0, 4.0),
    10.0: (0.1, 0.3, 1.0, 3.0, 10.0),
    100.0: (0.01, 0.1, 1.0, 10.0, 100.0),
}
"""Ticks of a scale of ratios by its outermost; half and twice as much are equally far from 1."""


def axis_of(scale: Scale, values: Iterable[float], reference: float, messages: Messages) -> Axis:
    """Return a scale that holds the values, without words for its directions."""
    if scale is Scale.SHARE:
        return share_axis(reference, messages)
    make = ratio_axis if scale is Scale.RATIO else difference_axis
    return make(values, reference, messages)


def share_axis(reference: float, messages: Messages, values: Iterable[float] = (1.0,)) -> Axis:
    """Return a scale of shares from 0%: to 100%, or to less where all values are rare."""
    reach = max((reference, *values))
    width = next((part for part in PARTS if part >= reach), 1.0)
    figures = Figures(messages)
    ticks = tuple(
        (width * quarter, messages("number.percent", value=figures.plain(100 * width * quarter)))
        for quarter in QUARTERS
    )
    return Axis(0.0, width, reference, ticks, "", "")


def difference_axis(values: Iterable[float], reference: float, messages: Messages) -> Axis:
    """Return a scale of differences, as far on either side of 0 as the values need."""
    reach = max((0.0, *map(abs, values)))
    high = next((step for step in STEPS if step >= reach), STEPS[-1])
    figures = Figures(messages)
    ticks = tuple(
        (value, figures.bare(value, Scale.DIFFERENCE, trim=True))
        for value in (-high, -high / 2, 0.0, high / 2, high)
    )
    return Axis(-high, high, reference, ticks, "", "")


def ratio_axis(values: Iterable[float], reference: float, messages: Messages) -> Axis:
    """Return a scale of ratios on which half and twice as much lie equally far from 1."""
    reach = max((1.0, *(max(value, 1 / value) for value in values if value > 0)))
    high = next((step for step in RATIOS if step >= reach), max(RATIOS))
    figures = Figures(messages)
    ticks = tuple((value, figures.plain(value)) for value in RATIOS[high])
    return Axis(1 / high, high, reference, ticks, "", "", is_log=True)


def number_axis(values: Iterable[float], reference: float, messages: Messages) -> Axis:
    """Return a scale of plain numbers around a reference, equally far on either side."""
    reach = max((0.0, *(abs(value - reference) for value in values)))
    arm = next(size for size in _round_sizes() if size >= reach)
    figures = Figures(messages)
    ticks = tuple(
        (reference + part * arm, figures.plain(reference + part * arm))
        for part in (-1.0, -0.5, 0.0, 0.5, 1.0)
    )
    return Axis(reference - arm, reference + arm, reference, ticks, "", "")


def _round_sizes() -> Iterable[float]:
    """Return 0.01, 0.02, 0.05, 0.1, … without end."""
    size = 0.01
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10
