"""Numbers as readers of each language write them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isonomia.report.messages import Messages

__all__ = ["MINUS", "Figures", "Scale"]

MINUS = "\u2212"


class Scale(Enum):
    """What a number is: a share of a whole, a difference between two shares, or their ratio."""

    SHARE = "share"
    DIFFERENCE = "difference"
    RATIO = "ratio"


MOST_DIGITS = 4


def _digits(number: float, least: int) -> int:
    """Return how many decimals a number needs so that it does not look like zero."""
    if not number:
        return least
    return next((n for n in range(least, MOST_DIGITS) if abs(number) >= 0.5 * 10**-n), MOST_DIGITS)


class Figures:
    """Formats numbers in one language.

    Parameters
    ----------
    messages : Messages
        Catalogue that holds the decimal mark, the grouping mark and the units' words.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._is_fine = "data" in messages.kinds

    def value(self, number: float, scale: Scale) -> str:
        """Return a value with its unit: ``62.1%`` or ``+12.3 points``."""
        bare = self.bare(number, scale)
        return self._points(bare, number) if scale is Scale.DIFFERENCE else bare

    def interval(self, low: float, high: float, scale: Scale) -> str:
        """Return both ends of an interval with its unit."""
        return self._with_unit(self.bare_interval(low, high, scale), scale)

    def tolerance(self, low: float, high: float, scale: Scale) -> str:
        """Return both ends of a tolerance, which people choose round."""
        return self._with_unit(self.bare_interval(low, high, scale, trim=True), scale)

    def bare(self, number: float, scale: Scale, *, trim: bool = False) -> str:
        """Return a value for a column or an axis that names the unit: ``62.1%`` or ``+12.3``."""
        if scale is Scale.SHARE:
            return self.percent(number, trim=trim)
        if scale is Scale.RATIO:
            return self._decimal(
                number, digits=_digits(number / 10, least=2) if self._is_fine else 2
            )
        text = self._decimal(100 * number, trim=trim)
        return text if text[0] == MINUS or not text.strip("0.,") else f"+{text}"

    def bare_interval(self, low: float, high: float, scale: Scale, *, trim: bool = False) -> str:
        """Return both ends of an interval for a column that names the unit."""
        ends = self.bare(low, scale, trim=trim), self.bare(high, scale, trim=trim)
        return self._messages("number.between", low=ends[0], high=ends[1])

    def percent(self, share: float, *, trim: bool = False) -> str:
        """Return a share as a percentage; ``trim`` drops a decimal that is zero.

        In data, shares are known far better than to a tenth of a percent: those that are almost
        0% or 100%, but not quite, get the decimals that show it.
        """
        digits = 1
        if self._is_fine:
            digits = _digits(100 * min(abs(share), abs(1 - share)), least=1)
        return self._messages("number.percent", value=self._decimal(100 * share, digits, trim=trim))

    def plain(self, number: float) -> str:
        """Return a number without a unit, with two decimals at most and none that are zero."""
        if abs(number) >= 1000 or number == round(number):
            return self._decimal(number, digits=0)
        return self._decimal(number, digits=1 if number == round(number, 1) else 2)

    def points(self, difference: float) -> str:
        """Return the size of a difference, without its sign: ``12.3 points``."""
        return self._points(self._decimal(abs(100 * difference)), difference)

    def probability(self, p: float | None) -> str:
        """Return a p-value, never as a bare zero."""
        if p is None:
            return self._messages("number.none")
        if p < 0.001:
            return f"< {self._decimal(0.001, digits=3)}"
        return self._decimal(p, digits=3)

    def amount(self, amount: float) -> str:
        """Return an amount of money, without its currency."""
        return self._decimal(amount, digits=2)

    def duration(self, seconds: float) -> str:
        """Return a wall time in hours, minutes and seconds."""
        if seconds < 60:
            return self._messages("duration.seconds", seconds=self._decimal(seconds))
        minutes, rest = divmod(round(seconds), 60)
        if minutes < 60:
            return self._messages("duration.minutes", minutes=minutes, seconds=rest)
        hours, minutes = divmod(minutes, 60)
        return self._messages("duration.hours", hours=hours, minutes=minutes)

    def date(self, moment: str) -> str:
        """Return the day of an ISO 8601 moment in words; what is no such moment is returned."""
        try:
            day = datetime.fromisoformat(moment)
        except ValueError:
            return moment
        month = self._messages(f"date.month-{day.month}")
        return self._messages("date.full", day=str(day.day), month=month, year=str(day.year))

    def _points(self, text: str, difference: float) -> str:
        # French counts in the plural from two on: 1,9 point, 2,0 points.
        key = "number.points-below-two" if abs(100 * difference) < 2 else "number.points"
        return self._messages(key, value=text)

    def _with_unit(self, text: str, scale: Scale) -> str:
        return self._messages("number.points", value=text) if scale is Scale.DIFFERENCE else text

    def _decimal(self, number: float, digits: int = 1, *, trim: bool = False) -> str:
        text = f"{number:.{digits}f}"
        if trim:
            text = text.removesuffix(".0")
        if not text.strip("-0."):
            text = text.removeprefix("-")
        whole, point, fraction = text.removeprefix("-").partition(".")
        mark = self._messages.entries["number.decimal"] if point else ""
        sign = MINUS if text.startswith("-") else ""
        return f"{sign}{self._messages.count(int(whole))}{mark}{fraction}"
