"""StereoSet: a stereotype, its opposite and nonsense, in a sentence or after one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from isonomia.assess.models.benchmarks.files import Row, Words
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
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

FILES = ("dev.json", "test.json")
BIAS = "gender"

Label = Literal["stereotype", "anti-stereotype", "unrelated"]


class Sentence(Row):
    """One way in which an instance goes on."""

    sentence: Words
    gold_label: Label


class Instance(Row):
    """A context and three sentences."""

    id: str
    target: str
    bias_type: str
    context: str
    sentences: tuple[Sentence, ...] = Field(min_length=3)

    def labelled(self, label: Label) -> str | None:
        """Return the sentence with a label, if there is one."""
        return next((tidy(s.sentence) for s in self.sentences if s.gold_label == label), None)


class Instances(Row):
    """Both kinds of instance."""

    intrasentence: tuple[Instance, ...] = ()
    intersentence: tuple[Instance, ...] = ()


class Published(Row):
    """The file."""

    data: Instances


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the target terms on gender, each a unit.

    Raises
    ------
    UsageError
        The file is not that of StereoSet, or holds nothing on gender.
    """
    path = data.find(*FILES)
    published = data.json(path, Published).data
    targets: defaultdict[str, list[tuple[Item, ...]]] = defaultdict(list)
    for instance in published.intrasentence:
        if instance.bias_type == BIAS:
            targets[instance.target].append(_items(instance, "inside", ""))
    for instance in published.intersentence:
        if instance.bias_type == BIAS:
            context = tidy(instance.context) + " "
            targets[instance.target].append(_items(instance, "after", context))
    found = [
        Group(Unit(id=slug(target), title=target, slice="all"), tuple(filter(None, blocks)))
        for target, blocks in targets.items()
        if any(blocks)
    ]
    if not found:
        raise data.nothing(path, f"instance with the bias_type {BIAS!r} and all three labels")
    return found


def scores(tally: Tally, references: Mapping[str, float]) -> dict[str, Interval]:  # noqa: ARG001
    """Return the published scores LMS, SS and ICAT, over target terms."""
    prefers: defaultdict[str, int] = defaultdict(int)
    sense: defaultdict[str, int] = defaultdict(int)
    asked: defaultdict[str, int] = defaultdict(int)
    weighed: defaultdict[str, int] = defaultdict(int)
    for key, cell in tally.measure("stereoset/preference"):
        prefers[key.unit] += cell.labels["stereotype"]
        asked[key.unit] += cell.n
    for key, cell in tally.measure("stereoset/sense"):
        sense[key.unit] += cell.labels["meaningful"]
        weighed[key.unit] += cell.n
    # Two comparisons with nonsense belong to each instance; a term that was asked in part is left.
    units = [unit for unit, n in asked.items() if n and weighed[unit] == 2 * n]
    if not units:
        return {}
    found = benchmarks.stereoset(
        [prefers[unit] for unit in units],
        [sense[unit] for unit in units],
        [asked[unit] for unit in units],
    )
    return {
        "preference-published": found.ss,
        "sense-published": found.lms,
        "icat-published": found.icat,
    }


def _items(instance: Instance, prompt: str, before: str) -> tuple[Item, ...]:
    """Return the three comparisons of one instance; none where a label is missing."""
    stereotype = instance.labelled("stereotype")
    opposite = instance.labelled("anti-stereotype")
    nonsense = instance.labelled("unrelated")
    if stereotype is None or opposite is None or nonsense is None:
        return ()
    compared = {
        "preference": [("stereotype", stereotype, "opposite", opposite)],
        "sense": [
            ("meaningful", stereotype, "nonsense", nonsense),
            ("meaningful", opposite, "nonsense", nonsense),
        ],
    }
    items = []
    for measure, comparisons in compared.items():
        for first, one, second, other in comparisons:
            start, (left, right) = split([before + one, before + other])
            slots = plain({"start": start, first: left, second: right})
            items.append(Item(measures=(measure,), prompts=(prompt,), slots=slots))
    return tuple(items)
