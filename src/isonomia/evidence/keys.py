"""The key of a run's sealed answers, in a file beside them: made once, found, deleted."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isonomia.errors import AssessmentError, StorageError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEY_NAME", "Key", "delete_key", "find_key", "make_key"]

KEY_NAME = "answers.key"
"""The file in a run's folder that holds the key of its sealed answers."""

HEADER = b"isonomia answers key 1\n"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one run's sealed answers; its secret is never shown.

    Attributes
    ----------
    secret : bytes
        256 random bits.
    """

    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """A digest by which the right key is known; it tells nothing of the secret."""
        return hashlib.sha256(HEADER + self.secret).hexdigest()[:16]

    @classmethod
    def read(cls, path: Path) -> Key | None:
        """Read a key; None where there is no file.

        Raises
        ------
        AssessmentError
            The file cannot be read, or holds no key.
        """
        try:
            content = path.read_bytes()
            secret = base64.b64decode(content.removeprefix(HEADER).strip(), validate=True)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise AssessmentError(
                f"Cannot read the key {path} ({error.strerror}): make it readable for you."
            ) from error
        except binascii.Error:
            secret = b""
        if not content.startswith(HEADER) or len(secret) != KEY_BYTES:
            raise AssessmentError(
                f"{path} is damaged or no key of Isonomia: put back the file that lay beside the "
                "answers; without it nobody can read them again."
            )
        return cls(secret)


def find_key(path: Path, name: str | None) -> Key:
    """Read the key that a run's sealed answers need.

    Parameters
    ----------
    path : Path
        The file.
    name : str or None
        The key's name, as it was noted when it was made.

    Raises
    ------
    AssessmentError
        The key is gone, damaged, or another run's.
    """
    key = Key.read(path)
    if key is None:
        raise AssessmentError(
            f"The key of the sealed answers ({path}) is gone: nobody can read them again, so this "
            "run cannot be resumed, labelled or revealed. Its report, compare and gate need only "
            "assessment.json and still work."
        )
    if key.name != name:
        raise AssessmentError(
            f"{path} is not the key of these answers: put back the file that lay beside them."
        )
    return key


def make_key(path: Path) -> Key:
    """Make a new key, readable for its owner alone; it is on disk when this returns.

    Raises
    ------
    StorageError
        The folder cannot be written.
    """
    key = Key(secrets.token_bytes(KEY_BYTES))
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(HEADER + base64.b64encode(key.secret) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _settle(path.parent)
    except OSError as error:
        raise StorageError(
            f"Could not write the key {path} ({error.strerror}), and no answer is kept without "
            "it: free some space or choose a writable folder, then run again with --resume."
        ) from error
    return key


def delete_key(path: Path) -> None:
    """Delete a key, so that nobody can read the answers again.

    Raises
    ------
    StorageError
        It cannot be deleted.
    """
    try:
        path.unlink()
        _settle(path.parent)
    except OSError as error:
        raise StorageError(
            f"Could not delete {path} ({error.strerror}): the answers can still be read."
        ) from error


def _settle(folder: Path) -> None:
    """Make sure that a new or deleted file is so after a power cut, too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
