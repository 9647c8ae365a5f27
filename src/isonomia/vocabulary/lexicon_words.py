"""Words and phrases, as they are compared when a corpus is scanned."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Phrases", "plain", "spelled_out", "words_of"]

MOST = 5000
"""Phrases that one with choices may stand for: a slip of the pen must not fill the memory."""

_CHOICE = re.compile(r"\{([^{}]*)\}")


def words_of(text: str) -> list[str]:
    """Return the words of a text, as they are compared.

    The text is brought into Unicode form NFC and lower case. A word begins with a letter or digit
    and goes on over letters, digits and combining marks; all else parts words: spaces, apostrophes,
    hyphens, underscores.

    Examples
    --------
    >>> words_of("L’homme dit-elle, BÁC SĨ")
    ['l', 'homme', 'dit', 'elle', 'bác', 'sĩ']
    """
    folded = unicodedata.normalize("NFC", text).lower()
    marks = (sign for sign in set(folded) if unicodedata.category(sign)[0] == "M")
    return _word("".join(sorted(marks))).findall(folded)


@lru_cache(maxsize=256)
def _word(marks: str) -> re.Pattern[str]:
    """Return what a word is in a text with these combining marks, of which ``re`` has no class."""
    return re.compile(rf"[^\W_]+(?:[{marks}]+[^\W_]*)*" if marks else r"[^\W_]+")


class Phrases:
    """Phrases to be looked for in others, by their first words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[list[str]]] = {}
        for words in map(_plain_words, phrases):
            self._by_first.setdefault(words[0], []).append(words)

    def inside(self, text: str) -> list[str]:
        """Return the phrases that stand in a text, as they are compared."""
        words = _plain_words(text)
        return [
            " ".join(phrase)
            for start, word in enumerate(words)
            for phrase in self._by_first.get(word, ())
            if words[start : start + len(phrase)] == phrase
        ]


def spelled_out(phrases: Iterable[str]) -> tuple[str, ...]:
    """Return phrases with each choice made: ``{a|b} c`` stands for ``a c`` and ``b c``."""
    return tuple(form for phrase in phrases for form in _choices(phrase))


def _choices(phrase: str) -> Iterator[str]:
    pieces = _CHOICE.split(phrase)
    if any(brace in piece for piece in pieces[::2] for brace in "{}"):
        raise ValueError(f"'{phrase}' has a brace without its other half, or inside another")
    choices = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(pieces)]
    if prod(map(len, choices)) > MOST:
        raise ValueError(f"'{phrase}' stands for more than {MOST} phrases")
    for chosen in product(*choices):
        form = " ".join("".join(chosen).split())
        if not plain(form):
            raise ValueError(f"'{phrase}' holds no word")
        yield form


@lru_cache(maxsize=1 << 14)
def _plain_words(text: str) -> list[str]:
    """Return the words of a phrase, which nobody may change."""
    return words_of(text)


def plain(text: str) -> str:
    """Return the words of a phrase with one space between."""
    return " ".join(_plain_words(text))
