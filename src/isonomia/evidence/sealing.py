"""Sealing: answers that may harm lie encrypted beside their run, with one key for all of them.

AES-256-GCM with a nonce of its own for each answer. What an answer belongs to is authenticated with
it, so that no answer can be changed, or be taken for that of another question. Whoever has the key
can read all answers; without it nobody can, we included.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from isonomia.errors import AssessmentError, StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["KEY_NAME", "Key", "delete_key", "is_sealed", "make_key", "outside", "seal", "unseal"]

KEY_NAME = "answers.key"
"""The file in a run's folder that holds the key of its sealed answers."""

HEADER = b"isonomia answers key 1\n"
KEY_BYTES = 32
NONCE_BYTES = 12


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


def is_sealed(stored: Mapping[str, object]) -> bool:
    """Return whether a journal's body is sealed."""
    return "sealed" in stored


def seal(key: Key, trial: str, body: Mapping[str, object], *, received: bool) -> dict[str, object]:
    """Return a body as it may be stored: all of it encrypted but for the cell it counts in.

    Beside the ciphertext stands the SHA-256 of the plain body, so that the digest of a run is the
    same whenever its answers are, and can be computed without the key.

    Parameters
    ----------
    key : Key
        The run's key.
    trial : str
        Whose answer it is; another trial's it cannot become.
    body : mapping
        What came back.
    received : bool
        Whether it is an answer; authenticated, too.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415  rarely needed

    plain = orjson.dumps(body)
    digest = hashlib.sha256(plain).hexdigest()
    shown = _shown(body) | {"sealed": {"sha256": digest}}
    nonce = secrets.token_bytes(NONCE_BYTES)
    box = nonce + AESGCM(key.secret).encrypt(nonce, plain, _bound(trial, shown, received=received))
    return shown | {"sealed": {"sha256": digest, "box": base64.b64encode(box).decode()}}


def unseal(
    key: Key, trial: str, stored: Mapping[str, object], *, received: bool
) -> dict[str, object]:
    """Return the plain body of a sealed one.

    Raises
    ------
    ValueError
        It does not fit its seal: it was changed, damaged, or moved from another trial.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        box = base64.b64decode(stored["sealed"]["box"], validate=True)  # type: ignore[index]
        nonce, locked = box[:NONCE_BYTES], box[NONCE_BYTES:]
        bound = _bound(trial, outside(stored), received=received)
        body: dict[str, object] = orjson.loads(AESGCM(key.secret).decrypt(nonce, locked, bound))
    except (InvalidTag, KeyError, TypeError, ValueError):
        # From None: no part of what was decrypted may end up in a sentence.
        raise ValueError("it does not fit its seal") from None
    return body


def outside(stored: Mapping[str, object]) -> dict[str, object]:
    """Return what is known of a sealed body without its key, the same for the same answer."""
    sealed = stored["sealed"]
    digest = sealed.get("sha256") if isinstance(sealed, dict) else None
    return {**stored, "sealed": {"sha256": digest}}


def _shown(body: Mapping[str, object]) -> dict[str, object]:
    match body.get("asked"):
        case {"cell": cell}:
            return {"asked": {"cell": cell}}
    return {}


def _bound(trial: str, shown: Mapping[str, object], *, received: bool) -> bytes:
    """Return what is authenticated with an answer."""
    return orjson.dumps([HEADER.decode(), trial, received, shown], option=orjson.OPT_SORT_KEYS)


def _settle(folder: Path) -> None:
    """Make sure that a new or deleted file is so after a power cut, too."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
