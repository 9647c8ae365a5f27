"""Where the work is done: in this process, or in several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Protocol

from isonomia.assess.data.running.results import attempt
from isonomia.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from isonomia.assess.data.reading import Shard
    from isonomia.assess.data.running.results import Outcome, Work

__all__ = ["Executor", "OneProcess", "Pool"]

MAX_RESTARTS = 3
"""A worker that dies is often short of memory, and once that is over the work goes on."""


class Executor(Protocol):
    """Does some work on shards, in any order, each to be counted once."""

    def run(self, work: Work, shards: Sequence[Shard]) -> Generator[tuple[Shard, Outcome]]:
        """Yield each shard with what came of it, as soon as it is done."""
        ...


class OneProcess:
    """All work in this process, one shard after the other."""

    def run(self, work: Work, shards: Sequence[Shard]) -> Generator[tuple[Shard, Outcome]]:
        """Yield each shard with what came of it."""
        for shard in shards:
            yield shard, attempt(work, shard)


class Pool:
    """Work in several processes of this machine.

    The processes are started afresh, so a script that uses this must keep its own work under
    ``if __name__ == "__main__":``.

    Parameters
    ----------
    workers : int, optional
        Processes; one for each core, if not given.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or _cores()

    def run(self, work: Work, shards: Sequence[Shard]) -> Generator[tuple[Shard, Outcome]]:
        """Yield each shard with what came of it; what a dead worker left undone is done again.

        Raises
        ------
        IncompleteError
            Workers die again and again.
        """
        left = dict.fromkeys(shards)
        restarts = 0
        while left:
            try:
                for shard, outcome in self._round(work, list(left)):
                    del left[shard]
                    yield shard, outcome
            except BrokenProcessPool as error:
                restarts += 1
                if restarts > MAX_RESTARTS:
                    raise IncompleteError(
                        f"Worker processes died {restarts} times, the last with {len(left):,} "
                        "shards to go: give fewer --workers if memory is short, and --resume."
                    ) from error

    def _round(self, work: Work, shards: Sequence[Shard]) -> Generator[tuple[Shard, Outcome]]:
        executor = ProcessPoolExecutor(
            min(self._workers, len(shards)),
            # A fork would copy threads' locks in whatever state they are.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
        )
        try:
            futures: dict[Future[Outcome], Shard] = {
                executor.submit(partial(attempt, work), shard): shard for shard in shards
            }
            for future in as_completed(futures):
                yield futures.pop(future), future.result()
        except BaseException:
            # Done parts are kept; nobody waits for the others, which may be long.
            for process in list((executor._processes or {}).values()):
                process.terminate()
            raise
        finally:
            executor.shutdown(cancel_futures=True)


def _cores() -> int:
    """Return how many cores this process may use; not every system tells."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end when it does, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
