"""What a guard is, and what it says of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["UNKNOWN", "Guard", "Screening"]

UNKNOWN = "unknown"
"""The language of a text that could not be told."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What a guard says of one text. It names a kind of wording, never a person's guilt.

    Attributes
    ----------
    flagged : bool
        True where ``score`` is at least ``threshold``.
    act : str or None
        Which act the text most resembles, by its id in ``isonomia.vocabulary.acts``; None where
        it is not flagged.
    score : float
        In ``[0, 1]``; an order of texts, not a probability.
    threshold : float
        The least score that is flagged.
    reasons : tuple of str
        In short plain words, what the score rests on; words of abuse are covered.
    language : str
        ``en``, ``vi`` or ``fr`` as given or recognised, else ``unknown``.
    guard : str
        The guard's name and version.
    digest : str
        SHA-256 of what the guard decides by: weights and rules, or a judge's own.
    """

    flagged: bool
    act: str | None
    score: float
    threshold: float
    reasons: tuple[str, ...]
    language: str
    guard: str
    digest: str


class Guard(Protocol):
    """Anything that screens a text."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of what it decides by; empty where it cannot be known."""
        ...

    def screen(self, text: str, language: Language | None = None) -> Screening:
        """Screen one text.

        Parameters
        ----------
        text : str
            A prompt to a model, or an answer or a post.
        language : {"en", "vi", "fr"}, optional
            Its language; recognised where it is not given.
        """
        ...
