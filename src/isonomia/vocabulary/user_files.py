"""Reading the TOML files that users write, with errors that name the file and the key."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from isonomia.errors import UsageError

if TYPE_CHECKING:

    class Readable(Protocol):
        """A path, or a file inside the package."""

        def read_bytes(self) -> bytes: ...


__all__ = ["read_toml", "validated"]

Checked = TypeVar("Checked", bound=BaseModel)


def read_toml(
    path: Readable, what: str, error: type[UsageError] = UsageError
) -> tuple[dict[str, Any], bytes]:
    """Return what a TOML file says, and its bytes.

    Parameters
    ----------
    path : path
        The file.
    what : str
        What kind of file it is, for the sentence.
    error : type
        Raised where it cannot be read.

    Raises
    ------
    UsageError
        The file cannot be read or is not valid TOML.
    """
    try:
        content = path.read_bytes()
        return tomllib.loads(content.decode("utf-8-sig")), content
    except OSError as failure:
        raise error(f"Cannot read the {what} {path} ({failure.strerror}).") from failure
    except UnicodeDecodeError as failure:
        line = content[: failure.start].count(b"\n") + 1
        raise error(f"The {what} {path} is not UTF-8 (line {line}): save it as UTF-8.") from failure
    except (tomllib.TOMLDecodeError, RecursionError) as failure:
        raise error(f"The {what} {path} is not valid TOML: {failure}.") from failure


def validated(
    model: type[Checked], record: object, where: str, error: type[UsageError] = UsageError
) -> Checked:
    """Return a record as its model, or say in one sentence which key is wrong.

    Parameters
    ----------
    model : type
        The pydantic model.
    record : object
        What a file says.
    where : str
        How the sentence begins: the file, and the part of it.
    error : type
        Raised where the record is wrong.

    Raises
    ------
    UsageError
        A key is wrong, missing or unknown.
    """
    try:
        return model.model_validate(record)
    except ValidationError as failure:
        first = failure.errors()[0]
        key = ".".join(_named(record, first["loc"]))
        message = first["msg"].removeprefix("Value error, ")
        raise error(f"{where}: {key + ': ' if key else ''}{message}.") from failure


def _named(record: Any, place: tuple[int | str, ...]) -> list[str]:
    """Return a place in a record in words: parts of a list by their id, or counted from 1."""
    names = []
    for step in place:
        try:
            record = record[step]
        except (IndexError, KeyError, TypeError):
            record = None  # what is missing has no parts
        ident = record.get("id") if isinstance(record, dict) else None
        names.append(step if isinstance(step, str) else str(ident or step + 1))
    return names
