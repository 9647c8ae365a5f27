"""From claims and tables to an assessment in a folder."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from isonomia.evidence import (
    PROFILE_NAME,
    Assessment,
    Cost,
    Coverage,
    Hashes,
    Plan,
    Run,
    Subject,
    save,
    save_profile,
    settle_claims,
)
from isonomia.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.assess.audits.audit import Audit
    from isonomia.evidence import Claim, Exhibit, NotTested, Profile
    from isonomia.vocabulary import Language

__all__ = ["LEVEL", "AuditRun", "compose_assessment", "write_assessment"]

LEVEL = 0.95
"""Confidence level of every interval, and 1 - LEVEL the bound on false verdicts of a kind."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class AuditRun:
    """What belongs to one run and not to its findings. Make it when the run begins.

    Attributes
    ----------
    command : str
        The command that runs this again.
    language : Language
        Of the texts or of the page.
    started : str
        ISO 8601.
    began : float
        On the monotonic clock, in seconds.
    """

    command: str = ""
    language: Language = "en"
    started: str = field(default_factory=_now)
    began: float = field(default_factory=time.monotonic)


def compose_assessment(
    subject: Subject,
    audit: Audit,
    profile: Profile,
    claims: Sequence[Claim],
    exhibits: Sequence[Exhibit],
    *,
    run: AuditRun,
    gaps: Sequence[NotTested] = (),
    level: float = LEVEL,
) -> Assessment:
    """Return the assessment of a profile.

    Parameters
    ----------
    subject : Subject
        What was assessed; its digest is that of all sources, where it has none.
    audit : Audit
        The questions as they were stated.
    profile : Profile
        The counts that everything follows from.
    claims : sequence of Claim
        All questions, with their intervals.
    exhibits : sequence of Exhibit
        Tables, in the order in which a reader should meet them.
    run : AuditRun
        When it began, and by which command.
    gaps : sequence of NotTested
        What this run did not test, before what the audit never tests.
    level : float
        Confidence level of all intervals.
    """
    return Assessment(
        subject=subject.model_copy(update={"digest": subject.digest or _digest(profile)}),
        plan=Plan(suites=(audit.record(run.language),), seed=0, repeat=1, level=level, trials=0),
        complete=True,
        findings=settle_claims(claims, level),
        context=(),
        nuisance=(),
        measures=(),
        coverage=Coverage(),
        cost=Cost(calls=0, tokens_in=0, tokens_out=0),
        not_tested=(*gaps, *audit.not_tested),
        hashes=Hashes(plan=audit.digest, answers=profile.digest),
        tally_rows=(),
        run=Run(
            started=run.started,
            seconds=round(time.monotonic() - run.began, 3),
            asked=profile.records,
            version=__version__,
            command=run.command,
        ),
        sources=profile.sources,
        exhibits=tuple(exhibits),
    )


def write_assessment(assessment: Assessment, profile: Profile, folder: Path) -> Path:
    """Write an assessment and the profile that it follows from into a folder.

    Returns
    -------
    Path
        The file ``assessment.json``.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    save_profile(profile, folder / PROFILE_NAME)
    return save(assessment, folder)


def _digest(profile: Profile) -> str:
    """Return one digest for all that was read."""
    listed = "".join(sorted(source.digest for source in profile.sources))
    return hashlib.sha256(listed.encode()).hexdigest()
