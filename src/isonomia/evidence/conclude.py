"""From a tally to findings: estimates, verdicts, and the price of asking many questions."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from isonomia import statistics
from isonomia.evidence.contrasts import Contrast, Sample, paired, sample
from isonomia.evidence.finding import Context, Estimate, Finding, Level, Nuisance
from isonomia.evidence.tally import RESOLUTION
from isonomia.evidence.verdict import Verdict
from isonomia.statistics import Settlement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["Question", "conclude", "context", "nuisance"]


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
    # What could not be measured was not tested: it takes nothing from the others.
    tested = [
        UNSETTLED if draft.few_scored else draft.settled
        for draft in drafts
        if draft.interval is not None
    ]
    within = statistics.holm([settled.p_within for settled in tested])
    exceeds = statistics.holm([settled.p_exceeds for settled in tested])
    adjusted = iter(map(Settlement, within, exceeds))
    return tuple(
        _finding(
            question,
            draft,
            UNSETTLED if draft.interval is None else next(adjusted),
            family=len(tested),
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
                    estimate=_estimate(draft.sample, draft.interval, seed),
                )
            )
    return tuple(shown)


def nuisance(tally: Tally, suite: str, measure: str, factor: str, level: float) -> Nuisance | None:
    """Estimate what a factor that should not matter did to the scores.

    The two levels furthest apart are compared, paired within the unit. The interval's level is
    raised by Bonferroni's rule over all pairs, because the pair was picked for being extreme.

    Returns
    -------
    Nuisance or None
        None where the factor had fewer than two levels.
    """
    name = f"{suite}/{measure}#{factor}"
    names = sorted({key.arm for key, _ in tally.measure(name)})
    pairs = list(combinations(names, 2))
    if not pairs:
        return None
    adjusted = 1 - (1 - level) / len(pairs)
    samples = [paired(tally, name, pair) for pair in pairs]
    estimable = [found for found in samples if len(found.first)]
    widest = max(estimable, key=_gap, default=None)
    estimate = None if widest is None else _estimate(widest, widest.interval(adjusted))
    levels = tuple(_level(tally, name, arm) for arm in names)
    return Nuisance(suite=suite, measure=measure, factor=factor, levels=levels, estimate=estimate)


LEAST_SCORED = 0.5
"""Least share of the units asked about that must be scored for a verdict: what a few units show
says little of the others when the model itself decided which ones could be scored."""

UNSETTLED = Settlement(p_within=1.0, p_exceeds=1.0)


class _Draft(NamedTuple):
    """A sample, its interval, and what the interval settles before Holm's correction."""

    sample: Sample
    interval: Interval | None
    settled: Settlement = UNSETTLED

    @property
    def few_scored(self) -> bool:
        """Whether the units without a score outnumber those with one."""
        scored = 0 if self.interval is None else self.interval.n
        return scored < LEAST_SCORED * self.sample.asked


def _draft(tally: Tally, question: Question, level: float) -> _Draft:
    contrast = question.contrast
    found = sample(tally, f"{question.suite}/{contrast.measure}", contrast)
    if not found.measured:
        return _Draft(found, None)
    interval = found.interval(level)
    if contrast.tolerance is None:
        return _Draft(found, interval)
    low, high = contrast.tolerance.low, contrast.tolerance.high
    return _Draft(found, interval, statistics.settle(interval, low, high))


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
        estimate=_estimate(draft.sample, interval, seed),
        verdict=verdict,
        p_within=None if interval is None else adjusted.p_within,
        p_exceeds=None if interval is None else adjusted.p_exceeds,
        withheld=_withheld(draft, alpha) if is_open else "",
        # Holm asks at most this much of a question, whatever the others show.
        units_to_settle=(
            statistics.units_to_settle(
                interval, tolerance.low, tolerance.high, level=1 - alpha / family
            )
            if is_open and interval is not None
            else None
        ),
    )


def _verdict(interval: Interval | None, adjusted: Settlement, alpha: float) -> Verdict:
    if interval is None:
        return Verdict.NOT_MEASURED
    if adjusted.p_exceeds <= alpha:
        return Verdict.EXCEEDS
    if adjusted.p_within <= alpha:
        return Verdict.WITHIN
    return Verdict.NOT_ENOUGH_EVIDENCE


def _withheld(draft: _Draft, alpha: float) -> Literal["", "many-questions", "few-scored"]:
    if min(draft.settled.p_within, draft.settled.p_exceeds) > alpha:
        return ""
    return "few-scored" if draft.few_scored else "many-questions"


def _estimate(found: Sample, interval: Interval | None, seed: int | None = None) -> Estimate | None:
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


def _gap(found: Sample) -> float:
    return abs(float(found.first.mean() - found.second.mean()))


def _level(tally: Tally, measure: str, arm: str) -> Level:
    cells = [cell for key, cell in tally.measure(measure) if key.arm == arm]
    scored = sum(cell.n for cell in cells)
    total = sum(cell.total for cell in cells)
    return Level(name=arm, mean=total / scored / RESOLUTION if scored else None, trials=scored)
