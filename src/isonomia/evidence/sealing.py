"""Sealing: answers that may harm lie encrypted beside their run, with one key for all of them.

AES-256-GCM with a nonce of its own for each answer. What an answer belongs to is authenticated with
it, so that no answer can be changed, or be taken for that of another question. Whoever has the key
can read all answers; without it nobody can, we included.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.evidence.keys import Key

__all__ = ["is_sealed", "outside", "seal", "unseal"]

FORM = "isonomia sealed answer 1"
"""What is authenticated first, so that another form of sealing could be told from this one."""

NONCE_BYTES = 12


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
    return orjson.dumps([FORM, trial, received, shown], option=orjson.OPT_SORT_KEYS)
