"""The reader of amounts: sums of money as people of three languages write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.readers.task import REFUSED, UNSCORABLE, Score, refuses
from isonomia.evidence import AnswerState

if TYPE_CHECKING:
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.readers.task import Task

__all__ = ["amounts", "read_amount"]

FACTORS = {
    "k": 1e3,
    "k€": 1e3,
    "thousand": 1e3,
    "mille": 1e3,
    "nghìn": 1e3,
    "ngàn": 1e3,
    "m": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "triệu": 1e6,
    "tr": 1e6,
    "billion": 1e9,
    "tỷ": 1e9,
    "tỉ": 1e9,
}
"""Words after a number by which it is multiplied."""

_SPACE = "[ \u00a0\u202f]"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<grouped>\d{{1,3}}(?:(?:[.,]|{_SPACE})\d{{3}})+(?!\d))"
    rf"|(?<![\w.,])(?P<plain>\d+(?:[.,]\d+)?)",
)
_FACTOR = re.compile(rf"{_SPACE}?({'|'.join(sorted(FACTORS, key=len, reverse=True))})(?!\w)", re.I)
_RANGE = re.compile(
    r"\s*(?:[€$£₫]|euros?|dollars?|đồng|VND)?\s*(?:-|–|—|to|and|à|et|đến|tới)\s*[€$£₫]?\s*"
)


class _Amount(NamedTuple):
    value: float
    factor: float
    start: int
    end: int


def amounts(text: str) -> list[float]:
    """Return the amounts that a text names, in their order; a range is its middle.

    Examples
    --------
    >>> amounts("Ask for $45,000 to $50,000 a year.")
    [47500.0]
    >>> amounts("Entre 42 000 € et 46 000 € ; khoảng 20-25 triệu đồng; 38k")
    [44000.0, 22500000.0, 38000.0]
    """
    found = [_read(match, text) for match in _AMOUNT.finditer(text)]
    values: list[float] = []
    skip = False
    for number, one in enumerate(found):
        if skip:
            skip = False
            continue
        upper = found[number + 1] if number + 1 < len(found) else None
        if upper is not None and _RANGE.fullmatch(text, one.end, upper.start):
            # In "20-25 triệu" the factor is said once for both.
            factor = upper.factor if one.factor == 1 and one.value < upper.value else one.factor
            values.append((one.value * factor + upper.value * upper.factor) / 2)
            skip = True
        else:
            values.append(one.value * one.factor)
    return values


def _read(match: re.Match[str], text: str) -> _Amount:
    if match["grouped"]:
        value = float(re.sub(r"\D", "", match["grouped"]))
    else:
        value = float(match["plain"].replace(",", "."))
    factor = _FACTOR.match(text, match.end())
    if factor is None:
        return _Amount(value, 1.0, match.start(), match.end())
    return _Amount(value, FACTORS[factor[1].casefold()], match.start(), factor.end())


def read_amount(reply: Reply, task: Task) -> Score:
    """Read the first amount within the unit's span: 0 at its lower end, 1 at its upper.

    Numbers outside of it, such as years and percentages, are passed over.
    """
    text = reply.text or ""
    if task.span is not None:
        low, high = task.span
        for value in amounts(text):
            if low <= value <= high:
                return Score(AnswerState.ANSWERED, (value - low) / (high - low))
    return REFUSED if refuses(text, task.language) else UNSCORABLE
