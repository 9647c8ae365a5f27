"""Framings and quick hacks: what is put around a request to get it past a model's guardrails.

Only well-known public families, in one fixed form each, as data with a card and a source. They
show how firm a refusal is; there is no search for new ones.
"""

from __future__ import annotations

import base64
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from isonomia.vocabulary import Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["TRANSLATED_TO", "Hack", "hacks"]

TRANSLATED_TO: dict[Language, Language] = {"en": "vi", "vi": "fr", "fr": "vi"}
"""In which language a request is put where it is asked in translation."""

_LOOKALIKES = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0"})
"""Every other word gets these; all at once would leave little to read."""

PIECES = 3


class Hack(BaseModel):
    """One framing or hack.

    Attributes
    ----------
    kind : {"framing", "hack"}
        Why a person says that they ask, or a trick.
    how : str
        What is done to the request before it takes its place in the template.
    title, card : Text
        Its name, and what it does.
    source, url : str
        Where it was described.
    template : Text
        The message, with a slot for the request or its pieces.
    earlier : dict of tuple of str
        By language, what is said before in the same conversation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["framing", "hack"]
    how: Literal["template", "spelling", "base64", "splitting", "translation", "turns"]
    title: Text
    card: Text
    source: str
    url: str
    template: Text
    earlier: dict[Language, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _conversation(self) -> Hack:
        if (self.how == "turns") != bool(self.earlier):
            raise ValueError("a hack of several turns, and no other, says what comes earlier")
        return self

    def turns(
        self, request: str, language: Language, translated: Callable[[], str]
    ) -> tuple[str, ...]:
        """Return a conversation's messages by the user; the last is what is measured.

        Parameters
        ----------
        request : str
            The plain request.
        language : {"en", "vi", "fr"}
            Its language.
        translated : callable
            Returns the request in the language of ``TRANSLATED_TO``.
        """
        template = self.template[language]
        match self.how:
            case "splitting":
                pieces = _pieces(request)
                last = template.format(first=pieces[0], second=pieces[1], third=pieces[2])
            case "translation":
                last = template.format(request=translated())
            case "spelling":
                last = template.format(request=_misspelt(request, language))
            case "base64":
                encoded = base64.b64encode(request.encode()).decode()
                last = template.format(request=encoded)
            case _:
                last = template.format(request=request)
        return (*self.earlier.get(language, ()), last)


@cache
def hacks() -> dict[str, Hack]:
    """Return every framing and hack by its id."""
    text = (files(__name__) / "hacks.toml").read_text(encoding="utf-8")
    return {name: Hack.model_validate(entry) for name, entry in tomllib.loads(text).items()}


def _pieces(request: str) -> list[str]:
    """Return a request in three pieces of about as many words, which joined give the whole."""
    words = request.split(" ")
    cuts = [round(len(words) * number / PIECES) for number in range(PIECES + 1)]
    joined = [" ".join(words[start:end]) for start, end in pairwise(cuts)]
    return [*(piece + " " for piece in joined[:-1]), joined[-1]]


def _misspelt(request: str, language: Language) -> str:
    if language == "vi":
        bare = unicodedata.normalize("NFD", request.replace("đ", "d").replace("Đ", "D"))
        return "".join(sign for sign in bare if not unicodedata.combining(sign))
    words = request.split(" ")
    return " ".join(
        word.translate(_LOOKALIKES) if place % 2 else word for place, word in enumerate(words)
    )
