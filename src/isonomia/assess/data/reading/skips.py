"""Records that could not be read: how many, why, and where the first few are."""

from __future__ import annotations

from collections import Counter

__all__ = ["MAX_PLACES", "REASONS", "Skips", "StrictStop"]

MAX_PLACES = 5
"""Places that are kept of each reason in one shard."""

REASONS = {
    "bomb": "expands to more than a thousand times its size",
    "broken-json": "is not valid JSON",
    "broken-row": "is not a row of as many cells as there are columns",
    "corrupt": "is damaged from here on",
    "lone-surrogate": "holds half a character (a lone surrogate)",
    "no-text-field": "has no text field of that name",
    "no-word-list": "is in a language without a word list",
    "not-an-object": "is not a JSON object",
    "not-utf8": "is not UTF-8 text",
    "text-is-null": "has null in place of a text",
    "text-not-a-string": "has something other than a string in its text field",
    "too-long": "is longer than the longest record that is read",
    "truncated": "ends in the middle: the file is not whole",
    "window-too-large": "needs more than 128 MB of memory to expand",
}
"""What is wrong with a record, to follow its place in a sentence."""


class StrictStop(Exception):  # noqa: N818 - it is a signal to the reader, not an error of its own
    """A record cannot be read, and none is to be skipped."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason, line)
        self.reason, self.line = reason, line


class Skips:
    """Counts of records that could not be read, by reason.

    Parameters
    ----------
    strict : bool
        Stop at the first.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.places: dict[str, list[int]] = {}
        self._strict = strict

    def add(self, reason: str, line: int, records: int = 1) -> None:
        """Count a record, or several from one place on.

        Raises
        ------
        StrictStop
            None is to be skipped.
        """
        if self._strict:
            raise StrictStop(reason, line)
        self.counts[reason] += records
        held = self.places.setdefault(reason, [])
        if len(held) < MAX_PLACES:
            held.append(line)
