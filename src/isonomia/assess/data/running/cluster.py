"""Work on the machines of a Dask cluster."""

from __future__ import annotations

import logging
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from isonomia.assess.data.running.results import attempt
from isonomia.errors import IncompleteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from isonomia.assess.data.reading import Shard
    from isonomia.assess.data.running.results import Outcome, Work

__all__ = ["Cluster"]

LOCAL = "local"

TIMEOUT = 10
"""Seconds to wait for a scheduler's first answer."""


class Cluster:
    """Work on a Dask cluster. Needs the extra ``cluster``.

    Workers need the same version of Isonomia, and see the files under the same paths.

    Parameters
    ----------
    address : str
        Of a scheduler (``tcp://host:8786``), or ``local``: a small cluster on this machine.
    """

    def __init__(self, address: str) -> None:
        self._address = address

    def run(self, work: Work, shards: Sequence[Shard]) -> Generator[tuple[Shard, Outcome]]:
        """Yield each shard with what came of it; Dask does again what a dead worker left undone.

        Raises
        ------
        UsageError
            Dask is not installed, or nobody answers at the address.
        IncompleteError
            Workers die again and again, lack Isonomia, or the scheduler went away.
        """
        dask = _dask()
        with (
            _quiet(),
            _client(dask, self._address) as client,
            _plain_failures(dask, self._address),
        ):
            run = uuid4().hex
            futures = {
                # Not pure: a result that the cluster still holds from an earlier run is not ours.
                client.submit(attempt, work, shard, key=f"{run}-{number}", pure=False): shard
                for number, shard in enumerate(shards)
            }
            for future in dask.as_completed(list(futures)):
                yield futures.pop(future), future.result()


def _dask() -> Any:  # its functions have no types
    """Return the package, which is an extra."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise UsageError(
            "--cluster needs Dask: install isonomia[cluster], or leave --cluster out to use the "
            "cores of this machine."
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's tracebacks of lost connections from the user, who is told in a sentence."""
    logger = logging.getLogger("distributed.client")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _client(dask: Any, address: str) -> Iterator[Any]:
    if address == LOCAL:
        with (
            dask.LocalCluster(threads_per_worker=1, dashboard_address=None) as cluster,
            dask.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = dask.Client(address, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"No Dask scheduler answers at {address}: check the address, or give local."
        ) from error
    with client:
        yield client


@contextmanager
def _plain_failures(dask: Any, address: str) -> Iterator[None]:
    try:
        yield
    except dask.KilledWorker as error:
        raise IncompleteError(
            f"Workers of {address} died again and again on one shard: give them more memory, and "
            "--resume."
        ) from error
    except (ImportError, RuntimeError) as error:
        # The scheduler unpacks the work as well as the workers, and wraps what goes wrong.
        cause = error.__cause__ or error
        raise IncompleteError(
            f"The cluster at {address} cannot load the work ({cause}): install this version of "
            "Isonomia on its scheduler and on all workers, and --resume."
        ) from error
    except (CancelledError, OSError) as error:
        raise IncompleteError(
            f"The Dask scheduler at {address} went away: start it again, and --resume."
        ) from error
