"""``isonomia report DIR``: write the page of an assessment."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Folder, Lang, page_of
from isonomia.errors import UsageError

__all__ = ["report"]


class Format(StrEnum):
    """What a report can be written as."""

    html = "html"
    markdown = "markdown"
    junit = "junit"


def report(
    folder: Folder,
    *,
    lang: Annotated[Lang, typer.Option(help="Language of the page.")] = Lang.en,
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="html: the whole report; markdown: short, for pull requests; junit: for CI.",
        ),
    ] = Format.html,
    policy: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="For junit, the gate's policy; without one, any `exceeds` fails."
        ),
    ] = None,
) -> None:
    """Write the report of an assessment into its folder, in English, Vietnamese or French."""
    with plain_failures():
        if policy is not None and form is not Format.junit:
            raise UsageError("--policy decides what fails, so it goes with --format junit alone.")
        target = folder if folder.is_dir() else folder.parent
        typer.echo(_write(folder, target, lang, form, policy))


def _write(folder: Path, target: Path, lang: Lang, form: Format, policy: Path | None) -> Path:
    from isonomia.evidence import load, write_file  # noqa: PLC0415
    from isonomia.report import (  # noqa: PLC0415
        Policy,
        load_policy,
        render_junit,
        render_markdown,
        write_html,
    )

    assessment = load(folder)
    if form is Format.junit:
        rules, today = load_policy(policy) if policy else Policy(), datetime.now(UTC).date()
        return write_file(target / "junit.xml", render_junit(assessment, rules, today, lang.value))
    if form is Format.markdown:
        text = render_markdown(assessment, lang.value)
        return write_file(page_of(target, lang, "md"), text.encode())
    return write_html(assessment, page_of(target, lang), lang.value)
