"""The scores that a benchmark's paper prints, beside our own, with the intervals that it lacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from isonomia.assess.models.benchmarks import (
    bbq,
    crows_pairs,
    stereoset,
    winogender,
    winogenerated,
)
from isonomia.assess.models.benchmarks.cards import card
from isonomia.evidence import Context, Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from isonomia.evidence import SuiteRecord, Tally
    from isonomia.statistics import Interval

__all__ = ["published"]

SCORES: dict[str, Callable[[Tally, Mapping[str, float]], dict[str, Interval]]] = {
    "bbq": bbq.scores,
    "crows-pairs": crows_pairs.scores,
    "stereoset": stereoset.scores,
    "winogender": winogender.scores,
    "winogenerated": winogenerated.scores,
}


def published(suites: Iterable[SuiteRecord], tally: Tally) -> tuple[Context, ...]:
    """Return the scores as published of those suites that are public benchmarks.

    They rest on the likeliest option, or the one that is named, of each answer, and count items
    where ours count units. They earn no verdict.
    """
    return tuple(
        _context(suite.name, entry, tally, found.get(entry["id"]))
        for suite in suites
        if suite.name in SCORES
        for found in [SCORES[suite.name](tally, suite.unit_references)]
        for entry in card(suite.name)["published"]
    )


def _context(suite: str, entry: dict[str, Any], tally: Tally, found: Interval | None) -> Context:
    words = {key: value for key, value in entry.items() if key != "slices"}
    cells = [
        (key.unit, cell)
        for key, cell in tally.measure(f"{suite}/{entry['measure']}")
        if key.slice in entry.get("slices", [key.slice])
    ]
    estimate = None
    if found is not None and math.isfinite(found.value):
        estimate = Estimate(
            value=found.value,
            low=found.low,
            high=found.high,
            level=found.level,
            method=found.method,
            units=found.n,
            units_asked=len({unit for unit, _ in cells}),
            trials=sum(cell.n for _, cell in cells),
            smallest_detectable=None,
        )
    return Context.model_validate({"suite": suite, **words, "estimate": estimate})
