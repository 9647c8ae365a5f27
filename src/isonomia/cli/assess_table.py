"""The half of ``isonomia assess data`` that reads tables of people."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from isonomia.assess.audits import AuditRun, write_assessment
from isonomia.assess.tables import (
    TableFields,
    count_table,
    profile_from_cells,
    table_assessment,
    table_query,
)
from isonomia.cli.audits import check_folder, pairs, refuse, tell
from isonomia.cli.options import Lang, page_of
from isonomia.evidence import as_counted, is_profile, load_profile, merge_profiles
from isonomia.report import write_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.assess.tables import Place
    from isonomia.evidence import Profile

__all__ = ["assess_table"]

FOR_PROFILES = {"--reference", "--lang", "--out"}
"""Options that still matter once everything is counted."""


def assess_table(paths: Sequence[str], given: Mapping[str, object], command: str) -> None:
    """Count a table, or print the SQL that does, and write the assessment and its page."""
    lang, folder = Lang(str(given["--lang"])), Path(str(given["--out"]))
    run = AuditRun(command, lang.value)
    if given["--explain"]:
        typer.echo(table_query(_fields(given)) + ";")
        return
    check_folder(folder, command)
    profile, places = _counted(paths, given)
    with as_counted(paths[0]) if is_profile(paths[0]) else nullcontext():
        assessment = table_assessment(profile, reference=str(given["--reference"]) or None, run=run)
    write_assessment(assessment, profile, folder)
    page = write_html(assessment, page_of(folder, lang), lang.value)
    skipped = [f"Skipped {at.file}, line {at.line}: {at.reason}." for at in places]
    tell(assessment, page, [*assessment.subject.notes, *skipped])


def _counted(paths: Sequence[str], given: Mapping[str, object]) -> tuple[Profile, Sequence[Place]]:
    if len(paths) == 1 and is_profile(paths[0]):
        refuse(given, FOR_PROFILES, "can no longer change a profile: leave it out.")
        return load_profile(paths[0]), ()
    fields = _fields(given)
    if given["--cells"]:
        return merge_profiles([profile_from_cells(path, fields) for path in paths]), ()
    found = count_table(list(paths), fields, strict=bool(given["--strict"]))
    return found.profile, found.places


def _fields(given: Mapping[str, object]) -> TableFields:
    """Return what is asked of the table; a column may be named without a name of its own."""
    named = [part.strip() for part in str(given["--columns"]).split(",") if part.strip()]
    written = [part if "=" in part else f"{part}={part}" for part in named]
    return TableFields(
        pairs(written, "--columns", "gender=sex"),
        str(given["--label"]),
        str(given["--mapping"]) or None,
    )
