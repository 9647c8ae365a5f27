"""``isonomia import LOG.eval``: turn logs of Inspect into an assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import Exit, plain_failures
from isonomia.cli.options import Lang, OwnSuites, page_of, suites_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.evidence import Assessment

__all__ = ["import_logs"]


def import_logs(
    logs: Annotated[
        list[Path],
        typer.Argument(
            metavar="LOG...",
            help="Logs that `inspect eval isonomia/SUITE` wrote, all of one model; several suites "
            "make one assessment.",
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/MODEL]."),
    ] = None,
    suite: OwnSuites = None,
    lang: Annotated[Lang, typer.Option(help="Language of the report.")] = Lang.en,
    resume: Annotated[
        bool, typer.Option("--resume", help="Add the answers to the run in the folder.")
    ] = False,
) -> None:
    """Conclude from the answers in Inspect's logs what they entitle us to say."""
    with plain_failures():
        try:
            from isonomia.inspect import importing  # noqa: PLC0415
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "inspect_ai":
                raise
            raise UsageError(
                "Reading logs of Inspect needs inspect-ai: install it with "
                "pip install 'isonomia[inspect]'."
            ) from None
        from isonomia.assess.models import default_folder  # noqa: PLC0415
        from isonomia.report import write_html  # noqa: PLC0415

        assessment = importing.import_logs(logs, out, suites=suites_of(suite), resume=resume)
        folder = out or default_folder(assessment.subject.name)
        page = write_html(assessment, page_of(folder, lang), lang.value)
    _conclude(assessment, page)
    if not assessment.complete:
        raise typer.Exit(Exit.INCOMPLETE)


def _conclude(assessment: Assessment, page: Path) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    from isonomia.cli.progress import findings_text  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    console.print(findings_text(tuple(assessment.worst_first())))
    console.print(f"{assessment.coverage.total} of {assessment.plan.trials} questions.")
    if not assessment.complete:
        console.print(f"[bold]Incomplete:[/] {escape(assessment.run.stopped)}. To continue, run:")
        console.print(escape(assessment.run.command), soft_wrap=True)
    console.print(f"Report: {escape(str(page))}", soft_wrap=True)
