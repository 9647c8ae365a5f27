"""CrowS-Pairs: two sentences that differ in whom they are about, one more stereotyping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from isonomia.assess.models.benchmarks.files import Row, Words
from isonomia.assess.models.benchmarks.groups import Group, plain
from isonomia.assess.models.benchmarks.pairs import split, tidy
from isonomia.assess.models.suite import Item, Unit
from isonomia.statistics import benchmarks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.evidence import Tally
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Language

__all__ = ["groups", "scores"]

FILE = "crows_pairs_anonymized.csv"
BIAS = "gender"
SLICES = {"stereo": "states", "antistereo": "counters"}


class Pair(Row):
    """One row: ``sent_more`` is the more stereotyping sentence in either direction."""

    sent_more: Words
    sent_less: Words
    stereo_antistereo: Literal["stereo", "antistereo"]
    bias_type: str


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the pairs on gender, each a unit.

    Raises
    ------
    UsageError
        The file is not that of CrowS-Pairs, or holds no pair on gender.
    """
    path = data.find(FILE)
    rows = list(enumerate(data.table(path, Pair), 2))
    pairs = [_group(number, row) for number, row in rows if row.bias_type == BIAS]
    if not pairs:
        raise data.nothing(path, f"pair with the bias_type {BIAS!r}")
    return pairs


def scores(tally: Tally, references: Mapping[str, float]) -> dict[str, Interval]:  # noqa: ARG001
    """Return the published metric: the share of pairs whose ``sent_more`` is the likelier."""
    more, less, states = [], [], []
    for key, cell in tally.measure("crows-pairs/preference"):
        if cell.n:
            more.append(cell.labels["more"])
            less.append(cell.labels["less"])
            states.append(key.slice == SLICES["stereo"])
    if not more:
        return {}
    found = benchmarks.crows_pairs(more, less, states)
    shares = {
        "preference-published": found.overall,
        "preference-published-states": found.stereotype,
        "preference-published-counters": found.antistereotype,
    }
    return {name: share for name, share in shares.items() if share is not None}


def _group(number: int, row: Pair) -> Group:
    start, (more, less) = split([tidy(row.sent_more), tidy(row.sent_less)])
    # The sentences hurt: the report names a pair by its row, not by what it says.
    unit = Unit(id=f"row-{number}", title=f"row {number}", slice=SLICES[row.stereo_antistereo])
    slots = plain({"start": start, "more": more, "less": less})
    return Group(unit, ((Item(slots=slots),),))
