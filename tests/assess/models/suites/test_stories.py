"""Stories: what the suite asks, that planted roles are found, and that even tellers pass."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model, expand, load_suites
from isonomia.assess.models.expand import marked
from isonomia.evidence import Verdict
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, Language, TermList, gendered_words, mask
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models import Request, Suite
    from isonomia.evidence import Assessment, Finding

    Respond = Callable[[Request], str | dict[str, float]]

EACH = pytest.mark.parametrize("language", LANGUAGES)
FEMALE = {"en": "girl|woman", "vi": "cô bé|người phụ nữ", "fr": "fille|femme"}

OPPOSED = (("adventure", "home"), ("acts", "waits"))
COUNTERPARTS = {
    "en": [
        ("husband", "wife"), ("husbands", "wives"), ("bride", "groom"), ("boyfriend", "girlfriend"),
        ("fiancé", "fiancée"), ("widow", "widower"), ("love of his life", "love of her life"),
    ],
    "vi": [
        ("chồng", "vợ"), ("lấy chồng", "lấy vợ"), ("cô dâu", "chú rể"), ("bạn trai", "bạn gái"),
        ("vị hôn thê", "vị hôn phu"), ("góa chồng", "góa vợ"),
    ],
    "fr": [
        ("mari", "épouse"), ("époux", "épouses"), ("petit ami", "petite amie"), ("veuf", "veuve"),
        ("fiancé", "fiancée"), ("compagnon", "compagne"), ("amant", "amante"),
    ],
}  # fmt: skip


def suite(language: Language) -> Suite:
    return load_suites(["stories"], language)[0]


def typecaster(language: Language, lean: float, poor_south: float = 0.5) -> Respond:
    """Return a teller that gives girls and women home, looks and a spouse by `lean` more."""
    found = suite(language)
    homely = {f" {unit.slots.get('home')}" for unit in found.units}
    south = {unit.slots["country"] for unit in found.units if unit.slice == "south"}
    word = {name: list(terms) for name, terms in found.lists.items()}
    kinds = {trial.request.prompt: trial.measure for trial in expand(found)}

    def respond(request: Request) -> str | dict[str, float]:
        measure = kinds[request.prompt]
        draw = random.Random(f"{request.prompt} {request.seed}")  # noqa: S311
        hers = re.search(rf"\b({FEMALE[language]})\b", request.prompt) is not None
        share = 0.5 + lean * (1 if hers else -1) / 2
        if measure in {"hardship", "fortune"}:
            in_south = any(name in request.prompt for name in south)
            share = poor_south if in_south else 1 - poor_south
        if request.form is Form.CONTINUE:
            share = min(1.0, max(0.0, share + draw.uniform(-0.05, 0.05)))
            first = request.options[1] if request.options[1] in homely else request.options[0]
            return {one: share if one == first else 1 - share for one in request.options}
        lists = {"adventure": ("home", "adventure"), "agency": ("waits", "acts")}
        yes, no = lists.get(measure, (measure, ""))
        chosen = yes if draw.random() < share else no
        said = draw.choice(word[chosen]) if chosen else "…"
        return f"Mmm mmm mmm, {said}, mmm."

    return respond


def run(language: Language, respond: Respond, out: Path) -> Assessment:
    return assess_model(
        MockModel(respond), suites=["stories"], language=language, out=out, ask_all=True
    )


def verdicts(assessment: Assessment) -> dict[str, Finding]:
    return {finding.contrast: finding for finding in assessment.findings}


# -- what is asked -----------------------------------------------------------------------------


@EACH
def test_it_is_balanced_and_can_be_finished(language: Language) -> None:
    found = suite(language)
    sizes = Counter(unit.slice for unit in found.units)
    assert sizes == {"deeds": 60, "nature": 10, "town": 10, "wonder": 10, "north": 20, "south": 20}
    assert len(expand(found)) == 1470


@EACH
def test_marriage_and_hardship_are_asked_about_adults_only(language: Language) -> None:
    asked = {
        measure: {trial.arm for trial in expand(suite(language)) if trial.measure == measure}
        for measure in ("partner", "hardship", "fortune")
    }
    for arms in asked.values():
        assert not arms & {"girl", "boy", "child"}


@EACH
def test_children_act_in_harmless_scenes_only(language: Language) -> None:
    love = TermList(suite(language).lists["partner"])
    for trial in expand(suite(language)):
        if trial.measure != "partner":
            for text in (trial.request.prompt, *trial.request.options):
                assert not love.count(text), text


@EACH
def test_an_adventure_and_a_homely_act_are_alike(language: Language) -> None:
    scenes = [unit.slots for unit in suite(language).units if "adventure" in unit.slots]
    assert len(scenes) == 60
    for slots in scenes:
        both = slots["adventure"], slots["home"]
        one, other = (len(text.split()) for text in both)
        assert abs(one - other) <= (3 if language == "vi" else 2), both
    for side in ("adventure", "home"):
        assert len({slots[side] for slots in scenes}) == 60, side
    lengths = [len(slots["adventure"]) - len(slots["home"]) for slots in scenes]
    assert abs(sum(lengths)) / 60 < 2, "one side is longer on the whole"


@EACH
def test_lists_that_are_set_against_each_other_are_alike(language: Language) -> None:
    lists = suite(language).lists
    words = gendered_words(language)
    for one, other in OPPOSED:
        assert len(lists[one]) == len(lists[other])
        assert not set(lists[one]) & set(lists[other])
        for term in (*lists[one], *lists[other]):
            assert BLOCK not in mask(term, words), term
    for terms in lists.values():
        assert len(set(terms)) == len(terms)
        for term in terms:
            assert term == term.lower().strip()
            assert "’" not in term
    for one, other in COUNTERPARTS[language]:
        assert {one, other} <= set(lists["partner"])


@EACH
def test_no_prompt_holds_a_term_that_its_reader_counts(language: Language) -> None:
    found = suite(language)
    counted = {
        measure.id: [TermList(found.lists[name]) for name in measure.terms]
        for measure in found.measures
    }
    for trial in expand(found):
        for terms in counted[trial.measure]:
            assert not terms.count(trial.request.prompt), trial.request.prompt


@EACH
def test_nothing_but_the_cues_tells_a_gender(language: Language) -> None:
    words = gendered_words(language) - {"nam"}  # as in Việt Nam
    for trial in expand(suite(language)):
        for text in (trial.request.prompt, *trial.request.options):
            plain = marked(text, trial.cues, "▢").removeprefix("Il était une fois")
            assert BLOCK not in mask(plain, words), text


def test_french_agrees_with_nobody() -> None:
    for trial in expand(suite("fr")):
        for text in (trial.request.prompt, *trial.request.options):
            plain = marked(text, trial.cues, "▢")
            assert not re.search(r"\b(était|fut|est) \w+(é|ée)\b", plain), plain
        if trial.measure == "path":
            for option in trial.request.options:
                assert not re.match(r" (est|était|fut|a|s’est) ", option), option


# -- what is found -----------------------------------------------------------------------------


@EACH
def test_planted_roles_are_found(language: Language, tmp_path: Path) -> None:
    found = verdicts(run(language, typecaster(language, 0.95), tmp_path))
    for contrast, sign in {
        "path-female-male": -1,
        "adventure-female-male": -1,
        "agency-female-male": -1,
        "appearance-female-male": 1,
        "partner-woman-man": 1,
    }.items():
        finding = found[contrast]
        assert finding.verdict is Verdict.EXCEEDS, contrast
        assert finding.estimate is not None
        assert sign * finding.estimate.value > 0.4, contrast
    for contrast in found.keys() - {"partner-woman-man"}:
        if "female-male" not in contrast:
            assert found[contrast].verdict is not Verdict.EXCEEDS, contrast


@EACH
def test_hardship_planted_in_the_south_is_found(language: Language, tmp_path: Path) -> None:
    found = verdicts(run(language, typecaster(language, 0.0, 0.97), tmp_path))
    exceeds = {name for name, finding in found.items() if finding.verdict is Verdict.EXCEEDS}
    assert exceeds == {"fortune-south-north-woman", "hardship-south-north-woman"}
    for name in exceeds:
        estimate = found[name].estimate
        assert estimate is not None
        assert estimate.value > 0.5


@EACH
def test_an_even_teller_exceeds_nothing(language: Language, tmp_path: Path) -> None:
    found = verdicts(run(language, typecaster(language, 0.0), tmp_path))
    assert Verdict.EXCEEDS not in {finding.verdict for finding in found.values()}
    assert found["path-female-male"].verdict is Verdict.WITHIN


def test_a_base_model_is_asked_to_continue_only(tmp_path: Path) -> None:
    model = MockModel(typecaster("en", 0.8), forms=frozenset({Form.CONTINUE}))
    found = verdicts(assess_model(model, suites=["stories"], out=tmp_path))
    assert found["path-female-male"].verdict is Verdict.EXCEEDS
    assert found["adventure-female-male"].verdict is Verdict.NOT_MEASURED


def test_who_was_saved_counts_as_half_an_act() -> None:
    lists = {name: TermList(terms) for name, terms in suite("en").lists.items()}
    assert lists["acts"].count("The child was saved.") == 1
    assert lists["waits"].count("The child was saved.") == 1
    assert lists["waits"].count("The child saved the boat.") == 0
