"""From a tally to findings: estimates, verdicts, and the price of asking many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from isonomia import statistics
from isonomia.evidence.collect import both, sample
from isonomia.evidence.draft import UNSETTLED, draft
from isonomia.evidence.finding import Context, Estimate, Finding
from isonomia.evidence.verdict import Verdict
from isonomia.statistics import Settlement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence.draft import Draft, Question
    from isonomia.evidence.finding import Reading
    from isonomia.evidence.samples import Sample
    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["conclude", "context", "estimate_of"]


def conclude(
    tally: Tally,
    questions: Iterable[Question],
    level: float,
    seed: int | None = None,
    *,
    looked: bool = True,
) -> tuple[Finding, ...]:
    """Answer every question that has a tolerance.

    The family of all ``exceeds`` and the family of all ``within`` are each controlled by Holm's
    method, so that the chance of even one false ``exceeds`` among all findings is at most
    1 - level, and likewise for ``within``. Where a question is looked at several times, its p-value
    is a sequential one, so that this holds however often verdicts were looked at, and whichever
    questions were stopped for having one.

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
    looked : bool
        Whether these are the counts of a planned look; if not, nothing earns a verdict.

    Returns
    -------
    tuple of Finding
        In the order of the questions.
    """
    asked = [question for question in questions if question.contrast.tolerance is not None]
    drafts = [draft(tally, question, level, looked=looked) for question in asked]
    # A question that was put but got no readable answer stays in the family: silence must not
    # make the others' verdicts easier. One that could not be put to this model was not tested.
    put = [bool(one.sample.asked or one.planned) for one in drafts]
    family = [one for one, was_put in zip(drafts, put, strict=True) if was_put]
    within = statistics.holm([one.guarded.p_within for one in family])
    exceeds = statistics.holm([one.guarded.p_exceeds for one in family])
    adjusted = iter(map(Settlement, within, exceeds))
    return tuple(
        _finding(
            question,
            one,
            next(adjusted) if was_put else UNSETTLED,
            family=len(family),
            level=level,
            seed=seed,
        )
        for question, one, was_put in zip(asked, drafts, put, strict=True)
    )


def context(
    tally: Tally, questions: Iterable[Question], level: float, seed: int | None = None
) -> tuple[Context, ...]:
    """Estimate every contrast that has no tolerance: shown, but without a verdict."""
    shown = []
    for question in questions:
        contrast = question.contrast
        if contrast.tolerance is None:
            shown.append(
                Context(
                    suite=question.suite,
                    measure=contrast.measure,
                    id=contrast.id,
                    kind=contrast.kind,
                    title=contrast.title,
                    below=contrast.below,
                    above=contrast.above,
                    reference=contrast.reference,
                    **_shown(tally, question, level, seed),
                )
            )
    return tuple(shown)


class _Shown(TypedDict):
    estimate: Estimate | None
    reading: Reading


def _shown(tally: Tally, question: Question, level: float, seed: int | None) -> _Shown:
    if question.contrast.kind == "ratio":
        return {
            "estimate": _ratio(tally, question, level),
            "reading": "unchecked" if question.by_rule else "exact",
        }
    found = draft(tally, question, level)
    return {"estimate": _estimate(found, level, seed), "reading": _reading(question, found)}


def _ratio(tally: Tally, question: Question, level: float) -> Estimate | None:
    """Return the ratio of two arms; None where nothing was scored, or only in the first arm."""
    contrast = question.contrast
    name = f"{question.suite}/{contrast.measure}"
    a, b = both(tally, name, contrast)
    if not b.any():
        return None
    found = sample(tally, name, contrast.model_copy(update={"kind": "arms"}))
    return estimate_of(found, statistics.ratio_of_means(a, b, level))


def _finding(
    question: Question,
    drafted: Draft,
    adjusted: Settlement,
    *,
    family: int,
    level: float,
    seed: int | None,
) -> Finding:
    contrast = question.contrast
    tolerance, interval, alpha = contrast.tolerance, drafted.interval, 1 - level
    assert tolerance is not None  # noqa: S101  conclude() passes only these
    verdict = _verdict(interval, adjusted, alpha)
    is_open = verdict is Verdict.NOT_ENOUGH_EVIDENCE
    return Finding(
        suite=question.suite,
        measure=contrast.measure,
        slice=contrast.slice_name,
        slices=contrast.slices,
        contrast=contrast.id,
        kind=contrast.kind,
        arms=contrast.arms,
        weights=contrast.weights,
        harm=question.harm,
        title=contrast.title,
        below=contrast.below,
        above=contrast.above,
        reference=contrast.reference,
        tolerance=tolerance,
        estimate=_estimate(drafted, level, seed),
        verdict=verdict,
        p_within=None if interval is None else adjusted.p_within,
        p_exceeds=None if interval is None else adjusted.p_exceeds,
        withheld=drafted.withheld(alpha) if is_open else "",
        units_to_settle=drafted.units_to_settle(tolerance, alpha / family) if is_open else None,
        reading=_reading(question, drafted),
        look=drafted.look,
        looks=len(drafted.looks.fractions),
    )


def _reading(question: Question, drafted: Draft) -> Reading:
    if not question.by_rule:
        return "exact"
    if drafted.sample.checked:
        return "corrected"
    return "few-checked" if drafted.sample.people else "unchecked"


def _verdict(interval: Interval | None, adjusted: Settlement, alpha: float) -> Verdict:
    if interval is None:
        return Verdict.NOT_MEASURED
    if adjusted.p_exceeds <= alpha:
        return Verdict.EXCEEDS
    if adjusted.p_within <= alpha:
        return Verdict.WITHIN
    return Verdict.NOT_ENOUGH_EVIDENCE


LEAST_RESAMPLED = 0.005
"""Below this error rate too few of the resampled means lie in the tails to draw limits from."""


def _estimate(drafted: Draft, level: float, seed: int | None) -> Estimate | None:
    return estimate_of(drafted.sample, drafted.interval, seed, drafted.rate(1 - level))


def estimate_of(
    found: Sample,
    interval: Interval | None,
    seed: int | None = None,
    rate: float | None = None,
) -> Estimate | None:
    """Return a sample's interval as it is written down.

    Parameters
    ----------
    found : Sample
        The unit values.
    interval : Interval or None
        Their interval; None where nothing was scored.
    seed : int, optional
        Seed of the bootstrap's interval, which is left out where none is given.
    rate : float, optional
        The error rate of this look alone, where the interval's own level is that of all looks.
    """
    if interval is None:
        return None
    rate = 1 - interval.level if rate is None else rate
    detectable = bootstrap = None
    if interval.se is not None:
        detectable = statistics.smallest_detectable(interval.se, interval.df, 1 - rate)
    if seed is not None and rate >= LEAST_RESAMPLED:
        bootstrap = found.bootstrap(1 - rate, seed)
    return Estimate(
        value=interval.value,
        low=interval.low,
        high=interval.high,
        level=interval.level,
        method=interval.method,
        units=interval.n,
        units_asked=found.asked,
        trials=found.trials,
        checked=found.checked,
        smallest_detectable=detectable,
        bootstrap=bootstrap,
    )
