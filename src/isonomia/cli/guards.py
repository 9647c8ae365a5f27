"""From the name that a user types to a guard that can screen texts."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

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
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise UsageError(f"{name!r} names no guard of yours: give it as package.module:attribute.")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = import_module(module)
    except ImportError as error:
        raise UsageError(
            f"Cannot import {module!r} ({error}): run the command where the module lies, or "
            "install it."
        ) from error
    finally:
        sys.path.pop(0)
    guard = getattr(found, attribute, None)
    if guard is None:
        raise UsageError(f"{module!r} has no {attribute!r}: name the guard as module:attribute.")
    missing = [part for part in ("name", "digest", "screen") if not hasattr(guard, part)]
    if missing or isinstance(guard, type):
        raise UsageError(
            f"{module}:{attribute} is no guard: it needs to be an object with name, digest and "
            "screen(text, language)"
            + (f", and has no {' and no '.join(missing)}." if missing else ", not a class.")
        )
    return cast("Guard", guard)
