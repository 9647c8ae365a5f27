"""Which row of the counts a document belongs to: its source, its language, its year."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

    from isonomia.assess.data.reading import Document

__all__ = ["DocumentKeys", "year_of"]

YEARS = range(1900, 2101)
"""Whole numbers that are taken for years. Seconds since 1970 are not: nobody said what they are."""

DATED_YEARS = range(1000, 2101)
"""Years that are taken from what is plainly a date."""

DATE = re.compile(r"([0-9]{4})[-/.][0-9]{1,2}(?:$|[-/. T])")
YEAR = re.compile(r"[0-9]{4}")

MOST_SOURCES = 2_000
"""Sources of one shard; a field of more names documents, and counting by it keeps them all."""

LONGEST_NAME = 200
"""Characters of a source's name."""


class DocumentKeys:
    """The keys of documents, and how many had a value that tells nothing.

    Parameters
    ----------
    languages : collection of str
        Names of the languages that have a term list.
    default : str
        The language of documents that do not tell theirs.
    source_field : str
        Its name, for a sentence.

    Attributes
    ----------
    notes : Counter of str
        ``no-year``: a time that no year can be read from. ``no-source``: a source that is no name.
        Such documents are counted, without a year or a source.
    """

    def __init__(self, languages: Collection[str], default: str, source_field: str = "") -> None:
        self._languages, self._default = languages, default
        self._source_field = source_field
        self._sources: set[str] = set()
        self._known: dict[object, str | None] = {}
        self.notes: Counter[str] = Counter()

    def of(self, document: Document) -> tuple[str, str, str] | None:
        """Return source, language and year; None for a language without a term list.

        Raises
        ------
        UsageError
            The source field names documents rather than sources.
        """
        language = self._language(document.language)
        if language is None:
            return None
        return self._source(document.source), language, self._time(document.time)

    def _language(self, value: object) -> str | None:
        if value is None or value == "":
            return self._default
        if not isinstance(value, str):
            return None
        if value not in self._known:
            name = value if value in self._languages else re.split("[-_]", value)[0].lower()
            if len(self._known) >= MOST_SOURCES:
                self._known.clear()
            self._known[value] = name if name in self._languages else None
        return self._known[value]

    def _source(self, value: object) -> str:
        if value is None or value == "":
            return ""
        name = value if isinstance(value, str) else ""
        if isinstance(value, int | float):
            name = str(value)
        if not name or len(name) > LONGEST_NAME:
            self.notes["no-source"] += 1
            return ""
        self._sources.add(name)
        if len(self._sources) > MOST_SOURCES:
            raise UsageError(
                f"The field {self._source_field!r} holds more than {MOST_SOURCES:,} sources: it "
                "seems to name documents; give another --source, or none."
            )
        return name

    def _time(self, value: object) -> str:
        if value is None or value == "":
            return ""
        year = year_of(value)
        if not year:
            self.notes["no-year"] += 1
        return year


def year_of(value: object) -> str:
    """Return the year of a time, or nothing where it would be a guess.

    >>> year_of("2021-03-04T10:00:00Z"), year_of(2021), year_of("1614852000"), year_of("4/3/21")
    ('2021', '2021', '', '')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = value.strip()
    if YEAR.fullmatch(text):
        return text if int(text) in YEARS else ""
    found = DATE.match(text)
    return found[1] if found and int(found[1]) in DATED_YEARS else ""
