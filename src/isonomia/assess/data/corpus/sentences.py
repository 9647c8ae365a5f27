"""Where sentences end."""

from __future__ import annotations

__all__ = ["ENDS", "STOP", "abbreviations"]

STOP = "."
ENDS = ".!?;…"
"""What ends a sentence, wherever it stands; a line without a word does, too."""

_ABBREVIATIONS = {
    "en": ("mr", "mrs", "ms", "dr", "prof", "st"),
    "fr": ("m", "mm", "mme", "mmes", "mlle", "mlles", "dr", "pr", "prof"),
    "vi": ("bs", "gs", "ks", "pgs", "ths", "tp", "ts"),
}


def abbreviations(language: str) -> tuple[str, ...]:
    """Return the titles after which a full stop ends no sentence."""
    return _ABBREVIATIONS.get(language, ())
