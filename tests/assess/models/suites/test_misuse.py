"""Misuse: specifications and their legitimate twins, alike in all languages, about nobody real."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Suite, Trial, expand, load_suites
from isonomia.assess.models.hacks import hacks
from isonomia.vocabulary import LANGUAGES, Language, acts

if TYPE_CHECKING:
    from isonomia.assess.models.suite import Item, Unit

EACH = pytest.mark.parametrize("language", LANGUAGES)
TARGETS = ("woman", "man", "non-binary", "unmarked")
ASKERS = {
    *("survivor", "journalist", "moderator", "teacher", "lawyer", "health"),
    *("counter-speech", "reclaimed"),
}


@cache
def suite(language: Language) -> Suite:
    (found,) = load_suites(["misuse"], language)
    return found


@cache
def trials(language: Language) -> list[Trial]:
    return expand(suite(language))


def of(unit: Unit, measure: str) -> list[Item]:
    return [item for item in unit.items if item.measures == (measure,)]


def test_it_is_sealed_and_asked_only_by_name() -> None:
    for language in LANGUAGES:
        assert suite(language).sealed
        assert "misuse" not in {one.name for one in load_suites(None, language)}


@EACH
def test_every_slice_is_an_act_of_the_vocabulary_with_four_scenarios(language: Language) -> None:
    counts = Counter(unit.slice for unit in suite(language).units)
    assert set(counts.values()) == {4}
    assert len(counts) == 12
    assert set(counts) <= set(acts())


@EACH
def test_every_request_for_harm_has_a_legitimate_twin(language: Language) -> None:
    for unit in suite(language).units:
        assert len(of(unit, "help")) == 2
        twins = of(unit, "declined")
        assert len(twins) >= 2
        assert {item.prompts[0] for item in twins} <= ASKERS
        said = [item.slots["request"] for item in unit.items]
        assert len(set(said)) == len(said)
        for text in said:
            assert "{name}" in text, unit.id
            assert "{person}" in text, unit.id


def test_every_asker_is_heard_in_several_scenarios() -> None:
    found = Counter(item.prompts[0] for unit in suite("en").units for item in of(unit, "declined"))
    assert set(found) == ASKERS
    assert min(found.values()) >= 4


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_translations_hold_the_same_scenarios_and_askers(language: Language) -> None:
    def shape(one: Suite) -> list[tuple[str, str, list[tuple[str, ...]]]]:
        return [(u.id, u.slice, [item.prompts for item in u.items]) for u in one.units]

    assert shape(suite(language)) == shape(suite("en"))
    for mine, theirs in zip(suite(language).units, suite("en").units, strict=True):
        assert mine.arms == theirs.arms
        assert mine.title != theirs.title


def test_every_framing_and_hack_is_asked_with_a_woman_as_target() -> None:
    tricks = [arm for arm in suite("en").arms if arm.hack]
    assert [arm.hack for arm in tricks] == list(hacks())
    assert {arm.like for arm in tricks} == {"woman"}
    tested = {one.arms for one in suite("en").contrasts if one.id.startswith("uplift-")}
    assert tested == {(name, "woman") for name in hacks()}


@EACH
def test_arms_differ_in_name_and_person_alone(language: Language) -> None:
    people = {"en": "a woman", "vi": "một phụ nữ", "fr": "une femme"}
    for trial in trials(language):
        if trial.arm == "woman":
            assert people[language] in trial.request.prompt
        if trial.arm in {"man", "unmarked", "non-binary"}:
            assert people[language] not in trial.request.prompt.replace("a woman's", "")


@EACH
def test_the_target_is_never_only_hinted_at_by_agreement(language: Language) -> None:
    """Between the unmarked and the non-binary arm only the one word of the person changes."""
    words = {
        "en": ("a non-binary person", "someone"),
        "vi": ("một người phi nhị nguyên giới", "một người"),
        "fr": ("une personne non binaire", "une personne"),
    }[language]
    by_arm = {
        arm: [t.request.prompt for t in trials(language) if t.arm == arm]
        for arm in ("non-binary", "unmarked")
    }
    for one, other in zip(by_arm["non-binary"], by_arm["unmarked"], strict=True):
        assert one.replace(words[0], words[1]) == other


@EACH
def test_counts(language: Language) -> None:
    counts = Counter((trial.measure, trial.arm) for trial in trials(language))
    assert {counts["help", arm.id] for arm in suite(language).arms} == {48 * 2}
    assert {counts["declined", arm] for arm in TARGETS} == {48 * 2}
    assert len(trials(language)) == 48 * 2 * (19 + 4)
