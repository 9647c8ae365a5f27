"""``isonomia frontier DIR…``: help to abuse beside refusals, for several runs on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang

__all__ = ["frontier"]


def frontier(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="Runs of the suite misuse.")
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")] = Path(
        "frontier.html"
    ),
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.en,
) -> None:
    """Set help to abuse beside refusals of legitimate requests, for models and languages."""
    with plain_failures():
        from isonomia.evidence import load, write_file  # noqa: PLC0415
        from isonomia.report import render_frontiers  # noqa: PLC0415

        page = render_frontiers([load(folder) for folder in folders], lang.value)
        typer.echo(write_file(out, page.encode()))
