"""Options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Folder", "Lang", "page_of", "suites_of"]


class Lang(StrEnum):
    """Languages that Isonomia speaks."""

    en = "en"
    vi = "vi"
    fr = "fr"


Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `isonomia assess` wrote.")
]


def suites_of(text: str | None) -> list[str] | None:
    """Return the suites that ``--suite A,B`` names; None for all."""
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def page_of(folder: Path, lang: Lang) -> Path:
    """Return where a run's report in a language is kept."""
    return folder / ("report.html" if lang is Lang.en else f"report.{lang.value}.html")
