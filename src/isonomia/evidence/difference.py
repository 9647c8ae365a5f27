"""What the difference of two runs in one question settles by itself, before Holm's correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from isonomia import statistics
from isonomia.evidence.collect import across, sample
from isonomia.evidence.contrasts import Contrast
from isonomia.evidence.draft import LEAST_SCORED
from isonomia.evidence.samples import Sample
from isonomia.statistics import Looks

if TYPE_CHECKING:
    from isonomia.evidence.comparison import Obstacle
    from isonomia.evidence.finding import Finding
    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["DifferenceDraft", "Side", "draft_difference"]

LEAST_SHARED = 0.5
"""With a smaller share of the smaller run's units in common, runs are two independent samples."""

Design = Literal["", "paired", "independent"]


class Side(NamedTuple):
    """One run in one question.

    ``order`` is what decides in which order the run asked about its units.
    """

    finding: Finding
    tally: Tally
    order: object


class DifferenceDraft(NamedTuple):
    """What one difference settles.

    Attributes
    ----------
    tested : bool
        Whether the same question was put to both. Then it belongs to the family, measured or not,
        so that silence makes no other claim easier.
    obstacle : str
        Why nothing can be claimed; empty where it can.
    design : str
        Whether units are paired.
    found : Sample or None
        The unit values of the difference; None where there are none.
    interval : Interval or None
        The interval that holds at every look of both runs together.
    rate : float
        The error rate of these looks alone.
    units_of : tuple of int
        Units asked about in either run.
    same_units : bool
        Whether both were asked about enough of the same units to be paired.
    margin : float or None
        Half the tolerance's width.
    p_differs, p_lean, p_within : float
        p-values that the values differ, that one lean is the larger, and that no more than the
        margin lies between.
    larger : bool
        Whether the second run's lean is the larger one in the sample.
    """

    tested: bool
    obstacle: Obstacle
    design: Design = ""
    found: Sample | None = None
    interval: Interval | None = None
    rate: float = 1.0
    units_of: tuple[int, int] = (0, 0)
    same_units: bool = True
    margin: float | None = None
    p_differs: float = 1.0
    p_lean: float = 1.0
    p_within: float = 1.0
    larger: bool = False


def draft_difference(first: Side | None, second: Side | None, level: float) -> DifferenceDraft:
    """Set the second run's answer to a question against the first's.

    Parameters
    ----------
    first, second : Side or None
        The runs; None where the question was not put to it.
    level : float
        Confidence level of the interval.
    """
    if first is None or second is None:
        return DifferenceDraft(tested=False, obstacle="not-asked")
    one, other = first.finding, second.finding
    if _stated(one) != _stated(other):
        return DifferenceDraft(tested=False, obstacle="other-question")
    if _limits(one) != _limits(other):
        return DifferenceDraft(tested=False, obstacle="other-tolerance")
    if one.estimate is None or other.estimate is None:
        return DifferenceDraft(tested=True, obstacle="not-measured")
    return _weighed(_Pair.of(first, second), (one, other), level)


