from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.assess.models.answer import (
    MOST_TEXT,
    choice_of,
    declined,
    text_of,
    tokens_of,
    top_of,
    weigh,
)
from isonomia.errors import AskError

PRONOUNS = ("she", "he")


def top(**odds: float) -> list[tuple[str, float]]:
    return [(token, math.log(p)) for token, p in odds.items()]


def weighed(options: tuple[str, ...], odds: dict[str, float]) -> tuple[list[float], bool]:
    weights = weigh(options, [(token, math.log(p)) for token, p in odds.items()])
    assert weights is not None
    return [round(math.exp(logprob), 9) for logprob in weights.logprobs], any(weights.bounded)


def test_each_option_gets_its_tokens_probability() -> None:
    assert weighed(PRONOUNS, {" she": 0.5, " he": 0.3, " it": 0.1}) == ([0.5, 0.3], False)


def test_case_space_and_punctuation_do_not_count() -> None:
    odds = {" she": 0.3, "She": 0.2, "he,": 0.1, "He's": 0.05, "\nHE": 0.05}
    assert weighed(PRONOUNS, odds) == ([0.5, 0.2], False)


def test_a_longer_word_is_another_word() -> None:
    odds = {" she": 0.3, " he": 0.2, " her": 0.2, " here": 0.1, " she1": 0.1}
    assert weighed(PRONOUNS, odds) == ([0.3, 0.2], False)


def test_a_beginning_does_not_count_beside_the_whole() -> None:
    options = ("she", "he", "they")
    odds = {" the": 0.4, " she": 0.2, " he": 0.2, " they": 0.1}
    assert weighed(options, odds) == ([0.2, 0.2, 0.1], False)


def test_beginnings_add_up_to_a_bound() -> None:
    odds = {"mid": 0.5, "mi": 0.1, "nurse": 0.2}
    assert weighed(("nurse", "midwife"), odds) == ([0.2, 0.6], True)


def test_a_beginning_that_two_options_share_counts_for_neither() -> None:
    assert weigh(("a man", "a woman"), top(a=0.9)) is None


def test_an_option_not_reported_gets_the_least_reported() -> None:
    assert weighed(PRONOUNS, {"she": 0.5, "it": 0.01}) == ([0.5, 0.01], True)


def test_or_what_the_reported_ones_leave_over() -> None:
    assert weighed(PRONOUNS, {"she": 0.9, "it": 0.08}) == ([0.9, 0.02], True)
    assert weighed(PRONOUNS, {"she": 1.0}) == ([1.0, 1e-6], True)


def test_a_probability_too_small_for_a_number_is_a_bound() -> None:
    weights = weigh(PRONOUNS, [("she", -0.1), ("he", -9999.0)])
    assert weights is not None
    assert weights.logprobs == pytest.approx((-0.1, -9999.0))
    assert any(weights.bounded)


@pytest.mark.parametrize("options", [PRONOUNS, ()])
def test_nothing_that_fits_is_nothing(options: tuple[str, ...]) -> None:
    assert weigh(options, [(" ", -0.1), ("", -2.0), ("it", -3.0)]) is None
    assert weigh(options, []) is None


@given(
    st.dictionaries(
        st.sampled_from(["she", " he", "S", "it", "her", "h", "", "The"]), st.floats(-30, 0)
    )
)
def test_what_is_reported_of_an_option_is_never_lost(logprobs: dict[str, float]) -> None:
    weights = weigh(PRONOUNS, list(logprobs.items()))
    if weights is None:
        assert not {"she", " he", "S", "h"} & set(logprobs)
        return
    for option, logprob in zip(PRONOUNS, weights.logprobs, strict=True):
        exact = logprobs.get(option, logprobs.get(f" {option}"))
        assert logprob <= 1e-9
        assert any(weights.bounded) or exact is not None
        if exact is not None:
            assert logprob == pytest.approx(exact)


CONTENT: list[tuple[dict[str, Any], str]] = [
    ({"message": {"content": "Hello"}}, "Hello"),
    ({"text": " she"}, " she"),
    ({"message": {"content": None}}, ""),
    ({"message": {"content": None, "refusal": "I will not."}}, "I will not."),
    ({"message": {"content": "", "refusal": None}, "finish_reason": "content_filter"}, ""),
    ({"message": {"content": "Some"}, "finish_reason": "content_filter"}, "Some"),
    ({"message": {"content": [{"text": "a"}, {"refusal": "b"}, {"image": 1}, 7]}}, "ab"),
    ({"message": {"content": 7}}, ""),
    ({"message": None}, ""),
    ({}, ""),
    ({"text": "a" * 1_000_000}, "a" * MOST_TEXT),
]


@pytest.mark.parametrize(("choice", "text"), CONTENT)
def test_text_is_read_from_every_shape(choice: dict[str, Any], text: str) -> None:
    assert text_of(choice) == text


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"message": {"content": "Some"}}, False),
        ({"message": {"content": None, "refusal": "I will not."}}, True),
        ({"message": {"content": "Some"}, "finish_reason": "content_filter"}, True),
        ({"text": "a"}, False),
        ({"message": None}, False),
    ],
)
def test_declining_has_fields_of_its_own(choice: dict[str, Any], expected: bool) -> None:
    assert declined(choice) is expected


@pytest.mark.parametrize("body", [{}, {"choices": []}, {"choices": None}, {"choices": ["x"]}])
def test_no_choice_is_a_failed_question(body: dict[str, Any]) -> None:
    with pytest.raises(AskError, match="no choice"):
        choice_of(body)


LOGPROBS: list[tuple[Any, list[tuple[str, float]]]] = [
    ({"content": [{"top_logprobs": [{"token": "a", "logprob": -1}]}]}, [("a", -1.0)]),
    ({"top_logprobs": [{"a": -1.0, "b": None}]}, [("a", -1.0)]),
    ({"content": [{"top_logprobs": [7, {}, {"token": "a", "logprob": "x"}]}]}, []),
    ({"content": [], "refusal": None}, []),
    ({"top_logprobs": [None]}, []),
    (None, []),
    ({"top_logprobs": [{"a": 1000.0, "b": float("nan"), "c": float("-inf")}]}, [("a", 0.0)]),
]


@pytest.mark.parametrize(("logprobs", "expected"), LOGPROBS)
def test_the_first_tokens_are_read_from_every_shape(
    logprobs: object, expected: list[tuple[str, float]]
) -> None:
    assert list(top_of({"logprobs": logprobs})) == expected


def test_tokens_are_counted_where_the_endpoint_counts() -> None:
    assert tokens_of({"usage": {"prompt_tokens": 3, "completion_tokens": 2}}) == (3, 2)
    assert tokens_of({"usage": {"prompt_tokens": 3}}) == (3, 0)
    assert tokens_of({"usage": None}) == (0, 0)
