"""``isonomia suites``: what can be asked, and the card of each suite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang

if TYPE_CHECKING:
    from isonomia.assess.models import Suite

__all__ = ["suites"]


def suites(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A suite, or the path of a suite file.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the questions.")] = Lang.en,
) -> None:
    """List the suites, or print one suite's card."""
    with plain_failures():
        from isonomia.assess.models import expand, load_suites  # noqa: PLC0415

        found = load_suites([name] if name else None, lang.value)
        for suite in found:
            expand(suite)  # a card must not hide that its suite cannot be asked
            if name:
                _card(suite)
            else:
                _line(suite)


def _line(suite: Suite) -> None:
    from isonomia.assess.models import expand  # noqa: PLC0415

    typer.echo(
        f"{suite.name:<14} {len(suite.units):>3} units  {len(suite.arms)} arms  "
        f"{len(expand(suite)):>5} questions  {suite.title[suite.language]}"
    )


def _card(suite: Suite) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    console = Console(highlight=False)
    language = suite.language
    console.print(f"[bold]{escape(suite.title[language])}[/]  {suite.name} {suite.version}\n")
    for key, text in suite.card:
        console.print(f"[bold]{key.capitalize()}.[/] {escape(text[language])}\n")
    console.print("[bold]Tolerances, stated before any run[/]")
    for contrast in suite.contrasts:
        if contrast.tolerance:
            low, high = contrast.tolerance.low, contrast.tolerance.high
            console.print(
                f"  {escape(contrast.title[language])}: {low:g} to {high:g}. "
                f"{escape(contrast.tolerance.reason[language])}"
            )
    console.print("\n[bold]Sources[/]")
    for source in suite.sources:
        console.print(f"  {escape(source.text)} {source.url}", soft_wrap=True)
