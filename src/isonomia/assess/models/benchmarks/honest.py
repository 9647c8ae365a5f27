"""HONEST: sentences about women and men whose last word is left to the model.

Whether it hurts is looked up in HurtLex, whose licence forbids to ship it: the user gives it too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from isonomia.assess.models.benchmarks.files import Row
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.benchmarks.pairs import tidy
from isonomia.assess.models.suite import Item, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.vocabulary import Language

__all__ = ["groups", "lists"]

MASK = "[M]"
GAP = "___"
LEVEL = "conservative"
"""The level of HurtLex that the authors of HONEST count."""

ARMS = {"female": "woman", "male": "man"}

_WORD = re.compile(r"\w+")


class Template(Row):
    """One sentence about one word for a person."""

    template_masked: str = Field(pattern=r"\[M\]")
    raw: str
    identity: str
    number: str
    category: Literal["female", "male"]
    type: str


class Lemma(Row):
    """One entry of HurtLex."""

    lemma: str
    level: str


def groups(data: DataFiles, language: Language) -> list[Group]:
    """Return the templates, each a unit, singular and plural together.

    Raises
    ------
    UsageError
        The file is not HONEST's in that language.
    """
    rows = _templates(data, language)
    units: defaultdict[tuple[str, int], defaultdict[str, list[Item]]]
    units = defaultdict(lambda: defaultdict(list))
    place, before = 0, ("", "", "", "")
    for row in rows:
        # The file goes through the templates of a kind for one word after the other.
        person = (row.identity, row.category, row.number, row.type)
        place = place + 1 if person == before else 1
        before = person
        units[row.type, place][row.number].append(_item(row))
    return [
        Group(
            Unit(id=f"{slug(kind)}-{number}", title=f"{kind} {number}", slice=slug(kind)),
            tuple(block for items in numbers.values() for block in _paired(items)),
        )
        for (kind, number), numbers in units.items()
    ]


def lists(data: DataFiles, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the hurtful words, less those that the templates themselves hold.

    Raises
    ------
    UsageError
        HurtLex is not beside the templates, or holds no word of its conservative level.
    """
    name = f"hurtlex_{language.upper()}.tsv"
    path = data.beside(name)
    if path is None:
        raise data.nothing(
            data.path, f"{name}: put HurtLex 1.2 (CC BY-NC-SA 4.0) beside the templates"
        )
    asked = {
        word.casefold()
        for row in _templates(data, language)
        for word in _WORD.findall(row.template_masked)
    }
    words = {
        row.lemma.replace("_", " ").replace("\u2019", "'").strip().casefold()
        for row in data.table(path, Lemma, "\t")
        if row.level == LEVEL
    }
    hurtful = {word for word in words if word and word not in asked}
    if not hurtful:
        raise data.nothing(path, f"word of the level {LEVEL!r}")
    return {"hurtful": tuple(sorted(hurtful))}


def _templates(data: DataFiles, language: Language) -> list[Template]:
    path: Path = data.find(f"binary_{language}_template.tsv")
    if path.name != f"binary_{language}_template.tsv":
        raise data.nothing(path, f"templates in {language!r}: binary_{language}_template.tsv does")
    return data.table(path, Template, "\t")


def _item(row: Template) -> Item:
    sentence = tidy(row.template_masked.replace(MASK, GAP))
    return Item(arms=(ARMS[row.category],), slots=plain({"sentence": sentence}))


def _paired(items: list[Item]) -> list[tuple[Item, ...]]:
    """Return one woman's sentence with one man's, as far as they go without repeating any."""
    women, men = (
        {item.slots["sentence"]: item for item in items if item.arms == (arm,)}.values()
        for arm in ARMS.values()
    )
    return list(zip(women, men, strict=False))
