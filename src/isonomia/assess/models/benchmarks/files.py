"""Reading a publisher's files, with errors that name the file, the row and the column."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING, Annotated, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field

from isonomia.errors import UsageError
from isonomia.vocabulary import validated

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DataFiles", "Row", "Words"]

Words = Annotated[str, Field(min_length=1)]

Checked = TypeVar("Checked", bound=BaseModel)

MOST_BYTES = 100_000_000
"""Ten times the largest of these files: a larger one is something else."""


class Row(BaseModel):
    """Base of every row: columns that are not needed here are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class DataFiles:
    """The files that a user gives as a benchmark's data.

    Parameters
    ----------
    path : Path
        A file, or the folder that holds the files under their published names.
    benchmark : str
        What the data should be, for the sentence where they are not.
    """

    def __init__(self, path: Path, benchmark: str) -> None:
        self.path = path
        self._benchmark = benchmark
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """A digest of all that was read so far."""
        return self._digest.hexdigest()

    def find(self, *names: str) -> Path:
        """Return the file itself, or the first of these names that its folder holds.

        Raises
        ------
        UsageError
            There is no such path, or the folder holds none of them.
        """
        if not self.path.exists():
            raise self._wrong(f"there is no {self.path}")
        if self.path.is_file():
            return self.path
        found = self.beside(*names)
        if found is None:
            raise self._wrong(f"{self.path} holds no {' and no '.join(names)}")
        return found

    def beside(self, *names: str) -> Path | None:
        """Return the first of these names that lies in the same folder, if one does."""
        folder = self.path if self.path.is_dir() else self.path.parent
        return next((folder / name for name in names if (folder / name).is_file()), None)

    def text(self, path: Path) -> str:
        """Return what a file says.

        Raises
        ------
        UsageError
            It cannot be read, is no text, or holds nothing.
        """
        try:
            if path.stat().st_size > MOST_BYTES:
                raise self._wrong(f"{path} is too large to be it")
            content = path.read_bytes()
            said = content.decode("utf-8-sig")
        except OSError as failure:
            raise self._wrong(f"{path} cannot be read ({failure.strerror})") from failure
        except UnicodeDecodeError as failure:
            raise self._wrong(f"{path} is no text in UTF-8") from failure
        if not said.strip():
            raise self._wrong(f"{path} is empty")
        self._digest.update(content)
        return said

    def json(self, path: Path, model: type[Checked]) -> Checked:
        """Return what a JSON file says.

        Raises
        ------
        UsageError
            It is no JSON, or a key is wrong or missing.
        """
        return validated(model, self._parsed(self.text(path), str(path)), str(path))

    def json_lines(self, path: Path, model: type[Checked]) -> list[Checked]:
        """Return the rows of a file with one JSON record a line.

        Raises
        ------
        UsageError
            A row is no JSON record, or a key is wrong or missing.
        """
        return [
            validated(model, self._parsed(line, where), where)
            for where, line in (
                (f"{path}, row {number}", line)
                for number, line in enumerate(self.text(path).splitlines(), 1)
                if line.strip()
            )
        ]

    def table(self, path: Path, model: type[Checked], delimiter: str = ",") -> list[Checked]:
        """Return the rows of a table whose first line names the columns.

        Raises
        ------
        UsageError
            A column is missing, a row has too many or too few, or a value is wrong.
        """
        # Tables with tabs hold quotation marks that are part of the text.
        lines, tabs = io.StringIO(self.text(path)), delimiter == "\t"
        reader = csv.DictReader(
            lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL
        )
        columns = reader.fieldnames or ()
        for name, field in model.model_fields.items():
            column = field.alias or name
            if column not in columns:
                raise self._wrong(f"{path} has no column {column!r}")
        rows = []
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise self._wrong(
                    f"{path}, row {number} has not the {len(columns)} columns of the first row"
                )
            rows.append(validated(model, row, f"{path}, row {number}"))
        if not rows:
            raise self._wrong(f"{path} has no rows")
        return rows

    def nothing(self, path: Path, what: str) -> UsageError:
        """Return the error for a file that holds no row of the kind that is asked."""
        return self._wrong(f"{path} holds no {what}")

    def _parsed(self, text: str, where: str) -> object:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as failure:
            raise self._wrong(f"{where} is no JSON ({failure.msg})") from failure

    def _wrong(self, what: str) -> UsageError:
        return UsageError(
            f"The data of {self._benchmark} cannot be used: {what}; give the file or the folder "
            "as its publisher offers it with --data."
        )
