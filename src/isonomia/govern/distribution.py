"""The files behind an assessment, as Croissant describes them.

A digest stands only where it is the file's own: where the whole file was read as one source.
A file that was read in ranges, or not to its end, is described by its name alone (``FileSet``),
since Croissant wants a digest of every ``FileObject``.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence import Source

__all__ = ["DataFile", "data_files", "distribution"]

_RANGE = re.compile(r"\[(?:row groups )?\d+-\d+\]$")

_CUT_SHORT = {"bomb", "corrupt", "truncated", "window-too-large"}
"""Reasons for which reading ended before the file did."""

FORMATS = {
    ".bz2": "application/x-bzip2",
    ".csv": "text/csv",
    ".gz": "application/gzip",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".ndjson": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".zst": "application/zstd",
}


class DataFile(NamedTuple):
    """One file; ``digest`` is empty where that of the whole file is not known."""

    name: str
    digest: str
    bytes: int


def data_files(sources: Sequence[Source]) -> list[DataFile]:
    """Return every file once, by name, relative to the folder that holds them all."""
    by_file: dict[str, list[Source]] = {}
    for source in sources:
        by_file.setdefault(_RANGE.sub("", source.name), []).append(source)
    names = dict(zip(by_file, _relative(list(by_file)), strict=True))
    return sorted(
        DataFile(names[file], _digest(file, parts), sum(part.bytes for part in parts))
        for file, parts in by_file.items()
    )


def distribution(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Return the files as Croissant lists them."""
    return [_described(file) for file in data_files(sources)]


def _digest(file: str, parts: list[Source]) -> str:
    whole = len(parts) == 1 and parts[0].name == file
    return parts[0].digest if whole and not _CUT_SHORT & parts[0].skipped.keys() else ""


def _relative(names: list[str]) -> list[str]:
    """Return names without the folders of this machine, which are nobody's business."""
    whole = [name for name in names if PurePath(name).is_absolute()]
    folder = os.path.commonpath([str(PurePath(name).parent) for name in whole]) if whole else ""
    return [
        PurePath(os.path.relpath(name, folder) if name in whole else name).as_posix()
        for name in names
    ]


def _described(file: DataFile) -> dict[str, Any]:
    path = PurePosixPath(file.name)
    described: dict[str, Any] = {
        "@type": "cr:FileObject" if file.digest else "cr:FileSet",
        "@id": file.name,
        "name": path.name,
        "encodingFormat": FORMATS.get(path.suffix.lower(), "application/octet-stream"),
    }
    if not file.digest:
        return described | {"includes": file.name}
    return described | {
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        "sha256": file.digest,
    }
