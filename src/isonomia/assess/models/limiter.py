"""How many requests may be in flight: as many as the endpoint bears, found by trying."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque

__all__ = ["AdaptiveLimiter", "Clock"]


class Clock:
    """Time and chance as the engine meets them; see also :class:`isonomia.testing.FastClock`."""

    def monotonic(self) -> float:
        """Give seconds that only ever grow."""
        return time.monotonic()

    def wall(self) -> float:
        """Give seconds since 1970, to read dates that servers send."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def jitter(self, most: float) -> float:
        """Draw a number of seconds between 0 and the most."""
        return random.uniform(0, most)  # noqa: S311  spreads retries, hides nothing


class AdaptiveLimiter:
    """Lets through as many requests at once as the endpoint bears.

    Enter it around each request; entering gives the request's ticket. Tell it how the request
    went: :meth:`succeeded` raises the limit by about one for each limit's worth of successes,
    :meth:`throttled` halves it, at most once for the requests that were in flight together.
    Until the endpoint first complains every success raises the limit by one, because from a
    modest start a slow endpoint would otherwise take a thousand answers to find its pace.

    Parameters
    ----------
    maximum : int
        The limit never exceeds this.
    start : int
        The limit at the beginning.
    clock : Clock
        Where time comes from.
    """

    def __init__(self, maximum: int, *, start: int = 8, clock: Clock | None = None) -> None:
        self._maximum = max(1, maximum)
        self._limit = float(min(start, self._maximum))
        self._clock = clock or Clock()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._in_flight = 0
        self._last_ticket = 0
        self._halved_at = 0  # the last ticket that was out when the limit was last halved
        self._resume_at = float("-inf")

    @property
    def limit(self) -> int:
        """How many requests may be in flight now."""
        return int(self._limit)

    @property
    def in_flight(self) -> int:
        """How many requests are in flight now."""
        return self._in_flight

    async def __aenter__(self) -> int:
        while True:
            pause = self._resume_at - self._clock.monotonic()
            if pause > 0:
                await self._clock.sleep(pause)
            elif self._in_flight < self.limit:
                break
            else:
                await self._wait()
        self._in_flight += 1
        self._last_ticket += 1
        return self._last_ticket

    async def __aexit__(self, *exc: object) -> None:
        self._in_flight -= 1
        self._wake()

    def succeeded(self) -> None:
        """Note that a request was answered."""
        step = 1 / self._limit if self._halved_at else 1.0
        self._limit = min(self._maximum, self._limit + step)

    def throttled(self, ticket: int, pause: float = 0.0) -> None:
        """Note that the endpoint asked for less.

        Parameters
        ----------
        ticket : int
            What entering gave to the request that was turned away.
        pause : float
            Seconds for which nothing more may be sent.
        """
        self._resume_at = max(self._resume_at, self._clock.monotonic() + pause)
        if ticket > self._halved_at:
            self._halved_at = self._last_ticket
            # Halve what was really out: an unused allowance has taught us nothing.
            self._limit = max(1.0, min(self._limit, self._in_flight) / 2)

    async def _wait(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            self._wake()  # or the turn given to a cancelled task would be lost
            raise

    def _wake(self) -> None:
        room = self.limit - self._in_flight
        while self._waiting and room > 0:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                room -= 1
