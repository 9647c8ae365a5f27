"""Finding the files of a table: single files, folders and patterns, each real file once."""

from __future__ import annotations

import glob
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
        The path as it was given.
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
        for name in _named(str(given)):
            real = Path(name).resolve()
            found.setdefault(real, DataFile(real, name, form_of(name)))
    return tuple(sorted(found.values(), key=lambda file: file.name))


def form_of(name: str) -> Form:
    """Return how a file is written, by its ending.

    Raises
    ------
    UsageError
        The ending is none that we know.
    """
    form = _form(name)
    if form is None:
        raise UsageError(
            f"{name} has no ending that says how it is written: give .csv, .tsv, .jsonl, .ndjson "
            "or .parquet files (the first four also with .gz or .zst)."
        )
    return form


def _form(name: str) -> Form | None:
    path = Path(name)
    packed = path.suffix.lower() in PACKED
    form = FORMS.get((Path(path.stem) if packed else path).suffix.lower())
    return None if packed and form == "parquet" else form


def _named(given: str) -> Iterable[str]:
    path = Path(given)
    if path.is_file():
        return [given]
    if path.is_dir():
        return _some(list(_inside(path)), f"The folder {given} holds no CSV, JSONL or Parquet file")
    if path.exists():
        raise UsageError(f"{given} is neither a file nor a folder: give files with rows.")
    # A pattern may begin anywhere, which those of pathlib may not.
    matched = sorted(name for name in glob.glob(given, recursive=True) if Path(name).is_file())  # noqa: PTH207
    return _some(matched, f"There is no file at {given}")


def _inside(folder: Path) -> Iterator[str]:
    """Walk a folder without following links to folders, which may lead in circles."""
    for place, _, names in os.walk(folder, followlinks=False):
        for name in sorted(names):
            path = Path(place) / name
            if _form(name) and path.is_file():
                yield str(path)


def _some(names: list[str], sentence: str) -> list[str]:
    if not names:
        raise UsageError(f"{sentence}: check the path.")
    return names
