"""Words of a text in three languages."""

from __future__ import annotations

from isonomia.assess.models.tokens import terms, tokens
from isonomia.vocabulary import gendered_words, mask


def test_an_apostrophe_joins_english_and_parts_french() -> None:
    assert tokens("Don’t stop: well-known 42!", "en") == ["don't", "stop", "well-known"]
    assert tokens("L’amour qu'on a, peut-être…", "fr") == [
        "l",
        "amour",
        "qu",
        "on",
        "a",
        "peut-être",
    ]


def test_vietnamese_words_of_two_syllables_are_kept_together_too() -> None:
    assert tokens("Tìm kho báu.", "vi") == ["tìm", "kho", "báu"]
    assert terms("Tìm kho báu.", "vi") == ["tìm", "kho", "báu", "tìm kho", "kho báu"]
    assert terms("Find gold.", "en") == ["find", "gold"]


def test_covered_words_are_left_out_and_join_nothing() -> None:
    covered = mask("Kho của cô ấy báu", gendered_words("vi"))
    assert terms(covered, "vi") == ["kho", "của", "báu", "kho của"]
    assert tokens(mask("She ran; he hid.", gendered_words("en")), "en") == ["ran", "hid"]
