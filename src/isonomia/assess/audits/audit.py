"""An audit's questions, stated before the data are read: a data file, like a suite."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from isonomia.assess.audits.wording import filled, shown
from isonomia.evidence import Claim, Kind, NotTested, SuiteRecord, Tolerance
from isonomia.vocabulary import Language, Text, read_toml, validated

if TYPE_CHECKING:
    from isonomia.statistics import Interval

__all__ = ["Audit", "Question", "read_audit"]

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Card(_Part):
    """What a reader must know of an audit before believing it."""

    question: Text
    harm: Text
    units: Text
    method: Text
    limits: Text


class Source(_Part):
    """Where a fact or a design comes from."""

    id: Name
    text: str
    url: str = ""


class Question(_Part):
    """One question, with the range of values that counts as equal treatment.

    ``title``, ``below`` and ``above`` may hold slots for names from the data.
    """

    harm: Name
    kind: Kind
    reference: float
    tolerance: Tolerance
    title: Text
    below: Text
    above: Text


class Audit(_Part):
    """The questions of one kind of audit, and the words of its tables."""

    name: Name
    version: str
    reviewed: bool = False
    title: Text
    card: Card
    sources: tuple[Source, ...]
    questions: dict[Name, Question]
    words: dict[Name, Text] = Field(default_factory=dict)
    """Titles, leads, heads and notes of tables."""
    names: dict[Name, Text] = Field(default_factory=dict)
    """What groups and slices are called."""
    not_tested: tuple[NotTested, ...]
    digest: str = ""

    def claim(
        self,
        question: str,
        name: str,
        interval: Interval | None,
        *,
        units: int,
        trials: int,
        arms: tuple[str, ...] = (),
        part: str = "all",
        reach: tuple[float, float] = (0.0, 0.0),
        **slots: Text | str,
    ) -> Claim:
        """Return one claim: a question of the audit, put to a part of the data.

        Parameters
        ----------
        question : str
            The question's name, which is the claim's measure.
        name : str
            The claim's own name.
        interval : Interval or None
            Its estimate; None where nothing could be counted.
        units, trials : int
            Documents or people that it rests on, and mentions or decisions.
        arms : tuple of str
            The groups compared.
        part : str
            The part of the data.
        reach : tuple of float
            How far down and up what is missing could move the value.
        **slots
            Names to put into the question.
        """
        asked = self.questions[question]
        return Claim(
            suite=self.name,
            measure=question,
            id=name,
            kind=asked.kind,
            harm=asked.harm,
            title=filled(asked.title, **slots),
            below=filled(asked.below, **slots),
            above=filled(asked.above, **slots),
            tolerance=asked.tolerance,
            reference=asked.reference,
            interval=interval,
            units=units,
            trials=trials,
            arms=tuple(map(shown, arms)),
            slice=part,
            reach=reach,
        )

    def word(self, key: str, **slots: Text | str | int) -> Text:
        """Return one of the audit's texts, with its slots filled."""
        return filled(self.words[key], **slots)

    def record(self, language: Language) -> SuiteRecord:
        """Return the audit as an assessment's plan shows it."""
        return SuiteRecord(
            name=self.name,
            version=self.version,
            language=language,
            reviewed=self.reviewed,
            digest=self.digest,
            title=self.title,
            card={name: getattr(self.card, name) for name in Card.model_fields},
            names=self.names,
            sources=tuple(source.model_dump() for source in self.sources),
        )


@cache
def read_audit(package: str, name: str) -> Audit:
    """Read an audit from ``NAME.toml`` in a package's folder.

    Raises
    ------
    UsageError
        The file is malformed.
    """
    path = files(package) / f"{name}.toml"
    record, content = read_toml(path, "audit")
    audit = validated(Audit, record, f"audit {name}")
    return audit.model_copy(update={"digest": hashlib.sha256(content).hexdigest()})
