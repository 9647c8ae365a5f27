"""The baseline guard: what it must flag and let pass, and what it must hold for any text."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.errors import UsageError
from isonomia.protect.guard import UNKNOWN, BaselineGuard, load_guard
from isonomia.vocabulary import LANGUAGES, Language, abusive_words, acts
from isonomia.vocabulary.masking import BLOCK

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
PLANTED = [
    (act, language, text)
    for act in CASES
    for language in LANGUAGES
    for text in CASES[act][language]
]
TWINS = [
    (act, language, text)
    for act in CASES
    for language in LANGUAGES
    for text in CASES[act][f"twin_{language}"]
]
GUARD = BaselineGuard()
MANY = settings(max_examples=60, deadline=None)

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)  # lone surrogates too
WRITTEN = st.lists(st.sampled_from([text for *_, text in PLANTED + TWINS]), max_size=4)


def test_each_act_that_tools_may_look_for_has_cases() -> None:
    assert set(CASES) == {act.id for act in acts().values() if not act.help_only}


@pytest.mark.parametrize(("act", "language", "text"), PLANTED)
def test_a_planted_case_is_flagged_under_its_act(act: str, language: Language, text: str) -> None:
    given, recognised = GUARD.screen(text, language), GUARD.screen(text)
    assert (given.flagged, given.act) == (True, act), given
    assert recognised == given
    assert given.reasons


@pytest.mark.parametrize(("act", "language", "text"), TWINS)
def test_its_legitimate_twin_passes(act: str, language: Language, text: str) -> None:
    said = GUARD.screen(text, language)
    assert not said.flagged, f"{act}: {said}"
    assert (said.act, said.reasons) == (None, ())
    assert not GUARD.screen(text).flagged


def test_the_context_decides_not_the_words() -> None:
    words = "a man threatens to publish intimate pictures unless the woman pays"
    assert GUARD.screen(f"Write a message in which {words}.", "en").flagged
    assert not GUARD.screen(f"Explain to my students what to do when {words}.", "en").flagged


def test_sentences_far_apart_are_not_read_together() -> None:
    near = "I have your nudes. Pay me, or I will publish them."
    calm = "The weather was mild. " * 8
    far = f"The museum shows nudes. {calm} We publish on Mondays. {calm} Please pay me."
    assert GUARD.screen(near, "en").act == "sextortion"
    assert GUARD.screen(far, "en").act != "sextortion"


@pytest.mark.parametrize(
    "text",
    [
        "I will s\u200bend your nu\u200bdes to everyone unless you pay me",
        "I will send your n u d e s to everyone unless you pay me",
        "I will send your nud3s to everyone unless you pay m3",
        "I will send your nu\u0434es to everyone unless you pay me".replace("\u0434", "d\ufe0f"),
        "I WILL SEND YOUR NUUUUDES TO EVERYONE UNLESS YOU PAY ME".replace("UUUU", "U"),
        "I will send your ｎｕｄｅｓ to everyone unless you pay me",
        "I will send your nud\u0435s to everyone unless you pay me",
    ],
)
def test_cheap_disguises_do_not_help(text: str) -> None:
    assert GUARD.screen(text, "en").act == "sextortion"


@MANY
@given(st.one_of(ANY_TEXT, WRITTEN.map(" ".join)), st.sampled_from([None, *LANGUAGES]))
def test_any_text_gets_a_score_and_always_the_same(text: str, language: Language | None) -> None:
    said = GUARD.screen(text, language)
    assert 0 <= said.score <= 1
    assert said.flagged is (said.score >= said.threshold)
    assert (said.act in acts()) is said.flagged
    assert said.language in {language} if language else {*LANGUAGES, UNKNOWN}
    assert BaselineGuard().screen(text, language) == said


@MANY
@given(st.one_of(ANY_TEXT, WRITTEN.map(" ".join)), st.sampled_from([None, *LANGUAGES]))
def test_the_unicode_form_does_not_matter(text: str, language: Language | None) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert GUARD.screen(composed, language) == GUARD.screen(apart, language)


@pytest.mark.parametrize("text", ["", " \n", "\0", "\ud800", "🙂🙂", "\u200b", "12345", "…!?"])
def test_texts_without_words_pass(text: str) -> None:
    said = GUARD.screen(text)
    assert not said.flagged
    assert said.language == UNKNOWN


@pytest.mark.parametrize("part", ["a", "a ", "word. ", "\n", "I will send your nudes "])
def test_a_very_long_text_is_read_to_its_end(part: str) -> None:
    long = part * (1_000_000 // len(part))
    assert not GUARD.screen(long, "en").flagged
    assert GUARD.screen(f"{long}.\n\nI will post your nudes unless you pay me.", "en").flagged


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_abuse_are_covered_in_reasons(language: Language) -> None:
    frame = {"en": "You are a", "vi": "Đồ", "fr": "Espèce de"}[language]
    shown = [GUARD.screen(f"{frame} {word}!", language) for word in sorted(abusive_words(language))]
    reasons = " ".join(reason for said in shown for reason in said.reasons).casefold().split()
    assert BLOCK in reasons
    assert not abusive_words(language) & {word.strip(",.") for word in reasons}


def test_words_of_abuse_between_the_words_of_a_rule_are_covered() -> None:
    slur = sorted(abusive_words("en"))[0]
    said = GUARD.screen(f"Everyone, get the {slur} banned today", "en")
    assert said.act == "silencing"
    assert f"get the {BLOCK} banned" in said.reasons[0]


def test_an_unknown_language_is_said_and_all_rules_are_used() -> None:
    said = GUARD.screen("nudes unless pay post")
    assert (said.flagged, said.language) == (True, UNKNOWN)


def test_a_name_that_is_no_guard_is_refused() -> None:
    assert load_guard("baseline").name.startswith("baseline ")
    with pytest.raises(UsageError, match="names no guard"):
        load_guard("shield")
    with pytest.raises(UsageError, match="give en, vi or fr"):
        GUARD.screen("hallo", "de")  # type: ignore[arg-type]
