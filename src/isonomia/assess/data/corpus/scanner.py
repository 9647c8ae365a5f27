"""The scanner: texts in, counts out."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from isonomia.assess.data.corpus.catalogue import mentions_table, near_table
from isonomia.assess.data.corpus.fast import FastEngine
from isonomia.assess.data.corpus.plain import PlainEngine
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.data.corpus.catalogue import DocumentKey, Rows
    from isonomia.assess.data.corpus.settings import CorpusSettings
    from isonomia.evidence import Counts

__all__ = ["Scanner"]

BLOCK = 1 << 19
"""Characters that are scanned at once: enough that the cost of a call does not count, and few
enough that the arrays in between are not asked of the system anew for each block."""


class Engine(Protocol):
    """What counts the texts of one language."""

    def scan(self, texts: Sequence[str], keys: Sequence[DocumentKey]) -> None:
        """Count some documents."""

    def rows(self) -> tuple[Rows, Rows]:
        """Return what was counted so far: mentions, and what is near them."""


class Waiting:
    """Documents that wait until there are enough for a block."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.keys: list[DocumentKey] = []
        self.characters = 0


class Scanner:
    """Counts gendered mentions in texts, and what stands near them.

    The counts depend on the documents only, not on their order, nor on how they are handed over.

    Parameters
    ----------
    settings : CorpusSettings
        Term lists, window, engine.

    Examples
    --------
    >>> from isonomia.assess.data.corpus.settings import CorpusSettings
    >>> scanner = Scanner(CorpusSettings())
    >>> scanner.add(["She is an engineer."], [("", "en", "")])
    >>> mentions, near = scanner.counts()
    >>> mentions["", "en", ""]["woman"], near["", "en", "", "term", "engineer"]["woman"]
    (1, 1)
    """

    def __init__(self, settings: CorpusSettings) -> None:
        self._settings = settings
        self._engines: dict[str, Engine] = {}
        self._waiting: defaultdict[tuple[str, bool], Waiting] = defaultdict(Waiting)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that can be scanned; a text of another has no term list."""
        return frozenset(self._settings.languages)

    def add(self, texts: Sequence[str], keys: Sequence[DocumentKey]) -> None:
        """Count documents.

        Parameters
        ----------
        texts : sequence of str
            One a document.
        keys : sequence of (source, language, time)
            Of each document; empty strings where it is not given. A text without a language is
            scanned, and counted, as one of the default language.

        Raises
        ------
        UsageError
            A language has no term list.
        """
        for text, (source, given, time) in zip(texts, keys, strict=True):
            language = given or self._settings.default
            if language not in self._settings.languages:
                raise UsageError(
                    f"There is no term list for the language '{language}': give one, or leave its "
                    "texts out."
                )
            # Texts within ASCII are brought into form in half the time, so they wait apart.
            kind = (language, text.isascii())
            waiting = self._waiting[kind]
            waiting.texts.append(text)
            waiting.keys.append((source, language, time))
            waiting.characters += len(text)
            if waiting.characters >= BLOCK:
                self._scan(kind)

    def counts(self) -> tuple[Counts, Counts]:
        """Return the tables ``mentions`` and ``near`` of all documents added so far."""
        for kind in list(self._waiting):
            self._scan(kind)
        rows = [engine.rows() for engine in self._engines.values()]
        return (
            mentions_table(chain.from_iterable(mentions for mentions, _ in rows)),
            near_table(chain.from_iterable(near for _, near in rows)),
        )

    def _scan(self, kind: tuple[str, bool]) -> None:
        waiting = self._waiting.pop(kind)
        self._engine(kind[0]).scan(waiting.texts, waiting.keys)

    def _engine(self, language: str) -> Engine:
        if language not in self._engines:
            kind = FastEngine if self._settings.engine == "fast" else PlainEngine
            lexicon = self._settings.lexicon(language)
            self._engines[language] = kind(lexicon, self._settings.window)
        return self._engines[language]
