"""The risk register: what an assessment found, as risks that somebody can own and act on."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import orjson
from pydantic import ConfigDict, Field

from isonomia.evidence import Estimate, NotTested, Subject, Tolerance, Verdict
from isonomia.evidence.contrasts import Kind
from isonomia.evidence.finding import Record
from isonomia.govern.harms import Action, Severity, Source, harms
from isonomia.version import __version__
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from isonomia.evidence import Assessment, Finding

__all__ = [
    "Evidence",
    "Likelihood",
    "Reach",
    "Risk",
    "RiskRegister",
    "register_text",
    "risk_register",
    "risks_schema_text",
]


class Likelihood(StrEnum):
    """What an assessment can honestly say of a risk's likelihood: no number, since it has none."""

    SHOWN = "shown"
    NOT_RULED_OUT = "not-ruled-out"
    UNKNOWN = "unknown"
    NOT_FOUND = "not-found"


LIKELIHOODS = {
    Verdict.EXCEEDS: Likelihood.SHOWN,
    Verdict.NOT_ENOUGH_EVIDENCE: Likelihood.NOT_RULED_OUT,
    Verdict.NOT_MEASURED: Likelihood.UNKNOWN,
    Verdict.WITHIN: Likelihood.NOT_FOUND,
}

WEIGHTS: dict[Likelihood, int] = {
    Likelihood.SHOWN: 4,
    Likelihood.NOT_RULED_OUT: 3,
    Likelihood.UNKNOWN: 2,
    Likelihood.NOT_FOUND: 1,
}

GRAVITIES: dict[Severity | None, int] = {
    Severity.HIGH: 3,
    Severity.MEDIUM: 2,
    None: 2,
    Severity.LOW: 1,
}
"""A harm that the register does not know is placed among those of medium severity."""


class Reach(Record):
    """How far beyond the tolerance an open question's interval reaches, on either side.

    ``low`` is null where it does not go below the tolerance, ``high`` where it does not go above.
    """

    low: float | None
    high: float | None


class Evidence(Record):
    """What a risk rests on: the finding, its numbers, and the question as it was put."""

    suite: str
    measure: str
    contrast: str
    slice: str
    arms: tuple[str, ...]
    kind: Kind
    question: Text
    estimate: Estimate | None
    tolerance: Tolerance
    verdict: Verdict


class Risk(Record):
    """One risk. ``owner`` and ``due`` are for people to fill in."""

    id: str
    """The finding's suite, measure and contrast."""
    harm: str
    what: Text
    who: Text | None
    severity: Severity | None
    """None where the register does not know the harm."""
    severity_reason: Text | None
    sources: tuple[str, ...]
    likelihood: Likelihood
    direction: Text | None
    """What was shown, where the tolerance is exceeded."""
    reach: Reach | None
    """Where it cannot be ruled out and there is an interval."""
    actions: tuple[Action, ...]
    evidence: Evidence
    owner: str = ""
    due: str = ""


class RiskRegister(Record):
    """All risks of one assessment, the most pressing first."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_version: Literal[1] = Field(default=1, alias="schema")
    subject: Subject
    assessed: str
    """When the assessment began, ISO 8601."""
    complete: bool
    plan: str
    answers: str
    """Digests that tie the register to what it rests on."""
    reviewed: bool
    """Whether people who know the field have read its words in every language."""
    risks: tuple[Risk, ...]
    not_tested: tuple[NotTested, ...]
    sources: dict[str, Source]
    version: str


def risk_register(assessment: Assessment) -> RiskRegister:
    """Return the risks of an assessment: one for each finding.

    They are ordered by the product of severity (high 3, medium 2, low 1) and likelihood (shown 4,
    not ruled out 3, unknown 2, not found 1). That product is an order of reading and nothing
    else: neither factor is a measured number.

    Parameters
    ----------
    assessment : Assessment
        What was found, of whatever subject.

    Returns
    -------
    RiskRegister
        A pure function of the assessment and the list of harms.
    """
    cards = {suite.name: suite.card for suite in assessment.plan.suites}
    found = assessment.worst_first()
    risks = sorted((_risk(finding, cards.get(finding.suite, {})) for finding in found), key=_place)
    used = {source for risk in risks for source in risk.sources}
    return RiskRegister(
        subject=assessment.subject,
        assessed=assessment.run.started,
        complete=assessment.complete,
        plan=assessment.hashes.plan,
        answers=assessment.hashes.answers,
        reviewed=harms().reviewed,
        risks=tuple(risks),
        not_tested=assessment.not_tested,
        sources={name: source for name, source in harms().sources.items() if name in used},
        version=__version__,
    )


def register_text(register: RiskRegister) -> bytes:
    """Return a register as ``risks.json`` holds it."""
    record = register.model_dump(mode="json", by_alias=True)
    return orjson.dumps(record, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def risks_schema_text() -> str:
    """Return the JSON schema of ``risks.json``, as kept in ``docs/risks.schema.json``."""
    schema = RiskRegister.model_json_schema(mode="serialization")
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _place(risk: Risk) -> tuple[int, int]:
    gravity = GRAVITIES[risk.severity]
    return -gravity * WEIGHTS[risk.likelihood], -gravity


def _risk(finding: Finding, card: dict[str, Text]) -> Risk:
    harm = harms().harms.get(finding.harm)
    return Risk(
        id=f"{finding.suite}/{finding.measure}/{finding.contrast}",
        harm=finding.harm,
        what=harm.harm if harm else card.get("harm", finding.title),
        who=harm.who if harm else None,
        severity=harm.severity if harm else None,
        severity_reason=harm.reason if harm else None,
        sources=harm.sources if harm else (),
        likelihood=LIKELIHOODS[finding.verdict],
        direction=_direction(finding),
        reach=_reach(finding),
        actions=harm.actions if harm else (),
        evidence=Evidence(
            suite=finding.suite,
            measure=finding.measure,
            contrast=finding.contrast,
            slice=finding.slice,
            arms=finding.arms,
            kind=finding.kind,
            question=finding.title,
            estimate=finding.estimate,
            tolerance=finding.tolerance,
            verdict=finding.verdict,
        ),
    )


def _direction(finding: Finding) -> Text | None:
    if finding.verdict is not Verdict.EXCEEDS or finding.estimate is None:
        return None
    return finding.above if finding.estimate.value > finding.tolerance.high else finding.below


def _reach(finding: Finding) -> Reach | None:
    estimate, bounds = finding.estimate, finding.tolerance
    if finding.verdict is not Verdict.NOT_ENOUGH_EVIDENCE or estimate is None:
        return None
    if estimate.low is None or estimate.high is None:
        return None
    return Reach(
        low=estimate.low if estimate.low < bounds.low else None,
        high=estimate.high if estimate.high > bounds.high else None,
    )
