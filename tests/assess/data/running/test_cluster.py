"""A real Dask cluster: a scheduler and two workers, each in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.assess.data.running import Cluster
from isonomia.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from isonomia.assess.data.reading import Shard
    from isonomia.assess.data.running import CorpusTask

    Run = Callable[..., Any]

distributed: Any = pytest.importorskip("distributed")  # an extra

SECONDS = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def process(log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of Dask; all that it starts ends with it."""
    with log.open("wb") as out:
        started = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            },
            start_new_session=True,
        )
    try:
        yield started
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait(SECONDS)


@pytest.fixture
def cluster(tmp_path: Path, works: ModuleType) -> Iterator[str]:
    """Yield the address of a scheduler with two workers that keepers start again when they die."""
    assert works.__name__  # workers import it too
    address = f"tcp://127.0.0.1:{free_port()}"
    worker = ["--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path)]
    with (
        process(
            tmp_path / "scheduler.log",
            *("scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]),
            "--no-dashboard",
        ),
        process(tmp_path / "one.log", "worker", address, *worker, "--name", "one"),
        process(tmp_path / "two.log", "worker", address, *worker, "--name", "two"),
    ):
        with distributed.Client(address, timeout=SECONDS) as client:
            client.wait_for_workers(2, timeout=SECONDS)
        yield address


def test_a_cluster_counts_the_same_even_when_a_worker_is_killed(  # noqa: PLR0917 - fixtures
    cluster: str,
    shards: tuple[Shard, ...],
    run: Run,
    tmp_path: Path,
    task: CorpusTask,
    works: ModuleType,
) -> None:
    one = run(shards)
    done: list[Shard] = []
    whole = run(shards, Cluster(cluster), parts="cluster", on_done=lambda s, _: done.append(s))
    assert whole == one
    assert whole.profile.digest == one.profile.digest
    assert sorted(done, key=shards.index) == list(shards)

    marker = tmp_path / "died"
    killing = partial(works.die_once, task=task, marker=marker)
    killed = run(shards, Cluster(cluster), parts="killed", work=killing)
    assert marker.is_dir()
    assert killed.profile.digest == one.profile.digest

    with pytest.raises(IncompleteError, match="died again and again on one shard"):
        run(shards[:1], Cluster(cluster), parts="dead", work=works.die)


def test_a_scheduler_that_goes_away_is_a_sentence(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path, works: ModuleType
) -> None:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    arguments = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    with process(tmp_path / "log", *arguments) as scheduler:

        def kill_when_it_has_work() -> None:
            with distributed.Client(address, timeout=SECONDS) as client:
                while not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
                    time.sleep(0.05)
            os.killpg(scheduler.pid, signal.SIGKILL)

        with distributed.Client(address, timeout=SECONDS):
            pass  # it answers
        killer = threading.Thread(target=kill_when_it_has_work)
        killer.start()
        # No worker ever comes: the run waits until the scheduler dies.
        with pytest.raises(IncompleteError, match=f"{address} went away: start it again, and --re"):
            run(shards, Cluster(address), work=works.die)
        killer.join()


def test_nobody_at_the_address_is_a_sentence(
    shards: tuple[Shard, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isonomia.assess.data.running.cluster.TIMEOUT", 0.5)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nothing://here"):
        with pytest.raises(UsageError, match=f"No Dask scheduler answers at {address}: check"):
            run(shards, Cluster(address))


def test_without_dask_there_is_a_sentence(
    shards: tuple[Shard, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"install isonomia\[cluster\]"):
        run(shards, Cluster("local"))
