"""The assessment: everything that one run found, and everything that it did not test.

It is written as one ``assessment.json``; the schema's number changes whenever a reader of an
older version would misread it. All but ``run`` follows from the inputs alone.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import ConfigDict, Field

from isonomia.evidence.exhibit import Exhibit
from isonomia.evidence.finding import Context, Finding, Nuisance, Record
from isonomia.evidence.profile import Source
from isonomia.evidence.tally import AnswerState, Cell, CellKey, Tally
from isonomia.evidence.verdict import Verdict
from isonomia.vocabulary import Text

__all__ = [
    "SCHEMA",
    "Assessment",
    "Cost",
    "Coverage",
    "Hashes",
    "JudgeRecord",
    "Measured",
    "NotTested",
    "Plan",
    "Run",
    "Subject",
    "SuiteRecord",
    "TallyRow",
]

SCHEMA = 1

_READING_ORDER = (
    Verdict.EXCEEDS,
    Verdict.NOT_ENOUGH_EVIDENCE,
    Verdict.NOT_MEASURED,
    Verdict.WITHIN,
)


SubjectKind = Literal["language model", "guard", "decision system", "dataset"]


class Coverage(Record):
    """Trials by what became of them."""

    answered: int = 0
    refused: int = 0
    unscorable: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All trials."""
        return self.answered + self.refused + self.unscorable + self.failed


class Measured(Record):
    """One measure of a suite as it ran, arm by arm."""

    suite: str
    measure: str
    title: Text
    form: str
    read_by: str
    coverage: dict[str, Coverage]
    bounded: int = 0
    """Answers in which an option's probability was seen only as an upper bound."""
    spared: int = 0
    """Trials that were not asked, because every question they bear on had its verdict."""
    reader: str = ""
    """How answers were read."""


class NotTested(Record):
    """Something a reader might take for tested, and why it was not."""

    what: Text
    why: Text


class Subject(Record):
    """What was assessed."""

    kind: SubjectKind = "language model"
    name: str
    digest: str = ""
    licence: str = ""
    details: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class SuiteRecord(Record):
    """A suite as it was used."""

    name: str
    version: str
    language: str
    reviewed: bool
    digest: str
    title: Text
    card: dict[str, Text]
    names: dict[str, Text] = Field(default_factory=dict)
    """What its arms and slices are called."""
    sealed: bool = False
    """Whether its answers are kept encrypted."""
    reference: Text | None = None
    unit_references: dict[str, float] = Field(default_factory=dict)
    unit_titles: dict[str, str] = Field(default_factory=dict)
    sources: tuple[dict[str, str], ...] = ()


class JudgeRecord(Record):
    """A model that read answers where rules do not suffice."""

    name: str
    digest: str = ""
    details: dict[str, str] = Field(default_factory=dict)


class Plan(Record):
    """What was decided before the first question."""

    suites: tuple[SuiteRecord, ...]
    seed: int
    repeat: int
    ask_all: bool = False
    """Whether everything was to be asked, whatever was clear before."""
    forms: tuple[str, ...] = ()
    """The ways in which the model could be asked."""
    level: float
    trials: int
    judge: JudgeRecord | None = None


class Cost(Record):
    """What the run consumed; ``amount`` is null where no price is known."""

    calls: int
    tokens_in: int
    tokens_out: int
    amount: float | None = None
    currency: str = ""


class Run(Record):
    """What differs from one run to the next even where the findings do not."""

    started: str
    seconds: float
    asked: int
    version: str
    command: str
    stopped: str = ""
    """Why the run ended before its plan was done; empty where it was done."""


class Hashes(Record):
    """SHA-256 digests that tie the findings to what they rest on."""

    plan: str
    answers: str


class TallyRow(Record):
    """One cell of the tally."""

    key: tuple[str, str, str, str, str, str]
    n: int
    total: int
    squares: int
    states: dict[AnswerState, int]
    labels: dict[str, int] = Field(default_factory=dict)
    checked: int = 0
    human: int = 0
    unclear: int = 0
    joint: tuple[tuple[str, str, int], ...] = ()
    """Trials that a person checked, by the scorer's category and the person's."""


class Assessment(Record):
    """All findings of one run."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    subject: Subject
    plan: Plan
    complete: bool
    findings: tuple[Finding, ...]
    context: tuple[Context, ...]
    nuisance: tuple[Nuisance, ...]
    measures: tuple[Measured, ...]
    coverage: Coverage
    cost: Cost
    not_tested: tuple[NotTested, ...]
    hashes: Hashes
    tally_rows: tuple[TallyRow, ...] = Field(alias="tally")
    run: Run
    sources: tuple[Source, ...] = ()
    """The files that were read, where data were assessed."""
    exhibits: tuple[Exhibit, ...] = ()
    """Tables that are shown beside the findings."""

    @property
    def tally(self) -> Tally:
        """The counts that every number follows from."""
        return Tally(
            (
                CellKey(*row.key),
                Cell(
                    row.n,
                    row.total,
                    row.squares,
                    Counter(row.states),
                    Counter(row.labels),
                    row.checked,
                    row.human,
                    row.unclear,
                    Counter({(one, other): n for one, other, n in row.joint}),
                ),
            )
            for row in self.tally_rows
        )

    def worst_first(self) -> list[Finding]:
        """Return the findings in the order in which a reader should meet them."""
        return sorted(self.findings, key=lambda f: (_READING_ORDER.index(f.verdict), -f.excess))

    @classmethod
    def rows(cls, tally: Tally) -> tuple[TallyRow, ...]:
        """Return a tally as it is written."""
        return tuple(
            TallyRow(
                key=tuple(key),
                n=cell.n,
                total=cell.total,
                squares=cell.squares,
                states=dict(sorted(cell.states.items())),
                labels=dict(sorted(cell.labels.items())),
                checked=cell.checked,
                human=cell.human,
                unclear=cell.unclear,
                joint=tuple((*pair, n) for pair, n in sorted(cell.joint.items())),
            )
            for key, cell in tally
        )
