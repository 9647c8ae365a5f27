"""``isonomia label DIR``: a person reads a random sample of the answers that a rule has read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Data, Folder, Lang, Limit, OwnSuites, page_of, suites_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.evidence.labels import LabelBook, LabelTask

__all__ = ["label"]

EXPORTED = ("trial", "question", "options", "text", "label")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a formula in a spreadsheet may begin with."""


def label(
    folder: Folder,
    *,
    suite: OwnSuites = None,
    data: Data = None,
    limit: Limit = None,
    lang: Annotated[Lang, typer.Option(help="Language of the page and the report.")] = Lang.en,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who labels; kept with each label, may stay empty.")
    ] = "",
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            show_default=False,
            help="Port of the page [default: any that is free].",
        ),
    ] = 0,
    per_measure: Annotated[
        int, typer.Option(min=1, help="About how many answers of each measure are sampled.")
    ] = 60,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take labels from a CSV file; open no page."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the sample as CSV, to label in a spreadsheet."),
    ] = None,
) -> None:
    """Let a person label a random sample of a run's answers, and allow for the rules' error."""
    with plain_failures():
        from isonomia.assess.models.labelling import label_tasks  # noqa: PLC0415
        from isonomia.evidence.labels import LABELS_NAME, LabelBook  # noqa: PLC0415

        if source and export:
            raise UsageError("--from reads labels and --export writes answers: give one of them.")
        suites = suites_of(suite)
        again = () if data is None else (data, limit)
        tasks = label_tasks(folder, suites, per_measure, *again)
        if not tasks:
            raise UsageError(
                f"{folder} has no answer for a person to label: only written texts are read by a "
                "rule that can err."
            )
        book = LabelBook(folder / LABELS_NAME)
        if export:
            _export(_open(tasks), book.labels, export, lang)
            return
        if source:
            _take_over(source, tasks, book, by)
        else:
            _log(tasks, folder, by)
            _serve(tasks, book, lang, by, port)
        _tell(tasks, book)
        if book.path.exists():
            _renew(folder, lang, suites, *again)


def _open(tasks: Sequence[LabelTask]) -> list[LabelTask]:
    """Return the answers that may lie in a plain file: those that are not sealed."""
    found = [task for task in tasks if not task.sealed]
    if not found:
        raise UsageError(
            "All answers of this sample are sealed, and a spreadsheet would keep them in plain "
            "text: label them on the page, without --export."
        )
    if len(found) < len(tasks):
        typer.echo(
            f"Left out: {len(tasks) - len(found)} sealed answers, which a spreadsheet would keep "
            "in plain text. Label them on the page, without --export."
        )
    return found


def _log(tasks: Sequence[LabelTask], folder: Path, by: str) -> None:
    """Log once per sitting that somebody looks at sealed answers."""
    from isonomia.evidence.reveals import Look, note_look  # noqa: PLC0415

    if any(task.sealed for task in tasks):
        note_look(folder, Look.LABELLING, reason="labelling", by=by)
        typer.echo(
            "Some of these answers may harm. Words of abuse are covered, and it is logged that "
            "you look at them."
        )


def _serve(tasks: Sequence[LabelTask], book: LabelBook, lang: Lang, by: str, port: int) -> None:
    import asyncio  # noqa: PLC0415

    from isonomia.web import serve  # noqa: PLC0415

    def ready(address: str) -> None:
        typer.echo(
            f"Open this address in a browser on this computer; it works only here:\n{address}"
        )
        typer.echo("Labels are saved as you give them. Press Finish on the page, or Ctrl-C here.")

    given = asyncio.run(serve(tasks, book, language=lang.value, by=by, port=port, on_ready=ready))
    typer.echo(f"Labels given in this sitting: {given}.")


def _take_over(source: Path, tasks: Sequence[LabelTask], book: LabelBook, by: str) -> None:
    from isonomia.evidence.labels import read_labels  # noqa: PLC0415

    known = {task.trial: task.rubric.scores for task in tasks}
    for trial, given in read_labels(source, known).items():
        if book.labels.get(trial) != given:
            book.add(trial, given, by)
    typer.echo(f"Labels taken over from {source}: {book.given}.")


def _tell(tasks: Sequence[LabelTask], book: LabelBook) -> None:
    """Print how many answers of each measure are labelled."""
    sampled = Counter(f"{task.suite}/{task.measure}" for task in tasks)
    labelled = Counter(
        f"{task.suite}/{task.measure}" for task in tasks if task.trial in book.labels
    )
    for measure, total in sampled.items():
        typer.echo(f"  {measure}: {labelled[measure]} of {total} labelled")
    if labelled.total() < sampled.total():
        typer.echo(
            "The rest can be labelled at any time: the command goes on where it stopped. Labels "
            "count up to the first answer that was set aside."
        )
    else:
        typer.echo("The whole sample is labelled; a larger --per-measure adds what is left.")


def _renew(
    folder: Path,
    lang: Lang,
    suites: Sequence[str] | None,
    data: Path | None = None,
    limit: int | None = None,
) -> None:
    from isonomia.assess.models.labelling import replay  # noqa: PLC0415
    from isonomia.report import write_html  # noqa: PLC0415

    assessment = replay(folder, suites, *(() if data is None else (data, limit)))
    typer.echo("The findings were worked out anew with the labels.")
    for other in Lang:
        page = page_of(folder, other)
        # A page in another language that is there already would keep what is no longer so.
        if other is lang or page.exists():
            typer.echo(f"Report: {write_html(assessment, page, other.value)}")


def _export(tasks: Sequence[LabelTask], labels: Mapping[str, str], path: Path, lang: Lang) -> None:
    """Write the sample as a table that a spreadsheet opens, with the labels given so far."""
    from isonomia.evidence import write_file  # noqa: PLC0415

    if path.exists():
        raise UsageError(
            f"{path} is there already and may hold labels: choose another name with --export."
        )
    table = io.StringIO()
    writer = csv.writer(table, delimiter="," if lang is Lang.en else ";")
    writer.writerow(EXPORTED)
    for task in tasks:
        rubric = task.rubric
        options = "; ".join(f"{option.id} = {option.text[lang.value]}" for option in rubric.options)
        given = labels.get(task.trial, "")
        writer.writerow(
            (task.trial, rubric.question[lang.value], options, _inert(task.text), given)
        )
    write_file(path, table.getvalue().encode("utf-8-sig"))
    typer.echo(
        f"Answers written to {path}: {len(tasks)}. In the column label, write one of the words "
        "that the column options names for that answer. Save as CSV UTF-8, then run the same "
        "command with --from instead of --export."
    )


def _inert(text: str) -> str:
    """Return a text that a spreadsheet takes for text: a machine wrote it, it may be a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
