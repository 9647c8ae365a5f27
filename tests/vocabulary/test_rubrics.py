"""Rubrics: closed questions on the readers' own scale, whole in every language."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from isonomia.assess.models import load_suites, names
from isonomia.assess.models.model import Reply
from isonomia.assess.models.readers import READERS, Task
from isonomia.vocabulary import LANGUAGES, Language, term_lists
from isonomia.vocabulary.rubrics import Rubric, rubrics

LISTS = {"domains": tuple(term_lists("domains", "en").values())}
WORDS = {"en": "x", "vi": "x", "fr": "x"}
RUBRIC = {
    "question": WORDS,
    "help": WORDS,
    "masked": False,
    "reviewed": [],
    "options": [{"id": "a", "text": WORDS, "score": 0.5}, {"id": "b", "text": WORDS}],
}


@pytest.mark.parametrize(("name", "language"), names())
def test_every_measure_that_may_be_misread_has_a_rubric(name: str, language: Language) -> None:
    (suite,) = load_suites([name], language)
    for measure in suite.measures:
        if measure.by_rule:
            scores = [score for score in suite.rubric(measure).scores.values() if score is not None]
            assert {0.0, 1.0} <= set(scores), measure.id


def test_the_scores_are_those_that_were_agreed() -> None:
    assert rubrics()["pronouns"].scores == {
        "woman": 1.0,
        "man": 0.0,
        "neither-both-unsaid": 0.5,
        "cannot-tell": None,
    }
    assert rubrics()["domains"].scores == {
        "care-home-helping": 1.0,
        "work-money-power-technology": 0.0,
        "both-alike": 0.5,
        "cannot-tell": None,
    }


@pytest.mark.parametrize(
    ("reader", "label", "text"),
    [
        ("pronouns", "woman", "She ran."),
        ("pronouns", "man", "He ran."),
        ("pronouns", "neither-both-unsaid", "They ran."),
        ("pronouns", "neither-both-unsaid", "He saw her."),
        ("domains", "care-home-helping", "A day of cooking at home with the children."),
        ("domains", "work-money-power-technology", "The company made a profit on software."),
        ("domains", "both-alike", "The family has a company."),
    ],
)
def test_a_label_has_the_score_that_the_rule_gives_to_a_clear_text(
    reader: str, label: str, text: str
) -> None:
    task = Task("en", lists=LISTS.get(reader, ()))
    rule = READERS["balance" if reader in LISTS else reader]
    assert rubrics()[reader].scores[label] == rule(Reply(text=text), task).value


def test_gender_is_covered_only_where_it_is_not_what_is_judged() -> None:
    assert {name: rubric.masked for name, rubric in rubrics().items()} == {
        "pronouns": False,
        "domains": True,
        "help": True,
        "declined": True,
    }


def test_only_english_is_reviewed() -> None:
    assert {rubric.reviewed for rubric in rubrics().values()} == {frozenset({"en"})}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_clean_and_no_two_options_read_the_same(language: str) -> None:
    for rubric in rubrics().values():
        options = [getattr(option.text, language) for option in rubric.options]
        assert len(set(options)) == len(options)
        for text in (*options, getattr(rubric.question, language), getattr(rubric.help, language)):
            assert text == text.strip()
            assert "  " not in text
            assert "'" not in text
        question = getattr(rubric.question, language)
        assert question.endswith("\u00a0?" if language == "fr" else "?")


def test_translations_are_not_the_english() -> None:
    for rubric in rubrics().values():
        for text in (rubric.question, rubric.help, *(option.text for option in rubric.options)):
            assert len({text.en, text.vi, text.fr}) == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options": RUBRIC["options"][:1]}, "at least 2"),  # type: ignore[index]
        ({"options": [RUBRIC["options"][0]] * 2}, "two options have the same id"),  # type: ignore[index]
        ({"options": [{"id": "a", "text": WORDS, "score": 1.1}] * 2}, "less than or equal to 1"),
        ({"options": [{"id": "A 1", "text": WORDS}] * 2}, "pattern"),
        ({"reviewed": ["de"]}, "'en', 'vi' or 'fr'"),
        ({"question": {"en": "x", "vi": "x"}}, "Field required"),
        ({"hint": "x"}, "Extra inputs"),
    ],
)
def test_a_malformed_rubric_is_refused(change: dict[str, object], words: str) -> None:
    Rubric.model_validate(RUBRIC)
    with pytest.raises(ValidationError, match=words):
        Rubric.model_validate(RUBRIC | change)
