"""What a user wrote in Python, from ``package.module:attribute``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from isonomia.errors import UsageError

__all__ = ["load_own"]


def load_own(name: str, what: str) -> object:
    """Return an attribute of a module in the folder where the command is run, or of a package.

    Parameters
    ----------
    name : str
        ``package.module:attribute``.
    what : str
        What it should be, for the sentence.

    Raises
    ------
    UsageError
        There is no such module or attribute, or the module fails when it is imported.
    """
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise UsageError(f"{name!r} names no {what} of yours: give it as package.module:attribute.")
    sys.path.insert(0, str(Path.cwd()))
    try:
        found = import_module(module)
    except ImportError as error:
        raise UsageError(
            f"Cannot import {module!r} ({error}): run the command where the module lies, or "
            "install it."
        ) from error
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"The module {module!r} fails when it is imported ({type(error).__name__}: {error}): "
            "mend it."
        ) from error
    finally:
        sys.path.pop(0)
    own: object = getattr(found, attribute, None)
    if own is None:
        raise UsageError(f"{module!r} has no {attribute!r}: name the {what} as module:attribute.")
    return own
