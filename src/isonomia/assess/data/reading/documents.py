"""One text with what is known of it, and how it is found in a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from isonomia.assess.data.reading.shard import Fields

__all__ = ["MISSING", "Document", "document_of", "getters"]

MISSING = object()
"""Stands for a field that a record does not have."""


class Document(NamedTuple):
    """A text, and the values of its other fields as they stood; None where there is none."""

    line: int
    """Where it is: its line, its row in a Parquet file; counted from 1 within the shard."""
    text: str
    source: object = None
    language: object = None
    time: object = None


def getters(fields: Fields) -> tuple[Callable[[Mapping[str, object]], object], ...]:
    """Return what finds text, source, language and time in a record."""
    names = (fields.text, fields.source, fields.language, fields.time)
    return tuple(map(_getter, names))


def _getter(name: str | None) -> Callable[[Mapping[str, object]], object]:
    if name is None:
        return lambda _: None
    if "." not in name:
        return lambda record: record.get(name, MISSING)
    parts = name.split(".")

    def find(record: Mapping[str, object]) -> object:
        if name in record:
            return record[name]
        value: object = record
        for part in parts:
            if not isinstance(value, dict):
                return MISSING
            value = value.get(part, MISSING)
        return value

    return find


def document_of(line: int, values: list[object]) -> Document | str:
    """Return the document of a record's values, or the reason why there is none."""
    text, *others = values
    if type(text) is str:
        return Document(line, text, *(None if value is MISSING else value for value in others))
    if text is MISSING:
        return "no-text-field"
    return "text-is-null" if text is None else "text-not-a-string"
