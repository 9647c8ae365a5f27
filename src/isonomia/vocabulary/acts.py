"""Acts of technology-facilitated gender-based violence, and the lists by which others name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from isonomia.vocabulary.data_files import read_data
from isonomia.vocabulary.language import Text

__all__ = ["Act", "Fit", "Taxonomy", "Unmapped", "act_words", "acts", "taxonomies"]

Fit: TypeAlias = Literal["exact", "broader", "narrower", "related"]
"""How another list's code stands to an act: it names the same act, this act together with others,
a part of it, or something that overlaps with it."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Act(_Part):
    """One kind of act.

    Attributes
    ----------
    id : str
        Its name in suites, tags and cases.
    title, meaning : Text
        What it is called, what it is, and what makes it gender-based violence.
    route : Text
        Where to turn; for all but acts that are ``help_only``, where a minor may be involved.
    adults : Text
        Where an adult can turn.
    help_only : bool
        No suite asks about it and no tool looks for it.
    maps : mapping of str to mapping of str to str
        By taxonomy, the codes that bear on the act and how each fits.
    """

    id: Name
    title: Text
    meaning: Text
    route: Text
    adults: Text
    help_only: bool = False
    maps: Mapping[Name, Mapping[Words, Fit]]


class Unmapped(_Part):
    """Codes of a taxonomy to which no act corresponds, and why."""

    reason: Words
    codes: tuple[Words, ...] = Field(min_length=1)


class Taxonomy(_Part):
    """A list of acts that others use.

    Attributes
    ----------
    id : str
        Its name in the acts' ``maps``.
    title, url, licence, read : str, str, str, date
        Where it stands, on what terms, and when it was read.
    scope : str
        Which part of the list is given here.
    codes : mapping of str to str
        The list's titles by its codes, as published.
    unmapped : tuple of Unmapped
        Codes that no act maps to.
    """

    id: Name
    title: Words
    url: Annotated[str, Field(pattern=r"^https://")]
    licence: Words
    read: date
    scope: Words
    codes: Mapping[Words, Words]
    unmapped: tuple[Unmapped, ...] = ()


@cache
def acts() -> dict[str, Act]:
    """Return the acts by their id, in the order in which they are shown."""
    data = read_data("acts")
    routes = data["routes"]
    rows = (
        row | {"route": routes[row["route"]], "adults": routes["adults"]} for row in data["acts"]
    )
    return {act.id: act for act in map(Act.model_validate, rows)}


@cache
def taxonomies() -> dict[str, Taxonomy]:
    """Return the lists that acts are mapped to, by their id."""
    data = read_data("taxonomies")
    return {name: Taxonomy.model_validate(entry | {"id": name}) for name, entry in data.items()}


@cache
def act_words() -> dict[str, Text]:
    """Return the words that stand around an act where it is shown: headings, and each fit."""
    return {name: Text.model_validate(text) for name, text in read_data("acts")["words"].items()}
