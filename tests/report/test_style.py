"""Contrast of the style sheet's colours, computed by WCAG 2.2 from its own variables."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("isonomia.report") / "templates" / "report.css").read_text(encoding="utf-8")
TEXT = [
    *((ink, paper) for ink in ("ink", "muted", "link") for paper in ("paper", "surface")),
    *((ink, "sunken") for ink in ("ink", "muted")),
    *((verdict, f"{verdict}-wash") for verdict in ("exceeds", "within", "open", "void")),
    *(
        (verdict, paper)
        for verdict in ("exceeds", "within", "open", "void")
        for paper in ("paper", "surface")
    ),
    ("ink", "exceeds-wash"),
]
GRAPHICS = [
    *((mark, "band") for mark in ("exceeds", "within", "open", "void")),
    *((mark, "sunken") for mark in ("exceeds", "within", "open", "void", "band-edge", "edge")),
    *((mark, "paper") for mark in ("dot", "edge", "focus", "band-edge")),
    ("edge", "band"),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(scheme: str, ink: str, paper: str) -> None:
    found = colours(scheme)
    assert contrast(found[ink], found[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "paper"), GRAPHICS)
def test_marks_can_be_seen(scheme: str, mark: str, paper: str) -> None:
    found = colours(scheme)
    assert contrast(found[mark], found[paper]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    names = [set(re.findall(r"--([\w-]+): #", block)) for block in (light, dark)]
    assert names[0] == names[1]
