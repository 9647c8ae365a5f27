"""JSON over HTTP with patience: one session, bounded retries, every failure a plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import aiohttp
import orjson
from yarl import URL

from isonomia.assess.models.failures import (
    THROTTLES,
    PassingError,
    decode,
    from_exception,
    from_status,
    read_complaint,
    retry_after,
)
from isonomia.assess.models.limiter import AdaptiveLimiter, Clock
from isonomia.errors import AskError, SubjectError, UnreachableError, UsageError

__all__ = ["Received", "RetryPolicy", "Transport"]

MOST_BYTES = 4 * 1024 * 1024
CONNECT_SECONDS = 10.0
IMPATIENT = 3
"""Tries of a request that only finds out whether the server is of use."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently to try again.

    The wait after try *n* is drawn between 0 and ``min(cap, base * 2**(n - 1))`` seconds:
    exponential backoff with full jitter.

    Attributes
    ----------
    attempts : int
        Tries in all, at least one.
    base, cap : float
        Seconds, as above.
    longest_pause : float
        A server that asks for a longer wait than this many seconds ends the run, which can be
        resumed later.
    """

    attempts: int = 8
    base: float = 0.5
    cap: float = 30.0
    longest_pause: float = 300.0

    def ceiling(self, attempt: int) -> float:
        """Give the longest wait after a try, counted from one."""
        return min(self.cap, self.base * 2.0 ** (attempt - 1))


class Received(NamedTuple):
    """A JSON object that came back, and how many tries it took."""

    body: dict[str, Any]
    calls: int


class Transport:
    """Asks one server for JSON.

    Parameters
    ----------
    base_url : str
        What every path is appended to.
    key : str, optional
        Sent as a bearer token; shown nowhere.
    key_name : str
        The environment variable that it comes from, to be named where it is wrong.
    concurrency : int
        Most requests in flight.
    timeout : float
        Seconds after which a try is given up.
    policy : RetryPolicy
        How to try again.
    clock : Clock
        Where time comes from.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        key_name: str = "OPENAI_API_KEY",
        concurrency: int = 1,
        timeout: float = 120.0,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._url = _checked_url(base_url, key_name)
        self._key = _checked_key(key, key_name)
        self._key_name = key_name
        self._concurrency = concurrency
        self._timeout = timeout
        self._policy = policy or RetryPolicy()
        self._clock = clock or Clock()
        self._limiter = AdaptiveLimiter(concurrency, clock=self._clock)
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Transport({self.address!r})"

    @property
    def address(self) -> str:
        """The base address, without its query, which may hold secrets."""
        return str(self._url.with_query(None))

    @property
    def host(self) -> str:
        """The host and, where it is not the usual one, the port."""
        return self._url.host_port_subcomponent or ""

    async def __aenter__(self) -> Self:
        headers = {"Content-Type": "application/json", "User-Agent": "isonomia"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self._concurrency),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=CONNECT_SECONDS),
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str) -> Received:
        """Fetch a JSON object, impatiently."""
        return await self._request("GET", path, None, patient=False)

    async def post(self, path: str, body: dict[str, Any], *, patient: bool = True) -> Received:
        """Send a JSON object and receive another.

        Parameters
        ----------
        path : str
            Appended to the base address; empty for that address as it is.
        body : dict
            What to send.
        patient : bool
            The impatient try only a few times, and a server that cannot be reached but once.

        Raises
        ------
        RejectedError
            The server said no: 400, 403, 404 and their like.
        AskError
            No usable answer came in any try.
        SubjectError
            No request can succeed; UnreachableError where nobody answers.
        """
        return await self._request("POST", path, orjson.dumps(body), patient=patient)

    async def _request(
        self, method: str, path: str, payload: bytes | None, *, patient: bool
    ) -> Received:
        url = (self._url / path).with_query(self._url.query) if path else self._url
        most = self._policy.attempts if patient else min(IMPATIENT, self._policy.attempts)
        attempt = 0
        while True:
            attempt += 1
            try:
                return Received(await self._try(method, url, payload), attempt)
            except AskError as error:
                error.calls = attempt
                raise
            except PassingError as failure:
                if failure.silent and not patient:
                    failure.kind = UnreachableError
                elif attempt < most:
                    ceiling = self._policy.ceiling(attempt)
                    await self._clock.sleep(self._clock.jitter(ceiling))
                    continue
                raise failure.final(self.host, attempt) from None

    async def _try(self, method: str, url: URL, payload: bytes | None) -> dict[str, Any]:
        if self._session is None:
            raise UsageError("A model is asked inside `async with`.")
        async with self._limiter as ticket:
            try:
                # Redirects are not followed: they would turn POST into GET.
                async with self._session.request(
                    method, url, data=payload, allow_redirects=False
                ) as response:
                    raw = await self._read(response)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                # From None: what aiohttp says may quote the request's headers, and so the key.
                raise from_exception(error) from None
            if response.status == 200:
                self._limiter.succeeded()
                return self._object(raw, response.content_type)
            if response.status in THROTTLES:
                self._limiter.throttled(ticket, self._pause(response))
        complaint = read_complaint(raw, self._key)
        raise from_status(self.host, response.status, complaint, self._key_name)

    def _object(self, raw: bytes, content_type: str) -> dict[str, Any]:
        body = decode(raw, content_type)
        if not isinstance(body, dict):
            raise AskError(f"{self.host} sent JSON that is not an object.")
        if body.get("error"):  # routers report the failure of the server behind them so
            complaint = read_complaint(raw, self._key)
            raise PassingError("answered with an error", complaint=complaint)
        return body

    def _pause(self, response: aiohttp.ClientResponse) -> float:
        pause = retry_after(response.headers, self._clock.wall())
        if pause > self._policy.longest_pause:
            raise SubjectError(
                f"{self.host} asks to wait {pause:.0f} seconds (HTTP {response.status}); "
                "resume the run then."
            )
        return pause

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        raw = bytearray()
        async for chunk in response.content.iter_any():
            raw += chunk
            if len(raw) > MOST_BYTES:
                raise AskError(f"{self.host} sent an answer of more than {MOST_BYTES >> 20} MB.")
        return bytes(raw)


def _checked_url(base_url: str, key_name: str) -> URL:
    try:
        url = URL(base_url)
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise UsageError("The address must look like http://host:port/path.")
    if url.user or url.password:
        raise UsageError(f"The address must hold no password; set {key_name} instead.")
    return url


def _checked_key(key: str | None, key_name: str) -> str | None:
    key = (key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"The key holds characters that no key has; check {key_name}.")
    return key or None
