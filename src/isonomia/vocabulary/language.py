"""Texts that a reader sees, in every language that Isonomia speaks."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LANGUAGES", "Language", "Text"]

Language = Literal["en", "vi", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Words = Annotated[str, Field(min_length=1)]


class Text(BaseModel):
    """One text in English, Vietnamese and French."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Words
    vi: Words
    fr: Words

    def __getitem__(self, language: Language) -> str:
        text: str = getattr(self, language)
        return text
