"""Data as they lie on disk: which files, cut how, and the texts in them, good or bad."""

from isonomia.assess.data.reading.documents import Document
from isonomia.assess.data.reading.planning import plan_shards
from isonomia.assess.data.reading.reader import ShardReader
from isonomia.assess.data.reading.shard import (
    MAX_RECORD,
    SHARD_BYTES,
    ChangedError,
    Fields,
    Kind,
    Plan,
    Shard,
)
from isonomia.assess.data.reading.skips import REASONS

__all__ = [
    "MAX_RECORD",
    "REASONS",
    "SHARD_BYTES",
    "ChangedError",
    "Document",
    "Fields",
    "Kind",
    "Plan",
    "Shard",
    "ShardReader",
    "plan_shards",
]
