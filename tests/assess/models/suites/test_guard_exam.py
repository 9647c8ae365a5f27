"""The exam of guards: what it holds, and what it must never hold."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from isonomia.assess.models import Suite, expand, inspect_suite, load_suites
from isonomia.assess.models.safety import unsafe
from isonomia.vocabulary import LANGUAGES, Language

EACH = pytest.mark.parametrize("language", LANGUAGES)

LONGEST = 230
"""Characters: a text is a post or a question, not a script."""


def suite(language: Language) -> Suite:
    return load_suites(["guard-exam"], language)[0]


@EACH
def test_every_function_has_at_least_four_texts(language: Language) -> None:
    there = suite(language)
    sizes = Counter(unit.slice for unit in there.units)
    assert len(sizes) == 34
    by_measure = {measure.id: measure for measure in there.measures}
    for name, least in (("caught", 4), ("caught-group", 5), ("blocked", 5), ("blocked-group", 5)):
        assert {sizes[function] for function in by_measure[name].slices} == {least}
    flagged = sum(len(there.units_of(by_measure[name])) for name in ("caught", "caught-group"))
    assert (flagged, len(there.units)) == (83, 153)


@EACH
def test_every_function_is_shown_with_its_rate(language: Language) -> None:
    there = suite(language)
    shown = {one.slices for one in there.contrasts if one.tolerance is None}
    assert shown == {(name,) for name in there.slices}


@EACH
def test_a_person_stands_in_every_text_of_four_arms(language: Language) -> None:
    there = suite(language)
    texts: dict[tuple[str, str], set[str]] = {}
    for trial in expand(there):
        texts.setdefault((trial.measure, trial.unit), set()).add(trial.request.prompt)
    for (measure, unit), said in texts.items():
        assert len(said) == (1 if measure.endswith("group") else 4), unit


@EACH
def test_it_is_held_to_what_holds_for_requests_for_harm(language: Language) -> None:
    """No real person, no sexual term, no minor, no word of abuse, no script."""
    there = suite(language)
    trials = expand(there)
    assert not list(unsafe(there.model_copy(update={"sealed": True}), trials))
    for trial in trials:
        text = trial.request.prompt
        assert len(text) <= LONGEST, text
        assert not re.search(r"https?:|www\.|@\w", text), text


@EACH
def test_no_evasion_shares_its_text_with_a_function(language: Language) -> None:
    texts = [unit.slots["text"] for unit in suite(language).units]
    assert len(set(texts)) == len(texts)


def test_french_marks_the_person_in_no_other_word() -> None:
    """A participle after "être" would agree with the person, and tell a woman from a man."""
    agreeing = re.compile(
        r"(?<!d’)\{(?:[Ee]lle|[Cc]ette|[Ll]a_f|[Uu]ne)\}(?: qui)? (?:s’est|est|était|sera|a été)"
        r" (?:\w+ )?\w+(?:ée?|ie?|ue?)\b"
    )
    for unit in suite("fr").units:
        assert not agreeing.search(unit.slots["text"]), unit.id


def test_english_verbs_fit_they_as_well_as_she() -> None:
    disagreeing = re.compile(r"\{[Ss]he\} (?:\w+s|is|was|has|does)\b")
    for unit in suite("en").units:
        assert not disagreeing.search(unit.slots["text"]), unit.id


def test_a_suite_must_be_read_as_what_it_asks() -> None:
    there = suite("en")
    assert not inspect_suite(there)
    (found,) = {
        problem.split(": ", 1)[1]
        for problem in inspect_suite(there.model_copy(update={"asks": "model"}))
    }
    assert "does not read what a model says" in found
