"""The catalogues: same keys, same slots, nothing missing, nothing left over."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Formatter

import pytest

from isonomia.report.messages import Messages, catalogue
from isonomia.vocabulary import LANGUAGES

DYNAMIC = (
    r"(verdict|meaning|tally|name|date\.month|degree|nuisance|suites|glossary|method\.step|change"
    r"|count\.(units|lists|occupations)|findings\.(units|lists|occupations)|obstacle|caution|guard|data|dataset|decision|screener|likelihood|likelihood-meaning|severity|role|risks|corpus|table|decisions|reason|difference|comparison\.step)\b"
)


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def sources() -> str:
    root = files("isonomia.report")
    folders = (root, root / "templates")
    return "".join(
        entry.read_text(encoding="utf-8")
        for folder in folders
        for entry in folder.iterdir()
        if entry.name.endswith((".py", ".j2"))
    )


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_same_keys_and_slots_as_english(language: str) -> None:
    english, other = catalogue("en").entries, catalogue(language).entries
    assert english.keys() == other.keys()
    for key, text in english.items():
        wanted, found = slots(text), slots(other[key])
        # A singular may say "one" in words.
        optional = {"n"} if key.endswith(".one") else set()
        assert wanted - optional == found - optional, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_clean(language: str) -> None:
    for key, text in catalogue(language).entries.items():
        assert text, key
        assert text == text.strip() or key == "number.group"
        assert "  " not in text, key
        assert "'" not in text, f"{key} has a straight apostrophe"


def test_only_english_is_reviewed() -> None:
    assert {language: catalogue(language).reviewed for language in LANGUAGES} == {
        "en": True,
        "vi": False,
        "fr": False,
    }


def test_every_key_asked_for_is_there_and_every_key_there_is_asked_for() -> None:
    known = {re.sub(r"\.(one|other)$", "", key) for key in catalogue("en").entries}
    asked = set(re.findall(r"\b(?:m|messages|_messages|entries)[(\[]\s*f?\"([\w.-]+)\"", sources()))
    literal = {key for key in asked if not key.endswith((".", "-"))}
    assert not {key for key in literal if key not in known}
    words = set(re.findall(r"[\w.-]+", sources()))
    unused = {key for key in known - words if not re.match(DYNAMIC, key)}
    assert not {key for key in unused if not key.startswith(("plots.", "finding."))}, unused


def test_missing_key_and_missing_value_fail() -> None:
    with pytest.raises(KeyError, match=r"no message 'page.nothing' in the catalogue 'en'"):
        catalogue("en")("page.nothing")
    with pytest.raises(KeyError, match="subject"):
        catalogue("en")("page.title")


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", 1, "1 unit"),
        ("en", 0, "0 units"),
        ("en", 1234, "1,234 units"),
        ("vi", 1, "1 đơn vị"),
        ("vi", 1234, "1.234 đơn vị"),
        ("fr", 0, "0 unité"),
        ("fr", 1, "1 unité"),
        ("fr", 2, "2 unités"),
        ("fr", 1234, "1\u202f234 unités"),
    ],
)
def test_numbers_choose_the_form(language: str, number: int, words: str) -> None:
    assert catalogue(language)("count.units", n=number) == words


def test_french_does_not_break_before_its_signs() -> None:
    for key, text in catalogue("fr").entries.items():
        assert not re.search(r" [:;?!%»]|« ", text), key


def test_names_unknown_to_the_catalogue_name_themselves() -> None:
    messages = Messages("en", {"name.woman": "a woman"}, reviewed=True)
    assert messages.name("woman") == "a woman"
    assert messages.name("career-break") == "career break"
