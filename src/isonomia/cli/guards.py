"""From the name that a user types to a guard that can screen texts."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.assess.guards import Guard

__all__ = ["open_guard"]


def open_guard(name: str, base_url: str | None = None) -> Guard:
    """Return the guard that a name stands for; nothing is screened yet.

    Parameters
    ----------
    name : str
        ``baseline``, ``openai/NAME``, ``local/NAME`` or ``package.module:attribute``.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint, for ``openai/NAME``.

    Raises
    ------
    UsageError
        The name stands for nothing that screens texts.
    """
    if base_url is not None and not name.startswith("openai/"):
        raise UsageError("--base-url is for openai/NAME: leave it out.")
    module, colon, attribute = name.partition(":")
    if colon:
        return _own(module, attribute)
    if name == "baseline":
        from isonomia.protect.guard import load_guard  # noqa: PLC0415

        return load_guard()
    raise UsageError(
        f"{name!r} names no guard: give baseline, openai/NAME, local/NAME, or "
        "package.module:attribute for a guard of your own."
    )


def _own(module: str, attribute: str) -> Guard:
    """Return a guard that the user wrote, from the folder where the command is run or a package."""
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
