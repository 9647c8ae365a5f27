"""Findings whose intervals are known from sums: of documents, of rows, of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isonomia import statistics
from isonomia.evidence.finding import Estimate, Finding
from isonomia.evidence.verdict import Verdict
from isonomia.statistics import Settlement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence.contrasts import Kind, Tolerance
    from isonomia.evidence.finding import Withheld
    from isonomia.statistics import Interval
    from isonomia.vocabulary import Text

__all__ = ["LEAST_UNITS", "Claim", "settle_claims"]

LEAST_UNITS = 10
"""Fewer units earn no "within": what they do not show may well be there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One question to a body of data, with its interval.

    Attributes
    ----------
    suite, measure, id : str
        Where the question belongs, and its own name, in ``a-z0-9-``.
    kind : Kind
        What the value is: a share ("level"), a difference ("arms", "slices") or a "ratio".
    harm : str
        The harm it bears on, as named in the risk register.
    title, below, above : Text
        The question, and what a value below or above the tolerance would mean.
    tolerance : Tolerance
        Stated before the data were read.
    reference : float
        The value that means "no lean".
    interval : Interval or None
        The estimate; None where nothing could be counted.
    units, trials : int
        Documents, rows or people that it rests on; and mentions or decisions.
    arms : tuple of str
        The groups compared.
    slice : str
        The part of the data that it is about.
    reach : tuple of float
        How far down, and how far up, what is missing could move the value at its worst: people
        without an outcome, rows that could not be read.
    """

    suite: str
    measure: str
    id: str
    kind: Kind
    harm: str
    title: Text
    below: Text
    above: Text
    tolerance: Tolerance
    reference: float
    interval: Interval | None
    units: int
    trials: int
    arms: tuple[str, ...] = ()
    slice: str = "all"
    reach: tuple[float, float] = (0.0, 0.0)


def settle_claims(claims: Sequence[Claim], level: float) -> tuple[Finding, ...]:
    """Weigh all claims of one assessment together.

    As in ``conclude``, the family of all "exceeds" and that of all "within" are each controlled by
    Holm's method at 1 - `level`. A claim whose interval has no limits stays in the family.

    Parameters
    ----------
    claims : sequence of Claim
        All questions with a tolerance.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    tuple of Finding
        In the order of the claims.
    """
    alone = [_alone(claim) for claim in claims]
    family = [one for claim, one in zip(claims, alone, strict=True) if claim.interval is not None]
    within = iter(statistics.holm([one.p_within for one in family]))
    exceeds = iter(statistics.holm([one.p_exceeds for one in family]))
    return tuple(
        _finding(
            claim,
            one,
            None if claim.interval is None else Settlement(next(within), next(exceeds)),
            family=len(family),
            level=level,
        )
        for claim, one in zip(claims, alone, strict=True)
    )


def _alone(claim: Claim) -> Settlement:
    """Return what the interval settles; "within" only if nothing that is missing could undo it."""
    if claim.interval is None:
        return Settlement(1.0, 1.0)
    low, high = claim.tolerance.low, claim.tolerance.high
    exceeds = statistics.settle(claim.interval, low, high).p_exceeds
    low, high = low + claim.reach[0], high - claim.reach[1]
    if claim.units < LEAST_UNITS or low > high:
        return Settlement(1.0, exceeds)
    return Settlement(statistics.settle(claim.interval, low, high).p_within, exceeds)


def _finding(
    claim: Claim, alone: Settlement, adjusted: Settlement | None, *, family: int, level: float
) -> Finding:
    verdict, alpha = _verdict(adjusted, 1 - level), 1 - level
    is_open = verdict is Verdict.NOT_ENOUGH_EVIDENCE
    return Finding(
        suite=claim.suite,
        measure=claim.measure,
        slice=claim.slice,
        contrast=claim.id,
        kind=claim.kind,
        arms=claim.arms,
        harm=claim.harm,
        title=claim.title,
        below=claim.below,
        above=claim.above,
        reference=claim.reference,
        tolerance=claim.tolerance,
        estimate=_estimate(claim, level),
        verdict=verdict,
        p_within=adjusted.p_within if adjusted else None,
        p_exceeds=adjusted.p_exceeds if adjusted else None,
        withheld=_withheld(claim, alone, alpha) if is_open else "",
        units_to_settle=_units_to_settle(claim, alpha / max(family, 1)) if is_open else None,
    )


def _verdict(adjusted: Settlement | None, alpha: float) -> Verdict:
    if adjusted is None:
        return Verdict.NOT_MEASURED
    if adjusted.p_exceeds <= alpha:
        return Verdict.EXCEEDS
    return Verdict.WITHIN if adjusted.p_within <= alpha else Verdict.NOT_ENOUGH_EVIDENCE


def _withheld(claim: Claim, alone: Settlement, alpha: float) -> Withheld:
    """Return why a question is open although its interval alone would settle it."""
    if min(alone.p_within, alone.p_exceeds) <= alpha:
        return "many-questions"
    if claim.interval is None:
        return ""
    low, high = claim.tolerance.low, claim.tolerance.high
    if statistics.settle(claim.interval, low, high).p_within > alpha:
        return ""
    return "few-units" if claim.units < LEAST_UNITS else "unscored"


def _units_to_settle(claim: Claim, alpha: float) -> int | None:
    if claim.interval is None:
        return None
    low, high = claim.tolerance.low, claim.tolerance.high
    return statistics.units_to_settle(claim.interval, low, high, level=1 - alpha)


def _estimate(claim: Claim, level: float) -> Estimate | None:
    interval = claim.interval
    if interval is None:
        return None
    detectable = None
    # On the scale of a ratio the distance depends on its direction: the interval says it better.
    if interval.se is not None and claim.kind != "ratio":
        detectable = statistics.smallest_detectable(interval.se, interval.df, level)
    return Estimate(
        value=interval.value,
        low=interval.low,
        high=interval.high,
        level=interval.level,
        method=interval.method,
        units=claim.units,
        units_asked=claim.units,
        trials=claim.trials,
        smallest_detectable=detectable,
    )
