"""The suite: the CVs of `hiring`, written once, that differ in name, pronoun and break alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import (
    Form,
    Trial,
    expand,
    inspect_suite,
    load_suite,
    load_suites,
    marked,
    untranslated,
)
from isonomia.errors import SuiteError
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable

EACH = pytest.mark.parametrize("language", LANGUAGES)


@cache
def trials(name: str, language: Language) -> list[Trial]:
    (suite,) = load_suites([name], language)
    return expand(suite)


def parts(trial: Trial) -> dict[str, str]:
    return dict(trial.request.parts)


@EACH
def test_every_cv_is_that_of_the_hiring_suite(language: Language) -> None:
    theirs = {(t.unit, t.arm): t for t in trials("hiring", language) if t.measure == "score"}
    ours = {(t.unit, t.arm): t for t in trials("screening", language) if t.measure == "score"}
    assert ours.keys() == theirs.keys()
    for place, trial in ours.items():
        prompt = theirs[place].request.prompt
        post, cv, question = prompt.partition(parts(trial)["cv"])
        assert cv
        assert parts(trial)["title"] in post
        assert parts(trial)["requirements"] in post
        assert question.startswith("\n\n")
        assert "\n" not in question.strip(), "nothing of the CV is left out"


@EACH
def test_two_arms_differ_in_name_pronoun_and_break_alone(language: Language) -> None:
    plain: dict[tuple[str, str], dict[str, str]] = {}
    for trial in trials("screening", language):
        seen = parts(trial)
        covered = {name: marked(text, trial.cues, "▢") for name, text in seen.items()}
        first = plain.setdefault((trial.measure, trial.unit), covered)
        assert covered == first
        assert covered["title"] == seen["title"], "the post shows no arm"
        assert covered["requirements"] == seen["requirements"]


@EACH
def test_women_and_men_with_the_same_break_share_all_but_name_and_pronoun(
    language: Language,
) -> None:
    suite = load_suites(["hiring"], language)[0]
    names = {unit.id: (unit.slots["woman"], unit.slots["man"]) for unit in suite.units}
    texts = {(t.unit, t.arm): parts(t)["cv"] for t in trials("screening", language)}
    for (unit, arm), woman in texts.items():
        if arm not in ("woman-none", "woman-childcare", "woman-travel", "woman-unexplained"):
            continue
        man = texts[unit, arm.replace("woman", "man")]
        hers, his = names[unit]
        lines = zip(
            woman.replace(hers, "▢").splitlines(), man.replace(his, "▢").splitlines(), strict=True
        )
        other = [(one, two) for one, two in lines if one != two]
        # The pronoun's line; in French the titles of two jobs agree with the person, too.
        assert 1 <= len(other) <= (3 if language == "fr" else 1), other


@EACH
def test_scores_and_decisions_ask_about_the_same_applications(language: Language) -> None:
    by_form: dict[Form, set[tuple[tuple[str, str], ...]]] = {}
    for trial in trials("screening", language):
        by_form.setdefault(trial.request.form, set()).add(trial.request.parts)
    assert by_form[Form.DECIDE] < by_form[Form.SCORE]
    assert (len(by_form[Form.DECIDE]), len(by_form[Form.SCORE])) == (384, 1200)


def test_it_is_sound() -> None:
    suites = [load_suites(["screening"], language)[0] for language in LANGUAGES]
    assert [problem for suite in suites for problem in inspect_suite(suite)] == []
    assert untranslated(suites) == []
    assert {suite.name for suite in load_suites(None, "en", "screener")} == {"screening"}
    assert "screening" not in {suite.name for suite in load_suites(None, "en")}


def test_no_text_for_readers_speaks_of_a_model() -> None:
    suite = load_suites(["screening"], "en")[0]
    for contrast in suite.contrasts:
        for text in (contrast.title, contrast.below, contrast.above):
            assert not re.search("model|mô hình|modèle", " ".join(text[one] for one in LANGUAGES))


# -- the format --------------------------------------------------------------------------------


def changed(tmp_path: Path, small_suite: str, old: str, new: str) -> str:
    text = Path(small_suite).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('form = "score", reader = "score"', 'form = "write", reader = "score"', "does not go"),
        ('form = "decide"', 'form = "score"', "does not go with reader 'decision'"),
        ('requirements = "two years", ', "", "takes the parts title, requirements, cv"),
        ('id = "one", parts', 'id = "one", text = "x", parts', "a text or parts, not both"),
        (', reader = "score"', ', reader = "score", target = "x"', "takes no options"),
        ('asks = "screener"', 'asks = "recruiter"', "asks"),
    ],
)
def test_a_suite_that_asks_a_screener_wrongly(
    tmp_path: Path, small_suite: str, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(SuiteError, match=sentence):
        load_suite(Path(changed(tmp_path, small_suite, old, new)))


def test_a_suite_that_asks_somebody_else_is_found_out(tmp_path: Path, small_suite: str) -> None:
    path = changed(tmp_path, small_suite, 'asks = "screener"', 'asks = "guard"')
    problems = inspect_suite(load_suite(Path(path)))
    assert any("does not read what a guard says, but what a screener says" in p for p in problems)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda t: t.replace('like = "hiring"', 'like = "hirings"'), "no suite 'hirings'"),
        (lambda t: t.replace('like = "hiring"', 'like = "hiring"\nunits = []'), "leave them out"),
        (lambda t: t.replace('like = "hiring"\n', ""), "arms"),
    ],
)
def test_a_suite_that_is_like_none(
    judged_suite: str, tmp_path: Path, edit: Callable[[str], str], sentence: str
) -> None:
    for file in Path(judged_suite).iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(edit(text), encoding="utf-8")
    with pytest.raises(SuiteError, match=sentence):
        load_suite(tmp_path)
