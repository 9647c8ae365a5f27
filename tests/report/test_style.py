"""Contrast of the style sheet's colours, computed by WCAG 2.2 from its own variables."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files

import pytest

Contrast = Callable[[str, str], float]
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


def test_contrast_formula(contrast: Contrast) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(contrast: Contrast, scheme: str, ink: str, paper: str) -> None:
    found = colours(scheme)
    assert contrast(found[ink], found[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "paper"), GRAPHICS)
def test_marks_can_be_seen(contrast: Contrast, scheme: str, mark: str, paper: str) -> None:
    found = colours(scheme)
    assert contrast(found[mark], found[paper]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    names = [set(re.findall(r"--([\w-]+): #", block)) for block in (light, dark)]
    assert names[0] == names[1]
