"""``isonomia gate DIR``: pass or fail, for CI."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from isonomia.cli.failures import Exit, plain_failures
from isonomia.cli.options import Folder

__all__ = ["gate"]


def gate(
    folder: Folder,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Policy (TOML); without one, any `exceeds` fails."),
    ] = None,
) -> None:
    """Check an assessment against a policy: exit 0 if it passes, 1 if it fails."""
    with plain_failures():
        from isonomia.evidence import load  # noqa: PLC0415
        from isonomia.report import Policy, check, load_policy  # noqa: PLC0415

        rules = load_policy(policy) if policy else Policy()
        result = check(load(folder), rules, datetime.now(UTC).date())
    for line in (*result.accepted, *result.failures):
        typer.echo(line)
    typer.echo("Gate passed." if result.passed else "Gate failed.")
    if not result.passed:
        raise typer.Exit(Exit.GATE_FAILED)
