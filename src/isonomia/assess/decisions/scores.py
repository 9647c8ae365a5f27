"""Scores and places as numbers: what is none, and the median of all, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.tables.sheets import Reader, Sheet

__all__ = ["Unread", "pooled_median", "unread_numbers"]

SAMPLE = 20_000
MARGIN = 0.02
"""How far from the middle of a sample the median of all may lie: nearly six standard errors."""


class Unread(NamedTuple):
    """How many values of a column are no numbers, and one of them; empty where there is none."""

    n: int
    text: str


def unread_numbers(reader: Reader, sheets: Sequence[Sheet], column: str) -> Unread:
    """Return what a column of numbers holds that is no number.

    Parameters
    ----------
    reader : Reader
        What reads the files.
    sheets : sequence of Sheet
        The files.
    column : str
        The column of scores or places.

    Raises
    ------
    UsageError
        Nothing in it is a number.
    """
    numbers, unread = 0, 0
    texts: list[str] = []
    for sheet in sheets:
        bad = sheet.is_unread(column)
        counts = f"count({sheet.number(column)}), count(*) FILTER ({bad})"
        read, others = reader.rows(f"SELECT {counts} FROM {sheet.source}", sheet.file)[0]  # noqa: S608
        numbers, unread = numbers + read, unread + others
        if others:  # in a query of its own: the texts of millions of numbers cost much
            text = f"min(trim({sheet.text(column)})) FILTER ({bad})"
            texts += reader.rows(f"SELECT {text} FROM {sheet.source}", sheet.file)[0]  # noqa: S608
    example = min(texts, default="")
    if unread and not numbers:
        raise UsageError(
            f"No value of {column!r} in {sheets[0].file.name} is a number, as {example[:40]!r} is "
            "none: write numbers with digits, and decimals with a point (0.5)."
        )
    return Unread(unread, example)


def pooled_median(reader: Reader, sheets: Sequence[Sheet], column: str) -> float | None:
    """Return the median of a column over all files; None where it holds no number.

    A sample says between which values the median lies; only those are sorted. Where the sample is
    off, all are.

    Parameters
    ----------
    reader : Reader
        What reads the files.
    sheets : sequence of Sheet
        The files.
    column : str
        The column of scores.
    """
    parts = [f"SELECT {sheet.number(column)} AS s FROM {sheet.source}" for sheet in sheets]  # noqa: S608
    scores = f"({' UNION ALL '.join(parts)})"
    n, low, high = reader.rows(
        f"SELECT count(s), min(s), max(s) FROM {scores}"  # noqa: S608
    )[0]
    if not n:
        return None
    near = reader.rows(
        f"SELECT quantile_disc(s, [{0.5 - MARGIN}, {0.5 + MARGIN}]) FROM "  # noqa: S608
        f"(SELECT s FROM {scores} USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1))"
    )[0][0]
    for least, most in (near, (low, high)):
        middle = _middle(reader, scores, n, (least, most))
        if middle is not None:
            return middle
    return None


def _middle(reader: Reader, scores: str, n: int, between: tuple[float, float]) -> float | None:
    """Return the mean of the one or two scores in the middle, if they lie between two values."""
    if None in between:
        return None
    inside = f"s BETWEEN {between[0]!r}::DOUBLE AND {between[1]!r}::DOUBLE"
    below, among = reader.rows(
        f"SELECT count(*) FILTER (s < {between[0]!r}::DOUBLE), count(*) FILTER ({inside}) "  # noqa: S608
        f"FROM {scores}"
    )[0]
    first, last = (n - 1) // 2, n // 2
    if not below <= first <= last < below + among:
        return None
    found = reader.rows(
        f"SELECT s FROM {scores} WHERE {inside} ORDER BY s "  # noqa: S608
        f"LIMIT {last - first + 1} OFFSET {first - below}"
    )
    return float(sum(row[0] for row in found) / len(found))
