"""Pieces of SQL: names quoted, texts escaped, so that no name or value is read as code."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from isonomia.assess.tables.mapping import spellings
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.tables.mapping import Meaning

__all__ = ["BAND_MARK", "identifier", "literal", "meaning_case", "number_of", "raw_key"]

BAND_MARK = "\x01"
"""Before the number of a band, which is cut out of the texts beside it."""


SHAPES = tuple(map("".join, product(("", "-"), ("0", "0.", ".0", "0.0"), ("", "e0", "e-0"))))
"""What is left of a number where each run of digits is 0, and a plus a minus."""


def identifier(name: str) -> str:
    """Return a name quoted as standard SQL quotes names.

    Raises
    ------
    UsageError
        It is not UTF-8.
    """
    return '"' + _utf8(name).replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of standard SQL.

    Raises
    ------
    UsageError
        It is not UTF-8.
    """
    return "'" + _utf8(text).replace("'", "''") + "'"


def _utf8(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{text!r} is not UTF-8: name the column as the file does.") from error
    return text


def number_of(text: str) -> str:
    """Return standard SQL for the number that a text spells; NULL where it spells none.

    A cast alone stops the query in some databases, and gives 0 in others.
    """
    return f"CASE WHEN {_is_number(text)} THEN {_cast(text)} END"


def _is_number(text: str) -> str:
    shape = f"LOWER({_bare(text)})"
    # Runs of one character become one: 000 is <><><>, which is <> without its ><.
    for old, new in ("+-", *((digit, "0") for digit in "123456789"), ("0", "<>"), ("><", "")):
        shape = f"REPLACE({shape}, '{old}', '{new}')"
    shapes = ", ".join(map(literal, SHAPES))
    whole = f"REPLACE({shape}, '<>', '0')"
    return f"{_bare(text)} NOT LIKE '%<%'\n         AND {whole}\n         IN ({shapes})"


def _bare(text: str) -> str:
    return f"TRIM(CAST({text} AS VARCHAR(1000)))"


def _cast(text: str) -> str:
    return f"CAST({text} AS DOUBLE PRECISION)"


def raw_key(text: str, meaning: Meaning) -> str:
    """Return the SQL of a key: the text itself; where numbers are cut, the number of the band.

    A column of numbers may hold millions of values; what it is grouped by must not.
    """
    if not meaning.cuts:
        return text
    number = f"try_cast(trim({text}) AS DOUBLE)"
    bands = " + ".join(f"({number} >= {cut!r})::INT" for cut in meaning.cuts)
    bare = f"regexp_replace(trim({text}), '^([+-]?[0-9]+)\\.0*$', '\\1')"  # as `whole` does
    kept = _among(bare, [*meaning.values, *meaning.unknown])
    finite = f"isfinite({number})"
    return (
        f"CASE WHEN {text} IS NULL{' OR ' + kept if kept else ''} THEN {text} "
        f"WHEN {finite} THEN chr(1) || ({bands})::VARCHAR ELSE replace({text}, chr(1), '') END"
    )


def meaning_case(text: str, meaning: Meaning, special: tuple[str, str]) -> str:
    """Return standard SQL for the group that a text stands for.

    Parameters
    ----------
    text : str
        The SQL of the text.
    meaning : Meaning
        What texts mean.
    special : tuple of str
        What stands for unknown and for not mapped.
    """
    bare = _bare(text)
    unknown, not_mapped = map(literal, special)
    lines = [f"WHEN {bare} IS NULL OR {bare} = '' THEN ''"]
    if meaning.unknown:
        lines.append(f"WHEN {_among(bare, sorted(meaning.unknown))} THEN {unknown}")
    for group in dict.fromkeys(meaning.values.values()):
        texts = [key for key, value in meaning.values.items() if value == group]
        # The name of a group stands for itself, unless the mapping says otherwise.
        texts += [group] if group not in meaning.values else []
        lines.append(f"WHEN {_among(bare, texts)} THEN {literal(group)}")
    if meaning.cuts:
        lines.append(f"WHEN {_is_number(text)}\n         THEN {_band_case(text, meaning)}")
    rest = not_mapped if meaning.values or meaning.cuts else bare
    return "CASE " + "\n         ".join([*lines, f"ELSE {rest} END"])


def _band_case(text: str, meaning: Meaning) -> str:
    bands = " ".join(
        f"WHEN {_cast(text)} < {cut!r} THEN {literal(band)}"
        for cut, band in zip(meaning.cuts, meaning.bands, strict=False)
    )
    return f"CASE {bands} ELSE {literal(meaning.bands[-1])} END"


def _among(text: str, values: Iterable[str]) -> str:
    listed = ", ".join(literal(one) for value in values for one in spellings(value))
    return f"{text} IN ({listed})" if listed else ""
