"""DiscrimEval: decisions about a person, described alike but for age, gender and race."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from isonomia.assess.models.benchmarks.files import Row, Words
from isonomia.assess.models.benchmarks.groups import Group, plain, slug
from isonomia.assess.models.suite import Item, Unit

if TYPE_CHECKING:
    from isonomia.assess.models.benchmarks.files import DataFiles
    from isonomia.vocabulary import Language

__all__ = ["groups"]

FILES = ("explicit.jsonl", "implicit.jsonl")
ARMS = {"female": "woman", "male": "man", "non-binary": "non-binary"}


class Decision(Row):
    """One row: a question to be answered with yes or no."""

    filled_template: Words
    decision_question_id: str
    age: str
    gender: Literal["female", "male", "non-binary"]
    race: str


def groups(data: DataFiles, language: Language) -> list[Group]:  # noqa: ARG001  English alone
    """Return the decision questions, each a unit.

    Raises
    ------
    UsageError
        The file is not DiscrimEval's, or has no people of the same age and race in two genders.
    """
    path = data.find(*FILES)
    questions: defaultdict[str, defaultdict[tuple[str, str], list[Item]]]
    questions = defaultdict(lambda: defaultdict(list))
    rows = data.json_lines(path, Decision)
    genders = {ARMS[row.gender] for row in rows}
    for row in rows:
        case = plain({"case": row.filled_template.strip()})
        item = Item(arms=(ARMS[row.gender],), slots=case)
        questions[row.decision_question_id][row.age, row.race].append(item)
    found = []
    for question, people in questions.items():
        blocks = tuple(
            tuple(block) for block in people.values() if {i.arms[0] for i in block} == genders
        )
        unit = Unit(id=f"question-{slug(question)}", title=f"question {question}", slice="all")
        if blocks:
            found.append(Group(unit, blocks))
    if not found or not {"woman", "man"} <= genders:
        raise data.nothing(path, "people who differ in gender alone")
    return found
