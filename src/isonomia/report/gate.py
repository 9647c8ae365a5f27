"""The gate: whether an assessment passes a policy that people wrote down beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.errors import UsageError
from isonomia.evidence import Verdict
from isonomia.report.messages import is_of_data
from isonomia.report.sources import skipped
from isonomia.vocabulary import read_toml, validated

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import Assessment, Finding

__all__ = [
    "Acceptance",
    "GateResult",
    "Policy",
    "Ruling",
    "Shortfall",
    "answered",
    "answered_share",
    "check",
    "load_policy",
    "rulings",
    "shortfalls",
]

SAID = {
    Verdict.EXCEEDS: "exceeds tolerance",
    Verdict.WITHIN: "within tolerance",
    Verdict.NOT_ENOUGH_EVIDENCE: "not enough evidence",
    Verdict.NOT_MEASURED: "not measured",
}

Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Acceptance(BaseModel):
    """A finding that is known and put up with, for a reason and until a day.

    The day named by ``until`` is the last on which the finding is accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    suite: Words
    contrast: Words
    reason: Words
    until: date


class Policy(BaseModel):
    """What an assessment must fulfil to pass.

    Attributes
    ----------
    fail_on : tuple of Verdict
        Verdicts that a finding must not have.
    min_answered : float
        Least share of all trials that must have been answered; of data, of all records that could
        be read.
    require_complete : bool
        Whether the run must have been finished.
    accept : tuple of Acceptance
        Findings that do not fail the gate for now.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fail_on: tuple[Verdict, ...] = (Verdict.EXCEEDS,)
    min_answered: float = Field(default=0.5, ge=0, le=1)
    require_complete: bool = True
    accept: tuple[Acceptance, ...] = ()

    @model_validator(mode="after")
    def _no_twins(self) -> Policy:
        keys = [(entry.suite, entry.contrast) for entry in self.accept]
        for suite, contrast in keys:
            if keys.count((suite, contrast)) > 1:
                raise ValueError(f"accept names {suite}/{contrast} twice")
        return self


@dataclass(frozen=True, slots=True)
class GateResult:
    """The gate's answer.

    Attributes
    ----------
    failures : tuple of str
        Why the assessment does not pass, one plain sentence each.
    accepted : tuple of str
        Findings that would have failed it but are accepted for now.
    """

    failures: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.failures


class Ruling(NamedTuple):
    """What a policy makes of one finding.

    ``acceptance`` is the entry that names it, if its verdict is one that fails; if ``fails`` is
    True nevertheless, that entry has run out.
    """

    finding: Finding
    fails: bool
    acceptance: Acceptance | None


Shortfall = Literal["incomplete", "few-answered", "no-finding"]
"""What a whole run may lack: its end, answers, or findings."""


def load_policy(path: Path) -> Policy:
    """Read a policy from a TOML file.

    Raises
    ------
    UsageError
        The file cannot be read, or a key is wrong or missing.
    """
    record, _ = read_toml(path, "policy")
    return validated(Policy, record, f"The policy {path}")


def check(assessment: Assessment, policy: Policy, today: date) -> GateResult:
    """Hold an assessment against a policy.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    policy : Policy
        What must be fulfilled.
    today : date
        The day by which acceptances run out.

    Raises
    ------
    UsageError
        The policy accepts a finding that the assessment does not have.
    """
    failures = [_said_of(lack, assessment, policy) for lack in shortfalls(assessment, policy)]
    accepted = []
    for finding, fails, entry in rulings(assessment, policy, today):
        name = f"{finding.title.en} ({finding.suite}/{finding.contrast})"
        if fails and entry is None:
            failures.append(f"{name}: {SAID[finding.verdict]}.")
        elif fails and entry is not None:
            failures.append(
                f"{name}: {SAID[finding.verdict]}; it was accepted only until {entry.until}."
            )
        elif entry is not None:
            accepted.append(
                f"{name}: {SAID[finding.verdict]}, accepted until {entry.until}: {entry.reason}"
            )
    return GateResult(tuple(failures), tuple(accepted))


def rulings(assessment: Assessment, policy: Policy, today: date) -> list[Ruling]:
    """Hold every finding against a policy, the worst first; see ``check``."""
    _check_acceptances(assessment, policy)
    found = []
    for finding in assessment.worst_first():
        fails = finding.verdict in policy.fail_on
        entry = _acceptance(policy, finding) if fails else None
        if entry is not None:
            fails = today > entry.until
        found.append(Ruling(finding, fails, entry))
    return found


def shortfalls(assessment: Assessment, policy: Policy) -> list[Shortfall]:
    """Return what the run as a whole lacks, by a policy."""
    holds: dict[Shortfall, bool] = {
        "incomplete": policy.require_complete and not assessment.complete,
        "few-answered": answered_share(assessment) < policy.min_answered,
        "no-finding": not assessment.findings,
    }
    return [lack for lack, is_so in holds.items() if is_so]


def answered(assessment: Assessment) -> tuple[int, int]:
    """Return how many of all trials were answered, or how many of all records could be read."""
    if is_of_data(assessment):
        read = sum(source.records for source in assessment.sources)
        return read, read + sum(skipped(assessment.sources).values())
    return assessment.coverage.answered, assessment.coverage.total


def answered_share(assessment: Assessment) -> float:
    """Return the share that ``answered`` counts, 0 where there is nothing to count."""
    count, total = answered(assessment)
    return count / total if total else 0.0


def _check_acceptances(assessment: Assessment, policy: Policy) -> None:
    known = {(finding.suite, finding.contrast) for finding in assessment.findings}
    unknown = [
        f"{entry.suite}/{entry.contrast}"
        for entry in policy.accept
        if (entry.suite, entry.contrast) not in known
    ]
    if unknown:
        there = ", ".join(f"{suite}/{contrast}" for suite, contrast in sorted(known)) or "none"
        raise UsageError(
            f"The policy accepts {', '.join(unknown)}, which this assessment does not have: "
            f"correct the entry or remove it. Findings here: {there}."
        )


def _said_of(lack: Shortfall, assessment: Assessment, policy: Policy) -> str:
    if lack == "incomplete":
        why = assessment.run.stopped.rstrip(".") or "it stopped before its plan was done"
        return f"The run is not complete: {why}."
    if lack == "few-answered":
        (count, total), share = answered(assessment), answered_share(assessment)
        what = "records could be read" if is_of_data(assessment) else "trials were answered"
        return (
            f"Only {count} of {total} {what} ({share:.1%}); "
            f"the policy asks for at least {policy.min_answered:.1%}."
        )
    return "The assessment has no finding, so there is nothing to pass on."


def _acceptance(policy: Policy, finding: Finding) -> Acceptance | None:
    return next(
        (
            entry
            for entry in policy.accept
            if (entry.suite, entry.contrast) == (finding.suite, finding.contrast)
        ),
        None,
    )
