"""``isonomia assess guard NAME``: examine something that screens texts."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.assess import bare, carry_out
from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Lang, suites_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assess_guard"]


def assess_guard(
    guard: Annotated[
        str,
        typer.Argument(
            metavar="GUARD",
            help="baseline; openai/NAME or local/NAME for a model that judges texts; or "
            "package.module:attribute for a guard of your own.",
        ),
    ],
    *,
    suite: Annotated[
        str | None,
        typer.Option(
            metavar="A,B", help="Suites that ask a guard, or paths of suite files [default: all]."
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the texts and the report.")] = Lang.en,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Address of the endpoint [default: OPENAI_BASE_URL]."),
    ] = None,
    concurrency: Annotated[
        int,
        typer.Option(
            min=1, help="Most texts at once, for a guard of your own that can take several."
        ),
    ] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/guard-NAME]."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides the order of the texts.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the run in the folder.")
    ] = False,
    max_calls: Annotated[
        int | None, typer.Option(min=1, help="Most texts, earlier sittings included.")
    ] = None,
) -> None:
    """Show a guard texts that it should flag and texts that it should let pass."""
    with plain_failures():
        from isonomia.assess.guards import GuardModel  # noqa: PLC0415
        from isonomia.assess.models import Limits, Options, default_folder  # noqa: PLC0415
        from isonomia.cli.guards import open_guard  # noqa: PLC0415

        folder = out or default_folder(f"guard-{guard}")
        options = Options(
            suites=suites_of(suite),
            asks="guard",
            language=lang.value,
            seed=seed,
            ask_all=True,
            limits=Limits(max_calls),
            resume=resume,
            command=_command(
                guard,
                {
                    "--suite": suite,
                    "--lang": lang.value,
                    "--base-url": bare(base_url),
                    "--concurrency": concurrency if concurrency > 1 else None,
                    "--seed": seed,
                    "--max-calls": max_calls,
                    "--out": folder,
                },
            ),
        )
        with open_guard(guard, base_url, concurrency) as opened:
            subject = GuardModel(opened, lang.value, concurrency)
            carry_out(subject, f"guard {guard}", folder, options)


def _command(guard: str, given: Mapping[str, object]) -> str:
    """Return the command that runs this again."""
    words = ["isonomia", "assess", "guard", guard]
    for name, value in given.items():
        if value is not None:
            words += [name, str(value)]
    return shlex.join(words)
