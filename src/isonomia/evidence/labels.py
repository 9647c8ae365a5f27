"""Labels: what a person read in an answer, kept in ``labels.csv`` beside the run.

The file is append-only as Isonomia writes it: the last row of a trial counts, and an empty label
withdraws what was said before. A spreadsheet may write it, too.
"""

from __future__ import annotations

import csv
import errno
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import AssessmentError, StorageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from isonomia.vocabulary import Language, Rubric, Text

__all__ = ["LABELS_NAME", "LabelBook", "LabelTask", "read_labels"]

LABELS_NAME = "labels.csv"
"""The file in a run's folder that holds what people made of its answers."""

COLUMNS = ("trial", "label", "by", "at")
NEEDED = ("trial", "label")
DELIMITERS = (",", ";", "\t")
LONGEST_HEADER = 2000
"""Characters; a file that is no table may be one endless line."""


@dataclass(frozen=True, slots=True)
class LabelTask:
    """One answer that a person is to read.

    Attributes
    ----------
    trial : str
        The trial's key.
    suite, measure : str
        Where the label is counted.
    title : Text
        The measure's title.
    rubric : Rubric
        The closed question about it.
    language : {"en", "vi", "fr"}
        Language of the answer.
    text : str
        What the person sees: masked already where the rubric asks for it.
    sealed : bool
        Whether it may harm, so that it may be shown, masked, and kept nowhere.
    """

    trial: str
    suite: str
    measure: str
    title: Text
    rubric: Rubric
    language: Language
    text: str
    sealed: bool = False


class _Row(NamedTuple):
    number: int
    """As a spreadsheet counts: the header is row 1."""
    trial: str
    label: str


class _Sheet(NamedTuple):
    columns: tuple[str, ...]
    delimiter: str
    rows: list[_Row]


_NEW = _Sheet(COLUMNS, ",", [])


class LabelBook:
    """The labels of one run, on disk as soon as they are given.

    Parameters
    ----------
    path : Path
        The CSV file; made with the first label where it does not exist.

    Attributes
    ----------
    labels : dict
        The label that counts for each labelled trial.

    Raises
    ------
    AssessmentError
        The file cannot be read, or is no table of labels.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        sheet = _read(path) if path.exists() else _NEW
        self._columns, self._delimiter = sheet.columns, sheet.delimiter
        self.labels = _counting(sheet.rows)
        self._given: list[tuple[str, str]] = []

    @property
    def given(self) -> int:
        """How many labels were given in this sitting and not taken back."""
        return len(self._given)

    @property
    def last(self) -> str | None:
        """The trial that ``undo`` would withdraw."""
        return self._given[-1][0] if self._given else None

    def add(self, trial: str, label: str, by: str = "") -> None:
        """Write one label to disk; it is there when this returns.

        Raises
        ------
        StorageError
            The file cannot be written; it is then as it was before.
        """
        self._append(trial, label, by)
        self.labels[trial] = label
        self._given.append((trial, by))

    def undo(self) -> str | None:
        """Withdraw the last label of this sitting that still stands, and return its trial.

        Raises
        ------
        StorageError
            The file cannot be written; the label then stands.
        """
        if not self._given:
            return None
        trial, by = self._given[-1]
        self._append(trial, "", by)
        self._given.pop()
        self.labels.pop(trial, None)
        return trial

    def _append(self, trial: str, label: str, by: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        row = {"trial": trial, "label": label, "by": by, "at": at}
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self._delimiter, lineterminator="\n")
        writer.writerow([row.get(column, "") for column in self._columns])
        try:
            self._write(text.getvalue())
        except OSError as error:
            raise StorageError(
                f"Could not write {self.path} ({error.strerror}): the last label is not saved, "
                "those before are. Free some space or make the file writable, then go on."
            ) from error

    def _write(self, row: str) -> None:
        with self.path.open("ab+", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            content = (self._opening(file, size) + row).encode()
            try:
                if file.write(content) < len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(size)  # half a row would be read as a wrong one
                raise

    def _opening(self, file: io.FileIO, size: int) -> str:
        """Return what must stand before a new row: the header, or the end of an open line."""
        if not size:
            return self._delimiter.join(self._columns) + "\n"
        file.seek(size - 1)
        return "" if file.read(1) in b"\r\n" else "\n"


def read_labels(path: Path, known: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Read the labels in a CSV file and check every one.

    Parameters
    ----------
    path : Path
        A file with at least the columns ``trial`` and ``label``; other columns are ignored. It may
        come from a spreadsheet: with a byte order mark, with semicolons or tabs.
    known : mapping of str to collection of str
        The labels that each trial may have.

    Returns
    -------
    dict
        The label that counts for each labelled trial: its last, unless that was empty.

    Raises
    ------
    AssessmentError
        The file cannot be read, is no table of labels, or names an unknown trial or label.
    """
    rows = _read(path).rows
    for row in rows:
        if row.label:
            _check(row, path, known)
    return _counting(rows)


def _check(row: _Row, path: Path, known: Mapping[str, Collection[str]]) -> None:
    # The cell itself is not shown: in a shifted table it may be an answer's text.
    if row.trial not in known:
        raise AssessmentError(
            f"{path}, row {row.number}, column trial: this is no answer that was to be labelled; "
            "the file may be from another run, or from another choice of answers."
        )
    if row.label not in known[row.trial]:
        raise AssessmentError(
            f"{path}, row {row.number}, column label: this is none of "
            f"{', '.join(known[row.trial])}."
        )


def _counting(rows: list[_Row]) -> dict[str, str]:
    last = {row.trial: row.label for row in rows}
    return {trial: label for trial, label in last.items() if label}


def _read(path: Path) -> _Sheet:
    text = _text(path)
    if text is None:
        return _NEW
    header = next(iter(text.splitlines()), "")[:LONGEST_HEADER]
    for delimiter in DELIMITERS:
        names = next(csv.reader([header], delimiter=delimiter))
        columns = tuple(name.strip().casefold() for name in names)
        if set(NEEDED) <= set(columns):
            return _Sheet(columns, delimiter, _rows(text, columns, delimiter, path))
    raise AssessmentError(
        f"{path}, row 1: a file of labels needs a header with the columns trial and label."
    )


def _rows(text: str, columns: tuple[str, ...], delimiter: str, path: Path) -> list[_Row]:
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        cells = list(table)[1:]
    except csv.Error as error:
        raise AssessmentError(
            f"{path} is not a readable CSV file (line {table.line_num}: {error})."
        ) from error
    records = (dict(zip(columns, row, strict=False)) for row in cells)
    return [
        _Row(number, record.get("trial", "").strip(), record.get("label", "").strip().casefold())
        for number, record in enumerate(records, start=2)
        if record
    ]


def _text(path: Path) -> str | None:
    """Return what a file says; None where it has no byte, as when its making was interrupted."""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig") if content else None
    except OSError as error:
        raise AssessmentError(f"Cannot read the labels {path} ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise AssessmentError(
            f"{path} is not UTF-8 text: save the sheet as “CSV UTF-8”, not as a workbook."
        ) from error
