"""``isonomia protect``: tools for those who are attacked, and for platforms."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import Exit, plain_failures
from isonomia.cli.options import Lang
from isonomia.errors import AskError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from isonomia.protect.guard import Guard, ScreeningRecord
    from isonomia.vocabulary import Language

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Protect people: screen texts.")

NAMES = {"en": "English", "vi": "Vietnamese", "fr": "French", "unknown": "language not recognised"}


@app.callback()
def protect() -> None:
    """Protect people: screen texts."""


@app.command("guard", short_help="Screen texts for online gender-based violence, by act.")
def guard_command(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The text; else --file, else stdin.")
    ] = None,
    *,
    file: Annotated[
        Path | None,
        typer.Option(metavar="F", help="F.jsonl: a text in each line; any other: one text."),
    ] = None,
    field: Annotated[str, typer.Option(help="Key of the text in each line of F.jsonl.")] = "text",
    language: Annotated[
        Lang | None, typer.Option(help="Language of the texts; else it is recognised.")
    ] = None,
    guard: Annotated[
        str, typer.Option(help="baseline, or a judge: openai/NAME or local/NAME.")
    ] = "baseline",
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Address of an OpenAI-compatible endpoint.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per text (docs/screening.schema.json).")
    ] = False,
) -> None:
    """Screen texts: prompts to a model, answers, or posts. No text is shown or kept.

    Exit code 0 says that all texts were screened, whether or not any was flagged.
    """
    spoken: Language | None = language.value if language else None
    missed = 0
    with plain_failures():
        if text is not None and file is not None:
            raise UsageError("Give a text or --file, not both.")
        with _opened(guard, base_url) as opened:
            for item, each in enumerate(_texts(text, file, field), 1):
                record = _screened(opened, item, each, spoken)
                missed += record.state == "failed"
                typer.echo(record.line() if as_json else _plain(record, alone=_alone(file)))
    if missed:
        raise typer.Exit(Exit.INCOMPLETE)


def _opened(name: str, base_url: str | None) -> AbstractContextManager[Guard]:
    if "/" in name:
        from isonomia.cli.judge_guard import judging_guard  # noqa: PLC0415

        return judging_guard(name, base_url)
    if base_url is not None:
        raise UsageError("--base-url is for openai/NAME; the baseline guard asks nobody.")
    from isonomia.protect.guard import load_guard  # noqa: PLC0415

    return nullcontext(load_guard(name))


def _screened(guard: Guard, item: int, text: str, language: Language | None) -> ScreeningRecord:
    from isonomia.protect.guard import failed, screened  # noqa: PLC0415

    try:
        return screened(item, guard.screen(text, language))
    except AskError as error:
        return failed(item, guard, str(error))


def _alone(file: Path | None) -> bool:
    return file is None or file.suffix != ".jsonl"


def _plain(record: ScreeningRecord, *, alone: bool) -> str:
    """Return what was found in plain words."""
    from isonomia.vocabulary import acts  # noqa: PLC0415

    start = "" if alone else f"{record.item}: "
    if record.state == "failed":
        return f"{start}not screened. {record.problem}"
    known = f"score {record.score:.2f}, flagged from {record.threshold:.2f}"
    known += f"; {NAMES[record.language or 'unknown']}"
    if not record.flagged:
        return f"{start}not flagged ({known})."
    title = acts()[record.act].title["en"] if record.act else "no act named"
    lines = [f"{start}flagged: {title} ({known}).", *(f"  {why}" for why in record.reasons)]
    if alone:
        lines.append("A guard errs both ways: let a person read the text before anything is done.")
    return "\n".join(lines)


def _texts(text: str | None, file: Path | None, field: str) -> Iterator[str]:
    if text is not None:
        yield text
    elif file is None:
        if sys.stdin.isatty():
            raise UsageError("There is nothing to screen: give a text, --file, or pipe one in.")
        given = _decoded(sys.stdin.buffer.read(), "The input")
        if not given.strip():
            raise UsageError("There is nothing to screen: the input is empty.")
        yield given
    elif file.suffix == ".jsonl":
        yield from _lines(file, field)
    else:
        yield _decoded(_content(file), str(file))


def _lines(file: Path, field: str) -> Iterator[str]:
    for number, line in enumerate(_content(file).split(b"\n"), 1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        try:
            row = json.loads(_decoded(line, where))
        except (ValueError, RecursionError):
            raise UsageError(f"{where} is not JSON: put one object in each line.") from None
        if not isinstance(row, dict) or not isinstance(row.get(field), str):
            raise UsageError(f"{where}: {field!r} holds no text; name another key with --field.")
        yield row[field]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {file} ({error.strerror}).") from error


def _decoded(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{where} is not UTF-8: save it as UTF-8.") from None
