"""Words of a text in three languages, for counting them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["terms", "tokens"]

_STOP = re.compile(rf"{BLOCK}|[.!?…,;:()\n\"“”«»]+")
"""Where words that follow each other do not belong together."""

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_FRENCH = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
"""An apostrophe joins an English word; it parts two French ones, as in ``l'amour``."""


def tokens(text: str, language: Language) -> list[str]:
    """Return the words of a text, case-folded; of Vietnamese, the syllables.

    Words that were covered are left out.
    """
    return [word for run in _runs(text, language) for word in run]


def terms(text: str, language: Language) -> list[str]:
    """Return the words of a text, and of Vietnamese also each two syllables side by side.

    Most Vietnamese words have two syllables, and spaces do not tell which belong together.
    """
    runs = _runs(text, language)
    found = [word for run in runs for word in run]
    if language == "vi":
        found += [f"{one} {next_one}" for run in runs for one, next_one in pairwise(run)]
    return found


def _runs(text: str, language: Language) -> list[list[str]]:
    pattern = _FRENCH if language == "fr" else _WORD
    plain = text.casefold().replace("\u2019", "'").replace("\u2010", "-").replace("\u2011", "-")
    return [pattern.findall(part) for part in _STOP.split(plain)]
