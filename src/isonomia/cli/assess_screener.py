"""``isonomia assess screener NAME``: probe a system that screens applications."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.assess import bare, carry_out
from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang, suites_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assess_screener"]


class Shown(StrEnum):
    """What a pipeline is shown."""

    application = "application"
    cv = "cv"


def assess_screener(
    screener: Annotated[
        str,
        typer.Argument(
            metavar="SCREENER",
            help="https://… for a service (key from ISONOMIA_SCREENER_KEY), or "
            "package.module:attribute for a function, a class or a fitted pipeline of yours.",
        ),
    ],
    *,
    suite: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Suites that ask a screener, or paths of suite files [default: all].",
        ),
    ] = None,
    lang: Annotated[
        Lang, typer.Option(help="Language of the applications and the report.")
    ] = Lang.en,
    scale: Annotated[
        str, typer.Option(metavar="LOW,HIGH", help="Least and greatest score.")
    ] = "0,1",
    threshold: Annotated[
        float | None,
        typer.Option(help="Score from which it invites, if it gives no decisions of its own."),
    ] = None,
    positive: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="The decision, or the class, that means an invitation."),
    ] = None,
    shown: Annotated[
        Shown | None,
        typer.Option(
            "--input", help="The text that a pipeline is shown [default: application, with the CV]."
        ),
    ] = None,
    score_field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where a service's answer has it [default: score]."),
    ] = None,
    decision_field: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Where a service's answer has it [default: decision]."),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(min=1, help="Most applications at once [default: 4 for a service, else 1]."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/screener-NAME]."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides the order of the applications.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the run in the folder.")
    ] = False,
    max_calls: Annotated[
        int | None, typer.Option(min=1, help="Most calls, earlier sittings included.")
    ] = None,
) -> None:
    """Send a screener CVs that differ only in gender and in a career break."""
    with plain_failures():
        from isonomia.assess.decisions.screening import ScreenerModel, Terms  # noqa: PLC0415
        from isonomia.assess.models import Limits, Options, default_folder  # noqa: PLC0415
        from isonomia.cli.screeners import open_screener  # noqa: PLC0415

        terms = Terms(_scale(scale), threshold, positive)
        opened = open_screener(
            screener,
            positive=positive,
            shown=shown.value if shown else None,
            score_field=score_field,
            decision_field=decision_field,
            concurrency=concurrency,
        )
        folder = out or default_folder(f"screener-{opened.name}")
        options = Options(
            suites=suites_of(suite),
            asks="screener",
            language=lang.value,
            seed=seed,
            ask_all=True,
            limits=Limits(max_calls),
            resume=resume,
            command=_command(
                screener,
                {
                    "--suite": suite,
                    "--lang": lang.value,
                    "--scale": scale,
                    "--threshold": threshold,
                    "--positive": positive,
                    "--input": shown,
                    "--score-field": score_field,
                    "--decision-field": decision_field,
                    "--concurrency": concurrency,
                    "--seed": seed,
                    "--max-calls": max_calls,
                    "--out": folder,
                },
            ),
        )
        carry_out(
            ScreenerModel(opened, terms, lang.value), f"screener {opened.name}", folder, options
        )


def _scale(text: str) -> tuple[float, float]:
    """Return the two ends of a scale."""
    low, _, high = text.partition(",")
    try:
        return float(low), float(high)
    except ValueError:
        raise UsageError(
            f"--scale {text} is no scale: give the least and the greatest score, such as 0,100."
        ) from None


def _command(screener: str, given: Mapping[str, object]) -> str:
    """Return the command that runs this again."""
    words = ["isonomia", "assess", "screener", bare(screener) or screener]
    for name, value in given.items():
        if value is not None:
            words += [name, str(value)]
    return shlex.join(words)
