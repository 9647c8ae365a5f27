"""Counting all shards: what is done is kept, what is left is done, and all is added up."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from typing import TYPE_CHECKING

from isonomia.assess.audits.copies import alike_notes
from isonomia.assess.data.running.parts import Parts
from isonomia.assess.data.running.results import Place, RunResult
from isonomia.errors import IncompleteError, UsageError
from isonomia.evidence import merge_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from isonomia.assess.data.reading import ChangedError, Shard
    from isonomia.assess.data.running.executors import Executor
    from isonomia.assess.data.running.results import Outcome, ShardResult, Work
    from isonomia.evidence import Profile

__all__ = ["run_shards"]

MAX_PLACES = 5
"""Places that are kept of each reason of skipping."""


def run_shards(
    shards: Sequence[Shard],
    work: Work,
    executor: Executor,
    parts: Path,
    *,
    settings: Mapping[str, str],
    strict: bool = False,
    on_done: Callable[[Shard, ShardResult], None] = lambda _shard, _result: None,
) -> RunResult:
    """Do some work on all shards and add up what comes of it.

    The result does not depend on the executor, the order or the number of workers: counts are
    whole numbers, and each shard is added once, in the order of the plan.

    Parameters
    ----------
    shards : sequence of Shard
        From `plan_shards`.
    work : callable
        From a shard to its result; picklable, such as ``partial(scan_shard, task=task)``.
    executor : Executor
        `OneProcess`, `Pool` or `Cluster`.
    parts : Path
        Folder of finished shards. What is there and still fits is not counted again.
    settings : Mapping of str to str
        What the counts depend on besides the data, such as ``task.settings``.
    strict : bool
        Do again what was done with records skipped: now the first of them stops the run.
    on_done : callable, optional
        Told of each shard that is done, those of an earlier run first.

    Raises
    ------
    UsageError
        A file cannot be read; finished shards are kept.
    IncompleteError
        Files changed while they were read, or workers died; finished shards are kept.
    """
    if not shards:
        raise UsageError("There is nothing to count: give files that hold records.")
    store = Parts(parts, settings)
    left = []
    for shard in shards:
        kept = store.load(shard)
        if kept is None or (strict and kept.profile.skipped):
            left.append(shard)
        else:
            on_done(shard, kept)
    changed: list[ChangedError] = []
    for shard, outcome in _outcomes(executor, work, left):
        if isinstance(outcome, IncompleteError):
            changed.append(outcome)
            continue
        _check_settings(outcome.profile, settings)
        store.save(shard, outcome)
        on_done(shard, outcome)
    if changed:
        raise _incomplete(changed)
    return _add_up(shards, store)


def _outcomes(
    executor: Executor, work: Work, shards: Sequence[Shard]
) -> Iterator[tuple[Shard, Outcome]]:
    if shards:
        # Closed at once when something fails here, so that no worker goes on for nothing.
        with closing(executor.run(work, shards)) as outcomes:
            yield from outcomes


def _check_settings(profile: Profile, settings: Mapping[str, str]) -> None:
    if profile.settings != settings:
        raise UsageError(
            "A worker counts differently from this process: install the same version of Isonomia "
            "on all machines."
        )


def _incomplete(changed: Sequence[ChangedError]) -> IncompleteError:
    first, more = changed[0], len(changed) - 1
    also = f" So did {more:,} other parts of the data." if more else ""
    return IncompleteError(f"{first}{also}")


def _add_up(shards: Sequence[Shard], store: Parts) -> RunResult:
    places: dict[str, list[Place]] = defaultdict(list)
    held: list[tuple[str, str]] = []

    def profiles() -> Generator[Profile]:
        before, path = 0, ""
        for shard in shards:
            result = store.load(shard)
            if result is None:
                raise IncompleteError(
                    f"The counts of {shard.name} are gone from the parts folder: --resume counts "
                    "them anew."
                )
            before, path = (before if shard.path == path else 0), shard.path
            for reason, lines in result.places.items():
                places[reason] += [Place(shard.label, before + line) for line in lines]
                del places[reason][MAX_PLACES:]
            before += result.lines
            held.extend((one.digest, one.name) for one in result.profile.sources if one.records)
            yield result.profile

    profile = merge_parts(profiles())
    return RunResult(
        profile=profile,
        places={reason: tuple(places[reason]) for reason in sorted(places)},
        notes=tuple(alike_notes(held)),
    )
