"""What the commands that assess data and decisions share."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from isonomia.evidence import Assessment

__all__ = ["again", "check_folder", "pairs", "refuse", "tell"]


def pairs(given: Sequence[str] | None, option: str, example: str) -> dict[str, str]:
    """Return what a repeated ``NAME=VALUE`` says.

    Raises
    ------
    UsageError
        One is not of that form, or a name is there twice.
    """
    found: dict[str, str] = {}
    for text in given or ():
        name, equals, value = text.partition("=")
        if not (equals and name.strip() and value.strip()):
            raise UsageError(f"{option} {text!r} is no NAME=VALUE: write it as in {example}.")
        if name.strip() in found:
            raise UsageError(f"{option} names {name.strip()!r} twice: give it once.")
        found[name.strip()] = value.strip()
    return found


def refuse(given: Mapping[str, object], allowed: set[str], why: str) -> None:
    """Refuse the options that make no sense here.

    Raises
    ------
    UsageError
        One was given that is not allowed; `why` follows its name.
    """
    for name, value in given.items():
        if name not in allowed and _is_given(value):
            raise UsageError(f"{name} {why}")


def check_folder(folder: Path, command: str) -> None:
    """Refuse to write over another run; the same command may be run again.

    Raises
    ------
    UsageError
        The folder holds what another command made.
    """
    from isonomia.evidence import FILE_NAME, load  # noqa: PLC0415

    if (folder / FILE_NAME).exists() and load(folder).run.command != command:
        raise UsageError(f"{folder} holds another run already: give another --out.")


def again(verb: str, files: Sequence[str], given: Mapping[str, object]) -> str:
    """Return the command that runs this again, with the options that were given."""
    words = ["isonomia", "assess", verb, *files]
    for name, value in given.items():
        if value is True:
            words.append(name)
            continue
        for one in value if isinstance(value, list) else [value]:
            if _is_given(one):
                words += [name, str(one)]
    # A file name that is no UTF-8 can be shown, though not typed.
    return shlex.join(words).encode("utf-8", "backslashreplace").decode()


def _is_given(value: object) -> bool:
    """Whether an option was given; 0 is a value like others."""
    return value is not None and value is not False and value not in ("", [])


def tell(assessment: Assessment, page: Path, notes: Iterable[str]) -> None:
    """Print findings, what was read, what could not be, and where the report is."""
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    from isonomia.cli.progress import findings_text  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    console.print(findings_text(tuple(assessment.worst_first())))
    skipped = sum(sum(source.skipped.values()) for source in assessment.sources)
    read = sum(source.records for source in assessment.sources)
    console.print(f"{read:,} records read, {skipped:,} skipped, {assessment.run.seconds:.1f} s.")
    for note in notes:
        console.print(escape(note))
    console.print(f"Report: {escape(str(page))}", soft_wrap=True)
