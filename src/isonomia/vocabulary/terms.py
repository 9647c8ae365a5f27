"""Term lists: the words by which a text is read."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from isonomia.vocabulary.data_files import read_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.vocabulary.language import Language

__all__ = ["TermList", "count_apart", "term_lists"]

_WORD = re.compile(r"[^\W\d_]+")
"""A run of letters: an apostrophe or a hyphen parts words, as in "l'école" and "dit-elle"."""


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


class TermList:
    """A set of words and phrases that are counted in a text.

    Parameters
    ----------
    terms : iterable of str
        Words and phrases, matched whole and without regard to case. Only letters are compared:
        "self-help" is a phrase of two words, and is found however it is punctuated.
    """

    def __init__(self, terms: tuple[str, ...]) -> None:
        self.terms = frozenset(term.casefold() for term in terms)
        self._phrases = frozenset(" ".join(_words(term)) for term in terms)
        self._longest = max(len(phrase.split()) for phrase in self._phrases)

    def length_at(self, words: list[str], start: int) -> int:
        """Return how many words the longest term has that begins at one place; 0 if none does."""
        for length in range(min(self._longest, len(words) - start), 0, -1):
            if " ".join(words[start : start + length]) in self._phrases:
                return length
        return 0

    def count(self, text: str) -> int:
        """Count occurrences in a text; a longer term hides the shorter ones inside it."""
        return count_apart({"": self}, text)[""]


def count_apart(lists: Mapping[str, TermList], text: str) -> dict[str, int]:
    """Count the terms of several lists in one text; a longer term hides those of any list in it.

    Parameters
    ----------
    lists : mapping of str to TermList
        The lists, by name; where two hold the same term, the first counts it.
    text : str
        The text.

    Returns
    -------
    dict
        How often terms of each list occur, by the list's name.

    Examples
    --------
    >>> lists = {"man": TermList(("il",)), "other": TermList(("il pleut",))}
    >>> count_apart(lists, "Il sait qu'il pleut.")
    {'man': 1, 'other': 1}
    """
    words = _words(text)
    found = dict.fromkeys(lists, 0)
    start = 0
    while start < len(words):
        lengths = {name: terms.length_at(words, start) for name, terms in lists.items()}
        longest = max(lengths, key=lengths.__getitem__)
        if lengths[longest]:
            found[longest] += 1
        start += lengths[longest] or 1
    return found


@cache
def term_lists(kind: str, language: Language) -> dict[str, TermList]:
    """Return the lists of one kind, such as ``pronouns``, in one language, by name."""
    lists = read_data(kind)[language]
    return {name: TermList(tuple(terms)) for name, terms in lists.items()}
