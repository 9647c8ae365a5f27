"""Texts whose counts were worked out by hand; each engine counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from isonomia.evidence import Counts

Told = Callable[..., Mapping[str, int]]

FILLER = "one two three four five six seven eight nine"


def test_mentions_of_a_document(mentions: Told) -> None:
    told = mentions("She met his woman, her WOMAN.", "He left", "", "It rained.")
    assert told == {
        "documents": 4,
        "tokens": 6 + 2 + 0 + 2,
        "woman": 4,
        "man": 2,
        "documents_woman": 1,
        "documents_man": 2,
        "documents_both": 1,
        "woman_woman": 16,
        "man_man": 1 + 1,
        "woman_man": 4,
    }


def test_what_is_near_a_term(beside: Told) -> None:
    texts = ("She is an actor. He met an actor and an actress. Her actress!", "An actor.", "He.")
    assert beside("term", "actor", *texts) == {
        "mentions": 5,
        "documents": 2,
        "named_woman": 2,
        "named_man": 0,
        "woman": 2,
        "man": 2,
        "documents_woman": 1,
        "documents_man": 1,
        "together_woman": 1,
        "together_man": 1,
        "woman_woman": 4,
        "man_man": 4,
        "woman_man": 4,
        "woman_allwoman": 4,
        "woman_allman": 4,
        "man_allwoman": 4,
        "man_allman": 4,
    }


def test_products_with_all_terms_are_of_the_document(beside: Told) -> None:
    # Document 1: actor (1, 0), leader (1, 2), all (2, 2). Document 2: actor (0, 1), all (0, 1).
    texts = ("She is an actor. He, a leader, met her, his leader.", "He is an actor.")
    leader, actor = beside("term", "leader", *texts), beside("term", "actor", *texts)
    everything = beside("all", "", *texts)
    assert [leader[name] for name in ("mentions", "woman", "man")] == [2, 2, 4]
    assert [everything[name] for name in ("mentions", "woman", "man")] == [4, 3, 5]
    products = ("woman_allwoman", "woman_allman", "man_allwoman", "man_allman")
    assert [actor[name] for name in products] == [3, 4, 0, 1]
    assert [leader[name] for name in products] == [6, 8, 12, 16]
    assert [everything[name] for name in products] == [9, 12, 12, 17]


def test_the_window_is_of_words_between_beginnings(beside: Told) -> None:
    for text in (f"he {FILLER} actor", f"actor {FILLER} he", f"y tá {FILLER[4:]} he"):
        item = "nurse" if "tá" in text else "actor"
        assert beside("term", item, text)["man"] == 1, text
        assert beside("term", item, text, window=9)["man"] == 0, text


@pytest.mark.parametrize("end", [".", "!", "?", ";", "…", "...", ".\n", "\n\n", "\n - \r\n", " . "])
def test_a_sentence_ends(beside: Told, end: str) -> None:
    assert beside("term", "actor", f"She slept{end}The actor too")["woman"] == 0


@pytest.mark.parametrize("between", [",", "\n", ":", " - ", "\t", "“", "\u00a0", "\r\n", "/", "_"])
def test_a_sentence_goes_on(beside: Told, between: str) -> None:
    assert beside("term", "actor", f"She slept{between}The actor too")["woman"] == 1


@pytest.mark.parametrize("title", ["Mr", "mrs", "DR", "(Prof", "St"])
def test_a_title_ends_no_sentence(beside: Told, title: str) -> None:
    assert beside("term", "actor", f"She met {title}. Hall, actor")["woman"] == 1
    assert beside("term", "actor", f"{title}. Hall, actor, met her")["woman"] == 1


@pytest.mark.parametrize("word", ["1st", "xmr", "mr-x", "r", "s", "éms", "mr ", "mr,"])
def test_what_is_no_title_ends_a_sentence(beside: Told, word: str) -> None:
    assert beside("term", "actor", f"She met {word}. Hall, actor")["woman"] == 0


def test_overlapping_terms_hide_none(beside: Told) -> None:
    text = "She is the software engineer of the train."
    for term in ("engineer", "software-engineer", "train"):
        assert beside("term", term, text)["woman"] == 1
    assert beside("field", "occupation:technology", text)["woman"] == 2
    assert beside("group", "occupation", text)["mentions"] == 3
    assert beside("all", "", text)["documents"] == 1


def test_a_form_of_two_terms_counts_for_each(beside: Told) -> None:
    assert beside("term", "insult", "That nag.")["mentions"] == 1
    assert beside("field", "background:class", "That nag.")["mentions"] == 1
    assert beside("all", "", "That nag.")["mentions"] == 2


@pytest.mark.parametrize(
    ("text", "woman", "man"),
    [
        ("man made", 0, 0),
        ("a man, made", 0, 0),
        ("a man. Made", 0, 1),
        ("the man was made", 0, 1),
        ("Isle of man made", 0, 0),
        ("ông bà", 0, 0),
        ("bà ông bà ông", 1, 1),
        ("her own man", 0, 0),
        ("an old lady man", 1, 2),
        ("grand mother", 1, 0),
        ("his own lady man", 0, 0),
        ("own lady man", 0, 2),
    ],
)
def test_exceptions(mentions: Told, text: str, woman: int, man: int) -> None:
    told = mentions(text)
    assert (told["woman"], told["man"]) == (woman, man)


def test_a_phrase_may_go_over_anything_but_the_end_of_a_sentence(beside: Told) -> None:
    for text in ("software  engineer", "Software-Engineer", "software,\n\tengineer", "y ta\u0301"):
        item = "nurse" if text[0] == "y" else "software-engineer"
        assert beside("term", item, text)["mentions"] == 1, text
    for text in ("software. Engineer", "software\n\nengineer", "softwareengineer"):
        assert beside("term", "software-engineer", text)["mentions"] == 0, text


def test_phrases_and_windows_end_with_the_document(beside: Told) -> None:
    assert beside("term", "software-engineer", "her software", "engineer")["mentions"] == 0
    assert beside("term", "engineer", "her software", "engineer")["woman"] == 0
    assert beside("term", "engineer", "her \x1e engineer")["woman"] == 1


def test_a_pair_counts_mentions_with_both_near(beside: Told) -> None:
    text = "She and he, old, are old engineers; a young engineer takes care of her."
    told = beside("pair", "age-old+occupation:technology", text)
    assert [told[name] for name in ("mentions", "documents", "woman", "man")] == [2, 1, 1, 1]
    told = beside("pair", "age-young+care", text)
    assert [told[name] for name in ("mentions", "woman", "man")] == [1, 1, 0]
    assert beside("pair", "age-old+care", text)["mentions"] == 0
    assert told["woman_allwoman"] == beside("all", "", text)["woman"]


def test_halves_of_a_pair_may_stand_on_both_sides(beside: Told) -> None:
    text = f"old {FILLER} he {FILLER} engineer"
    assert beside("pair", "age-old+occupation:technology", text)["man"] == 1
    assert beside("pair", "age-old+occupation:technology", text, window=9)["man"] == 0


def test_composed_and_decomposed_letters_are_one(mentions: Told) -> None:
    assert mentions("b\u00e0 ba\u0300 B\u00c0 BA\u0300 E\u0301LU")["woman"] == 4
    assert mentions("E\u0301lu \u00c9LU")["man"] == 2


def test_a_mark_begins_no_word(mentions: Told) -> None:
    assert mentions("\u0301she \u2764\ufe0f he\u0301 x")["tokens"] == 3
    assert mentions("\u0301she \u2764\ufe0f he\u0301 x")["woman"] == 1
    assert mentions("he\u0331\u0301 he")["man"] == 1


def test_signs_beyond_ascii_part_words(mentions: Told) -> None:
    told = mentions("«she»‘he’“her”—his\u00a0man\u3000woman\u2028she🙂her\U0001f9d1she\ud800he")
    assert (told["woman"], told["man"]) == (6, 4)
    assert told["tokens"] == 10


def test_digits_are_words(mentions: Told) -> None:
    assert mentions("she 2 his2 4x4 3.14")["tokens"] == 6


def test_keys_are_kept_apart(scan: Callable[..., tuple[Counts, Counts]]) -> None:
    keys = [("a", "en", ""), ("a", "en", "2020"), ("a", "en", ""), ("", "en", "")]
    told, near = scan(["she, actor", "he", "her", "actor"], keys=keys)
    assert [(key, told[key]["documents"]) for key, _ in told] == [
        (("", "en", ""), 1),
        (("a", "en", ""), 2),
        (("a", "en", "2020"), 1),
    ]
    assert {key[0] for key, _ in near} == {"", "a"}


def test_a_document_holds_a_term_and_a_gender_that_are_not_near(beside: Told) -> None:
    told = beside("term", "actor", "An actor left. She did not.", "He met an actor.", "She left.")
    assert [told[name] for name in ("documents_woman", "documents_man")] == [0, 1]
    assert [told[name] for name in ("together_woman", "together_man")] == [1, 1]
