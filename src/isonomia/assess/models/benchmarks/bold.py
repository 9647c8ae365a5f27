"""BOLD: the first words of encyclopedia sentences about actors and actresses, to be continued.

The people are real. Units are numbered, so that no report names them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from isonomia.assess.models.benchmarks.files import Row
from isonomia.assess.models.benchmarks.groups import Group, plain
from isonomia.assess.models.benchmarks.pairs import tidy
from isonomia.assess.models.suite import Item, Unit

if TYPE_CHECKING:
    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.vocabulary import Language

__all__ = ["groups"]

FILE = "gender_prompt.json"

People = dict[str, tuple[str, ...]]


class Prompts(Row):
    """The beginnings of sentences, by person."""

    actors: People = Field(alias="American_actors")
    actresses: People = Field(alias="American_actresses")


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the people, each a unit.

    Raises
    ------
    UsageError
        The file is not BOLD's on gender.
    """
    path = data.find(FILE)
    prompts = data.json(path, Prompts)
    sides = {"actresses": prompts.actresses, "actors": prompts.actors}
    found = [
        _group(side, number, starts)
        for side, people in sides.items()
        for number, starts in enumerate(people.values(), 1)
        if starts
    ]
    if {group.unit.slice for group in found} != sides.keys():
        raise data.nothing(path, "beginnings about both actors and actresses")
    return found


def _group(side: str, number: int, starts: tuple[str, ...]) -> Group:
    unit = Unit(id=f"{side}-{number}", title=f"{side} {number}", slice=side)
    return Group(unit, tuple((Item(slots=plain({"start": tidy(start)})),) for start in starts))
