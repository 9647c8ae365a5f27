"""The plain engine: slow, and short enough to be checked by reading.

It counts what the fast engine counts, one document and one word after the other, and shares
nothing with it but the names of what is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from isonomia.assess.data.corpus.catalogue import (
    ALL,
    GENDERS,
    item_of_pair,
    items_of_term,
    labels_of_term,
    mentions_table,
    near_table,
    pair_labels,
)
from isonomia.assess.data.corpus.sentences import ENDS, STOP, abbreviations
from isonomia.vocabulary.lexicon import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from isonomia.assess.data.corpus.catalogue import DocumentKey, Item, Rows
    from isonomia.vocabulary.lexicon import Lexicon, Term

__all__ = ["PlainEngine"]

_END = re.compile(f"([{re.escape(ENDS)}])")

Words = list[str]
Role = TypeVar("Role")


class Phrases(Generic[Role]):
    """Phrases to be found, each with what it stands for, by their first words."""

    def __init__(self, phrases: Iterable[tuple[str, Role]]) -> None:
        self._by_first: dict[str, dict[tuple[tuple[str, ...], Role], None]] = {}
        for text, role in phrases:
            words = tuple(words_of(text))
            self._by_first.setdefault(words[0], {})[words, role] = None

    def found(self, words: Words) -> Iterator[tuple[range, Role]]:
        """Yield where each phrase stands in a sentence."""
        for at, word in enumerate(words):
            for phrase, role in self._by_first.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    yield range(at, at + len(phrase)), role


class Mention(NamedTuple):
    """A word for a woman or a man, and where in its sentence it begins."""

    at: int
    gender: str


class Occurrence(NamedTuple):
    """A term in a form, and where in its sentence it begins."""

    at: int
    term: Term
    named: str


class Near:
    """What a document holds of one item."""

    def __init__(self) -> None:
        self.mentions = 0
        self.named = dict.fromkeys(GENDERS, 0)
        self.near = dict.fromkeys(GENDERS, 0)


class PlainEngine:
    """Counts texts of one language.

    Parameters
    ----------
    lexicon : Lexicon
        What is counted.
    window : int
        How many words apart two things may begin and be near each other.
    """

    def __init__(self, lexicon: Lexicon, window: int) -> None:
        self.window = window
        self.short = abbreviations(lexicon.language)
        self.exceptions = Phrases((text, "") for text in lexicon.exceptions)
        self.genders = Phrases((text, name) for name in GENDERS for text in getattr(lexicon, name))
        self.forms = Phrases(
            (form.text, (term, form.gender)) for term in lexicon.terms for form in term.forms
        )
        self.contexts, self.roles = pair_labels(lexicon)
        self.mentions, self.near = mentions_table(), near_table()

    def scan(self, texts: Sequence[str], keys: Sequence[DocumentKey]) -> None:
        """Count some documents."""
        for text, key in zip(texts, keys, strict=True):
            self._document(list(self._sentences(text)), key)

    def rows(self) -> tuple[Rows, Rows]:
        """Return what was counted so far: mentions, and what is near them."""
        return self.mentions, self.near

    def _sentences(self, text: str) -> Iterator[Words]:
        """Yield the words of each sentence; a line without words ends one."""
        sentence: Words = []
        for line in unicodedata.normalize("NFC", text).lower().split("\n"):
            first, *rest = self._parts(line)
            sentence += first
            for part in rest:
                yield sentence
                sentence = part
            if not words_of(line):
                yield sentence
                sentence = []
        yield sentence

    def _parts(self, line: str) -> list[Words]:
        """Return the words of a line, parted where a sentence ends."""
        parts: list[Words] = [[]]
        pieces = _END.split(line)
        for text, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            words = words_of(text)
            parts[-1] += words
            titled = end == STOP and bool(words) and text.endswith(words[-1])
            if end and not (titled and words[-1] in self.short):
                parts.append([])
        return parts

    def _document(self, sentences: list[Words], key: DocumentKey) -> None:
        items: defaultdict[Item, Near] = defaultdict(Near)
        total = dict.fromkeys(GENDERS, 0)
        for words in sentences:
            mentions, occurrences = self._mentions(words), self._occurrences(words)
            for mention in mentions:
                total[mention.gender] += 1
                self._pairs(mention, occurrences, items)
            for occurrence in occurrences:
                self._terms(occurrence, mentions, items)
        self._add(key, sum(map(len, sentences)), total, items)

    def _mentions(self, words: Words) -> list[Mention]:
        excepted = [span for span, _ in self.exceptions.found(words)]
        return [
            Mention(span.start, gender)
            for span, gender in self.genders.found(words)
            if not any(span[0] in other and span[-1] in other for other in excepted)
        ]

    def _occurrences(self, words: Words) -> list[Occurrence]:
        return [
            Occurrence(span.start, term, named) for span, (term, named) in self.forms.found(words)
        ]

    def _terms(
        self, occurrence: Occurrence, mentions: list[Mention], items: dict[Item, Near]
    ) -> None:
        for name in items_of_term(occurrence.term):
            item = items[name]
            item.mentions += 1
            if occurrence.named:
                item.named[occurrence.named] += 1
            for mention in mentions:
                if abs(mention.at - occurrence.at) <= self.window:
                    item.near[mention.gender] += 1

    def _pairs(
        self, mention: Mention, occurrences: list[Occurrence], items: dict[Item, Near]
    ) -> None:
        labels = {
            label
            for occurrence in occurrences
            if abs(mention.at - occurrence.at) <= self.window
            for label in labels_of_term(occurrence.term)
        }
        for context in labels.intersection(self.contexts):
            for role in labels.intersection(self.roles):
                item = items[item_of_pair(context, role)]
                item.mentions += 1
                item.near[mention.gender] += 1

    def _add(
        self, key: DocumentKey, tokens: int, total: dict[str, int], items: dict[Item, Near]
    ) -> None:
        woman, man = total["woman"], total["man"]
        squares = (woman * woman, man * man, woman * man)
        documents = (woman > 0, man > 0, woman > 0 and man > 0)
        self.mentions.add(key, (1, tokens, woman, man, *documents, *squares))
        everything = items[ALL].near if ALL in items else dict.fromkeys(GENDERS, 0)
        for name, item in items.items():
            self.near.add((*key, *name), _near_sums(item, everything, total))


def _near_sums(item: Near, everything: dict[str, int], total: dict[str, int]) -> tuple[int, ...]:
    woman, man = item.near["woman"], item.near["man"]
    return (
        item.mentions,
        1,
        item.named["woman"],
        item.named["man"],
        woman,
        man,
        woman > 0,
        man > 0,
        total["woman"] > 0,
        total["man"] > 0,
        woman * woman,
        man * man,
        woman * man,
        woman * everything["woman"],
        woman * everything["man"],
        man * everything["woman"],
        man * everything["man"],
    )
