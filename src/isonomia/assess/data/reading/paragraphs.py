"""Plain text: each paragraph is a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.data.reading.documents import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.data.reading.lines import Lines
    from isonomia.assess.data.reading.skips import Skips

__all__ = ["read_paragraphs"]


def read_paragraphs(lines: Lines, limit: int, skips: Skips) -> Iterator[Document]:
    """Yield the runs of lines that are not blank, where they are not longer than a limit."""
    held: list[bytes] = []
    first = length = 0
    for line in lines:
        if line is not None and not line.strip():
            yield from _document(held, first, length, limit, skips)
            held, length = [], 0
            continue
        if not length:
            first = lines.number
        length += limit + 1 if line is None else len(line)
        if length <= limit and line is not None:
            held.append(line)
        else:
            held.clear()
    yield from _document(held, first, length, limit, skips)


def _document(
    held: list[bytes], first: int, length: int, limit: int, skips: Skips
) -> Iterator[Document]:
    if length > limit:
        skips.add("too-long", first)
    elif held:
        try:
            yield Document(first, b"".join(held).decode())
        except UnicodeDecodeError:
            skips.add("not-utf8", first)
