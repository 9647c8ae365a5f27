"""A clock for tests in which nobody waits."""

from __future__ import annotations

import asyncio

from isonomia.assess.models.limiter import Clock

__all__ = ["FastClock"]


class FastClock(Clock):
    """Moves on at once when someone sleeps, and remembers for how long; jitter draws the most.

    Attributes
    ----------
    now : float
        Seconds, for both the monotonic and the wall clock.
    slept : list of float
        Every sleep so far.
    """

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """Give the seconds slept so far, and the start."""
        return self.now

    def wall(self) -> float:
        """Give the same."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move on, and let others run."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def jitter(self, most: float) -> float:
        """Draw the most."""
        return most
