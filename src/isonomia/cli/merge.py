"""``isonomia merge PROFILE… --out FILE``: counts of many places, added up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.evidence import Profile

__all__ = ["merge"]


def merge(
    profiles: Annotated[
        list[Path],
        typer.Argument(metavar="PROFILE...", help="Files profile.json, or folders of assessments."),
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the sum is written.")],
) -> None:
    """Add up what was counted in several places, as if it had been counted in one.

    The profiles must be counted alike; none may hold what another holds.
    """
    with plain_failures():
        from isonomia.evidence import (  # noqa: PLC0415
            PROFILE_NAME,
            load_profile,
            merge_profiles,
            save_profile,
        )

        place = out / PROFILE_NAME if out.is_dir() else out
        _check_place(place, [one / PROFILE_NAME if one.is_dir() else one for one in profiles])
        whole = merge_profiles([load_profile(path) for path in profiles])
        save_profile(whole, place)
        _print(whole, len(profiles), place)


def _check_place(place: Path, given: list[Path]) -> None:
    if place.exists():
        raise UsageError(f"{place} is there already: give another --out, or it would be lost.")
    for path in given:
        if path.resolve() == place.resolve():
            raise UsageError(
                f"{place} is one of the profiles to be added up: give another --out, or it would "
                "be lost."
            )
        if path.suffix.lower() == ".csv":
            raise UsageError(
                f"{path} is a table of a warehouse: make a profile of it with isonomia assess "
                "decisions or isonomia assess data, and give that."
            )


def _print(whole: Profile, merged: int, place: Path) -> None:
    parts = len(whole.sources)
    typer.echo(
        f"{merged:,} profile{'s' if merged > 1 else ''} of {whole.kind} added up: "
        f"{whole.records:,} records in {parts:,} part{'s' if parts > 1 else ''} of the data."
    )
    for reason, n in sorted(whole.skipped.items()):
        typer.echo(f"  {n:,} records skipped: {reason}")
    typer.echo(f"  digest {whole.digest}")
    typer.echo(place)
