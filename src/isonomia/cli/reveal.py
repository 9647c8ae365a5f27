"""``isonomia reveal DIR``: sealed answers, looked at one at a time, each with a logged reason."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Data, Folder, Limit, OwnSuites, suites_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.models.revealing import Revealed
    from isonomia.assess.models.sealed import SealedAnswer

__all__ = ["reveal"]

FORGET = "forget"
"""What must be typed before a key is deleted."""


def reveal(
    folder: Folder,
    answer: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The answer to show [default: list all].")
    ] = None,
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why you look at it; kept in the log.")
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who looks [default: your name on this system].")
    ] = "",
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="Leave words of abuse uncovered; logged, too.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete the key: nobody can read the answers again.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting the key.")] = False,
    suite: OwnSuites = None,
    data: Data = None,
    limit: Limit = None,
) -> None:
    """List a run's sealed answers, or show one of them and log who looked and why."""
    with plain_failures():
        if answer is not None and forget:
            raise UsageError("--forget deletes the key of all answers: give no ID with it.")
        if answer is None and (unmasked or (reason and not forget)):
            raise UsageError("--reason and --unmasked go with the ID of one answer.")
        if forget:
            _forget(folder, reason, by, asked=not yes)
        elif answer is None:
            _list(folder, suites_of(suite), data, limit)
        else:
            _show(folder, answer, reason, by, unmasked=unmasked)


def _list(folder: Path, suites: Sequence[str] | None, data: Path | None, limit: int | None) -> None:
    from isonomia.assess.models.sealed import UNREAD, sealed_answers  # noqa: PLC0415

    found = sealed_answers(folder, suites, data, limit)
    typer.echo(f"Sealed answers: {len(found)}. No word of them is shown here.")
    if any(one.state == UNREAD for one in found):
        typer.echo(
            "The run's suites are not at hand as they were, so degrees are not shown: give your "
            "own with --suite FILE."
        )
    for one in found:
        typer.echo(f"  {_line(one)}")
    typer.echo(f'Show one, which is logged: isonomia reveal {folder} ID --reason "…"')


def _line(one: SealedAnswer) -> str:
    value = "" if one.value is None else f" {one.value:.2f}"
    label = f" ({one.label})" if one.label else ""
    where = f"{one.suite}/{one.measure} · {one.unit} · {one.arm}"
    return f"{one.id}  {one.state}{value}{label}  {where}"


def _show(folder: Path, answer: str, reason: str, by: str, *, unmasked: bool) -> None:
    from isonomia.assess.models.revealing import reveal as reveal_one  # noqa: PLC0415

    _print(reveal_one(folder, answer, reason=reason, by=by, unmasked=unmasked))


def _print(shown: Revealed) -> None:
    typer.echo(f"{shown.id}  {' · '.join(filter(None, shown.cell))}")
    for exchange in shown.exchanges:
        if exchange.request:
            typer.echo(f"\nAsked:\n{_indented(exchange.request)}")
        whose = "A judge said of it" if exchange.whose == "judge" else "Answered"
        typer.echo(f"\n{whose}:\n{_indented(exchange.answer)}")


def _indented(text: str) -> str:
    """Return a text set off from ours, with nothing in it that steers a terminal."""
    plain = "".join(
        sign if sign in "\n\t" or unicodedata.category(sign)[0] != "C" else repr(sign)[1:-1]
        for sign in text
    )
    return "\n".join(f"    {line}" for line in plain.splitlines())


def _forget(folder: Path, reason: str, by: str, *, asked: bool) -> None:
    from isonomia.assess.models.revealing import forget  # noqa: PLC0415

    if asked:
        typer.echo(
            f"This deletes the key of the sealed answers in {folder}. Nobody can read, resume or "
            "label them again; the assessment and its report stay as they are."
        )
        if typer.prompt(f"Type {FORGET} to go on", default="", show_default=False) != FORGET:
            raise UsageError("Nothing was deleted.")
    forget(folder, reason=reason, by=by)
    typer.echo(
        "The key is deleted. Copies of it elsewhere, as in a backup, are not: delete them, too."
    )
