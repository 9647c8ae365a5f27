"""``isonomia report DIR``: write the page of an assessment."""

from __future__ import annotations

from typing import Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Folder, Lang, page_of

__all__ = ["report"]


def report(
    folder: Folder,
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.en,
) -> None:
    """Write the report of an assessment as one HTML file, in English, Vietnamese or French."""
    with plain_failures():
        from isonomia.evidence import load  # noqa: PLC0415
        from isonomia.report import write_html  # noqa: PLC0415

        assessment = load(folder)
        target = folder if folder.is_dir() else folder.parent
        typer.echo(write_html(assessment, page_of(target, lang), lang.value))
