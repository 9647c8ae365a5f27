"""What can go wrong at an endpoint, to be put into a :class:`.MockEndpoint`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that goes wrong.

    Attributes
    ----------
    status : int
        The HTTP status.
    body : bytes or None
        Sent in place of the answer; None sends the answer that was due.
    headers : mapping
        Added to the answer's.
    delay : float
        Seconds before anything is sent.
    drop : bool
        Whether the connection is dropped: halfway through the body, or at once if that is empty.
    """

    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False

    @classmethod
    def refusal(cls, status: int, message: str = "", *, code: str = "", param: str = "") -> Self:
        """Refuse with an HTTP status and OpenAI's kind of error."""
        error = {"message": message, "code": code or None, "param": param or None}
        return cls(status, orjson.dumps({"error": error}))

    @classmethod
    def throttle(cls, retry_after: str | None = None, status: int = 429) -> Self:
        """Ask for fewer requests, perhaps naming a number of seconds or a date."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        return cls(status, orjson.dumps({"error": {"message": "Too many requests"}}), headers)

    @classmethod
    def dropped(cls) -> Self:
        """Drop the connection without a word."""
        return cls(body=b"", drop=True)

    @classmethod
    def slow(cls, seconds: float) -> Self:
        """Answer late."""
        return cls(delay=seconds)
