"""Masking: covering words that must not sway whoever judges a text, or that would hurt them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from isonomia.vocabulary.data_files import read_data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.vocabulary.language import Language

__all__ = ["BLOCK", "abusive_words", "found", "gendered_words", "mask"]

BLOCK = "▇▇▇"
"""What stands for a covered word, whatever its length."""

_LETTER = r"[^\W_]"
"""A letter or digit; an underscore is markup, as in ``_she_``, not part of the word."""

_PART = re.compile(f"{_LETTER}+")

_VARIANTS = {" ": r"\s+", "'": "['\u2019]", "-": "[-\u2010\u2011]"}
"""Signs that writers and models exchange for others."""


def mask(text: str, words: Iterable[str]) -> str:
    """Cover whole words and phrases in a text.

    Words are found without regard to case, spelling of apostrophes and hyphens, kind of space, or
    Unicode form; where several begin at one place, the longest is covered. Letters and digits
    around a match keep it from being one: ``he`` is not covered in ``the``.

    Parameters
    ----------
    text : str
        The text.
    words : iterable of str
        Words and phrases to cover.

    Returns
    -------
    str
        The text in Unicode form NFC, each match replaced by ``BLOCK``.

    Raises
    ------
    ValueError
        A word is blank.
    """
    covered = frozenset(words)
    plain = unicodedata.normalize("NFC", text)
    return _pattern(covered).sub(BLOCK, plain) if covered else plain


def found(text: str, words: Iterable[str]) -> list[str]:
    """Return the words and phrases of a list that stand in a text, as ``mask`` finds them.

    Parameters
    ----------
    text : str
        The text.
    words : iterable of str
        Words and phrases to look for; a longer one hides those inside it.

    Returns
    -------
    list of str
        Each time that one stands there, as it is written there, in Unicode form NFC.
    """
    plain = unicodedata.normalize("NFC", text)
    there = _parts(plain)
    # A pattern of hundreds of words is slow; nearly all of them have a part that is not there.
    wanted = frozenset(word for word in words if _parts(word) <= there)
    return _pattern(wanted).findall(plain) if wanted else []


@cache
def gendered_words(language: Language) -> frozenset[str]:
    """Return the words that tell a person's gender in one language, also that it is left open.

    Neutral pronouns are among them: were only ``she`` and ``he`` covered, an open ``they`` would
    tell the two apart from everyone else. Phrases that only look like a pronoun are left out.
    """
    lists = [*read_data("gendered")[language].values()]
    lists += (words for name, words in read_data("pronouns")[language].items() if name != "other")
    return frozenset(word for words in lists for word in words)


@cache
def abusive_words(language: Language) -> frozenset[str]:
    """Return words of abuse in one language, to be covered where a person looks at an answer."""
    return frozenset(read_data("abusive")[language]["words"])


@cache
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    terms = [" ".join(unicodedata.normalize("NFC", word).split()) for word in words]
    if not all(terms):
        raise ValueError("A blank word cannot be covered: leave it out.")
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    either = "|".join(map(_spelled, longest_first))
    return re.compile(rf"(?<!{_LETTER})(?:{either})(?!{_LETTER})", re.IGNORECASE)


def _parts(text: str) -> frozenset[str]:
    """Return the runs of letters and digits in a text."""
    return frozenset(_PART.findall(unicodedata.normalize("NFC", text).casefold()))


def _spelled(term: str) -> str:
    plain = term.replace("\u2019", "'")
    return "".join(_VARIANTS.get(sign) or re.escape(sign) for sign in plain)
