"""One JSON object in each line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson

from isonomia.assess.data.reading.documents import Document, document_of, getters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.reading.lines import Lines
    from isonomia.assess.data.reading.shard import Fields
    from isonomia.assess.data.reading.skips import Skips

__all__ = ["read_jsonl"]


def read_jsonl(lines: Lines, fields: Fields, skips: Skips) -> Iterator[Document]:
    """Yield the texts of a JSON Lines stream; blank lines are no records.

    Of a key that is there twice the last value counts.
    """
    find = getters(fields)
    for line in lines:
        record, reason = _parse(line)
        if isinstance(record, dict):
            found = document_of(lines.number, [get(record) for get in find])
            if not isinstance(found, str):
                yield found
                continue
            reason = found
        if reason:
            skips.add(reason, lines.number)


def _parse(line: bytes | None) -> tuple[object, str]:
    """Return what a line holds, and why it cannot be used; neither for a blank one."""
    if line is None:
        return None, "too-long"
    if line.isspace():
        return None, ""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return _parse_loosely(line) if line else (None, "")
    return record, "not-an-object"


def _parse_loosely(line: bytes) -> tuple[object, str]:
    """Read what Python's own module writes and others refuse: NaN, Infinity, halves of characters.

    A text with half a character cannot be counted, yet its record is no broken JSON.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return None, "not-utf8"
    try:
        record = json.loads(text)
        if "\\u" in text:
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return None, "lone-surrogate"
    except (ValueError, RecursionError):
        return None, "broken-json"
    return record, "not-an-object"
