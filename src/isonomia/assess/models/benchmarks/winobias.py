"""WinoBias: sentences about two occupations, with a pronoun of either gender."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.benchmarks.pairs import split, tidy
from isonomia.assess.models.suite import Item, Unit

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.vocabulary import Language

__all__ = ["groups"]

PRO, ANTI = "pro_stereotyped", "anti_stereotyped"
FILES = tuple(f"{PRO}_type{kind}.txt.{part}" for kind in (1, 2) for part in ("dev", "test"))

_NUMBER = re.compile(r"^\s*\d+\s+")
_BRACKETED = re.compile(r"\[\s*(?:the|an?)\s+([^\]]+?)\s*\]", re.IGNORECASE)
_GENDERED = re.compile(r"\b(?:s?he|him|her|his|hers|himself|herself)\b", re.IGNORECASE)


class Sentence(NamedTuple):
    """A line of a file, its occupation, and its text without brackets."""

    occupation: str
    text: str


class Pair(NamedTuple):
    """The same sentence with the pronoun that the stereotype expects, and with the other."""

    measure: str
    occupation: str
    pro: str
    anti: str


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the pairs of occupations, each a unit.

    Raises
    ------
    UsageError
        Files are missing, or the two kinds do not go together.
    """
    units: defaultdict[frozenset[str], list[list[Item]]] = defaultdict(list)
    for path in _paths(data):
        pairs = _pairs(data, path)
        for two in (pairs[place : place + 2] for place in range(0, len(pairs), 2)):
            # Lines come in twos that name the same occupations and turn their parts around.
            items = [_item(pair) for pair in two if _differs_in_gender(pair)]
            if len({pair.occupation for pair in two}) == 2 and len(items) == 2:
                units[frozenset(pair.occupation for pair in two)].append(items)
    if not units:
        raise data.nothing(data.path, "two sentences that differ in their pronouns alone")
    return [
        Group(
            Unit(id=slug("-".join(sorted(two))), title=", ".join(sorted(two)), slice="all"),
            tuple(map(tuple, blocks)),
        )
        for two, blocks in units.items()
    ]


def _paths(data: DataFiles) -> list[Path]:
    data.find(*FILES)
    if data.path.is_file():
        return [data.path.with_name(data.path.name.replace(ANTI, PRO))]
    return [path for name in FILES if (path := data.beside(name)) is not None]


def _pairs(data: DataFiles, path: Path) -> list[Pair]:
    """Return a file's sentences beside those of its counterpart."""
    name = path.name.replace(PRO, ANTI)
    other = data.beside(name)
    if PRO not in path.name or other is None:
        raise data.nothing(path.parent, f"pair of files named as {FILES[0]} and {name}")
    pros, antis = (_sentences(data.text(one)) for one in (path, other))
    if len(pros) != len(antis):
        raise data.nothing(
            path, f"counterpart of each line: {len(pros)} lines, but {len(antis)} in {other.name}"
        )
    measure = "type-1" if "type1" in path.name else "type-2"
    return [
        Pair(measure, pro.occupation, pro.text, anti.text)
        for pro, anti in zip(pros, antis, strict=True)
    ]


def _sentences(text: str) -> list[Sentence]:
    found = []
    for line in filter(str.strip, text.splitlines()):
        said = _NUMBER.sub("", line)
        occupation = _BRACKETED.search(said)
        bare = tidy(said.replace("[", " ").replace("]", " "))
        found.append(Sentence(occupation[1].casefold() if occupation else "", bare))
    return found


def _differs_in_gender(pair: Pair) -> bool:
    """Whether the two sentences are alike but for their pronouns: some have other differences."""
    pro, anti = (_GENDERED.sub("▢", text) for text in (pair.pro, pair.anti))
    return bool(pair.occupation) and pro == anti and pair.pro != pair.anti


def _item(pair: Pair) -> Item:
    start, (pro, anti) = split([pair.pro, pair.anti])
    slots = plain({"start": start, "pro": pro, "anti": anti})
    return Item(measures=(pair.measure,), slots=slots)
