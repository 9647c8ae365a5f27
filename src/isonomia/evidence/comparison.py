"""The comparison: the same questions put several times, and what may be said of the difference.

It is written as one JSON file; the schema's number changes whenever a reader of an older version
would misread it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import orjson
from pydantic import ConfigDict, Field

from isonomia.evidence.contrasts import Kind, Tolerance
from isonomia.evidence.finding import Estimate, Record
from isonomia.evidence.verdict import Verdict
from isonomia.vocabulary import Text

__all__ = [
    "COMPARISON_SCHEMA",
    "Caution",
    "Change",
    "ComparedQuestion",
    "ComparedRun",
    "Comparison",
    "ContextRow",
    "Difference",
    "Obstacle",
    "Result",
    "comparison_schema_text",
    "comparison_text",
]

COMPARISON_SCHEMA = 1


class Change(StrEnum):
    """What can be said of a run beside the baseline, in one question.

    The *lean* of a run is how far its value lies from the question's reference, on either side.
    ``differs`` is said where the two values differ, but not which of the leans is the larger one,
    as when they lie on either side of the reference. ``not-distinguishable`` says that this
    comparison cannot tell the two apart; it never says that they are alike.
    """

    LARGER = "larger-lean"
    DIFFERS = "differs"
    SMALLER = "smaller-lean"
    NOT_DISTINGUISHABLE = "not-distinguishable"
    NOT_COMPARABLE = "not-comparable"


Obstacle = Literal[
    "",
    "not-asked",
    "not-measured",
    "other-question",
    "other-tolerance",
    "cut-short",
    "few-scored",
    "few-units",
]
"""Why two runs cannot be compared in a question: it was not put to one of them, nothing could be
scored, it was stated otherwise, its tolerance was another, a run ended between two looks, less than
half of an arm or group could be scored, or fewer than two units were scored."""

Caution = Literal[
    "other-language",
    "other-suite",
    "other-units",
    "other-labels",
    "shared-units",
    "read-otherwise",
    "unchecked",
    "same-answers",
]
"""What a reader must know before believing a difference: the runs asked in different languages, by
different versions of the suite, or about different units; people checked other units in the one
run than in the other; only the units that both were asked about count; answers were read in
different ways, or by a rule whose error is not in the interval; or both runs rest on the very same
answers."""


class ComparedRun(Record):
    """One of the runs, in the order in which they were named; the first is the baseline."""

    label: str
    """A, B, C, …"""
    subject: str
    digest: str
    languages: tuple[str, ...]
    suites: dict[str, str]
    """Version of each suite, by its name."""
    seed: int
    started: str
    complete: bool
    version: str
    """Of Isonomia."""
    plan: str
    answers: str
    """Digests of the plan and of the answers."""


class Result(Record):
    """What one run found in one question."""

    run: str
    estimate: Estimate | None
    verdict: Verdict
    tolerance: Tolerance


class Difference(Record):
    """A run minus the baseline, in one question.

    ``estimate`` is the difference of what both measured: of differences, where the question is
    about a difference. Its interval holds at all looks of both runs together. All p-values allow
    for every difference of the comparison (Holm's method).
    """

    run: str
    change: Change
    obstacle: Obstacle = ""
    design: Literal["", "paired", "independent"] = ""
    estimate: Estimate | None = None
    units_of: tuple[int, int] = (0, 0)
    """Units asked about in the baseline and in the run, whether or not both asked about them."""
    margin: float | None = None
    """Half the tolerance's width: how large a difference is asked to be ruled out."""
    within_margin: bool = False
    """Whether a difference larger than the margin is ruled out."""
    by_chance: bool = False
    """Whether the interval alone excludes zero, but so many questions might do that by chance."""
    p_differs: float | None = None
    p_lean: float | None = None
    """That one lean is larger than the other."""
    p_within_margin: float | None = None
    cautions: tuple[Caution, ...] = ()


class ComparedQuestion(Record):
    """One question that was put to at least two runs."""

    suite: str
    suite_title: Text | None
    measure: str
    contrast: str
    kind: Kind
    title: Text
    below: Text
    above: Text
    reference: float
    tolerance: Tolerance
    results: tuple[Result, ...]
    differences: tuple[Difference, ...]

    def result(self, run: str) -> Result | None:
        """Return what a run found, None where it was not asked this."""
        return next((result for result in self.results if result.run == run), None)


class ContextRow(Record):
    """An estimate without a tolerance, side by side; no difference is claimed."""

    suite: str
    measure: str
    id: str
    kind: Kind
    title: Text
    estimates: dict[str, Estimate | None]
    """By run."""


class Unmatched(Record):
    """A question that was put to one run alone."""

    run: str
    suite: str
    contrast: str
    title: Text


class Comparison(Record):
    """Several runs side by side, the first of them the baseline."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    runs: tuple[ComparedRun, ...]
    level: float
    family: int
    """Differences that were tested at once, and that Holm's method allows for."""
    questions: tuple[ComparedQuestion, ...]
    context: tuple[ContextRow, ...]
    unmatched: tuple[Unmatched, ...]
    version: str
    """Of Isonomia, as it compared."""

    @property
    def baseline(self) -> ComparedRun:
        """The run that all others are set against."""
        return self.runs[0]

    def changes(self) -> list[Change]:
        """Return what was said of every run in every question."""
        return [one.change for question in self.questions for one in question.differences]


def comparison_text(comparison: Comparison) -> bytes:
    """Return a comparison as JSON."""
    record = comparison.model_dump(mode="json", by_alias=True)
    return orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def comparison_schema_text() -> str:
    """Return the JSON schema of a comparison, as kept in ``docs/comparison.schema.json``."""
    schema = Comparison.model_json_schema(mode="serialization")
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