def _stated(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.arms, finding.weights, finding.slices, finding.reference


def _limits(finding: Finding) -> tuple[float, float]:
    return finding.tolerance.low, finding.tolerance.high


class _Pair(NamedTuple):
    """Two runs in one question: their difference, and their sum, which tells the larger lean."""

    design: Design
    alone: tuple[Sample, Sample]
    difference: Sample
    total: Sample
    same_units: bool
    same_order: bool

    @classmethod
    def of(cls, first: Side, second: Side) -> _Pair:
        contrast = _contrast(first.finding)
        name = f"{first.finding.suite}/{contrast.measure}"
        tallies = (first.tally, second.tally)
        alone = sample(first.tally, name, contrast), sample(second.tally, name, contrast)
        difference = across(tallies, (-1.0, 1.0), name, contrast)
        same_units = difference.asked >= LEAST_SHARED * min(found.asked for found in alone)
        # Pairing must not lose a correction by people, who may have checked other units in each.
        kept = bool(difference.corrected) or not all(found.corrected for found in alone)
        if same_units and difference.measured and kept:
            total = across(tallies, (1.0, 1.0), name, contrast)
            same_order = first.order == second.order
            return cls("paired", alone, difference, total, same_units, same_order)
        apart, together = _independent(alone, -1), _independent(alone, 1)
        return cls("independent", alone, apart, together, same_units, same_order=False)


def _contrast(finding: Finding) -> Contrast:
    return Contrast(
        id=finding.contrast,
        measure=finding.measure,
        kind=finding.kind,
        arms=finding.arms,
        weights=finding.weights,
        slices=finding.slices,
        reference=finding.reference,
        tolerance=finding.tolerance,
        title=finding.title,
        below=finding.below,
        above=finding.above,
    )


def _independent(alone: tuple[Sample, Sample], sign: int) -> Sample:
    """Return the second run's value plus, or minus, the first's, as of independent samples."""
    first, second = alone
    groups = first.groups if sign > 0 else tuple(group.negated() for group in first.groups)
    return Sample(
        (*second.groups, *groups),
        first.trials + second.trials,
        first.asked + second.asked,
        "Welch t over the units of two runs",
    )


def _weighed(pair: _Pair, findings: tuple[Finding, Finding], level: float) -> DifferenceDraft:
    low, high = _limits(findings[0])
    margin, reference = (high - low) / 2, findings[0].reference
    draft = DifferenceDraft(
        tested=True,
        obstacle="not-measured",
        design=pair.design,
        units_of=(pair.alone[0].asked, pair.alone[1].asked),
        same_units=pair.same_units,
        margin=margin,
    )
    if not pair.difference.measured:
        return draft
    interval, total = pair.difference.interval(level), pair.total.interval(level)
    rate = 1 - level
    for looks, look in _schedules(findings, same_order=pair.same_order):
        interval, total = looks.repeated(interval, look), looks.repeated(total, look)
        rate = looks.nominal(look, rate)
    draft = draft._replace(found=pair.difference, interval=interval, rate=rate)
    obstacle = _obstacle(pair, findings, interval)
    if obstacle:
        return draft._replace(obstacle=obstacle)
    p_differs = _p_beyond(pair.difference, interval, 0.0)
    return draft._replace(
        obstacle="",
        p_differs=p_differs,
        p_lean=max(p_differs, _p_beyond(pair.total, total, 2 * reference)),
        p_within=_p_within(pair.difference, interval, margin),
        larger=(interval.value > 0) == (total.value > 2 * reference),
    )


def _schedules(findings: tuple[Finding, Finding], *, same_order: bool) -> list[tuple[Looks, int]]:
    """Return at which looks the two runs may have ended, and at which they did.

    Where both ask in the same order, what they share ends where the shorter one ended. Else either
    end may move it, and both schedules count. Looks are taken as evenly spread: in truth those that
    are left out come first, which ties the rest more closely and errs less.
    """
    ends = list(findings)
    if same_order:
        ends = [min(findings, key=lambda one: (_units_asked(one), -one.looks))]
    return [
        (Looks(tuple(number / one.looks for number in range(1, one.looks + 1))), max(one.look, 1))
        for one in ends
    ]


def _units_asked(finding: Finding) -> int:
    return finding.estimate.units_asked if finding.estimate else 0


def _obstacle(pair: _Pair, findings: tuple[Finding, Finding], interval: Interval) -> Obstacle:
    for alone, finding in zip(pair.alone, findings, strict=True):
        # A run that ended between looks has counted more than it was judged by: not even a
        # difference may be earned by choosing when to stop.
        if not finding.look or alone.asked != _units_asked(finding):
            return "cut-short"
    if pair.difference.used < LEAST_SCORED:
        return "few-scored"
    return "few-units" if interval.low is None else ""


def _p_beyond(found: Sample, interval: Interval, value: float) -> float:
    """Return the p-value that the truth is not `value`."""
    down, up = _reach(found) if found.corrected else (0.0, 0.0)
    # What people could not tell was left out by people: that must not show a difference.
    return statistics.settle(interval, value - up, value + down).p_exceeds


def _p_within(found: Sample, interval: Interval, margin: float) -> float:
    """Return the p-value that no more than the margin lies between the runs.

    As for any "within": neither units that were missed nor answers that are missing may be able to
    make it false.
    """
    down, up = _reach(found)
    if down + up > 2 * margin:
        return 1.0
    complete = statistics.settle(interval, down - margin, margin - up).p_within
    return max(complete, found.unseen(-margin, margin))


def _reach(found: Sample) -> tuple[float, float]:
    down, up = (sum(group.reach[side] for group in found.groups) for side in (0, 1))
    return down, up
