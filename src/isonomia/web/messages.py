"""The words of the pages, one catalogue per language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from isonomia.report.messages import read_catalogue

if TYPE_CHECKING:
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["catalogue"]


@cache
def catalogue(language: Language) -> Messages:
    """Read the page's catalogue of one language."""
    return read_catalogue("isonomia.web", language)
