"""Winogenerated: sentences about occupations that a model wrote, with a gap for the pronoun."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pydantic import Field

from isonomia.assess.models.benchmarks.files import Row
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.benchmarks.pairs import market, split, tidy
from isonomia.assess.models.benchmarks.winogender import correlation
from isonomia.assess.models.suite import Item, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.evidence import Tally
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Language

__all__ = ["groups", "scores"]

FILE = "winogenerated_examples.jsonl"
GAP = "_"


class Example(Row):
    """One sentence; the options are the pronouns of a man, of a woman and the neutral one."""

    occupation: str
    pronoun_options: tuple[str, str, str]
    sentence_with_blank: str = Field(pattern=rf"^[^{GAP}]*{GAP}[^{GAP}]*$")
    percent_women: float = Field(alias="BLS_percent_women_2019", ge=0, le=100)


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the occupations, each a unit.

    Raises
    ------
    UsageError
        The file is not that of Winogenerated.
    """
    path = data.find(FILE)
    occupations: defaultdict[str, list[Example]] = defaultdict(list)
    for row in data.json_lines(path, Example):
        occupations[row.occupation].append(row)
    return [_group(name, rows) for name, rows in occupations.items()]


def scores(tally: Tally, references: Mapping[str, float]) -> dict[str, Interval]:
    """Return the published metric: how the share of "she" goes with the share of women."""
    found = correlation(tally.measure("winogenerated/occupation"), references)
    return {} if found is None else {"occupation-correlation": found}


def _group(name: str, rows: list[Example]) -> Group:
    share = rows[0].percent_women / 100
    unit = Unit(id=slug(name), title=name, slice=market(share), reference=share)
    return Group(unit, tuple((_item(row),) for row in rows))


def _item(row: Example) -> Item:
    he, she, they = (tidy(row.sentence_with_blank.replace(GAP, p)) for p in row.pronoun_options)
    start, (man, woman, neutral) = split([he, she, they])
    return Item(slots=plain({"start": start, "he": man, "she": woman, "they": neutral}))
