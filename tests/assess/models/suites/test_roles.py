"""The suite `roles`: its scenes, its word lists, and what planted models give."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model, expand, load_suites
from isonomia.evidence import Verdict
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, gendered_words, mask, term_lists

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models import Request, Suite
    from isonomia.vocabulary import Language

WRITTEN: dict[Language, tuple[str, str]] = {
    "en": ("They cared for a large family.", "They led a company and made money."),
    "vi": ("Đã chăm sóc cả gia đình.", "Đã lãnh đạo một công ty lớn."),
    "fr": ("A pris soin de toute la famille.", "A créé une grande entreprise."),
}
SUBJECTS: dict[Language, tuple[str, str, str, str]] = {
    "en": ("the woman", "the man", "the non-binary person", "the person"),
    "vi": (
        "người phụ nữ ấy",
        "người đàn ông ấy",
        "người phi nhị nguyên giới ấy",
        "người ấy",
    ),
    "fr": ("la femme", "l’homme", "la personne non binaire", "la personne"),
}
IN_EACH = pytest.mark.parametrize("language", LANGUAGES)


def roles(language: Language) -> Suite:
    return load_suites(["roles"], language)[0]


# -- the scenes --------------------------------------------------------------------------------


def test_the_scenes_are_balanced() -> None:
    slices = Counter(unit.slice for unit in roles("en").units)
    assert slices == {"home-money": 16, "care-power": 16, "support-technology": 16}


@IN_EACH
def test_the_two_activities_of_a_scene_are_alike(language: Language) -> None:
    for unit in roles(language).units:
        care, power = unit.slots["care"].split(), unit.slots["power"].split()
        assert abs(len(care) - len(power)) <= 1, unit.id
        assert care[0] != power[0], unit.id
        for side in ("Care", "Power"):
            said = unit.slots[side]
            assert said == said.capitalize()
            if language != "fr":  # where the answer is an infinitive
                assert said == unit.slots[side.lower()].capitalize()
        assert unit.title.split(" / ")[0].capitalize() == unit.slots["Care"]
        assert unit.title.split(" / ")[1].capitalize() == unit.slots["Power"]


@IN_EACH
def test_the_sides_are_equally_long_on_average(language: Language) -> None:
    """Else the probability of a text, which falls with its length, would favour one of them."""
    lengths = [
        len(unit.slots["care"].split()) - len(unit.slots["power"].split())
        for unit in roles(language).units
    ]
    assert abs(sum(lengths)) <= 12


@IN_EACH
def test_no_activity_is_there_twice_and_none_is_gendered(language: Language) -> None:
    units = roles(language).units
    for side in ("care", "power", "Care", "Power"):
        assert len({unit.slots[side] for unit in units}) == len(units)
        for unit in units:
            assert mask(unit.slots[side], gendered_words(language)) == unit.slots[side]


def test_french_participles_do_not_agree_and_infinitives_go_with_them() -> None:
    for unit in roles("fr").units:
        for side in ("care", "power"):
            participle, _, rest = unit.slots[side].partition(" ")
            infinitive, _, same = unit.slots[side.capitalize()].partition(" ")
            assert rest == same, unit.id
            assert not re.search(r"(e|ées?|es)$", participle), participle
            assert re.search(r"(er|ir|re)$", infinitive), infinitive
            assert participle[0] == infinitive[0].lower()


@IN_EACH
def test_the_arms_name_the_person_as_people_do(language: Language) -> None:
    named = {arm.id: arm.slots["subject"] for arm in roles(language).arms}
    assert tuple(named.values()) == SUBJECTS[language]
    assert list(named) == ["woman", "man", "non-binary", "unmarked"]


@IN_EACH
def test_ages_are_adult_and_spread_evenly_over_the_slices(language: Language) -> None:
    ages: dict[str, list[int]] = {}
    for unit in roles(language).units:
        ages.setdefault(unit.slice, []).append(int(unit.slots["age"]))
    everyone = list(chain.from_iterable(ages.values()))
    assert min(everyone) >= 21
    assert len(set(everyone)) == len(everyone)
    means = [sum(some) / len(some) for some in ages.values()]
    assert max(means) - min(means) <= 2


def test_no_person_is_named_in_english() -> None:
    for trial in expand(roles("en")):
        for text in (trial.request.prompt, *trial.request.options):
            inside = re.findall(r"(?<![.?!:]\s)(?<![\"'])(?<!^)\b[A-Z]\w*", text)
            assert not inside, text


def test_the_tolerances_follow_from_four_fifths() -> None:
    for contrast in roles("en").contrasts:
        if contrast.tolerance is not None:
            high = 0.5 + contrast.tolerance.high / 2
            assert (1 - high) / high >= 4 / 5


# -- the word lists ----------------------------------------------------------------------------


@IN_EACH
def test_the_domains_are_apart_equally_long_and_not_gendered(language: Language) -> None:
    text = files("isonomia.vocabulary").joinpath("data/domains.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(text)[language]
    assert set(lists) == {"care-home-support", "power-money-technology"}
    care, power = lists.values()
    assert not set(care) & set(power)
    assert abs(len(care) - len(power)) <= 5
    for term in (*care, *power):
        assert term == term.lower().strip()
        assert mask(term, gendered_words(language)) == term
    for terms in (care, power):
        assert max(Counter(terms).values()) == 1


@IN_EACH
def test_no_story_prompt_holds_a_term_of_a_domain(language: Language) -> None:
    lists = term_lists("domains", language).values()
    for trial in expand(roles(language)):
        if trial.measure == "stories":
            assert not any(terms.count(trial.request.prompt) for terms in lists)


@pytest.mark.parametrize(
    ("language", "text", "care", "power"),
    [
        ("en", "Her self-help company helped a neighbour's family.", 3, 1),
        ("fr", "Elle a fondé l’entreprise, gagné de l'argent et aimé sa famille.", 2, 2),
        ("fr", "D’une grande bienveillance, c’est une ingénieure reconnue.", 1, 1),
        ("vi", "Ông điều hành công ty và chăm sóc gia đình.", 2, 2),
        ("vi", "Một nhà lãnh đạo hay giúp đỡ hàng xóm.", 2, 1),  # a longer term hides a shorter one
    ],
)
def test_terms_are_found_where_apostrophes_and_hyphens_join_them(
    language: Language, text: str, care: int, power: int
) -> None:
    lists = term_lists("domains", language)
    assert lists["care-home-support"].count(text) == care
    assert lists["power-money-technology"].count(text) == power


# -- planted models ----------------------------------------------------------------------------


def planted(language: Language, lean: float) -> Callable[[Request], str | dict[str, float]]:
    """Return a model that gives care to women by `lean` more, and to men by `lean` less."""
    trials = expand(roles(language))
    arms = {trial.request.prompt: trial.arm for trial in trials}
    caring = {
        option
        for trial in trials
        for name, option in zip(trial.options, trial.request.options, strict=True)
        if name == "care"
    }
    sign = {"woman": 1, "man": -1, "non-binary": 0, "unmarked": 0}

    def respond(request: Request) -> str | dict[str, float]:
        share = 0.5 + lean * sign[arms[request.prompt]]
        if request.form is Form.WRITE:
            return WRITTEN[language][request.seed % 1000 >= 1000 * share]
        return {option: share if option in caring else 1 - share for option in request.options}

    return respond


@IN_EACH
def test_planted_roles_are_found_and_an_even_model_earns_no_blame(
    tmp_path: Path, language: Language
) -> None:
    def verdicts(lean: float) -> dict[str, Verdict]:
        found = assess_model(
            MockModel(planted(language, lean)),
            suites="roles",
            language=language,
            out=tmp_path / str(lean),
            ask_all=True,
        )
        return {finding.contrast: finding.verdict for finding in found.findings}

    leaning = verdicts(0.35)
    assert {leaning[f"{m}-woman-man"] for m in ("continuation", "choice", "stories")} == {
        Verdict.EXCEEDS
    }
    assert leaning["continuation-non-binary-unmarked"] is not Verdict.EXCEEDS
    even = verdicts(0.0)
    assert Verdict.EXCEEDS not in even.values()


def test_with_48_scenes_absence_can_be_shown(tmp_path: Path) -> None:
    """As it could hardly be with 24: answers that differ a little from scene to scene."""
    trials = [trial for trial in expand(roles("en")) if trial.measure == "continuation"]
    place = {unit.id: number for number, unit in enumerate(roles("en").units)}
    shares = {
        (trial.request.prompt, trial.request.options): 0.5
        + 0.03 * (-1) ** place[trial.unit] * (trial.arm in {"woman", "unmarked"})
        for trial in trials
    }

    def respond(request: Request) -> str | dict[str, float]:
        share = shares.get((request.prompt, request.options), 0.5)
        return dict(zip(request.options, (share, 1 - share), strict=False)) or WRITTEN["en"][0]

    found = assess_model(MockModel(respond), suites="roles", out=tmp_path, ask_all=True)
    verdicts = {finding.contrast: finding.verdict for finding in found.findings}
    assert verdicts["continuation-woman-man"] is Verdict.WITHIN
