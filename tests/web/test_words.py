"""The labelling page's words and colours: whole in every language, readable in light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from string import Formatter

import pytest

from isonomia.vocabulary import LANGUAGES, Language
from isonomia.web.messages import catalogue

Contrast = Callable[[str, str], float]
FOLDER = files("isonomia.web") / "templates"
CSS = (FOLDER / "label.css").read_text(encoding="utf-8")
TEXT = [
    *((ink, paper) for ink in ("ink", "muted", "link") for paper in ("paper", "surface")),
    ("muted", "sunken"),
    ("ink", "warn-wash"),
    ("ink", "wash"),
    ("link", "wash"),
    ("on-link", "link"),
]
GRAPHICS = [
    *((mark, paper) for mark in ("edge", "link") for paper in ("paper", "surface")),
    ("edge", "sunken"),
]


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_same_keys_and_slots_as_english(language: Language) -> None:
    english, other = catalogue("en").entries, catalogue(language).entries
    assert english.keys() == other.keys()
    for key, text in english.items():
        optional = {"n"} if key.endswith(".one") else set()
        assert slots(text) - optional == slots(other[key]) - optional, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_clean(language: Language) -> None:
    for key, text in catalogue(language).entries.items():
        assert text == text.strip() or key == "number.group"
        assert text
        assert "  " not in text, key
        assert "'" not in text, f"{key} has a straight apostrophe"
        assert language != "fr" or not re.search(r" [:;?!%»]|« ", text), key


def test_only_english_is_reviewed() -> None:
    assert [language for language in LANGUAGES if catalogue(language).reviewed] == ["en"]


def test_every_key_asked_for_is_there_and_every_key_there_is_asked_for() -> None:
    pages = "".join(
        entry.read_text(encoding="utf-8")
        for entry in FOLDER.iterdir()
        if entry.name.endswith(".j2")
    )
    asked = set(re.findall(r"\bm\(\"([\w.-]+)\"", pages)) | {"number.group"}
    known = {re.sub(r"\.(one|other)$", "", key) for key in catalogue("en").entries}
    assert asked == known


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    blocks = [light] if scheme == "light" else [light, dark]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", " ".join(blocks)))


def test_contrast_formula(contrast: Contrast) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # a known near miss


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"), [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in GRAPHICS]
)
def test_everything_can_be_seen(
    contrast: Contrast, scheme: str, ink: str, paper: str, least: float
) -> None:
    found = colours(scheme)
    assert contrast(found[ink], found[paper]) >= least


def test_both_schemes_name_the_same_colours_and_no_rule_has_its_own() -> None:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.S)
    names = [set(re.findall(r"--([\w-]+): #", block)) for block in (light, dark)]
    assert names[0] == names[1]
    rules = CSS[CSS.rindex(dark) + len(dark) :]
    assert not re.findall(r"#[0-9a-f]{3,8}\b", rules)
