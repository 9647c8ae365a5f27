"""What comes out of one shard, and of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.data.reading import ChangedError, Shard

if TYPE_CHECKING:
    from isonomia.evidence import Profile

__all__ = ["Outcome", "Place", "RunResult", "ShardResult", "Work", "attempt"]


@dataclass(frozen=True)
class ShardResult:
    """Counts of one shard, and where the first records are that could not be read."""

    profile: Profile
    lines: int
    """Lines of the shard (rows of Parquet), so that places in later shards can be numbered."""
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Lines within the shard, by the reason of skipping."""


class Place(NamedTuple):
    """A place in a file."""

    file: str
    line: int
    """Counted from 1; the row of a Parquet file."""


@dataclass(frozen=True)
class RunResult:
    """Counts of all shards, and what a reader should know of them."""

    profile: Profile
    places: Mapping[str, tuple[Place, ...]]
    """The first places of each reason of skipping."""
    notes: tuple[str, ...] = ()


Work = Callable[[Shard], ShardResult]
"""What is done with one shard: a function that other processes can be given."""

Outcome = ShardResult | ChangedError


def attempt(work: Work, shard: Shard) -> Outcome:
    """Do the work, wherever this is; a changed file costs its own shard and no other."""
    try:
        return work(shard)
    except ChangedError as error:
        return error
