"""Splitting texts where they part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.assess.models.benchmarks.pairs import market, split, tidy

WORDS = st.lists(st.sampled_from(["she", "he", "left", "the", "house."]), min_size=1, max_size=6)


@given(st.lists(WORDS.map(" ".join), min_size=2, max_size=3))
def test_the_parts_are_the_texts_and_no_rest_is_empty(texts: list[str]) -> None:
    start, rests = split(texts)
    assert [start + rest for rest in rests] == texts
    assert all(rest.strip() for rest in rests)
    assert not start.endswith(" ")
    assert all(rest.startswith(" ") == bool(start) for rest in rests)


def test_the_beginning_is_as_long_as_it_can_be_in_whole_words() -> None:
    assert split(["The nurse left.", "The nun left."]) == ("The", (" nurse left.", " nun left."))
    assert split(["She left.", "He left."]) == ("", ("She left.", "He left."))
    assert split(["They left.", "They left."]) == ("They", (" left.", " left."))


def test_spaces_of_the_files_are_mended() -> None:
    said = "The  laborer 's hat , and he did n't ask ."
    assert tidy(said) == "The laborer's hat, and he didn't ask."


@pytest.mark.parametrize(
    ("share", "kind"), [(0.7, "mostly-women"), (0.5, "mixed"), (0.3, "mostly-men")]
)
def test_the_labour_market_sorts_occupations(share: float, kind: str) -> None:
    assert market(share) == kind
