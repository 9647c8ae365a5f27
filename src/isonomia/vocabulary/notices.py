"""Notices: what a run could not do, in words that an assessment carries."""

from __future__ import annotations

from functools import cache

from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.language import Text

__all__ = ["notices"]


@cache
def notices() -> dict[str, tuple[Text, Text]]:
    """Return for each notice what is missing and why; ``{slots}`` are filled by the caller."""
    return {
        name: (Text.model_validate(notice["what"]), Text.model_validate(notice["why"]))
        for name, notice in read_data("notices").items()
    }
