from __future__ import annotations

import asyncio

import pytest

from isonomia.assess.models.limiter import AdaptiveLimiter, Clock
from isonomia.testing import FastClock


async def fill(limiter: AdaptiveLimiter) -> list[int]:
    return [await limiter.__aenter__() for _ in range(limiter.limit)]


async def succeed(limiter: AdaptiveLimiter, times: int) -> None:
    for _ in range(times):
        async with limiter:
            limiter.succeeded()


async def test_starts_modestly_and_never_exceeds_the_maximum() -> None:
    assert AdaptiveLimiter(50).limit == 8
    small = AdaptiveLimiter(3)
    assert small.limit == 3
    await succeed(small, 10)
    assert small.limit == 3
    assert AdaptiveLimiter(0).limit == 1


async def test_grows_by_one_for_each_success_until_the_first_complaint() -> None:
    limiter = AdaptiveLimiter(50)
    await succeed(limiter, 8)
    assert limiter.limit == 16


async def test_then_grows_by_one_for_each_window() -> None:
    limiter = AdaptiveLimiter(50, clock=FastClock())
    tickets = await fill(limiter)
    limiter.throttled(tickets[0])
    for _ in tickets:
        await limiter.__aexit__()
    assert limiter.limit == 4
    await succeed(limiter, 5)
    assert limiter.limit == 5


async def test_one_burst_halves_once_and_the_next_one_again() -> None:
    limiter = AdaptiveLimiter(50, start=16)
    for ticket in (burst := await fill(limiter)):
        limiter.throttled(ticket)
    assert limiter.limit == 8
    for _ in burst:
        await limiter.__aexit__()
    for ticket in await fill(limiter):
        limiter.throttled(ticket)
    assert limiter.limit == 4


async def test_halves_what_is_in_flight_when_the_allowance_is_unused() -> None:
    limiter = AdaptiveLimiter(50, start=40)
    tickets = [await limiter.__aenter__() for _ in range(4)]
    limiter.throttled(tickets[-1])
    assert limiter.limit == 2


async def test_never_falls_below_one() -> None:
    limiter = AdaptiveLimiter(4)
    for _ in range(10):
        async with limiter as ticket:
            limiter.throttled(ticket)
    assert limiter.limit == 1


async def test_nobody_enters_during_a_pause() -> None:
    clock = FastClock()
    limiter = AdaptiveLimiter(4, clock=clock)
    async with limiter as ticket:
        limiter.throttled(ticket, pause=30)
        limiter.throttled(ticket, pause=10)  # a shorter pause ends no longer one
    async with limiter:
        assert clock.slept == [30]


async def test_waits_for_a_free_place() -> None:
    limiter = AdaptiveLimiter(1)
    order: list[str] = []

    async def visit(name: str) -> None:
        async with limiter:
            assert limiter.in_flight == 1
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(*(visit(name) for name in "abc"))
    assert order == ["a", "b", "c"]
    assert limiter.in_flight == 0


@pytest.mark.parametrize("cancelled_first", [True, False])
async def test_a_cancelled_waiter_passes_its_turn_on(cancelled_first: bool) -> None:
    limiter = AdaptiveLimiter(1)
    await limiter.__aenter__()

    async def visit() -> str:
        async with limiter:
            return "in"

    first, second = asyncio.create_task(visit()), asyncio.create_task(visit())
    await asyncio.sleep(0)
    if cancelled_first:
        first.cancel()
        await asyncio.sleep(0)
    await limiter.__aexit__()  # else gives the turn to the first, cancelled before it runs
    first.cancel()
    assert await asyncio.wait_for(second, 1) == "in"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_the_real_clock_runs() -> None:
    clock = Clock()
    before = clock.monotonic()
    await clock.sleep(0)
    assert clock.monotonic() >= before
    assert clock.wall() > 1.7e9
    assert 0 <= clock.jitter(2.0) <= 2
