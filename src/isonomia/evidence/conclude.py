"""From a tally to findings: estimates, verdicts, and the price of asking many questions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from isonomia import statistics
from isonomia.evidence.contrasts import Contrast, Sample, sample
from isonomia.evidence.finding import Context, Estimate, Finding
from isonomia.evidence.verdict import Verdict
from isonomia.statistics import Settlement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence.contrasts import Tolerance
    from isonomia.evidence.finding import Withheld
    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["Question", "conclude", "context", "estimate_of"]


class Question(NamedTuple):
    """A contrast with what a finding must say beside the number."""

    suite: str
    harm: str
    contrast: Contrast


def conclude(
    tally: Tally, questions: Iterable[Question], level: float, seed: int | None = None
) -> tuple[Finding, ...]:
    """Answer every question that has a tolerance.

    The family of all ``exceeds`` and the family of all ``within`` are each controlled by Holm's
    method, so that the chance of even one false ``exceeds`` among all findings is at most
    1 - level, and likewise for ``within``.

    Parameters
    ----------
    tally : Tally
        Counts of all measures.
    questions : iterable of Question
        All questions of the run; those without a tolerance are passed over.
    level : float
        Confidence level of the intervals.
    seed : int, optional
        Seed of the bootstrap cross-check, which is left out where none is given.

    Returns
    -------
    tuple of Finding
        In the order of the questions.
    """
    asked = [question for question in questions if question.contrast.tolerance is not None]
    drafts = [_draft(tally, question, level) for question in asked]
    # A question that was put but got no readable answer stays in the family: silence must not
    # make the others' verdicts easier. One that could not be put to this model was not tested.
    family = [draft for draft in drafts if draft.sample.asked]
    within = statistics.holm([draft.guarded.p_within for draft in family])
    exceeds = statistics.holm([draft.guarded.p_exceeds for draft in family])
    adjusted = iter(map(Settlement, within, exceeds))
    return tuple(
        _finding(
            question,
            draft,
            next(adjusted) if draft.sample.asked else UNSETTLED,
            family=len(family),
            level=level,
            seed=seed,
        )
        for question, draft in zip(asked, drafts, strict=True)
    )


def context(
    tally: Tally, questions: Iterable[Question], level: float, seed: int | None = None
) -> tuple[Context, ...]:
    """Estimate every contrast that has no tolerance: shown, but without a verdict."""
    shown = []
    for question in questions:
        suite, _, contrast = question
        if contrast.tolerance is None:
            draft = _draft(tally, question, level)
            shown.append(
                Context(
                    suite=suite,
                    measure=contrast.measure,
                    id=contrast.id,
                    kind=contrast.kind,
                    title=contrast.title,
                    below=contrast.below,
                    above=contrast.above,
                    reference=contrast.reference,
                    estimate=estimate_of(draft.sample, draft.interval, seed),
                )
            )
    return tuple(shown)


LEAST_SCORED = 0.5
"""Least share of the trials of each arm or slice that must be scored and balanced for a verdict."""

UNSETTLED = Settlement(p_within=1.0, p_exceeds=1.0)


class _Draft(NamedTuple):
    """What a sample settles, before Holm's correction.

    ``alone`` is what the interval settles by itself. ``complete`` allows for the answers that are
    missing, ``unseen`` for units that were missed, and ``guarded`` for both.
    """

    sample: Sample
    interval: Interval | None
    alone: Settlement = UNSETTLED
    complete: Settlement = UNSETTLED
    unseen: float = 1.0

    @property
    def few_scored(self) -> bool:
        """Whether too little of an arm or slice was scored to speak for the rest."""
        return min(self.sample.used) < LEAST_SCORED

    @property
    def guarded(self) -> Settlement:
        """What may be said: "within" only if neither what is missing could make it false."""
        if self.few_scored:
            return UNSETTLED
        return Settlement(max(self.complete.p_within, self.unseen), self.alone.p_exceeds)


def _draft(tally: Tally, question: Question, level: float) -> _Draft:
    contrast = question.contrast
    found = sample(tally, f"{question.suite}/{contrast.measure}", contrast)
    if not found.measured:
        return _Draft(found, None)
    interval = found.interval(level)
    if contrast.tolerance is None:
        return _Draft(found, interval)
    low, high = contrast.tolerance.low, contrast.tolerance.high
    down, up = _reach_of_missing(found)
    complete = UNSETTLED
    if low + down <= high - up:
        complete = statistics.settle(interval, low + down, high - up)
    return _Draft(
        found,
        interval,
        alone=statistics.settle(interval, low, high),
        complete=complete,
        unseen=statistics.unseen(found.groups, found.bounds, low, high),
    )


def _reach_of_missing(found: Sample) -> tuple[float, float]:
    """Return how far down and up the missing answers could carry the mean at the worst."""
    shares = found.used if found.kind == "slices" else (min(found.used),)
    down = up = 0.0
    for share, group, (least, most) in zip(shares, found.groups, found.bounds, strict=True):
        down += (1 - share) * (float(group.mean()) - least)
        up += (1 - share) * (most - float(group.mean()))
    return down, up


def _finding(
    question: Question,
    draft: _Draft,
    adjusted: Settlement,
    *,
    family: int,
    level: float,
    seed: int | None,
) -> Finding:
    suite, harm, contrast = question
    tolerance, interval, alpha = contrast.tolerance, draft.interval, 1 - level
    assert tolerance is not None  # noqa: S101  conclude() passes only these
    verdict = _verdict(interval, adjusted, alpha)
    is_open = verdict is Verdict.NOT_ENOUGH_EVIDENCE
    return Finding(
        suite=suite,
        measure=contrast.measure,
        slice=contrast.slice_name,
        slices=contrast.slices,
        contrast=contrast.id,
        kind=contrast.kind,
        arms=contrast.arms,
        harm=harm,
        title=contrast.title,
        below=contrast.below,
        above=contrast.above,
        reference=contrast.reference,
        tolerance=tolerance,
        estimate=estimate_of(draft.sample, interval, seed),
        verdict=verdict,
        p_within=None if interval is None else adjusted.p_within,
        p_exceeds=None if interval is None else adjusted.p_exceeds,
        withheld=_withheld(draft, alpha) if is_open else "",
        units_to_settle=_units_to_settle(draft, tolerance, alpha / family) if is_open else None,
    )


def _verdict(interval: Interval | None, adjusted: Settlement, alpha: float) -> Verdict:
    if interval is None:
        return Verdict.NOT_MEASURED
    if adjusted.p_exceeds <= alpha:
        return Verdict.EXCEEDS
    if adjusted.p_within <= alpha:
        return Verdict.WITHIN
    return Verdict.NOT_ENOUGH_EVIDENCE


def _withheld(draft: _Draft, alpha: float) -> Withheld:
    """Return why an open question is open although its interval alone would settle it."""
    if min(draft.alone.p_within, draft.alone.p_exceeds) > alpha:
        return ""
    if draft.few_scored:
        return "few-scored"
    if draft.alone.p_within <= alpha < draft.complete.p_within:
        return "unscored"
    if draft.alone.p_within <= alpha < draft.unseen:
        return "few-units"
    return "many-questions"


def _units_to_settle(draft: _Draft, tolerance: Tolerance, alpha: float) -> int | None:
    """Return how many units would settle it, at the most that Holm asks of one question."""
    interval, low, high = draft.interval, tolerance.low, tolerance.high
    if interval is None or draft.few_scored:
        return None
    units = statistics.units_to_settle(interval, low, high, level=1 - alpha)
    if units is None or not low < interval.value < high:
        return units
    if draft.complete.p_within == 1.0 > draft.alone.p_within:
        return None  # more of the same would leave as much missing
    # (1 - q)^n falls to alpha when n grows by this factor.
    growth = math.log(alpha) / math.log(draft.unseen) if 0 < draft.unseen < 1 else 1.0
    return max(units, math.ceil(interval.n * growth))


def estimate_of(
    found: Sample, interval: Interval | None, seed: int | None = None
) -> Estimate | None:
    """Return a sample's interval as it is written down, with the bootstrap's if given a seed."""
    if interval is None:
        return None
    detectable = None
    if interval.se is not None:
        detectable = statistics.smallest_detectable(interval.se, interval.df, interval.level)
    return Estimate(
        value=interval.value,
        low=interval.low,
        high=interval.high,
        level=interval.level,
        method=interval.method,
        units=interval.n,
        units_asked=found.asked,
        trials=found.trials,
        smallest_detectable=detectable,
        bootstrap=None if seed is None else found.bootstrap(interval.level, seed),
    )
