"""Telling which parts of the data are copies of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["alike_notes"]

NAMED = 5
"""Most names in one note, and most notes."""


def alike_notes(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say which parts of the data are copies; they count as often as they are there.

    Parameters
    ----------
    named : iterable of tuple of str
        The digest and the name of each part that holds records.
    """
    alike: dict[str, list[str]] = {}
    for digest, name in named:
        alike.setdefault(digest, []).append(name)
    copies: list[Sequence[str]] = [names for names in alike.values() if len(names) > 1]
    for names in copies[:NAMED]:
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        yield f"Alike to the last byte, and all counted: {', '.join(names[:NAMED])}{more}."
    if len(copies) > NAMED:
        yield f"So are {len(copies) - NAMED:,} other sets of files."
