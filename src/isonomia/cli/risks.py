"""``isonomia risks DIR``: an assessment's findings as a risk register."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Folder, Lang

__all__ = ["risks"]


class Format(StrEnum):
    """What a register can be written as."""

    html = "html"
    markdown = "markdown"
    json = "json"


def risks(
    folder: Folder,
    *,
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.en,
    form: Annotated[
        Format,
        typer.Option(
            "--format", help="html: a page; markdown: text; json: all languages, for tools."
        ),
    ] = Format.html,
) -> None:
    """Write the risk register of an assessment into its folder: harms, evidence, what to do."""
    with plain_failures():
        target = folder if folder.is_dir() else folder.parent
        typer.echo(_write(folder, target, lang, form))


def _write(folder: Path, target: Path, lang: Lang, form: Format) -> Path:
    from isonomia.evidence import load, write_file  # noqa: PLC0415
    from isonomia.govern import register_text, risk_register  # noqa: PLC0415
    from isonomia.report import render_risks, render_risks_markdown  # noqa: PLC0415

    assessment = load(folder)
    if form is Format.json:
        return write_file(target / "risks.json", register_text(risk_register(assessment)))
    stem = "risks" if lang is Lang.en else f"risks.{lang.value}"
    if form is Format.markdown:
        text = render_risks_markdown(assessment, lang.value)
        return write_file(target / f"{stem}.md", text.encode())
    return write_file(target / f"{stem}.html", render_risks(assessment, lang.value).encode())
