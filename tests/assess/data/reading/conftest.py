"""Reading files whole, as a run would, one shard after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.data.reading import MAX_RECORD, Fields, ShardReader, plan_shards

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.data.reading import Document
    from isonomia.evidence import Source


@dataclass
class Read:
    """All that came of some files."""

    documents: list[Document] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    lines: int = 0
    notes: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        return [document.text for document in self.documents]


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    """Return a function that reads files; places are lines of the file."""

    def read(
        *paths: Path | str,
        text: str = "text",
        shard_bytes: int = 2**26,
        max_record: int = MAX_RECORD,
        strict: bool = False,
        **fields: str,
    ) -> Read:
        plan = plan_shards([str(path) for path in paths], shard_bytes)
        done = Read(notes=plan.notes)
        before, path = 0, ""
        for shard in plan.shards:
            reader = ShardReader(
                shard, Fields(text, **fields), max_record=max_record, strict=strict
            )
            before, path = (before if path == shard.path else 0), shard.path
            found = list(reader)
            done.documents += (one._replace(line=one.line + before) for one in found)
            for reason, lines in reader.skips.places.items():
                done.places.setdefault(reason, []).extend(line + before for line in lines)
            for reason, n in reader.skips.counts.items():
                done.skipped[reason] = done.skipped.get(reason, 0) + n
            done.sources.append(reader.source(len(found)))
            done.lines += reader.lines
            before += reader.lines
        return done

    return read
