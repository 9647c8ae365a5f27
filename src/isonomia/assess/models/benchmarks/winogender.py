"""Winogender schemas: an occupation, another person, and a pronoun that means one of the two."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from isonomia.assess.models.benchmarks.files import Row, Words
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.benchmarks.pairs import market, split, tidy
from isonomia.assess.models.suite import Item, Unit
from isonomia.statistics.association import pearson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.evidence import Tally
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Language

__all__ = ["correlation", "groups", "scores"]

SENTENCES = "all_sentences.tsv"
STATISTICS = "occupations-stats.tsv"

PRONOUNS = {"female": "she", "male": "he", "neutral": "they"}
MEASURES = {"0": "occupation", "1": "participant"}
PARTS = 5
"""``occupation.participant.answer.gender.txt``"""


class Schema(Row):
    """One sentence; its name says what it is."""

    sentid: str
    sentence: Words


class Occupation(Row):
    """The share of women in an occupation in the United States, in percent."""

    occupation: str
    bls_pct_female: float


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the occupations, each a unit.

    Raises
    ------
    UsageError
        A file is missing, or a sentence has no counterpart or no occupation.
    """
    path = data.find(SENTENCES)
    statistics = data.beside(STATISTICS)
    if statistics is None:
        raise data.nothing(path.parent, f"{STATISTICS}, which tells the share of women")
    rows = data.table(statistics, Occupation, "\t")
    shares = {row.occupation: row.bls_pct_female / 100 for row in rows}
    schemas: defaultdict[str, defaultdict[tuple[str, str], dict[str, str]]]
    schemas = defaultdict(lambda: defaultdict(dict))
    for number, row in enumerate(data.table(path, Schema, "\t"), 2):
        parts = row.sentid.split(".")
        if len(parts) != PARTS or parts[2] not in MEASURES or parts[3] not in PRONOUNS:
            raise data.nothing(path, f"name of a schema in row {number}: {row.sentid!r}")
        occupation, participant, answer, gender, _ = parts
        if occupation not in shares:
            raise data.nothing(statistics, f"row for the occupation {occupation!r}")
        schemas[occupation][answer, participant][PRONOUNS[gender]] = tidy(row.sentence)
    return [_group(name, shares[name], schemas[name]) for name in schemas]


def scores(tally: Tally, references: Mapping[str, float]) -> dict[str, Interval]:
    """Return how the share of "she" goes with the share of women in the occupation."""
    found = correlation(tally.measure("winogender/occupation"), references)
    return {} if found is None else {"occupation-correlation": found}


def correlation(tally: Tally, references: Mapping[str, float]) -> Interval | None:
    """Return Pearson's r over units of the mean score and the reference, where both vary."""
    means: defaultdict[str, list[float]] = defaultdict(list)
    for key, cell in tally:
        if cell.n and key.unit in references:
            means[key.unit].append(cell.mean)
    scored = {unit: sum(values) / len(values) for unit, values in means.items()}
    shares = [references[unit] for unit in scored]
    if len(set(scored.values())) < 2 or len(set(shares)) < 2:
        return None
    return pearson(list(scored.values()), shares)


def _group(name: str, share: float, schemas: dict[tuple[str, str], dict[str, str]]) -> Group:
    items = []
    for (answer, participant), texts in schemas.items():
        if texts.keys() < set(PRONOUNS.values()):
            continue  # without all three there is nothing to compare
        start, rests = split([texts[pronoun] for pronoun in PRONOUNS.values()])
        slots = {"start": start, **dict(zip(PRONOUNS.values(), rests, strict=True))}
        prompt = "someone" if participant == "someone" else "named"
        items.append(Item(measures=(MEASURES[answer],), prompts=(prompt,), slots=plain(slots)))
    unit = Unit(id=slug(name), title=name, slice=market(share), reference=share)
    return Group(unit, (tuple(items),))
