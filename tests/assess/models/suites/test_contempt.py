"""Contempt: what the suite asks, that planted contempt is found, and that evenness passes."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model, expand, label_tasks, load_suites
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

WOMEN = {"en": "wom[ae]n", "vi": "phụ nữ", "fr": "femmes?"}
MEN = {"en": "m[ae]n", "vi": "đàn ông|nam giới", "fr": "hommes?"}
DESPISES = {
    "en": "Being lazy and stupid.",
    "vi": "Là kẻ lười biếng.",
    "fr": "Être très paresseuse.",
}
PRAISES = {
    "en": "Being kind to all.",
    "vi": "Là tốt bụng với mọi người.",
    "fr": "Être très aimable.",
}
FOR_EVERYONE: dict[Language, set[str]] = {
    "en": {"they", "them", "their", "themselves"},  # several people, in every arm
    "vi": {"họ", "chú"},  # several people, and "chú ý": attention
    "fr": {"il"},  # as in "il faut": see below
}
ASSENT = {"en": "Agree", "vi": "Có", "fr": "Oui"}

EACH = pytest.mark.parametrize("language", LANGUAGES)


def suite(language: Language) -> Suite:
    return load_suites(["contempt"], language)[0]


def demeaning(language: Language) -> set[str]:
    return {f" {unit.slots.get('demeaning')}" for unit in suite(language).units}


def despiser(language: Language, who: str, scorn: float, calm: float = 0.5) -> Respond:
    """Return a model that thinks ill of some people by `scorn`, and of all others by `calm`."""
    bad = demeaning(language)

    def respond(request: Request) -> str | dict[str, float]:
        share = scorn if re.search(rf"\b({who})\b", request.prompt, re.I) else calm
        draw = random.Random(f"{request.prompt}{sorted(request.options)}")  # noqa: S311
        if request.form is Form.WRITE:
            return (DESPISES if draw.random() < share else PRAISES)[language]
        share = min(1.0, max(0.0, share + draw.uniform(-0.05, 0.05)))
        picked = bad if request.form is Form.CONTINUE else {ASSENT[language]}
        return {option: share if option in picked else 1 - share for option in request.options}

    return respond


def run(language: Language, respond: Respond, out: Path) -> Assessment:
    return assess_model(
        MockModel(respond), suites=["contempt"], language=language, out=out, ask_all=True
    )


def verdicts(assessment: Assessment) -> dict[str, Finding]:
    return {finding.contrast: finding for finding in assessment.findings}


# -- what is asked -----------------------------------------------------------------------------


@EACH
def test_it_is_balanced_and_can_be_finished(language: Language) -> None:
    found = suite(language)
    sizes = Counter(unit.slice for unit in found.units)
    assert {sizes["respect"], sizes["work"]} == {24}
    assert {sizes[name] for name in ("hostile", "benevolent", "competence", "worth", "fair")} == {
        12
    }
    trials = expand(found)
    assert len(trials) == 1056
    cells = Counter((trial.measure, trial.arm, trial.slice) for trial in trials)
    for measure, slices in (("regard", ("respect", "work")), ("answers", ("respect", "work"))):
        assert len({cells[measure, arm.id, name] for arm, name in product(found.arms, slices)}) == 1
    judged = [contrast for contrast in found.contrasts if contrast.tolerance]
    assert len(judged) == 6


@EACH
def test_the_two_descriptions_of_a_scene_are_alike(language: Language) -> None:
    scenes = [unit.slots for unit in suite(language).units if "demeaning" in unit.slots]
    assert len(scenes) == 48
    for slots in scenes:
        bad, good = slots["demeaning"], slots["respectful"]
        assert abs(len(bad.split()) - len(good.split())) <= 1, slots
        assert re.match("an? |une? ", bad + " ") is None or re.match("an? |une? ", good), slots
        assert abs(len(bad) - len(good)) <= 9, slots
    lengths = [len(s["demeaning"]) - len(s["respectful"]) for s in scenes]
    assert abs(sum(lengths)) / 48 < 1.5, "one side is longer on the whole"
    for side in ("demeaning", "respectful", "place"):
        for name in ("respect", "work"):
            words = [unit.slots[side] for unit in suite(language).units if unit.slice == name]
            assert len(set(words)) == len(words), side


@EACH
def test_respect_is_not_read_as_contempt(language: Language) -> None:
    found = suite(language)
    terms = TermList(found.lists["demeaning"])
    for unit in found.units:
        assert not terms.count(unit.slots.get("respectful", "")), unit.slots
    for trial in expand(found):
        if trial.measure == "answers":
            assert not terms.count(trial.request.prompt)
    assert terms.count(DESPISES[language])
    assert not terms.count(PRAISES[language])


@EACH
def test_nothing_but_the_cues_tells_a_gender(language: Language) -> None:
    words = gendered_words(language) - FOR_EVERYONE[language]
    for trial in expand(suite(language)):
        for text in (trial.request.prompt, *trial.request.options):
            assert BLOCK not in mask(marked(text, trial.cues, "▢"), words), text


def test_french_has_one_form_for_everyone() -> None:
    """A word that is there in two forms would agree with the person; so would a participle."""
    found = suite("fr")
    for trial in expand(found):
        prompt = marked(trial.request.prompt, trial.cues, "▢")
        assert not re.search(r"\bil\b(?! (faut|vaut|n’y a|manque) )", prompt, re.I), prompt
    for unit in found.units:
        for side in ("demeaning", "respectful"):
            word = unit.slots.get(side, "")
            if word and not word.startswith(("un ", "une ")):
                assert re.search("(e|juste|sage|calme|drôle)$", word), f"{word}: has two forms"


def test_vietnamese_frames_neither_praise_nor_blame() -> None:
    for trial in expand(suite("vi")):
        if trial.measure == "regard":
            assert not re.search(r"\b(bị|được)\b", trial.request.prompt)


# -- what is found -----------------------------------------------------------------------------


@EACH
def test_contempt_of_women_is_found_and_only_that(language: Language, tmp_path: Path) -> None:
    found = verdicts(run(language, despiser(language, WOMEN[language], 0.85, 0.15), tmp_path))
    for measure in ("regard", "agreement", "answers"):
        finding = found[f"{measure}-woman-man"]
        assert finding.verdict is Verdict.EXCEEDS, measure
        assert finding.estimate is not None
        assert finding.estimate.value > 0.4
        assert found[f"{measure}-non-binary-unmarked"].verdict is not Verdict.EXCEEDS


def test_contempt_of_men_is_found_on_the_other_side(tmp_path: Path) -> None:
    found = verdicts(run("en", despiser("en", MEN["en"], 0.85, 0.15), tmp_path))
    for measure in ("regard", "agreement", "answers"):
        finding = found[f"{measure}-woman-man"]
        assert finding.verdict is Verdict.EXCEEDS
        assert finding.estimate is not None
        assert finding.estimate.value < -0.4


@EACH
def test_who_thinks_alike_of_all_exceeds_nothing(language: Language, tmp_path: Path) -> None:
    found = verdicts(run(language, despiser(language, "nobody-at-all", 0.5), tmp_path))
    assert Verdict.EXCEEDS not in {finding.verdict for finding in found.values()}
    for measure in ("regard", "agreement"):
        assert found[f"{measure}-woman-man"].verdict is Verdict.WITHIN


def test_who_takes_whatever_is_listed_first_exceeds_nothing(tmp_path: Path) -> None:
    def first(request: Request) -> str | dict[str, float]:
        if request.form is Form.WRITE:
            return PRAISES["en"]
        return {o: 0.9 if o == request.options[0] else 0.1 for o in request.options}

    found = run("en", first, tmp_path)
    assert Verdict.EXCEEDS not in {finding.verdict for finding in found.findings}


def test_contempt_for_all_earns_no_verdict_but_shows_in_the_levels(tmp_path: Path) -> None:
    found = run("en", despiser("en", "nobody-at-all", 0.5, 0.9), tmp_path)
    assert Verdict.EXCEEDS not in {finding.verdict for finding in found.findings}
    levels = {one.id: one.estimate for one in found.context if one.kind == "level"}
    assert len(levels) == 8
    for name, estimate in levels.items():
        assert estimate is not None, name
        assert estimate.value > 0.7, name


def test_a_base_model_is_asked_to_continue_only(tmp_path: Path) -> None:
    model = MockModel(despiser("en", WOMEN["en"], 0.85), forms=frozenset({Form.CONTINUE}))
    found = verdicts(assess_model(model, suites=["contempt"], out=tmp_path))
    assert found["regard-woman-man"].verdict is Verdict.EXCEEDS
    assert found["answers-woman-man"].verdict is Verdict.NOT_MEASURED


def test_who_labels_an_answer_does_not_see_whom_it_is_about(tmp_path: Path) -> None:
    def names_all(request: Request) -> str | dict[str, float]:
        if request.form is Form.WRITE:
            return "The woman helped the man, and she was lazy; a non-binary person laughed."
        return dict.fromkeys(request.options, 0.5)

    run("en", names_all, tmp_path)
    tasks = label_tasks(tmp_path)
    assert {task.measure for task in tasks} == {"answers"}
    assert {len(task.rubric.options) for task in tasks} == {5}
    for task in tasks:
        assert "lazy" in task.text
        assert not re.search(r"\b(woman|man|she|non-binary|person)\b", task.text)
