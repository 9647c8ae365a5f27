"""The two drawings: true places, real names, all words escaped."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from isonomia.evidence import Verdict
from isonomia.report.forest import MARKS, Axis, Row, forest
from isonomia.report.scatter import Dot, Lines, scatter

AXIS = Axis(0.0, 1.0, 0.5, ((0.0, "0%"), (0.5, "50%"), (1.0, "100%")), "less", "more")
NAMES = {"ident": "plot", "title": "A title", "description": "What it shows"}
TICKS = Lines(x="Reference", y="Share", parity="parity", ticks=((0.0, "0%"), (1.0, "100%")))


def row(value: float | None = 0.6, low: float | None = 0.55, high: float | None = 0.7) -> Row:
    return Row("Label", "60%", "exceeds", Verdict.EXCEEDS, (0.45, 0.55), value, low, high)


def places(svg: str, kind: str) -> list[str]:
    return re.findall(rf'<line class="{kind}" x1="([^"]*)"', svg)


def test_everything_lies_where_its_number_says() -> None:
    svg = forest([row()], AXIS, **NAMES)
    assert places(svg, "interval") == ["55%", "55%", "70%"]
    assert places(svg, "band-edge") == ["45%", "55%"]
    assert places(svg, "reference") == ["50%"]
    assert f'<svg x="60%" y="72"><path class="mark" d="{MARKS[Verdict.EXCEEDS]}"' in svg


def test_is_named_and_well_formed() -> None:
    root = ET.fromstring(forest([row()], AXIS, **NAMES))  # noqa: S314  our own text
    assert [root[0].text, root[1].text] == ["A title", "What it shows"]
    assert root.attrib["aria-labelledby"].split() == [root[0].attrib["id"], root[1].attrib["id"]]


def test_without_interval_or_value_only_the_band_is_drawn() -> None:
    point = forest([row(low=None, high=None)], AXIS, **NAMES)
    assert 'class="mark"' in point
    assert 'class="interval"' not in point
    nothing = forest([row(None, None, None)], AXIS, **NAMES)
    assert 'class="mark"' not in nothing
    assert 'class="band"' in nothing


def test_verdicts_differ_in_shape() -> None:
    assert len(set(MARKS.values())) == len(Verdict) == len(MARKS)


@given(st.text(min_size=1, max_size=300))
def test_any_label_is_escaped_and_stays_inside(label: str) -> None:
    svg = forest([row()._replace(label=f"<b>&{label}")], AXIS, **NAMES)
    assert "<b>" not in svg
    lines = re.findall(r'<text class="label"[^>]*>([^<]*)</text>', svg)
    assert 1 <= len(lines) <= 3


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_value_leaves_the_drawing(value: float) -> None:
    assert 0 <= AXIS.share(value) <= 100


def test_every_unit_is_a_dot() -> None:
    dots = [Dot(f"unit {n}", n / 66, 0.5, n % 6) for n in range(66)]
    svg = scatter(dots, TICKS, **NAMES)
    assert svg.count('class="mark"') == 66


def test_labels_are_few_and_apart() -> None:
    dots = [Dot(f"unit {n}", n / 66, (n * 37 % 66) / 66, 0) for n in range(66)]
    svg = scatter(dots, TICKS, **NAMES)
    heights = sorted(float(y) for y in re.findall(r'class="name" x="[^"]*" y="([^"]*)"', svg))
    assert 2 <= len(heights) <= 6
