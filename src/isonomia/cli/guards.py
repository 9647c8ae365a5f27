"""From the name that a user types to a guard that can screen texts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from isonomia.cli.own_code import load_own
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.guards import Guard

__all__ = ["open_guard"]

JUDGES = ("openai/", "local/")
"""How the names of models begin that judge texts."""


@contextmanager
def open_guard(name: str, base_url: str | None = None, concurrency: int = 1) -> Iterator[Guard]:
    """Return the guard that a name stands for, and stop it when done.

    Parameters
    ----------
    name : str
        ``baseline``, ``openai/NAME``, ``local/NAME`` or ``package.module:attribute``.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint, for ``openai/NAME``.
    concurrency : int
        Most texts that it will be shown at once; a model that judges takes one.

    Raises
    ------
    UsageError
        The name stands for nothing that screens texts.
    """
    if base_url is not None and not name.startswith("openai/"):
        raise UsageError("--base-url is for openai/NAME: leave it out.")
    if not name.startswith(JUDGES):
        yield _own(name) if ":" in name else _ours(name)
        return
    if concurrency > 1:
        raise UsageError(f"{name} judges one text at a time: leave --concurrency out.")
    from isonomia.cli.judge_guard import judging_guard  # noqa: PLC0415

    with judging_guard(name, base_url) as guard:
        yield guard


def _ours(name: str) -> Guard:
    from isonomia.protect.guard import BASELINE, load_guard  # noqa: PLC0415

    if name == BASELINE:
        return load_guard(name)
    raise UsageError(
        f"{name!r} names no guard: give baseline, openai/NAME, local/NAME, or "
        "package.module:attribute for a guard of your own."
    )


def _own(name: str) -> Guard:
    """Return a guard that the user wrote, from the folder where the command is run or a package."""
    guard = load_own(name, "guard")
    missing = [part for part in ("name", "digest", "screen") if not hasattr(guard, part)]
    if missing or isinstance(guard, type):
        raise UsageError(
            f"{name} is no guard: it needs to be an object with name, digest and "
            "screen(text, language)"
            + (f", and has no {' and no '.join(missing)}." if missing else ", not a class.")
        )
    return cast("Guard", guard)
