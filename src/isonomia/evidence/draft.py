"""What a sample settles by itself, before it is weighed among all questions of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from isonomia import statistics
from isonomia.evidence.collect import sample
from isonomia.statistics import Looks, Settlement

if TYPE_CHECKING:
    from isonomia.evidence.contrasts import Contrast, Tolerance
    from isonomia.evidence.finding import Withheld
    from isonomia.evidence.samples import Sample
    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["UNSETTLED", "Draft", "Question", "draft"]

LEAST_SCORED = 0.5
"""Least share of the trials of each group of units that must be scored for a verdict."""

UNSETTLED = Settlement(p_within=1.0, p_exceeds=1.0)


class Question(NamedTuple):
    """A contrast with what a finding must say beside the number.

    ``looks`` holds the number of units that will have been asked about at each planned look,
    increasing; it is empty where there is but one look, at everything. ``by_rule`` tells that
    answers are read by a rule that may err, so that people must check a part of them.
    """

    suite: str
    harm: str
    contrast: Contrast
    looks: tuple[int, ...] = ()
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a sample settles, before Holm's correction.

    Attributes
    ----------
    sample : Sample
        The unit values.
    planned : bool
        Whether it is known beforehand how many units will be asked about.
    looks : Looks
        When verdicts may be looked at.
    look : int
        Looks made so far, this one included; 0 before the first.
    plain : Interval or None
        The interval as if this were the only look; None where nothing was scored.
    alone, complete : Settlement
        What the interval settles by itself, and what it settles with all answers that are missing
        taken at their worst.
    unseen : float
        p-value against "within", for units that may have been missed. It needs no allowance for
        looking often: a kind that is missed at one look was missed at every look before.
    """

    sample: Sample
    planned: bool
    looks: Looks
    look: int
    plain: Interval | None
    alone: Settlement = UNSETTLED
    complete: Settlement = UNSETTLED
    unseen: float = 1.0

    @property
    def interval(self) -> Interval | None:
        """The interval that holds at every look together."""
        if self.plain is None:
            return None
        return self.looks.repeated(self.plain, max(self.look, 1))

    @property
    def few_scored(self) -> bool:
        """Whether too little of an arm or slice was scored to speak for the rest."""
        return self.sample.used < LEAST_SCORED

    @property
    def guarded(self) -> Settlement:
        """What may be said: "within" only if nothing that is missing could make it false."""
        if self.few_scored or not self.look:
            return UNSETTLED
        return Settlement(max(self.complete.p_within, self.unseen), self.alone.p_exceeds)

    def rate(self, alpha: float) -> float:
        """Return the error rate of this look alone, where all looks together have `alpha`."""
        return self.looks.nominal(max(self.look, 1), alpha)

    def withheld(self, alpha: float) -> Withheld:
        """Return why an open question is open although its interval alone would settle it."""
        if not self.look:
            return "early"
        if min(self.alone.p_within, self.alone.p_exceeds) > alpha:
            return ""
        if self.few_scored:
            return "few-scored"
        if self.alone.p_within <= alpha < self.complete.p_within:
            return "unscored"
        if self.alone.p_within <= alpha < self.unseen:
            return "few-units"
        return "many-questions"

    def units_to_settle(self, tolerance: Tolerance, alpha: float) -> int | None:
        """Return how many units would settle it, at the most that Holm asks of one question."""
        low, high = tolerance.low, tolerance.high
        if self.plain is None or self.few_scored or not self.look:
            return None
        last = self.looks.nominal(len(self.looks.fractions), alpha)
        units = statistics.units_to_settle(self.plain, low, high, level=1 - last)
        if units is None or not low < self.plain.value < high:
            return units
        if self.complete.p_within == 1.0 > self.alone.p_within:
            return None  # more of the same would leave as much missing
        # (1 - q)^n falls to alpha when n grows by this factor.
        growth = math.log(last) / math.log(self.unseen) if 0 < self.unseen < 1 else 1.0
        return max(units, math.ceil(self.plain.n * growth))


def draft(tally: Tally, question: Question, level: float, *, looked: bool = True) -> Draft:
    """Estimate one question, and say what it settles where it has a tolerance."""
    contrast = question.contrast
    found = sample(tally, f"{question.suite}/{contrast.measure}", contrast)
    planned = question.looks or (max(found.asked, 1),)
    looks = Looks(tuple(units / planned[-1] for units in planned))
    made = sum(units <= found.asked for units in planned) if looked else 0
    plan = (bool(question.looks), looks, made)
    if not found.measured:
        return Draft(found, *plan, None)
    plain = found.interval(level)
    if contrast.tolerance is None:
        return Draft(found, *plan, plain)
    low, high = contrast.tolerance.low, contrast.tolerance.high
    down, up = (sum(group.reach[side] for group in found.groups) for side in (0, 1))
    look = max(made, 1)
    interval = looks.repeated(plain, look)
    complete = UNSETTLED
    if low + down <= high - up:
        complete = statistics.settle(interval, low + down, high - up)
    alone = statistics.settle(interval, low, high)
    if found.corrected:
        # What people could not tell was left out by people: that must not show a lean, either.
        wide = statistics.settle(interval, low - up, high + down)
        alone = Settlement(alone.p_within, wide.p_exceeds)
    return Draft(
        found,
        *plan,
        plain,
        alone=alone,
        complete=complete,
        unseen=found.unseen(low, high),
    )
