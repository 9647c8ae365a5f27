"""Assessing decisions: from files, or from a profile, to an assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.audits import (
    LEVEL,
    AuditRun,
    compose_assessment,
    read_audit,
    shown,
    write_assessment,
)
from isonomia.assess.audits.showing import Showing
from isonomia.assess.decisions.claims import decision_claims
from isonomia.assess.decisions.counting import count_decisions
from isonomia.assess.decisions.exhibits import decision_exhibits
from isonomia.assess.decisions.gaps import decision_gaps
from isonomia.assess.decisions.view import DecisionView
from isonomia.assess.tables.assess import copies_of, source_names
from isonomia.evidence import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isonomia.assess.decisions.fields import DecisionFields
    from isonomia.evidence import Assessment, Profile

__all__ = ["assess_decisions", "decision_assessment"]


def decision_assessment(
    profile: Profile,
    *,
    references: Mapping[str, str] | None = None,
    name: str = "",
    run: AuditRun | None = None,
    level: float = LEVEL,
) -> Assessment:
    """Return the assessment of a profile of decisions; no row is needed any more.

    Parameters
    ----------
    profile : Profile
        What was counted, in one place or merged from many.
    references : mapping of str to str, optional
        For some columns, the group that others are compared with, named beforehand.
    name : str
        What the decisions are called; by default the names of the files.
    run : AuditRun, optional
        When the run began, and by which command.
    level : float
        Confidence level of all intervals.

    Raises
    ------
    UsageError
        The profile is of something else, or a reference is not in it.
    """
    audit = read_audit("isonomia.assess.decisions", "decisions")
    view = DecisionView(profile, references or {})
    details = {**profile.settings, **{f"reference-{k}": v for k, v in view.references.items()}}
    return compose_assessment(
        Subject(
            kind="decision system",
            name=name or source_names(profile),
            details=details,
            notes=(*copies_of(profile), *_unread(view)),
        ),
        audit,
        profile,
        decision_claims(view, audit, level),
        decision_exhibits(view, Showing(audit, level)),
        run=run or AuditRun(),
        gaps=decision_gaps(view, audit),
        level=level,
    )


def _unread(view: DecisionView) -> Iterator[str]:
    """Say which columns of numbers hold what is none."""
    for name in ("score", "rank"):
        n, example = view.no_numbers(name)
        if n:
            yield (
                f"{n:,} values of {view.setting(name)!r} are no numbers and count as missing, such "
                f"as {shown(example[:40])!r}: write decimals with a point."
            )


def assess_decisions(
    paths: Sequence[Path | str] | Path | str,
    fields: DecisionFields,
    *,
    references: Mapping[str, str] | None = None,
    out: Path | str | None = None,
    name: str = "",
    run: AuditRun | None = None,
    level: float = LEVEL,
) -> Assessment:
    """Count decisions in files and assess them.

    Parameters
    ----------
    paths : path or sequence of path
        CSV, JSONL or Parquet files, folders or patterns.
    fields : DecisionFields
        Which columns say what.
    references : mapping of str to str, optional
        For some columns, the group that others are compared with, named beforehand.
    out : path, optional
        Folder for ``assessment.json`` and ``profile.json``; nothing is written without it.
    name : str
        What the decisions are called; by default the names of the files.
    run : AuditRun, optional
        When the run began, and by which command.
    level : float
        Confidence level of all intervals.

    Raises
    ------
    UsageError
        A file, a column or a reference cannot be read as asked.
    """
    run = run or AuditRun()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    profile = count_decisions(given, fields).profile
    assessment = decision_assessment(
        profile, references=references, name=name, run=run, level=level
    )
    if out is not None:
        write_assessment(assessment, profile, Path(out))
    return assessment
