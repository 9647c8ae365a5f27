"""Names with ``*``, ``?``, ``[…]`` and ``**``: what they match, symlink loops included.

The standard library follows links inside ``**`` and does not come back from two loops in one
folder; here each real folder is visited once.
"""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Entry", "entries", "expand", "folders_below", "printable"]

MAGIC = re.compile(r"[*?\[]")


class Entry(NamedTuple):
    """What lies in a folder."""

    path: Path
    what: str
    """``file``, ``folder``, ``broken link`` or ``special file`` (a device, a pipe, a socket)."""
    linked: bool


def entries(folder: Path, *, hidden: bool = False) -> list[Entry]:
    """Return what lies in a folder, its own things before links to others, each by name.

    Raises
    ------
    UsageError
        The folder cannot be read.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise UsageError(
            f"The folder {printable(folder)} cannot be read ({error.strerror}): mend its rights, "
            "or leave it out."
        ) from error
    seen = (path for path in paths if hidden or not path.name.startswith("."))
    return sorted(map(look_at, seen), key=lambda entry: entry.linked)


def look_at(path: Path) -> Entry:
    """Return what lies at a path; links are followed."""
    linked = path.is_symlink()
    if path.is_dir():
        return Entry(path, "folder", linked)
    if path.is_file():
        return Entry(path, "file", linked)
    # A link that leads nowhere, or round in a circle.
    return Entry(path, "broken link" if linked else "special file", linked)


def folders_below(folder: Path) -> Iterator[Path]:
    """Yield a folder and all below it, each real one once, under its own name if it has one."""
    seen: set[str] = set()
    own, linked = [folder], list[Path]()
    while own or linked:
        here = own.pop() if own else linked.pop()
        real = os.path.realpath(here)
        if real in seen:
            continue
        seen.add(real)
        yield here
        for entry in reversed(entries(here)):
            if entry.what == "folder":
                (linked if entry.linked else own).append(entry.path)


def expand(pattern: str) -> list[Path]:
    """Return the paths that a pattern matches; a part that exists as it is written is meant so."""
    if not MAGIC.search(pattern):
        return []
    path = Path(pattern)
    return sorted(set(_expand(Path(path.anchor), path.parts[1 if path.anchor else 0 :])))


def _expand(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    if not parts:
        yield folder
        return
    head, rest = parts[0], parts[1:]
    literal = folder / head
    if os.path.lexists(literal):
        yield from _expand(literal, rest)
    elif head == "**":
        for below in folders_below(folder) if folder.is_dir() else ():
            yield from _expand(below, rest)
    elif MAGIC.search(head) and folder.is_dir():
        for entry in entries(folder, hidden=head.startswith(".")):
            if fnmatchcase(entry.path.name, head):
                yield from _expand(entry.path, rest)


def printable(path: Path | str) -> str:
    """Return a path as it can be shown and stored, whatever bytes its name is made of."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
