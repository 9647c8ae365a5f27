"""Shards that are done, on disk: each whole or not there, and used again only if it still fits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson
from pydantic import ValidationError

from isonomia.assess.data.running.results import ShardResult
from isonomia.evidence import Profile, write_file
from isonomia.evidence.finding import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isonomia.assess.data.reading import Shard

__all__ = ["Parts"]


class _Part(Record):
    """A shard's result as it is written."""

    shard: str
    """Digest of the shard: path, range, and the file's size and time."""
    lines: int
    places: dict[str, tuple[int, ...]]
    profile: Profile


class Parts:
    """A folder of finished shards.

    Parameters
    ----------
    folder : Path
        Where they are; made when the first is done.
    settings : Mapping of str to str
        What the counts depend on; parts that were counted otherwise are counted anew.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder, self._settings = folder, dict(settings)

    def save(self, shard: Shard, result: ShardResult) -> None:
        """Write a shard's result, whole or not at all.

        Raises
        ------
        StorageError
            The folder cannot be written.
        """
        part = {
            "shard": _identity(shard),
            "lines": result.lines,
            "places": result.places,
            "profile": result.profile.model_dump(mode="json", by_alias=True),
        }
        write_file(self._path(shard), orjson.dumps(part))

    def load(self, shard: Shard) -> ShardResult | None:
        """Return a shard's result, or None where it has to be counted."""
        try:
            part = _Part.model_validate(orjson.loads(self._path(shard).read_bytes()))
        except (OSError, orjson.JSONDecodeError, ValidationError):
            return None  # not there, or not whole: counted anew
        if part.shard != _identity(shard) or part.profile.settings != self._settings:
            return None
        return ShardResult(part.profile, part.lines, part.places)

    def _path(self, shard: Shard) -> Path:
        place = _digest(shard.path, shard.start, shard.end)
        # Not .json: where the folder lies among the data, parts must not be taken for some.
        return self._folder / f"{place[:40]}.part"


def _identity(shard: Shard) -> str:
    return _digest(
        shard.path, shard.name, shard.kind, shard.start, shard.end, shard.size, shard.mtime_ns
    )


def _digest(*parts: object) -> str:
    # File names may hold bytes that are no text: they come as lone surrogates.
    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
