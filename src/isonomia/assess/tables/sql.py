"""Pieces of SQL: names quoted, texts escaped, so that no name or value is read as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.tables.mapping import spellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.tables.mapping import Meaning

__all__ = ["BAND_MARK", "identifier", "literal", "meaning_case", "raw_key"]

BAND_MARK = "\x01"
"""Before the number of a band, which is cut out of the texts beside it."""


def identifier(name: str) -> str:
    """Return a name quoted as standard SQL quotes names."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as a literal of standard SQL."""
    return "'" + text.replace("'", "''") + "'"


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
    bare = f"TRIM(CAST({text} AS VARCHAR(1000)))"
    unknown, not_mapped = map(literal, special)
    lines = [f"WHEN {bare} IS NULL OR {bare} = '' THEN ''"]
    if meaning.unknown:
        lines.append(f"WHEN {_among(bare, sorted(meaning.unknown))} THEN {unknown}")
    for group in dict.fromkeys(meaning.values.values()):
        texts = [key for key, value in meaning.values.items() if value == group]
        # The name of a group stands for itself, unless the mapping says otherwise.
        texts += [group] if group not in meaning.values else []
        lines.append(f"WHEN {_among(bare, texts)} THEN {literal(group)}")
    lines += [
        f"WHEN CAST({text} AS DOUBLE PRECISION) < {cut!r} THEN {literal(band)}"
        for cut, band in zip(meaning.cuts, meaning.bands, strict=False)
    ]
    rest = bare
    if meaning.cuts:
        rest = literal(meaning.bands[-1])
    elif meaning.values:
        rest = not_mapped
    return "CASE " + "\n         ".join([*lines, f"ELSE {rest} END"])


def _among(text: str, values: Iterable[str]) -> str:
    listed = ", ".join(literal(one) for value in values for one in spellings(value))
    return f"{text} IN ({listed})" if listed else ""
