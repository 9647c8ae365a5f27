"""``isonomia card DIR``: the card of data that were assessed, also as Croissant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang
from isonomia.errors import UsageError

__all__ = ["card"]


def card(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="The folder that `isonomia assess data` wrote."),
    ] = None,
    *,
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What only you know: licence, collection, uses."),
    ] = None,
    new_facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write an empty facts file to fill in, and stop."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the card.")] = Lang.en,
) -> None:
    """Write the card of data: Markdown, a page, and Croissant with its RAI vocabulary."""
    with plain_failures():
        if new_facts is not None:
            _write_facts(new_facts)
            again = "isonomia card DIR --facts"
            typer.echo(f"{new_facts} is a facts file to fill in. Then: {again} {new_facts}")
            return
        if folder is None:
            raise UsageError(
                "Name the folder of an assessment of data, or --new-facts FILE to begin with."
            )
        target = folder if folder.is_dir() else folder.parent
        for path in _write(folder, target, facts, lang):
            typer.echo(path)


def _write_facts(path: Path) -> None:
    from isonomia.govern import new_facts  # noqa: PLC0415

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(new_facts())
    except FileExistsError:
        raise UsageError(f"{path} is there already: choose another name.") from None
    except OSError as error:
        raise UsageError(f"Cannot write {path} ({error.strerror}).") from error


def _write(folder: Path, target: Path, facts: Path | None, lang: Lang) -> list[Path]:
    from isonomia.evidence import load, write_file  # noqa: PLC0415
    from isonomia.govern import Facts, croissant_text, read_facts  # noqa: PLC0415
    from isonomia.report import data_card, render_card, render_card_markdown  # noqa: PLC0415

    known = read_facts(facts) if facts else Facts()
    assessment = load(folder)
    stem = "data-card" if lang is Lang.en else f"data-card.{lang.value}"
    texts = {
        f"{stem}.md": render_card_markdown(assessment, known, lang.value).encode(),
        f"{stem}.html": render_card(assessment, known, lang.value).encode(),
        "croissant.json": croissant_text(data_card(assessment, known, lang.value)),
    }
    return [write_file(target / name, text) for name, text in texts.items()]
