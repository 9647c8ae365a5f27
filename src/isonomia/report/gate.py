"""The gate: whether an assessment passes a policy that people wrote down beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isonomia.errors import UsageError
from isonomia.evidence import Verdict
from isonomia.vocabulary import read_toml, validated

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import Assessment, Finding

__all__ = ["Acceptance", "GateResult", "Policy", "check", "load_policy"]

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
        Least share of all trials that must have been answered.
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
    _check_acceptances(assessment, policy)
    failures = _run_failures(assessment, policy)
    accepted = []
    for finding in assessment.worst_first():
        if finding.verdict not in policy.fail_on:
            continue
        entry = _acceptance(policy, finding)
        name = f"{finding.title.en} ({finding.suite}/{finding.contrast})"
        if entry is None:
            failures.append(f"{name}: {SAID[finding.verdict]}.")
        elif today > entry.until:
            failures.append(
                f"{name}: {SAID[finding.verdict]}; it was accepted only until {entry.until}."
            )
        else:
            accepted.append(
                f"{name}: {SAID[finding.verdict]}, accepted until {entry.until}: {entry.reason}"
            )
    return GateResult(tuple(failures), tuple(accepted))


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


def _run_failures(assessment: Assessment, policy: Policy) -> list[str]:
    failures = []
    if policy.require_complete and not assessment.complete:
        why = assessment.run.stopped.rstrip(".") or "it stopped before its plan was done"
        failures.append(f"The run is not complete: {why}.")
    answered, total = assessment.coverage.answered, assessment.coverage.total
    share = answered / total if total else 0.0
    if share < policy.min_answered:
        failures.append(
            f"Only {answered} of {total} trials were answered ({share:.1%}); "
            f"the policy asks for at least {policy.min_answered:.1%}."
        )
    if not assessment.findings:
        failures.append("The assessment has no finding, so there is nothing to pass on.")
    return failures


def _acceptance(policy: Policy, finding: Finding) -> Acceptance | None:
    return next(
        (
            entry
            for entry in policy.accept
            if (entry.suite, entry.contrast) == (finding.suite, finding.contrast)
        ),
        None,
    )
