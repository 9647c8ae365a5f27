"""What went wrong between us and a server, told in plain sentences and sorted by what helps.

A failure that may pass by itself is a :class:`PassingError`, which the transport retries; any
other is final at once.  No sentence here may hold the key: :func:`read_complaint` is given it to
cut it out of what the server says, and 401 answers, which like to quote it, are never quoted.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson

from isonomia.errors import AskError, IsonomiaError, SubjectError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "THROTTLES",
    "Complaint",
    "PassingError",
    "RejectedError",
    "decode",
    "from_exception",
    "from_status",
    "read_complaint",
    "retry_after",
]

THROTTLES = frozenset({429, 503})
"""Statuses that ask for fewer requests."""

PASSING = frozenset({408, 409, 425, 429})  # and every 5xx but 501
OUT_OF_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
MOST_QUOTED = 200


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a server says of its refusal, in OpenAI's terms; empty where it says nothing."""

    detail: str = ""
    code: str = ""
    param: str = ""

    @property
    def ending(self) -> str:
        """How a sentence of ours ends: with the server's words, or with a full stop."""
        return f": {self.detail.rstrip('.')}." if self.detail else "."


class RejectedError(AskError):
    """The server said no, and saying the same again will not change it.

    Attributes
    ----------
    status : int
        The HTTP status.
    complaint : Complaint
        The server's reason.
    """

    def __init__(self, message: str, status: int, complaint: Complaint) -> None:
        super().__init__(message)
        self.status = status
        self.complaint = complaint

    @property
    def about_model(self) -> bool:
        """Whether the server says that it does not have the model."""
        said = self.complaint.detail.lower()
        missing = "not exist" in said or "not found" in said
        return self.complaint.code == "model_not_found" or (missing and "model" in said)


class PassingError(Exception):
    """A failure that may pass by itself.

    Parameters
    ----------
    what : str
        What the server did, to follow its name, such as "answered HTTP 503".
    kind : type
        The error to raise if it does not pass.
    complaint : Complaint, optional
        The server's reason.
    silent : bool
        Whether nothing at all came back.
    """

    def __init__(
        self,
        what: str,
        kind: type[IsonomiaError] = AskError,
        *,
        complaint: Complaint | None = None,
        silent: bool = False,
    ) -> None:
        super().__init__(what)
        self.kind = kind
        self.silent = silent
        self._ending = (complaint or Complaint()).ending

    def final(self, host: str, tries: int) -> IsonomiaError:
        """Give the error to raise when it has not passed after some tries."""
        times = f" ({tries} tries)" if tries > 1 else ""
        unreachable = self.kind is UnreachableError
        ending = "; check the address and that the server runs." if unreachable else self._ending
        error = self.kind(f"{host} {self}{times}{ending}")
        if isinstance(error, AskError):
            error.calls = tries
        return error


def from_exception(error: Exception) -> PassingError:
    """Say what broke before a whole answer had come."""
    kind: type[IsonomiaError]
    match error:
        case aiohttp.ClientConnectorDNSError():
            what, kind = "is not a known host", UnreachableError
        case aiohttp.ClientSSLError():
            what, kind = "offers no TLS that can be trusted", UnreachableError
        case aiohttp.ConnectionTimeoutError():
            what, kind = "took no connection in time", UnreachableError
        case aiohttp.ClientConnectorError():
            reason = os.strerror(error.errno).lower() if error.errno else "no connection"
            what, kind = f"cannot be reached: {reason}", UnreachableError
        case TimeoutError():
            what, kind = "gave no answer in time", AskError
        case aiohttp.ClientPayloadError():
            what, kind = "broke off its answer", AskError
        case _:
            what, kind = "closed the connection without an answer", AskError
    return PassingError(what, kind, silent=True)


def from_status(host: str, status: int, complaint: Complaint, key_name: str) -> Exception:
    """Say what an HTTP status other than 200 means for the run."""
    if status == HTTPStatus.UNAUTHORIZED:
        return SubjectError(f"{host} does not accept the key (HTTP 401); check {key_name}.")
    if complaint.code in OUT_OF_CREDIT:
        return SubjectError(f"The account at {host} has no credit left (HTTP {status}).")
    if status in PASSING or (status >= 500 and status != HTTPStatus.NOT_IMPLEMENTED):
        return PassingError(f"answered HTTP {status}", complaint=complaint)
    if 300 <= status < 400:
        return SubjectError(f"{host} redirects elsewhere (HTTP {status}); name the final address.")
    message = f"{host} rejected the request with HTTP {status}{complaint.ending}"
    return RejectedError(message, status, complaint)


def read_complaint(raw: bytes, key: str | None) -> Complaint:
    """Read an error body, whatever its dialect, without ever repeating the key."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return Complaint()
    error = body.get("error", body) if isinstance(body, dict) else {}
    if not isinstance(error, dict):
        error = {"message": error}
    said = error.get("message") or error.get("detail") or ""
    detail = said if isinstance(said, str) else orjson.dumps(said).decode()
    if key:
        detail = detail.replace(key, "[key]")
    return Complaint(
        # Whitespace and control characters would let a server write on the user's terminal.
        detail=" ".join("".join(c if c.isprintable() else " " for c in detail).split())[
            :MOST_QUOTED
        ],
        code=str(error.get("code") or ""),
        param=str(error.get("param") or ""),
    )


def decode(raw: bytes, content_type: str) -> Any:
    """Read an answer's JSON.

    Raises
    ------
    PassingError
        The answer is empty or broken.
    """
    if not raw.strip():
        raise PassingError("sent an empty answer")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise PassingError(_broken(raw, content_type)) from None


def _broken(raw: bytes, content_type: str) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "sent text that is not UTF-8"
    if "json" not in content_type:
        return f"sent {content_type[:40] or 'something'} instead of JSON"
    return "sent broken JSON"


def retry_after(headers: Mapping[str, str], now: float) -> float:
    """Read how many seconds a server asks us to wait, as a number or a date; 0 for none."""
    value = headers.get("Retry-After", "").strip()
    try:
        if value[:1].isdigit():
            return float(value)
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except ValueError:
        return 0.0
