"""Functions and pipelines: what they are shown, and what is made of what they say."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia import UsageError
from isonomia.assess.decisions.screening import (
    Application,
    Said,
    ScreenerModel,
    Terms,
    screener_of,
)
from isonomia.assess.decisions.screening.function import said_of
from isonomia.assess.decisions.screening.screener import SILENT
from isonomia.assess.models import Form, Reply, Request
from isonomia.assess.models.readers import READERS, Task
from isonomia.errors import AskError, SubjectError
from isonomia.evidence import AnswerState

ONE = Application("baker", "two years", "Ann Hill, baker since 1990", "en")
PARTS = (("title", ONE.title), ("requirements", ONE.requirements), ("cv", ONE.cv))
ASKED = Request(Form.SCORE, ONE.text, parts=PARTS)


def asked(screener: object, terms: Terms | None = None, **options: Any) -> tuple[Any, Reply]:
    async def run() -> tuple[Any, Reply]:
        model = ScreenerModel(screener_of(screener, **options), terms or Terms(), "en")
        async with model as card:
            return card, await model.ask(ASKED)

    return asyncio.run(run())


def read(reply: Reply, reader: str) -> float | None:
    score = READERS[reader](reply, Task("en"))
    assert (score.value is None) == (score.state is AnswerState.UNSCORABLE)
    return score.value


# -- what a function says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returned", "score", "decision"),
    [
        (0.25, 0.25, None),
        (1, 1.0, None),
        (np.float32(0.5), 0.5, None),
        (np.array([0.5]), 0.5, None),
        (True, None, 1.0),
        (np.False_, None, 0.0),
        ({"score": 0.25}, 0.25, None),
        ({"score": 0.25, "decision": False}, 0.25, 0.0),
        ({"decision": 1}, None, 1.0),
        (SimpleNamespace(score=np.float64(0.75), decision=np.True_), 0.75, 1.0),
        (Said(0.5, None), 0.5, None),
    ],
)
def test_what_a_function_may_return(
    returned: object, score: float | None, decision: float | None
) -> None:
    _, reply = asked(lambda _: returned)
    assert (read(reply, "score"), read(reply, "decision")) == (score, decision)


def test_what_it_can_be_asked_for_is_learnt_from_what_it_says() -> None:
    def forms(returned: object, terms: Terms | None = None) -> frozenset[Form]:
        return frozenset(asked(lambda _: returned, terms)[0].forms)

    assert forms(0.5) == {Form.SCORE}
    assert forms(True) == {Form.DECIDE}
    assert forms({"score": None, "decision": None}) == {Form.SCORE, Form.DECIDE}
    assert forms(0.5, Terms(threshold=0.5)) == {Form.SCORE, Form.DECIDE}


def test_it_is_handed_three_texts_and_the_language() -> None:
    seen: list[Application] = []

    def screener(application: Application) -> float:
        seen.append(application)
        return 0.5

    asked(screener)
    assert seen[1] == ONE
    assert seen[0].language == "en"
    assert ONE.text == "baker\n\ntwo years\n\nAnn Hill, baker since 1990"


def test_a_function_may_be_awaited() -> None:
    async def screener(_: Application) -> float:
        await asyncio.sleep(0)
        return 0.5

    assert read(asked(screener)[1], "score") == 0.5


def test_a_class_is_made_and_an_object_is_called() -> None:
    class Half:
        def __call__(self, _: Application) -> float:
            return 0.5

    for screener in (Half, Half()):
        card, reply = asked(screener)
        assert read(reply, "score") == 0.5
        assert card.name.endswith("Half")
        assert card.kind == "decision system"


@pytest.mark.parametrize(
    ("returned", "terms", "sentence"),
    [
        (None, Terms(), "neither a number"),
        ([1, 2], Terms(), "neither a number"),
        ({"score": np.array([1, 2])}, Terms(), "is no number"),
        ({"decision": np.array([0, 1])}, Terms(), "--positive"),
        ({}, Terms(), "neither a number"),
        ({"score": "high"}, Terms(), "'high' is no number"),
        ({"score": float("nan")}, Terms(), "nan is no number"),
        (7, Terms(), "outside the scale 0 to 1"),
        ("invite", Terms(), "--positive"),
        ({"decision": 2}, Terms(), "--positive"),
        (True, Terms(threshold=0.5), "decisions of its own"),
    ],
)
def test_what_cannot_be_read_is_said_before_anything_is_asked(
    returned: object, terms: Terms, sentence: str
) -> None:
    with pytest.raises(SubjectError, match=sentence):
        asked(lambda _: returned, terms)


def test_words_of_decisions_are_named() -> None:
    for said, decision in (("invite", 1.0), ("reject", 0.0)):
        _, reply = asked(lambda _, said=said: said, Terms(positive="invite"))
        assert read(reply, "decision") == decision


def test_a_failure_says_what_happened() -> None:
    def fail(application: Application) -> float:
        if application == ONE:
            raise KeyError("years\nof experience")
        return 0.5

    with pytest.raises(AskError, match=r"KeyError: 'years\\nof experience'"):
        asked(fail)
    with pytest.raises(SubjectError, match=r"fails on a first application.*ZeroDivisionError"):
        asked(lambda _: 1 / 0)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"scale": (1, 0)}, "no scale"),
        ({"scale": (0, float("inf"))}, "no scale"),
        ({"scale": (0, float("nan"))}, "no scale"),
        ({"threshold": 60}, "lies outside the scale 0 to 1"),
    ],
)
def test_terms_that_make_no_sense(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        Terms(**told)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e7, 1e7))
def test_a_score_is_its_place_on_the_scale_or_none(one: float, other: float, score: float) -> None:
    low, high = sorted((one, other))
    if low == high:
        high = low + 1
    terms = Terms((low, high))
    place = read(_replied(terms, Said(score=score)), "score")
    assert (place is not None) == (low <= score <= high)
    if place is not None:
        assert 0 <= place <= 1
        assert low + place * (high - low) == pytest.approx(score, abs=1e-6 * (high - low))


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_threshold_is_met_from_itself_on(threshold: float, score: float) -> None:
    terms = Terms((0, 100), threshold=threshold)
    assert read(_replied(terms, Said(score=score)), "decision") == float(score >= threshold)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.text(),
    st.binary(),
    st.lists(st.floats(), max_size=3),
    st.lists(st.integers(-9, 9), max_size=3).map(np.array),
)


@given(ANYTHING)
def test_anything_may_be_said_and_nothing_breaks(said: object) -> None:
    terms = Terms(threshold=0.5)
    for one in (said_of(said), Said(said, SILENT), Said(SILENT, said), Said(said, said)):
        reply = _replied(terms, one)
        score = read(reply, "score")
        assert score is None or 0 <= score <= 1
        assert read(reply, "decision") in (None, 0.0, 1.0)


def _replied(terms: Terms, said: Said) -> Reply:
    class Saying:
        name = "saying"
        address = settings = ""
        concurrency = 1

        async def __aenter__(self) -> object:
            return self

        async def __aexit__(self, *exc: object) -> None: ...

        async def screen(self, _: Application, *, patient: bool = True) -> Said:  # noqa: ARG002
            return said

    return asyncio.run(ScreenerModel(Saying(), terms, "en").ask(ASKED))


# -- pipelines ---------------------------------------------------------------------------------


class Classifier:
    """Has the methods of a fitted classifier, and remembers what it was shown."""

    def __init__(self, *classes: object, chance: float = 0.75) -> None:
        self.classes_ = np.array(classes)
        self.chance = chance
        self.shown: list[object] = []

    def predict_proba(self, texts: list[str]) -> np.ndarray[Any, Any]:
        self.shown += texts
        return np.array([[1 - self.chance, self.chance] for _ in texts])

    def predict(self, texts: list[str]) -> np.ndarray[Any, Any]:
        return np.array([self.classes_[row.argmax()] for row in self.predict_proba(texts)])


class Margin:
    classes_ = np.array(["hire", "reject"])

    def decision_function(self, texts: list[str]) -> np.ndarray[Any, Any]:
        return np.array([1.5 for _ in texts])


class Regressor:
    def predict(self, texts: list[str]) -> np.ndarray[Any, Any]:
        return np.array([[0.25] for _ in texts])


def test_a_classifier_gives_the_chance_of_its_last_class_and_what_it_predicts() -> None:
    model = Classifier(0, 1)
    card, reply = asked(model)
    assert (read(reply, "score"), read(reply, "decision")) == (0.75, 1.0)
    assert card.forms == {Form.SCORE, Form.DECIDE}
    assert set(model.shown[2:]) == {ONE.text}


def test_the_positive_class_is_the_users_to_name() -> None:
    _, reply = asked(Classifier("hire", "reject"), Terms(positive="hire"), positive="hire")
    assert (read(reply, "score"), read(reply, "decision")) == (0.25, 0.0)
    _, reply = asked(Margin(), Terms((-5, 5)), positive="hire")
    assert read(reply, "score") == pytest.approx((-1.5 + 5) / 10)
    with pytest.raises(UsageError, match="one of hire, reject"):
        screener_of(Margin(), positive="invite")


def test_a_pipeline_can_be_shown_the_cv_alone() -> None:
    model = Classifier(0, 1)
    card, _ = asked(model, shown="cv")
    assert model.shown[-1] == ONE.cv
    assert card.details["settings"] == "scores from 0 to 1; shown the cv"


def test_a_regressor_predicts_scores() -> None:
    card, reply = asked(Regressor)
    assert card.forms == {Form.SCORE}
    assert read(reply, "score") == 0.25


def test_a_margin_needs_its_scale() -> None:
    with pytest.raises(SubjectError, match="outside the scale 0 to 1"):
        asked(Margin())


# -- what is no screener -----------------------------------------------------------------------


class NeedsMore:
    def __init__(self, model: object) -> None: ...


@pytest.mark.parametrize(
    ("screener", "told", "sentence"),
    [
        (3, {}, "is no screener"),
        ("a name", {}, "is no screener"),
        ("ftp://host", {}, "is no screener"),
        (NeedsMore, {}, "cannot be made without arguments"),
        (len, {"shown": "cv"}, "--input is for a pipeline"),
        (len, {"score_field": "score"}, "--score-field is for a service"),
        (Regressor(), {"decision_field": "x"}, "--decision-field is for a service"),
        ("http://host", {"shown": "cv"}, "--input is for a pipeline"),
        ("http://me:secret@host", {}, "set ISONOMIA_SCREENER_KEY"),
    ],
)
def test_what_is_no_screener_is_said_in_a_sentence(
    screener: object, told: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence) as refused:
        screener_of(screener, **told)
    assert "secret" not in str(refused.value)
