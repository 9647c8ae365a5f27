"""Texts that a reader sees, in every language that Isonomia speaks."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

__all__ = ["LANGUAGES", "Language", "Text", "french_spaces"]

Language = Literal["en", "vi", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_FRENCH_SPACES = re.compile(r" (?=[:;?!%»])|(?<=«) ")

Words = Annotated[str, Field(min_length=1)]


def french_spaces(text: str) -> str:
    """Put a space that does not break a line where French typography wants one."""
    return _FRENCH_SPACES.sub("\u00a0", text)


class Text(BaseModel):
    """One text in English, Vietnamese and French."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Words
    vi: Words
    fr: Words

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, said: object) -> object:
        if isinstance(said, str):
            raise ValueError("say it in three languages: { en = …, vi = …, fr = … }")
        return said

    @field_validator("fr")
    @classmethod
    def _unbroken(cls, text: str) -> str:
        return french_spaces(text)

    def __getitem__(self, language: Language) -> str:
        text: str = getattr(self, language)
        return text
