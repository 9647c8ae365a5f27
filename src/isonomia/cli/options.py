"""Options that several verbs share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

__all__ = ["BenchmarkName", "Data", "Folder", "Lang", "Limit", "OwnSuites", "page_of", "suites_of"]


class Lang(StrEnum):
    """Languages that Isonomia speaks."""

    en = "en"
    vi = "vi"
    fr = "fr"


Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that `isonomia assess` wrote.")
]


BenchmarkName: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--benchmark",
        metavar="NAME",
        help="A public benchmark, from your own copy: bbq, bold, crows-pairs, discrim-eval, "
        "honest, stereoset, winobias, winogender, winogenerated.",
    ),
]
Data: TypeAlias = Annotated[
    Path | None,
    typer.Option("--data", metavar="PATH", help="The benchmark's file or folder, as published."),
]
Limit: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit", min=1, help="Most items of the benchmark, drawn evenly over units."),
]

OwnSuites: TypeAlias = Annotated[
    str | None,
    typer.Option("--suite", metavar="A,B", help="Suite files of the run, where they are your own."),
]


def suites_of(text: str | None) -> list[str] | None:
    """Return the suites that ``--suite A,B`` names; None for all."""
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def page_of(folder: Path, lang: Lang, ending: str = "html") -> Path:
    """Return where a run's report in a language is kept."""
    return folder / (f"report.{ending}" if lang is Lang.en else f"report.{lang.value}.{ending}")
