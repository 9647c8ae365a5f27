"""What a scan of a corpus depends on besides the texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from isonomia.errors import UsageError
from isonomia.vocabulary import LANGUAGES
from isonomia.vocabulary.lexicon import lexicon, read_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.vocabulary import Language
    from isonomia.vocabulary.lexicon import Lexicon

__all__ = ["MOST_TOKENS", "CorpusSettings"]

COUNTING_RULES = "1"
"""Raised whenever the same texts and lists would give other counts than before."""

MOST_TOKENS = 1000
"""The widest window: beyond it, "near" would mean nothing."""


@dataclass(frozen=True)
class CorpusSettings:
    """How texts are counted. Can be sent to other processes and machines.

    Attributes
    ----------
    languages : Mapping of str to str
        For each name of a language as it stands in the data, the file of its term list, or the
        empty string for Isonomia's own.
    default : str
        The language of texts that do not tell theirs; one of `languages`.
    window : int
        A term is near a gendered word if they begin at most this many words apart, in one sentence.
    engine : "fast" or "plain"
        Both count the same. The plain one is slow, and short enough to be checked by reading.

    Raises
    ------
    UsageError
        The settings contradict each other; the sentence says where.
    """

    languages: Mapping[str, str] = field(default_factory=lambda: {"en": ""})
    default: str = "en"
    window: int = 10
    engine: Literal["fast", "plain"] = "fast"

    def __post_init__(self) -> None:
        if not 1 <= self.window <= MOST_TOKENS:
            raise UsageError(f"The window is {self.window} words: give 1 to {MOST_TOKENS}.")
        if self.default not in self.languages:
            raise UsageError(
                f"The default language '{self.default}' has no term list: give one, or choose "
                f"among {', '.join(sorted(self.languages))}."
            )
        for name, path in self.languages.items():
            if not path and name not in LANGUAGES:
                raise UsageError(
                    f"There is no term list for the language '{name}': give your own file, or "
                    f"choose among {', '.join(LANGUAGES)}."
                )

    def lexicon(self, language: str) -> Lexicon:
        """Return the term list of one of the languages."""
        path = self.languages[language]
        return read_lexicon(Path(path)) if path else lexicon(cast("Language", language))

    @property
    def recorded(self) -> dict[str, str]:
        """All that the counts depend on, for a profile: term lists by digest, the window."""
        lists = {f"term list {name}": self.lexicon(name).digest for name in sorted(self.languages)}
        return {
            "counting rules": COUNTING_RULES,
            "default language": self.default,
            "window": str(self.window),
            **lists,
        }
