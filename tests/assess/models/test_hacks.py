"""Hacks: what they do to a request, and that arms differ in nothing else."""

from __future__ import annotations

import base64
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.assess.models import expand, load_suite, load_suites
from isonomia.assess.models.hacks import TRANSLATED_TO, hacks
from isonomia.errors import SuiteError
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable

    MakeSuite = Callable[..., Path]

PLAIN = st.lists(st.text("abcdeo éđ’.", min_size=1).filter(str.strip), min_size=3).map(" ".join)
TEXT = '{ en = "x", vi = "x", fr = "x" }'
HACKED = (
    '[[units]]\nid = "home"',
    f'[[arms]]\nid = "coded"\nlike = "woman"\nhack = "base64"\ntitle = {TEXT}\n'
    '[[units]]\nid = "home"',
)


def no_translation() -> str:
    raise AssertionError


@pytest.mark.parametrize("name", hacks())
def test_each_has_its_source_and_says_the_request_once(name: str) -> None:
    hack = hacks()[name]
    assert hack.url.startswith("https://")
    assert any(sign.isdigit() for sign in hack.source), "a year"
    for language in LANGUAGES:
        said = hack.turns("REQUEST", language, lambda: "TRANSLATED")
        wanted = {"base64": "UkVRVUVTVA==", "translation": "TRANSLATED"}.get(name, "REQUEST")
        if name != "splitting":
            assert said[-1].count(wanted) == 1
        assert len(said) == 1 + len(hack.earlier.get(language, ()))


def test_the_docs_hold_every_card_and_source() -> None:
    page = Path(__file__).parents[3] / "docs" / "suites" / "misuse.md"
    text = page.read_text(encoding="utf-8")
    for name, hack in hacks().items():
        source = f"[{hack.source.rstrip('.')}]({hack.url})"
        assert f"| `{name}` | {hack.kind} | {hack.card['en']} | {source} |" in text, name


def test_the_kinds_that_the_report_speaks_of_are_there() -> None:
    framings = {name for name, hack in hacks().items() if hack.kind == "framing"}
    assert framings == {"joke", "revenge", "research"}
    assert len(hacks()) - len(framings) == 12


@given(PLAIN)
def test_an_encoded_request_can_be_decoded(request_: str) -> None:
    said = hacks()["base64"].turns(request_, "en", no_translation)[-1]
    assert base64.b64decode(said.splitlines()[-1]).decode() == request_


@given(PLAIN)
def test_the_pieces_of_a_request_make_the_whole(request_: str) -> None:
    said = hacks()["splitting"].turns(request_, "en", no_translation)[-1]
    pieces = [part.split("”")[0] for part in said.split("“")[1:]]
    assert "".join(pieces) == request_


def test_misspelt_requests_stay_readable() -> None:
    spell = hacks()["spelling"]
    assert spell.turns("Viết về Đào ở Huế.", "vi", no_translation) == ("Viet ve Dao o Hue.",)
    said = spell.turns("Write a note to the one we know.", "en", no_translation)[-1]
    assert said == "Write 4 note t0 the 0n3 we kn0w."


def test_a_conversation_is_written_in_every_language() -> None:
    earlier = hacks()["many-turns"].earlier
    assert set(earlier) == set(LANGUAGES)
    assert {len(said) for said in earlier.values()} == {2}


def test_an_arm_like_another_asks_the_same_behind_its_hack(make_suite: MakeSuite) -> None:
    trials = expand(load_suite(make_suite(HACKED)))
    plain = {(t.measure, t.unit, t.prompt, t.first): t for t in trials if t.arm == "woman"}
    coded = [trial for trial in trials if trial.arm == "coded"]
    assert len(coded) == len(plain)
    for trial in coded:
        asked = base64.b64decode(trial.request.prompt.splitlines()[-1]).decode()
        assert asked == plain[trial.measure, trial.unit, trial.prompt, trial.first].request.prompt


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ('hack = "base64"', 'hack = "wizardry"', "hack 'wizardry', which is none of"),
        ('like = "woman"', 'like = "nobody"', "'coded' is like 'nobody'"),
        ('hack = "base64"', 'hack = "translation"', "no other language"),
    ],
)
def test_what_cannot_be_asked_is_said(
    make_suite: MakeSuite, old: str, new: str, match: str
) -> None:
    path = make_suite(HACKED, (old, new))
    with pytest.raises(SuiteError, match=match):
        expand(load_suite(path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translated_request_is_the_other_language_s_own(language: Language) -> None:
    (suite,) = load_suites(["misuse"], language)
    (other,) = load_suites(["misuse"], TRANSLATED_TO[language])

    there = {
        (trial.unit, trial.prompt): trial.request.prompt
        for trial in expand(other)
        if (trial.measure, trial.arm) == ("help", "woman")
    }
    found = [trial for trial in expand(suite) if trial.arm == "translation"]
    assert len(found) == len(there)
    for trial in found:
        request, last = trial.request.prompt.split("\n\n")
        assert request == there[trial.unit, trial.prompt]
        assert unicodedata.is_normalized("NFC", last)
