"""Assessing a table: from files, or from a profile, to an assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.audits import (
    LEVEL,
    AuditRun,
    as_it_is,
    compose_assessment,
    filled,
    read_audit,
    write_assessment,
)
from isonomia.assess.audits.copies import alike_notes
from isonomia.assess.audits.showing import Showing
from isonomia.assess.tables.claims import table_claims
from isonomia.assess.tables.crossing import joined
from isonomia.assess.tables.exhibits import table_exhibits
from isonomia.assess.tables.fields import TableFields, count_table
from isonomia.assess.tables.groups import known, said, small_side
from isonomia.assess.tables.population import check_population, read_population
from isonomia.assess.tables.view import TableView, names_of
from isonomia.errors import AssessmentError
from isonomia.evidence import NotTested, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isonomia.assess.audits import Audit
    from isonomia.evidence import Assessment, Profile
    from isonomia.vocabulary import Text

__all__ = ["assess_table", "copies_of", "source_names", "table_assessment"]


def assess_table(
    paths: Sequence[Path | str] | Path | str,
    columns: Mapping[str, str],
    reference: Path | str | None = None,
    mapping: Path | str | None = None,
    label: str = "",
    *,
    out: Path | str | None = None,
    name: str = "",
    run: AuditRun | None = None,
    level: float = LEVEL,
    strict: bool = False,
) -> Assessment:
    """Count the rows of a table and assess who is in it.

    Parameters
    ----------
    paths : path or sequence of path
        CSV, JSONL or Parquet files, folders or patterns.
    columns : mapping of str to str
        What a column is called in the audit, and in the files: ``{"gender": "sex"}``.
    reference : path, optional
        Expected shares: TOML, or CSV with column, group and share. Even shares without it.
    mapping : path, optional
        What the texts in the columns mean.
    label : str
        ``COLUMN`` or ``COLUMN=VALUE`` of what a model is to learn.
    out : path, optional
        Folder for ``assessment.json`` and ``profile.json``; nothing is written without it.
    name : str
        What the table is called; by default the names of the files.
    run : AuditRun, optional
        When the run began, and by which command.
    level : float
        Confidence level of all intervals.
    strict : bool
        Stop at the first record that cannot be read.

    Raises
    ------
    UsageError
        A file or a column cannot be read as asked.
    """
    run = run or AuditRun()
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    profile = count_table(given, TableFields(columns, label, mapping), strict=strict).profile
    assessment = table_assessment(profile, reference=reference, name=name, run=run, level=level)
    if out is not None:
        write_assessment(assessment, profile, Path(out))
    return assessment


def table_assessment(
    profile: Profile,
    *,
    reference: Path | str | None = None,
    name: str = "",
    run: AuditRun | None = None,
    level: float = LEVEL,
) -> Assessment:
    """Return the assessment of a profile of a table; no row is needed any more.

    Parameters
    ----------
    profile : Profile
        What was counted, in one place or merged from many.
    reference : path, optional
        Expected shares; even shares without it.
    name : str
        What the table is called; by default the names of the files.
    run : AuditRun, optional
        When the run began, and by which command.
    level : float
        Confidence level of all intervals.

    Raises
    ------
    UsageError
        The profile is of something else, or the reference cannot be read.
    """
    if profile.kind != "table":
        raise AssessmentError(
            f"This is a profile of {profile.kind}, not of a table: assess it with the command that "
            "made it."
        )
    audit = read_audit("isonomia.assess.tables", "table")
    population = read_population(reference, names_of(profile))
    view = TableView(profile, population)
    check_population(
        population, {name: known(view.counted(name)) for name in view.names}, reference
    )
    details = dict(profile.settings)
    if reference is not None:
        details["reference"] = str(reference)
    return compose_assessment(
        Subject(
            kind="dataset",
            name=name or source_names(profile),
            details=details,
            notes=copies_of(profile),
        ),
        audit,
        profile,
        table_claims(view, audit, level),
        table_exhibits(view, Showing(audit, level)),
        run=run or AuditRun(),
        gaps=list(_gaps(view, audit)),
        level=level,
    )


def copies_of(profile: Profile) -> tuple[str, ...]:
    """Return notes on files that are copies of each other."""
    return tuple(alike_notes((one.digest, one.name) for one in profile.sources if one.records))


def source_names(profile: Profile) -> str:
    """Return the names of the first files, and how many more there are."""
    names = ", ".join(Path(source.name).name for source in profile.sources[:3])
    more = len(profile.sources) - 3
    return names + (f" (+{more})" if more > 0 else "")


def _gaps(view: TableView, audit: Audit) -> Iterator[NotTested]:
    for name in view.names:
        yield from _of_column(view, audit, name)
        yield from _of_label(view, audit, name)
    if not view.has_label:
        yield _gap(audit, "no-label")


def _of_column(view: TableView, audit: Audit, name: str) -> Iterator[NotTested]:
    groups, column = known(view.groups(name)), said(audit, name)
    given = name in view.population.shares
    small = len(view.expected(name)) - len(view.judged(name))
    if not view.is_known(name):
        yield _gap(audit, "all-missing", column=column, n=view.total["n"])
    elif not given and len(groups) == 1:
        yield _gap(audit, "one-group", column=column, group=said(audit, next(iter(groups))))
    elif not view.is_expected(name):
        yield _gap(audit, "many", column=column, n=len(groups))
    elif small:
        yield _gap(audit, "small", column=column, n=small)
    if not given:
        yield _gap(audit, "even", column=column)
    elif outside := view.outside(name):
        shown = [
            filled(as_it_is("{group} ({n})"), group=said(audit, group), n=sums["n"])
            for group, sums in list(outside.items())[:20]
        ]
        n = sum(sums["n"] for sums in outside.values())
        yield _gap(audit, "outside", column=column, groups=joined(shown), n=n)


def _of_label(view: TableView, audit: Audit, name: str) -> Iterator[NotTested]:
    if small_side(view.groups(name), "labelled"):
        yield _gap(audit, "label-side", column=said(audit, name))


def _gap(audit: Audit, name: str, **slots: Text | str | int) -> NotTested:
    return NotTested(
        what=audit.word(f"gap-{name}", **slots), why=audit.word(f"gap-{name}-why", **slots)
    )
