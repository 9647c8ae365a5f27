"""``isonomia compare A B``: runs side by side, the first of them the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from isonomia.evidence import (
        ComparedQuestion,
        ComparedRun,
        Comparison,
        Estimate,
    )
    from isonomia.report.changes import ChangeSentences
    from isonomia.report.figures import Figures, Scale
    from isonomia.report.messages import Messages

__all__ = ["compare"]

WIDTHS = (10, 10, 18, 9)
"""Columns of run, result, interval and units: with the words, they fit in 80 columns."""

STYLES = {
    "larger-lean": "red",
    "differs": "blue",
    "smaller-lean": "green",
    "not-distinguishable": "yellow",
    "not-comparable": "dim",
    "exceeds": "red",
    "not-enough-evidence": "yellow",
    "not-measured": "dim",
    "within": "green",
}


def compare(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="A B...", help="Folders of runs; all others are set against the first."
        ),
    ],
    *,
    lang: Annotated[Lang, typer.Option(help="Language of what is printed and written.")] = Lang.en,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page, too.")
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option("--markdown", metavar="FILE", help="Write Markdown for a pull request, too."),
    ] = None,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write every number, too.")
    ] = None,
) -> None:
    """Say of every question that runs have in common what differs, and what cannot be told."""
    with plain_failures():
        from isonomia.evidence import compare as set_side_by_side  # noqa: PLC0415
        from isonomia.evidence import comparison_text, load, write_file  # noqa: PLC0415
        from isonomia.report import (  # noqa: PLC0415
            render_comparison,
            render_comparison_markdown,
        )

        _check_apart(folders)
        comparison = set_side_by_side([load(folder) for folder in folders])
        # What is asked for is written first: a reader who closes the pipe early loses nothing.
        if html:
            write_file(html, render_comparison(comparison, lang.value).encode())
        if markdown:
            write_file(markdown, render_comparison_markdown(comparison, lang.value).encode())
        if json:
            write_file(json, comparison_text(comparison))
        _print(comparison, lang)
        for path in filter(None, (html, markdown, json)):
            typer.echo(path)


def _check_apart(folders: Sequence[Path]) -> None:
    """Refuse a run that is named twice: it cannot differ from itself."""
    known = [folder.resolve() for folder in folders]
    for folder, place in zip(folders, known, strict=True):
        if known.count(place) > 1:
            raise UsageError(f"{folder} was named twice: name each run once, the baseline first.")


def _print(comparison: Comparison, lang: Lang) -> None:
    from rich.console import Console  # noqa: PLC0415

    from isonomia.report.changes import ChangeSentences, worst_first  # noqa: PLC0415
    from isonomia.report.figures import Figures  # noqa: PLC0415
    from isonomia.report.messages import catalogue  # noqa: PLC0415

    messages = catalogue(lang.value)
    sentences = ChangeSentences(messages, comparison)
    console = Console(highlight=False, markup=False)
    figures = Figures(messages)
    for run in comparison.runs:
        console.print(f"{run.label}  {_run(run, messages, figures)}")
    console.print(f"\n{sentences.bottom_line()}\n", style="bold")
    _print_row(console, _heads(comparison, messages, figures), "dim")
    for question in worst_first(comparison):
        _print_question(console, question, comparison, messages, sentences)
    _print_notes(console, comparison, messages, sentences)


def _run(run: ComparedRun, messages: Messages, figures: Figures) -> str:
    facts = [run.subject, ", ".join(run.languages), figures.date(run.started)]
    return " · ".join([*facts, *([] if run.complete else [messages("comparison.incomplete")])])


def _heads(comparison: Comparison, messages: Messages, figures: Figures) -> list[str]:
    level = figures.percent(comparison.level, trim=True)
    return [
        messages("comparison.run"),
        messages("findings.estimate"),
        messages("findings.interval", level=level),
        messages("findings.units"),
        messages("plots.verdict"),
    ]


def _print_question(
    console: Console,
    question: ComparedQuestion,
    comparison: Comparison,
    messages: Messages,
    sentences: ChangeSentences,
) -> None:
    from isonomia.report.figures import Scale  # noqa: PLC0415
    from isonomia.report.sentences import scale_of  # noqa: PLC0415

    console.print(f"\n{question.suite}: {question.title[messages.language]}", style="bold")
    for result in question.results:
        cells = _numbers(result.estimate, scale_of(question), messages)
        verdict = messages(f"verdict.{result.verdict}")
        _print_row(console, [result.run, *cells, verdict], STYLES[result.verdict])
    for difference in question.differences:
        name = f"{difference.run} − {comparison.baseline.label}"
        cells = _numbers(difference.estimate, Scale.DIFFERENCE, messages)
        change = messages(f"change.{difference.change}")
        _print_row(console, [name, *cells, change], f"bold {STYLES[difference.change]}")
        for text in sentences.limits(difference):
            _print_note(console, text)


def _numbers(estimate: Estimate | None, scale: Scale, messages: Messages) -> list[str]:
    from isonomia.report.figures import Figures  # noqa: PLC0415

    figures, none = Figures(messages), messages("number.none")
    if estimate is None:
        return [none, none, messages.count(0)]
    interval = none
    if estimate.low is not None and estimate.high is not None:
        interval = figures.bare_interval(estimate.low, estimate.high, scale)
    return [figures.bare(estimate.value, scale), interval, messages.count(estimate.units)]


def _print_row(console: Console, cells: Sequence[str], style: str) -> None:
    """Print one row; the words at its end, and they alone, have a colour."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    row = Table.grid(padding=(0, 1, 0, 0))
    for number, width in enumerate(WIDTHS):
        row.add_column(width=width, justify="right" if number else "left")
    row.add_column(overflow="fold")
    row.add_row(*map(Text, cells[:-1]), Text(f" {cells[-1]}", style=style))
    console.print(row)


def _print_notes(
    console: Console, comparison: Comparison, messages: Messages, sentences: ChangeSentences
) -> None:
    """Print each thing that a reader must know once, with the run that it is about."""
    said = dict.fromkeys(
        f"{messages('page.label', term=difference.run)} {text}"
        for question in comparison.questions
        for difference in question.differences
        for text in sentences.cautions(difference)
    )
    console.print()
    for text in said:
        console.print(text)
    for one in comparison.unmatched:
        title = one.title[messages.language]
        console.print(f"{messages('page.label', term=messages('comparison.unmatched'))} {title}")
    console.print(messages("comparison.in-points"), style="dim")
    console.print(_holm(comparison, messages), style="dim")


def _holm(comparison: Comparison, messages: Messages) -> str:
    from isonomia.report.figures import Figures  # noqa: PLC0415

    alpha = Figures(messages).percent(1 - comparison.level, trim=True)
    return messages("comparison.step-4", n=comparison.family, alpha=alpha)


def _print_note(console: Console, text: str) -> None:
    from rich.padding import Padding  # noqa: PLC0415

    console.print(Padding(text, (0, 0, 0, 2)), style="dim")
