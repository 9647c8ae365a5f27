"""``isonomia words DIR``: which words set a run's arms apart, and how varied their texts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import Folder, suites_of
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.models.word_gaps import WordGap
    from isonomia.assess.models.words import WordsCompared
    from isonomia.statistics import Interval

__all__ = ["words"]

CLEAR = 0.05
"""A word is marked where its adjusted p-value is at most this."""


def words(
    folder: Folder,
    *,
    suite: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Only these suites, or suite files that are your own."),
    ] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these measures of written texts.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Most words of each side.")] = 10,
) -> None:
    """Show the words that one side of each comparison uses more, and how varied its texts are.

    A look around, not a verdict. Words that tell a gender are left out.
    """
    with plain_failures():
        from isonomia.assess.models.words import compare_words, sealed_suites  # noqa: PLC0415

        if left_out := sealed_suites(folder, suites_of(suite)):
            typer.echo(
                f"Left out: {', '.join(left_out)}. Their answers may harm and are sealed; look at "
                "one with isonomia reveal."
            )
        compared = compare_words(folder, suites_of(suite), suites_of(measure))
        if not compared:
            raise UsageError(
                f"{folder} holds no written texts of two sides to compare: run a suite that asks "
                "for texts, with a model that can write them."
            )
        for one in compared:
            _show(one, most)
        typer.echo(
            "* at most one marked word in twenty is expected to be chance (Benjamini-Hochberg). "
            "Intervals (95 %) are over units, for each word alone. Words that tell a gender are "
            "left out."
        )


def _show(compared: WordsCompared, most: int) -> None:
    first, second = compared.sides
    units = " and ".join(map(str, dict.fromkeys(compared.units)))
    typer.echo(f"{compared.suite}/{compared.measure}: {first} against {second} ({units} units)")
    more = [gap for gap in compared.words if gap.log_odds > 0][:most]
    less = [gap for gap in reversed(compared.words) if gap.log_odds < 0][:most]
    _table(first, more)
    _table(second, less)
    if compared.variety:
        variety = compared.variety
        typer.echo(
            f"  distinct-2 of {variety.words} words each: {_shown(variety.first)} and "
            f"{_shown(variety.second)}, difference {_shown(variety.gap, sign='+')}"
        )
    typer.echo()


def _table(side: str, gaps: Sequence[WordGap]) -> None:
    typer.echo(f"  more often with {side}:" + ("" if gaps else " no word of three units or more"))
    for gap in gaps:
        counts = f"{gap.counts[0]} : {gap.counts[1]}"
        mark = "*" if gap.p <= CLEAR else " "
        interval = f"{gap.log_odds:+.2f} [{gap.low:+.2f}, {gap.high:+.2f}]"
        typer.echo(f"  {mark} {gap.word:<18}{counts:>11}   log odds {interval}")


def _shown(interval: Interval, sign: str = "") -> str:
    if interval.low is None or interval.high is None:
        return f"{interval.value:{sign}.2f} (no interval)"
    return f"{interval.value:{sign}.2f} [{interval.low:{sign}.2f}, {interval.high:{sign}.2f}]"
