"""Masking: what is covered stays covered, and nothing about it leaks."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.vocabulary import LANGUAGES, term_lists
from isonomia.vocabulary.masking import BLOCK, gendered_words, mask

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

SYLLABLES = st.sampled_from(["a", "é", "b", "ba", "ab", "mẹ", "Œu", "ß"])
WORD = st.lists(SYLLABLES, min_size=1, max_size=3).map("".join)
TERMS = st.sets(st.lists(WORD, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=5)
TEXT = st.lists(st.one_of(WORD, st.sampled_from([" ", " ", ", ", "_", "\n", "1"]))).map("".join)


def words_of(text: str) -> list[str]:
    """Split a text into words without any of the code under test; a block parts words."""
    plain = unicodedata.normalize("NFC", text).lower()
    return "".join(sign if sign.isalnum() else f" {sign} " for sign in plain).split()


def runs_of(text: str) -> list[str]:
    """Return the stretches of a text that hold only words and spaces, each with its words."""
    return [
        f" {' '.join(stretch.split())} "
        for stretch in re.split(r"[^\w\s]|_", unicodedata.normalize("NFC", text).lower())
    ]


@given(TEXT, TERMS)
def test_no_covered_word_is_left_and_the_rest_keeps_its_order(text: str, terms: set[str]) -> None:
    covered = mask(text, terms)
    for term in terms:
        assert not any(f" {term.lower()} " in run for run in runs_of(covered))
    # What is left is the text's own words, in their order.
    left = iter(words_of(text))
    assert all(word in left for word in words_of(covered) if word not in BLOCK)


@given(TEXT, TERMS)
def test_a_text_without_the_words_is_left_alone(text: str, terms: set[str]) -> None:
    absent = {
        term for term in terms if not any(f" {term.lower()} " in run for run in runs_of(text))
    }
    assert mask(text, absent) == unicodedata.normalize("NFC", text)


@given(TEXT, TERMS)
def test_masking_again_changes_nothing(text: str, terms: set[str]) -> None:
    once = mask(text, terms)
    assert mask(once, terms) == once


@given(TEXT, TERMS)
def test_the_unicode_form_makes_no_difference(text: str, terms: set[str]) -> None:
    plain = mask(unicodedata.normalize("NFC", text), terms)
    assert mask(unicodedata.normalize("NFD", text), terms) == plain
    decomposed = {unicodedata.normalize("NFD", term) for term in terms}
    assert mask(text, decomposed) == plain


@given(TEXT)
def test_without_words_only_the_unicode_form_changes(text: str) -> None:
    assert mask(text, []) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "words", "covered"),
    [
        ("She sheds the shell.", ["she", "he"], "▇▇▇ sheds the shell."),
        ("SHE, (she) “she” she!", ["she"], "▇▇▇, (▇▇▇) “▇▇▇” ▇▇▇!"),
        ("_she_ *she* she/he", ["she", "he"], "_▇▇▇_ *▇▇▇* ▇▇▇/▇▇▇"),
        ("she’s here, she's there", ["she's", "she"], "▇▇▇ here, ▇▇▇ there"),
        ("she’s here", ["she"], "▇▇▇’s here"),
        ("non-binary, non‑binary", ["non-binary"], "▇▇▇, ▇▇▇"),
        ("a non-binary\n person", ["non-binary person", "person"], "a ▇▇▇"),
        ("my mother-in-law", ["mother", "mother-in-law"], "my ▇▇▇"),
        ("Mr. Lee, Miss Lee", ["mr", "mr.", "miss"], "▇▇▇ Lee, ▇▇▇ Lee"),
        ("ŒUVRE œuvre", ["œuvre"], "▇▇▇ ▇▇▇"),
        ("PHỤ NỮ và phụ lục", ["phụ nữ"], "▇▇▇ và phụ lục"),
        ("she2 and 2she", ["she"], "she2 and 2she"),
        ("", ["she"], ""),
    ],
)
def test_whole_words_only(text: str, words: list[str], covered: str) -> None:
    assert mask(text, words) == covered


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_word_is_refused(blank: str) -> None:
    with pytest.raises(ValueError, match="blank word"):
        mask("text", ["she", blank])


SWAPPED: list[tuple[Language, list[str]]] = [
    (
        "en",
        [
            "The woman told her sister that she, Mrs. Roe, was a businesswoman.",
            "The man told his brother that he, Mr. Roe, was a businessman.",
            "The lady told her mother-in-law that SHE, Miss Roe, was a chairwoman.",
            "The boy told his dad that he, mister Roe, was a salesman.",
        ],
    ),
    ("en", ["She'll say she’s proud of herself.", "They'll say they’re proud of themselves."]),
    (
        "vi",
        [
            "Người phụ nữ ấy là mẹ. Cô ấy và chị gái thăm bà nội.",
            "Người đàn ông ấy là bố. Anh ấy và anh trai thăm ông ngoại.",
        ],
    ),
    ("vi", ["Một nữ bác sĩ giúp con gái.", "Một nam bác sĩ giúp con trai."]),
    (
        "fr",
        [
            "Madame Roe dit qu’elle aide sa mère, et elle-même parle de sa belle-sœur.",
            "Monsieur Roe dit qu’il aide sa grand-mère, et lui-même parle de sa belle-fille.",
            "M. Roe dit qu’IL aide sa tante, et lui-même parle de sa sœur.",
            "Mme Roe dit qu’elle aide sa fille, et elle-même parle de sa bru.",
        ],
    ),
]


@pytest.mark.parametrize(("language", "texts"), SWAPPED)
def test_texts_that_differ_in_gender_alone_come_out_the_same(
    language: Language, texts: list[str]
) -> None:
    covered = {mask(text, gendered_words(language)) for text in texts}
    assert len(covered) == 1
    assert covered.pop().count(BLOCK) >= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pronouns_that_are_counted_are_all_covered(language: Language) -> None:
    lists = term_lists("pronouns", language)
    counted = {term for name in ("woman", "man", "neutral") for term in lists[name].terms}
    assert counted
    assert counted <= gendered_words(language)


def test_what_only_looks_like_a_pronoun_is_not_covered_whole() -> None:
    assert mask("Il faut partir, il pleut.", gendered_words("fr")).count("faut") == 1
    assert mask("Nghe nói sô-cô-la rất ngon.", gendered_words("vi")).startswith("Nghe nói sô")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_judged_is_not_covered(language: Language) -> None:
    for terms in term_lists("domains", language).values():
        for term in terms.terms:
            assert mask(term, gendered_words(language)) == term


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_are_tidy_and_name_their_sources(language: Language) -> None:
    path = files("isonomia.vocabulary") / "data" / "gendered.toml"
    content = path.read_text(encoding="utf-8")
    lists = tomllib.loads(content)[language]
    words = [word for name in lists for word in lists[name]]
    assert len(set(words)) == len(words)
    for word in words:
        assert word == unicodedata.normalize("NFC", word.lower().strip())
    assert "Bolukbasi" in content
    assert content.startswith("#")
