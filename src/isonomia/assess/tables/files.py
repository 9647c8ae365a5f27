"""Finding the files of a table: single files, folders and patterns, each real file once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from isonomia.assess.data.reading.globbing import (
    entries,
    expand,
    folders_below,
    look_at,
    printable,
)
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["DataFile", "Form", "find_files"]

Form = Literal["csv", "jsonl", "parquet"]

FORMS: dict[str, Form] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
PACKED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file with rows.

    Attributes
    ----------
    path : Path
        The real file.
    name : str
        The path as it was given, in characters that can be shown and stored.
    form : Form
        How rows are written in it.
    """

    path: Path
    name: str
    form: Form


def find_files(paths: Sequence[Path | str]) -> tuple[DataFile, ...]:
    """Return the files that paths name, sorted, each real file once.

    Parameters
    ----------
    paths : sequence of path
        Files; folders, which are searched; or patterns such as ``data/*.csv``. What exists under
        a name is taken as it is, also where the name could be read as a pattern.

    Raises
    ------
    UsageError
        There is nothing at a path, or nothing that can be read as a table.
    """
    found: dict[Path, DataFile] = {}
    for given in paths:
        for path in _named(str(given)):
            real = path.resolve()
            found.setdefault(real, DataFile(real, printable(path), form_of(path)))
    return tuple(sorted(found.values(), key=lambda file: (file.name, file.path)))


def form_of(path: Path) -> Form:
    """Return how a file is written, by its ending.

    Raises
    ------
    UsageError
        The ending is none that we know.
    """
    form = _form(path)
    if form is None:
        raise UsageError(
            f"{printable(path)} has no ending that says how it is written: give .csv, .tsv, "
            ".jsonl, .ndjson or .parquet files (the first four also with .gz or .zst)."
        )
    return form


def _form(path: Path) -> Form | None:
    packed = path.suffix.lower() in PACKED
    form = FORMS.get((Path(path.stem) if packed else path).suffix.lower())
    return None if packed and form == "parquet" else form


def _named(given: str) -> list[Path]:
    shown = printable(given)
    if given and os.path.lexists(given):
        return _at(Path(given), shown)
    # Folders that a pattern matches are not searched: it says itself how deep it goes.
    matched = [path for path in expand(given) if look_at(path).what == "file"]
    return _some(matched, f"There is no file at {shown or 'an empty path'}")


def _at(path: Path, shown: str) -> list[Path]:
    what = look_at(path).what
    if what == "folder":
        return _some(list(_inside(path)), f"The folder {shown} holds no CSV, JSONL or Parquet file")
    if what != "file":
        raise UsageError(f"{shown} is neither a file nor a folder ({what}): give files with rows.")
    return [path]


def _inside(folder: Path) -> Iterator[Path]:
    for place in folders_below(folder):
        yield from (one.path for one in entries(place) if one.what == "file" and _form(one.path))


def _some(paths: list[Path], sentence: str) -> list[Path]:
    if not paths:
        raise UsageError(f"{sentence}: check the path.")
    return paths
