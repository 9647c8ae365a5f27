"""The words of the pages, one catalogue per language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from isonomia.report.messages import Messages
from isonomia.vocabulary import french_spaces

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["catalogue"]


@cache
def catalogue(language: Language) -> Messages:
    """Read the catalogue of one language."""
    path = files("isonomia.web") / "messages" / f"{language}.toml"
    record = tomllib.loads(path.read_text(encoding="utf-8"))
    reviewed: bool = record.pop("reviewed")
    entries = {
        f"{section}.{key}": french_spaces(text) if language == "fr" else text
        for section, texts in record.items()
        for key, text in texts.items()
    }
    return Messages(language, entries, reviewed=reviewed)
