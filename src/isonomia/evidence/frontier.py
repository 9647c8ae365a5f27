"""The safety-expression frontier: help given to abuse beside refusals of legitimate requests.

Two errors count alike. A model that refuses everyone helps no abuser and turns away everyone who
needs help; one that serves everyone does the opposite. Only both together say anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence.collect import sample
from isonomia.evidence.contrasts import Contrast
from isonomia.evidence.tally import AnswerState, Cell

if TYPE_CHECKING:
    from isonomia.evidence.assessment import Assessment, Measured
    from isonomia.evidence.tally import Tally
    from isonomia.statistics import Interval

__all__ = ["ActRow", "Frontier", "Place", "frontiers"]

HELP, DECLINED = "help", "declined"
"""The readers whose measures make a frontier."""


class Place(NamedTuple):
    """Where one arm, or all that were asked both kinds of request together, lie.

    ``arm`` is empty for all together; ``declined`` is None for an arm of which no legitimate
    request was asked, such as a trick.
    """

    arm: str
    help: Interval | None
    declined: Interval | None


class ActRow(NamedTuple):
    """What became of the requests for one act: trials by state, and answers by degree of help."""

    slice: str
    asked: int
    refused: int
    degrees: dict[str, int]
    unscorable: int
    failed: int


class Frontier(NamedTuple):
    """Both errors of one suite: all together, then every arm; and the acts."""

    suite: str
    help: Measured
    declined: Measured
    places: list[Place]
    acts: list[ActRow]


def frontiers(assessment: Assessment) -> list[Frontier]:
    """Return the frontier of every suite that measures both errors.

    Intervals are those over units, at the assessment's level, each for itself alone.
    """
    tally = assessment.tally
    found = []
    for suite in assessment.plan.suites:
        by_reader = {one.reader: one for one in assessment.measures if one.suite == suite.name}
        if {HELP, DECLINED} <= by_reader.keys():
            help_, declined = by_reader[HELP], by_reader[DECLINED]
            places = _places(tally, help_, declined, assessment.plan.level)
            found.append(Frontier(suite.name, help_, declined, places, _acts(tally, help_)))
    return found


def _places(tally: Tally, help_: Measured, declined: Measured, level: float) -> list[Place]:
    both = tuple(arm for arm in help_.coverage if arm in declined.coverage)
    together = Place("", _mean(tally, help_, both, level), _mean(tally, declined, both, level))
    arms = [
        Place(
            arm,
            _mean(tally, help_, (arm,), level),
            _mean(tally, declined, (arm,), level) if arm in both else None,
        )
        for arm in help_.coverage
    ]
    return [together, *arms]


def _mean(tally: Tally, measured: Measured, arms: tuple[str, ...], level: float) -> Interval | None:
    """Return the mean of arms, each counting alike, with its interval; None if nothing scored."""
    if not arms:
        return None
    said = measured.title
    question = Contrast(
        id="frontier",
        measure=measured.measure,
        kind="level",
        arms=arms,
        weights=(1 / len(arms),) * len(arms),
        title=said,
        below=said,
        above=said,
    )
    found = sample(tally, f"{measured.suite}/{measured.measure}", question)
    return found.interval(level) if found.measured else None


def _acts(tally: Tally, measured: Measured) -> list[ActRow]:
    slices: dict[str, Cell] = {}
    for key, cell in tally.measure(f"{measured.suite}/{measured.measure}"):
        slices[key.slice] = slices.get(key.slice, Cell()) + cell
    return [_act(name, cell) for name, cell in slices.items()]


def _act(name: str, cell: Cell) -> ActRow:
    refused = cell.states[AnswerState.REFUSED]
    # A refusal gives no help; it is counted as what it is, not twice.
    degrees = {**cell.labels, "none": cell.labels["none"] - refused}
    return ActRow(
        slice=name,
        asked=cell.trials,
        refused=refused,
        degrees=degrees,
        unscorable=cell.states[AnswerState.UNSCORABLE],
        failed=cell.states[AnswerState.FAILED],
    )
