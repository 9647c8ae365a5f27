"""``isonomia assess decisions FILE…``: who is selected, scored and ranked how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.audits import again, check_folder, pairs, refuse, tell
from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.audits import AuditRun
    from isonomia.assess.tables import Place
    from isonomia.evidence import Profile

__all__ = ["assess_decisions"]

FOR_PROFILES = {"--reference", "--level", "--lang", "--out"}
"""Options that still matter once everything is counted."""


def assess_decisions(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="CSV, JSON Lines (both also .gz, .zst) or Parquet, folders or patterns; or one "
            "profile.json.",
        ),
    ],
    *,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=COLUMN", help="Whom to compare: gender=sex. May be repeated."),
    ] = None,
    outcome: Annotated[
        str,
        typer.Option(metavar="COLUMN[=VALUE]", help="The decision, and its value for selected."),
    ] = "",
    score: Annotated[
        str, typer.Option(metavar="COLUMN", help="The score; higher is better for the person.")
    ] = "",
    label: Annotated[
        str,
        typer.Option(metavar="COLUMN[=VALUE]", help="What was true, and its value for able."),
    ] = "",
    career_break: Annotated[
        str,
        typer.Option(
            "--break", metavar="COLUMN[=VALUE]", help="Whether the career had a break, and yes."
        ),
    ] = "",
    lists: Annotated[
        str,
        typer.Option("--list", metavar="COLUMN", help="The list someone was on, as a vacancy."),
    ] = "",
    rank: Annotated[
        str,
        typer.Option(metavar="COLUMN", help="The place on the list [default: by --score]."),
    ] = "",
    top: Annotated[int, typer.Option(min=0, help="Length of the shortlist.")] = 0,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=GROUP", help="With whom to compare: gender=man. May be repeated."
        ),
    ] = None,
    above: Annotated[
        float | None,
        typer.Option(help="Score to be above [default: the median of these files]."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What the values in the columns mean (TOML)."),
    ] = None,
    level: Annotated[
        float, typer.Option(min=0.5, max=0.9999, help="Confidence level of all intervals.")
    ] = 0.95,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first record that cannot be read.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the SQL for a warehouse, and read nothing.")
    ] = False,
    cells: Annotated[
        bool, typer.Option("--cells", help="FILE is what that SQL gave, as CSV.")
    ] = False,
    lang: Annotated[Lang, typer.Option(help="Language of the report.")] = Lang.en,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/FILE]."),
    ] = None,
) -> None:
    """Count decisions by group and say what the counts entitle us to say."""
    with plain_failures():
        from isonomia.assess.audits import AuditRun, default_folder  # noqa: PLC0415
        from isonomia.assess.decisions import (  # noqa: PLC0415
            DecisionFields,
            count_decisions,
            decisions_query,
            profile_from_cells,
        )
        from isonomia.evidence import (  # noqa: PLC0415
            as_counted,
            is_profile,
            load_profile,
            merge_profiles,
        )

        folder = out or default_folder(files)
        given = {
            "--group": group,
            "--outcome": outcome,
            "--score": score,
            "--label": label,
            "--break": career_break,
            "--list": lists,
            "--rank": rank,
            "--top": top or "",
            "--reference": reference,
            "--above": "" if above is None else above,
            "--mapping": mapping or "",
            "--level": level if level != 0.95 else "",
            "--lang": lang.value,
            "--out": folder,
            "--strict": strict,
            "--cells": cells,
        }
        run = AuditRun(again("decisions", files, given), lang.value)
        if not explain:
            check_folder(folder, run.command)
        ending = _Ending(folder, lang, run, pairs(reference, "--reference", "gender=man"), level)
        if len(files) == 1 and is_profile(files[0]) and not explain:
            refuse(
                given, FOR_PROFILES, "can no longer change a profile: leave it out, or give files."
            )
            with as_counted(files[0]):
                ending.conclude(load_profile(files[0]))
            return
        fields = DecisionFields(
            groups=pairs(group, "--group", "gender=sex"),
            outcome=outcome,
            score=score,
            label=label,
            career_break=career_break,
            lists=lists,
            rank=rank,
            top=top,
            above=above,
            mapping=mapping,
        )
        if explain:
            typer.echo(decisions_query(fields) + ";")
        elif cells:
            parts = [profile_from_cells(file, fields) for file in files]
            ending.conclude(merge_profiles(parts))
        else:
            ending.conclude(*count_decisions(files, fields, strict=strict))


@dataclass(frozen=True)
class _Ending:
    """How a run ends: with an assessment in a folder, and its page."""

    folder: Path
    lang: Lang
    run: AuditRun
    references: dict[str, str]
    level: float

    def conclude(self, profile: Profile, places: Sequence[Place] = ()) -> None:
        """Assess what was counted, write it down and tell."""
        from isonomia.assess.audits import write_assessment  # noqa: PLC0415
        from isonomia.assess.decisions import decision_assessment  # noqa: PLC0415
        from isonomia.report import write_html  # noqa: PLC0415

        assessment = decision_assessment(
            profile, references=self.references, run=self.run, level=self.level
        )
        write_assessment(assessment, profile, self.folder)
        page = write_html(assessment, page_of(self.folder, self.lang), self.lang.value)
        skipped = [f"Skipped {one.file}, line {one.line}: {one.reason}." for one in places]
        tell(assessment, page, [*assessment.subject.notes, *skipped])
