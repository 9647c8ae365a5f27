"""The log of who looked at sealed answers and why, in ``reveals.jsonl`` beside the run.

It is written before anything is shown, and never holds what an answer says.
"""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import orjson

from isonomia.errors import StorageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["REVEALS_NAME", "Look", "note_look"]

REVEALS_NAME = "reveals.jsonl"
"""The file in a run's folder that says who looked at sealed answers."""


class Look(StrEnum):
    """What was done with sealed answers."""

    MASKED = "shown masked"
    UNMASKED = "shown unmasked"
    LABELLING = "labelling"
    FORGOTTEN = "key deleted"


def note_look(folder: Path, what: Look, *, trial: str = "", reason: str = "", by: str = "") -> None:
    """Append one line to a run's log; it is on disk when this returns.

    Parameters
    ----------
    folder : Path
        The run's folder.
    what : Look
        What is about to be done.
    trial : str
        The answer's trial, where it is one.
    reason : str
        Why.
    by : str
        Who; by default the name by which the system knows the user.

    Raises
    ------
    StorageError
        The log cannot be written: then nothing may be shown.
    """
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "what": what.value,
        **({"trial": trial} if trial else {}),
        "reason": reason.strip(),
        "by": by.strip() or _user(),
    }
    path = folder / REVEALS_NAME
    try:
        _append(path, orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
    except OSError as error:
        raise StorageError(
            f"Could not write {path} ({error.strerror}): no sealed answer is shown and no key "
            "deleted without a line in that log. Free some space or make the folder writable."
        ) from error


def _append(path: Path, line: bytes) -> None:
    with path.open("ab+", buffering=0) as file:
        if size := file.seek(0, os.SEEK_END):
            file.seek(size - 1)
            # A line that a power cut left open must not swallow this one.
            line = line if file.read(1) == b"\n" else b"\n" + line
        if file.write(line) < len(line):
            raise OSError(0, "the disk is full")
        os.fsync(file.fileno())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # as in a container whose user has no name
        return "unknown"
