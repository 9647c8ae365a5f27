"""Term lists: the words by which a text is read."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from isonomia.vocabulary.data_files import read_data

if TYPE_CHECKING:
    from isonomia.vocabulary.language import Language

__all__ = ["TermList", "refusal_phrases", "term_lists"]

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


class TermList:
    """A set of words and phrases that are counted in a text.

    Parameters
    ----------
    terms : iterable of str
        Words and phrases, matched whole and without regard to case.
    """

    def __init__(self, terms: tuple[str, ...]) -> None:
        self.terms = frozenset(term.casefold() for term in terms)
        self._longest = max(len(term.split()) for term in self.terms)

    def _plain(self, word: str) -> str:
        """Return a word with a straight apostrophe, and without 's unless it is a term so."""
        word = word.replace("\u2019", "'")
        return word if word in self.terms else word.removesuffix("'s")

    def count(self, text: str) -> int:
        """Count occurrences in a text; a longer term hides the shorter ones inside it."""
        words = [self._plain(word) for word in _WORD.findall(text.casefold())]
        found = start = 0
        while start < len(words):
            for length in range(min(self._longest, len(words) - start), 0, -1):
                if " ".join(words[start : start + length]) in self.terms:
                    found += 1
                    start += length
                    break
            else:
                start += 1
        return found


@cache
def term_lists(kind: str, language: Language) -> dict[str, TermList]:
    """Return the lists of one kind, such as ``pronouns``, in one language, by name."""
    lists = read_data(kind)[language]
    return {name: TermList(tuple(terms)) for name, terms in lists.items()}


@cache
def refusal_phrases(language: Language) -> tuple[str, ...]:
    """Return phrases that open a refusal, case-folded."""
    phrases: list[str] = read_data("refusals")[language]["phrases"]
    return tuple(phrase.casefold() for phrase in phrases)
