"""What a guard is to an exam: something that screens a text and says whether it flags it.

Whoever brings a guard, from here or from elsewhere, only has to fit these two protocols.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["Guard", "Screening"]


class Screening(Protocol):
    """What a guard says of one text; more than this is not read."""

    @property
    def flagged(self) -> bool | None:
        """Whether the text is flagged; None where the guard cannot tell."""
        ...

    @property
    def act(self) -> str | None:
        """What the text is flagged as, in small letters and hyphens, such as ``doxxing``."""
        ...


class Guard(Protocol):
    """Screens texts for gender-based violence."""

    @property
    def name(self) -> str:
        """What the guard is called in reports."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of all that its answers rest on, or empty where that is not at hand."""
        ...

    def screen(self, text: str, language: Language | None = None) -> Screening:
        """Screen one text, in a language where that is known."""
        ...
