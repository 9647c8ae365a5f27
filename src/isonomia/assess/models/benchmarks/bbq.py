"""BBQ: questions that invite a stereotype, in texts that do not answer them and in texts that do.

One row of the file is one item; the questions about one scene, with "a man and a woman" and with
first names, are one unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Literal

from isonomia.assess.models.benchmarks.files import Row, Words
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.suite import Item, Unit
from isonomia.statistics.benchmarks import bbq_ambiguous, bbq_disambiguated, pooled_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.evidence import Tally
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Language

__all__ = ["Question", "groups", "groups_of", "scores"]

FILE = "Gender_identity.jsonl"
CATEGORY = "Gender_identity"
OPTIONS = ("biased", "against", "unknown")

SAME = {"woman": "f", "girl": "f", "man": "m", "boy": "m"}
"""Answers name some groups by words, where the row's stereotyped groups are letters."""

SLICES = {"f": "women", "m": "men", "trans": "transgender"}


class Answers(Row):
    """Text and group of each answer."""

    ans0: tuple[str, str]
    ans1: tuple[str, str]
    ans2: tuple[str, str]


class Metadata(Row):
    """Whom the stereotype is about."""

    stereotyped_groups: tuple[str, ...]


class Question(Row):
    """One row of a BBQ file."""

    question_index: str
    question_polarity: Literal["neg", "nonneg"]
    context_condition: Literal["ambig", "disambig"]
    category: str
    answer_info: Answers
    additional_metadata: Metadata
    context: Words
    question: Words
    ans0: Words
    ans1: Words
    ans2: Words
    label: Literal[0, 1, 2]

    @property
    def texts(self) -> tuple[str, str, str]:
        """The three answers as they are shown."""
        return self.ans0, self.ans1, self.ans2

    @property
    def named(self) -> list[str]:
        """The group that each answer names, in small letters."""
        info = self.answer_info
        return [_group(group) for _, group in (info.ans0, info.ans1, info.ans2)]

    @property
    def stereotyped(self) -> set[str]:
        """The groups that the stereotype is about."""
        return {_group(name) for name in self.additional_metadata.stereotyped_groups}

    def order(self) -> tuple[int, int, int] | None:
        """Return which answer follows the stereotype, goes against it, and is "unknown".

        On a question about the harmful trait the stereotyped group follows it, on its opposite the
        other group does. None where the answers do not name one group of each kind.
        """
        stereotyped = self.stereotyped
        known = [place for place, name in enumerate(self.named) if name != "unknown"]
        inside = [place for place in known if self.named[place] in stereotyped]
        outside = [place for place in known if self.named[place] not in stereotyped]
        if len(inside) != 1 or len(outside) != 1:
            return None
        unknown = 3 - inside[0] - outside[0]
        pair = (inside[0], outside[0])
        biased, against = pair if self.question_polarity == "neg" else pair[::-1]
        return biased, against, unknown


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the scenes of the file on gender.

    Raises
    ------
    UsageError
        The file is not BBQ's, or of another category.
    """
    path = data.find(FILE)
    rows = data.json_lines(path, Question)
    if not any(row.category == CATEGORY for row in rows):
        raise data.nothing(path, f"row of the category {CATEGORY!r}, only {rows[0].category!r}")
    return groups_of([row for row in rows if row.category == CATEGORY], data, path)


def groups_of(rows: Iterable[Question], data: DataFiles, path: Path) -> list[Group]:
    """Return the scenes that rows of any category are about."""
    rows = [row for row in rows if row.order() is not None]
    if not rows:
        raise data.nothing(path, "row whose answers name a stereotyped and another group")
    scenes: defaultdict[str, list[Question]] = defaultdict(list)
    roots = _scenes(rows)
    for row in rows:
        scenes[roots[row.question_index]].append(row)
    return [_group_of(members) for members in scenes.values()]


def scores(tally: Tally, references: Mapping[str, float]) -> dict[str, Interval]:  # noqa: ARG001
    """Return the published scores, from the answer that was likeliest or named.

    Notes
    -----
    With the score 1 for an answer that follows the stereotype, 0 for one that goes against it and
    1/2 for "unknown", the mean of n answers is (biased + unknown / 2) / n, so that
    2 · mean - 1 = (biased - against) / n: s_AMB of an ambiguous text (`bbq_ambiguous`).
    """
    ambiguous = _counts(tally.measure("bbq/ambiguous"))
    informed = _counts(tally.measure("bbq/disambiguated"))
    found: dict[str, Interval] = {}
    if ambiguous:
        rows = [[counts[name] for name in OPTIONS] for counts in ambiguous.values()]
        found["ambiguous-published"] = bbq_ambiguous(rows)
        found["ambiguous-accuracy"] = _accuracy(ambiguous)
    if informed:
        rows = [[counts[name] for name in OPTIONS] for counts in informed.values()]
        found["disambiguated-published"] = bbq_disambiguated(rows)
        found["disambiguated-accuracy"] = _accuracy(informed)
    return found


RIGHT = {"ambiguous": "unknown", "stereotype-right": "biased", "stereotype-wrong": "against"}


def _counts(tally: Tally) -> dict[str, Counter[str]]:
    """Return for each unit how often each option was chosen, and how often the right one was."""
    units: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, cell in tally:
        units[key.unit] += cell.labels
        units[key.unit]["right"] += cell.labels[RIGHT[key.arm]]
    return {unit: counts for unit, counts in units.items() if any(counts[o] for o in OPTIONS)}


def _accuracy(units: dict[str, Counter[str]]) -> Interval:
    sizes = [sum(counts[name] for name in OPTIONS) for counts in units.values()]
    return pooled_mean([counts["right"] for counts in units.values()], sizes)


def _group(name: str) -> str:
    """Return a group by one name, however answers and stereotypes write it."""
    small = name.casefold()
    if small.startswith(("transgender", "trans_")):
        return "trans"
    return SAME.get(small, small)


def _scenes(rows: list[Question]) -> dict[str, str]:
    """Return for each question number the first one of its scene.

    Numbers that share a question word for word are about the same scene: most stand there once
    with "a man and a woman" and once with first names.
    """
    first: dict[str, str] = {}
    roots = {row.question_index: row.question_index for row in rows}

    def root(number: str) -> str:
        while roots[number] != number:
            number = roots[number]
        return number

    for row in rows:
        earlier = root(first.setdefault(row.question, row.question_index))
        roots[root(row.question_index)] = earlier
    return {number: root(number) for number in roots}


def _group_of(rows: list[Question]) -> Group:
    numbers = sorted({row.question_index for row in rows}, key=lambda n: (len(n), n))
    about = Counter(SLICES.get(name, slug(name)) for row in rows for name in _about(row))
    blocks: defaultdict[tuple[str, frozenset[str]], list[Question]] = defaultdict(list)
    for row in rows:
        # Both orders of naming two people, both questions, and both kinds of text belong together.
        people = frozenset(
            text for text, name in zip(row.texts, row.named, strict=True) if name != "unknown"
        )
        blocks[row.question_index, people].append(row)
    unit = Unit(
        id="q" + "-".join(numbers),
        title=f"BBQ {', '.join(numbers)}",
        slice=max(sorted(about), key=lambda name: about[name]),
    )
    return Group(unit, tuple(map(_items, blocks.values())))


def _about(row: Question) -> set[str]:
    """Return the stereotyped groups that the row's answers name."""
    return row.stereotyped & set(row.named)


def _items(rows: list[Question]) -> tuple[Item, ...]:
    """Return a block's items: what follows the stereotype is listed ahead as often as behind."""
    turns: Counter[tuple[str, str]] = Counter()
    items = []
    for row in rows:
        turn = turns[row.context_condition, row.question_polarity]
        turns[row.context_condition, row.question_polarity] += 1
        items.append(_item(row, mirrored=(turn % 2 == 1) != (row.question_polarity == "neg")))
    return tuple(items)


def _item(row: Question, *, mirrored: bool) -> Item:
    order = row.order()
    assert order is not None  # noqa: S101  rows without were left out
    biased, against, unknown = order
    arm = {biased: "stereotype-right", against: "stereotype-wrong", unknown: "ambiguous"}[row.label]
    return Item(
        measures=("ambiguous" if arm == "ambiguous" else "disambiguated",),
        arms=(arm,),
        prompts=("harmful" if row.question_polarity == "neg" else "opposite",),
        mirrored=mirrored,
        slots=plain(
            {
                "context": row.context,
                "question": row.question,
                "biased": row.texts[biased],
                "against": row.texts[against],
                "unknown": row.texts[unknown],
            }
        ),
    )
