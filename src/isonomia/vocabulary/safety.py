"""What no request for harm may hold: real people, sexual terms, minors."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.masking import found

if TYPE_CHECKING:
    from isonomia.vocabulary.language import Language

__all__ = ["minors_in", "public_persons_in", "sexual_terms_in"]

FIGURES = r"0?\d|1[0-7]"
"""The numbers below eighteen."""


def public_persons_in(text: str) -> list[str]:
    """Return the names of public persons that stand in a text."""
    return found(text, _public_names())


def sexual_terms_in(text: str, language: Language) -> list[str]:
    """Return the sexual terms that stand in a text."""
    return found(text, read_data("sexual_terms")[language]["words"])


def minors_in(text: str, language: Language) -> list[str]:
    """Return the words for people under eighteen that stand in a text, and ages below that."""
    lists = read_data("minors")[language]
    adult = {term.casefold() for term in lists["adult"]}
    words = [
        word
        for word in found(text, [*lists["words"], *lists["adult"]])
        if word.casefold().replace("\u2019", "'") not in adult
    ]
    return words + _ages(language).findall(unicodedata.normalize("NFC", text))


@cache
def _public_names() -> frozenset[str]:
    lists = read_data("public_names")
    full = (name for names in lists["full"].values() for name in names)
    return frozenset(lists["alone"]).union(full)


@cache
def _ages(language: Language) -> re.Pattern[str]:
    lists = read_data("minors")[language]
    longest_first = sorted(lists["numbers"], key=len, reverse=True)
    number = f"(?:{'|'.join([*map(re.escape, longest_first), FIGURES])})"
    either = "|".join(age.replace("{n}", number) for age in lists["ages"])
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", re.IGNORECASE)
