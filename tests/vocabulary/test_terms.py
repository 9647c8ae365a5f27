"""Term lists: whole words and phrases, however a text is written, and the longest of them."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.vocabulary import LANGUAGES, TermList, count_apart, term_lists

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

WORDS = st.lists(st.sampled_from(["il", "faut", "elle", "a", "dit", "qu"]), max_size=12)


@pytest.mark.parametrize(
    ("terms", "text", "count"),
    [
        (("he",), "The theme: he, HE and (he) but not she.", 3),
        (("company",), "The company's co-company; companyless.", 2),
        (("she's", "she"), "She’s here, she's there, she is.", 3),
        (("self-help",), "Self-help, self help, selfhelp.", 2),
        (("elle",), "Qu’elle vienne ! dit-elle ; lorsqu'elle parle, belle.", 3),
        (("école",), "L'école, d’école en ÉCOLE ; écoles.", 3),
        (("cô ấy",), "Cô ấy, cô  ấy và cô\nấy; cô đấy.", 3),
        (("chief executive", "executive"), "A chief executive and an executive.", 2),
        (("there is",), "There 1 is", 1),  # figures are no words
    ],
)
def test_whole_words_and_phrases_are_counted(terms: tuple[str, ...], text: str, count: int) -> None:
    assert TermList(terms).count(text) == count


def test_the_unicode_form_makes_no_difference() -> None:
    text = "Cô ấy về nhà, l’école est finie."
    terms = TermList(("cô ấy", "école"))
    for form in ("NFC", "NFD"):
        assert terms.count(unicodedata.normalize(form, text)) == 2
        decomposed = TermList(tuple(unicodedata.normalize(form, term) for term in terms.terms))
        assert decomposed.count(text) == 2


@given(WORDS)
def test_a_longer_term_hides_shorter_ones_of_any_list(words: list[str]) -> None:
    lists = {
        "man": TermList(("il",)),
        "other": TermList(("il faut",)),
        "woman": TermList(("elle",)),
    }
    found = count_apart(lists, " ".join(words))
    impersonal = sum(pair == ("il", "faut") for pair in pairwise(words))
    assert found["other"] == impersonal
    assert found["man"] == words.count("il") - impersonal
    assert found["woman"] == words.count("elle")


def test_what_two_lists_share_is_counted_once() -> None:
    lists = {"first": TermList(("a", "b")), "second": TermList(("b", "c"))}
    assert count_apart(lists, "a b c") == {"first": 2, "second": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pronoun_is_in_two_lists(language: Language) -> None:
    lists = term_lists("pronouns", language)
    assert {"woman", "man", "neutral"} <= set(lists)
    everything = [term for terms in lists.values() for term in terms.terms]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_a_phrase_that_is_no_pronoun_holds_one(language: Language) -> None:
    """Else there is nothing that it could hide."""
    lists = dict(term_lists("pronouns", language))
    for phrase in lists.pop("other").terms:
        assert any(count_apart(lists, phrase).values()), phrase
