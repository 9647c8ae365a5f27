"""Runs set side by side: what differs between them, and whether chance could have done it."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, NamedTuple

from isonomia import statistics
from isonomia.errors import UsageError
from isonomia.evidence.comparison import (
    Caution,
    Change,
    ComparedQuestion,
    ComparedRun,
    Comparison,
    ContextRow,
    Difference,
    Result,
    Unmatched,
)
from isonomia.evidence.conclude import estimate_of
from isonomia.evidence.difference import Side, draft_difference
from isonomia.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isonomia.evidence.assessment import Assessment, SuiteRecord
    from isonomia.evidence.difference import DifferenceDraft
    from isonomia.evidence.finding import Finding
    from isonomia.evidence.tally import Tally

__all__ = ["compare"]

LABELS = string.ascii_uppercase


def compare(assessments: Sequence[Assessment]) -> Comparison:
    """Set runs side by side, question by question; the first is the baseline of all others.

    Every difference is tested at once with all others of the comparison, in three families that
    are each controlled by Holm's method: that two values differ, that one lean is the larger, and
    that no difference larger than the margin is there. So the chance of even one false claim of a
    kind is at most 1 - level.

    Parameters
    ----------
    assessments : sequence of Assessment
        Two runs or more.

    Returns
    -------
    Comparison
        A pure function of the assessments.

    Raises
    ------
    UsageError
        There are fewer than two runs or more than 26, they have no question in common, or one is
        an audit of data.

    Notes
    -----
    Where both runs asked about the same units, the difference is taken unit by unit: what makes
    units differ cancels. Else the runs are two independent samples (Welch). Slices are kept apart
    as in each run alone. A lean is larger than another, |b - r| > |a - r| for a reference r, if and
    only if b - a and a + b - 2r have the same sign; so it is claimed where both signs are clear,
    with the larger of the two p-values (an intersection-union test).

    References
    ----------
    Berger (1982), "Multiparameter hypothesis testing and acceptance sampling"; Holm (1979);
    Schuirmann (1987) for the margin; Jennison & Turnbull (1989) for the looks.
    """
    if not 2 <= len(assessments) <= len(LABELS):
        raise UsageError(
            f"A comparison needs 2 to {len(LABELS)} runs, not {len(assessments)}: "
            "name the folder of each."
        )
    for one in assessments:
        if one.sources and not one.measures:
            raise UsageError(
                f"{one.subject.name} is an audit of data, which keeps counts and no answers to "
                "compare: give --before DIR to isonomia assess data, or read two reports side by "
                "side."
            )
    runs = [_Run.of(label, one) for label, one in zip(LABELS, assessments, strict=False)]
    places = dict.fromkeys(place for run in runs for place in run.findings)
    shared = [place for place in places if sum(place in run.findings for run in runs) > 1]
    if not shared:
        raise UsageError(
            "These runs have no question in common, so there is nothing to compare: "
            "assess both with the same suites."
        )
    level = max(run.assessment.plan.level for run in runs)
    drafts = {
        (place, run.label): draft_difference(runs[0].side(place), run.side(place), level)
        for place in shared
        for run in runs[1:]
    }
    adjusted = _adjusted(drafts)
    return Comparison(
        runs=tuple(run.record() for run in runs),
        level=level,
        family=len(adjusted),
        questions=tuple(
            _question(
                place,
                runs,
                [
                    _difference(
                        drafts[place, run.label],
                        adjusted.get((place, run.label)),
                        1 - level,
                        run=run.label,
                        cautions=_cautions(place, runs[0], run, drafts[place, run.label]),
                    )
                    for run in runs[1:]
                ],
            )
            for place in shared
        ),
        context=_context(runs),
        unmatched=tuple(
            Unmatched(run=run.label, suite=place.suite, contrast=place.contrast, title=found.title)
            for run in runs
            for place, found in run.findings.items()
            if place not in shared
        ),
        version=__version__,
    )


class _Place(NamedTuple):
    suite: str
    measure: str
    contrast: str


class _Run(NamedTuple):
    """An assessment, with what is looked up in it again and again."""

    label: str
    assessment: Assessment
    tally: Tally
    suites: dict[str, SuiteRecord]
    findings: dict[_Place, Finding]

    @classmethod
    def of(cls, label: str, assessment: Assessment) -> _Run:
        return cls(
            label,
            assessment,
            assessment.tally,
            {suite.name: suite for suite in assessment.plan.suites},
            {_Place(one.suite, one.measure, one.contrast): one for one in assessment.findings},
        )

    def side(self, place: _Place) -> Side | None:
        """Return this run's part in a question."""
        if place not in self.findings:
            return None
        units = {(suite.name, unit) for suite in self.suites.values() for unit in suite.unit_titles}
        plan = self.assessment.plan
        order = (plan.seed, plan.forms, frozenset(units))
        return Side(self.findings[place], self.tally, order)

    def read_by(self, place: _Place) -> str:
        """Return how the answers behind a question were read."""
        return next(
            (
                measured.read_by
                for measured in self.assessment.measures
                if (measured.suite, measured.measure) == (place.suite, place.measure)
            ),
            "",
        )

    def record(self) -> ComparedRun:
        """Return what a comparison keeps of this run."""
        plan, subject = self.assessment.plan, self.assessment.subject
        return ComparedRun(
            label=self.label,
            subject=subject.name,
            digest=subject.digest,
            languages=tuple(dict.fromkeys(suite.language for suite in plan.suites)),
            suites={suite.name: suite.version for suite in plan.suites},
            seed=plan.seed,
            started=self.assessment.run.started,
            complete=self.assessment.complete,
            version=self.assessment.run.version,
            plan=self.assessment.hashes.plan,
            answers=self.assessment.hashes.answers,
        )


class _Adjusted(NamedTuple):
    """A difference's p-values after Holm's correction."""

    differs: float
    lean: float
    within: float


_Key = tuple[_Place, str]
"""A question, and the run that is set against the baseline in it."""


def _adjusted(drafts: Mapping[_Key, DifferenceDraft]) -> dict[_Key, _Adjusted]:
    """Correct the p-values of all differences that were tested, each family by itself."""
    tested = {key: draft for key, draft in drafts.items() if draft.tested}
    families = zip(
        statistics.holm([draft.p_differs for draft in tested.values()]),
        statistics.holm([draft.p_lean for draft in tested.values()]),
        statistics.holm([draft.p_within for draft in tested.values()]),
        strict=True,
    )
    return {key: _Adjusted(*values) for key, values in zip(tested, families, strict=True)}


def _difference(
    draft: DifferenceDraft,
    adjusted: _Adjusted | None,
    alpha: float,
    *,
    run: str,
    cautions: tuple[Caution, ...],
) -> Difference:
    shown = Difference(
        run=run,
        change=Change.NOT_COMPARABLE,
        obstacle=draft.obstacle,
        design=draft.design,
        estimate=draft.found and estimate_of(draft.found, draft.interval, rate=draft.rate),
        units_of=draft.units_of,
        margin=draft.margin,
        cautions=cautions,
    )
    if draft.obstacle or adjusted is None:
        return shown
    return shown.model_copy(
        update={
            "change": _change(draft, adjusted, alpha),
            "within_margin": adjusted.within <= alpha,
            "by_chance": draft.p_differs <= alpha < adjusted.differs,
            "p_differs": adjusted.differs,
            "p_lean": adjusted.lean,
            "p_within_margin": adjusted.within,
        }
    )


def _change(draft: DifferenceDraft, adjusted: _Adjusted, alpha: float) -> Change:
    if adjusted.lean <= alpha:
        return Change.LARGER if draft.larger else Change.SMALLER
    return Change.DIFFERS if adjusted.differs <= alpha else Change.NOT_DISTINGUISHABLE


def _cautions(
    place: _Place, first: _Run, second: _Run, draft: DifferenceDraft
) -> tuple[Caution, ...]:
    """Return what a reader must know before believing a difference that was measured."""
    if draft.found is None:
        return ()
    one, other = first.suites.get(place.suite), second.suites.get(place.suite)
    other_language = one and other and one.language != other.language
    readings = {first.findings[place].reading, second.findings[place].reading}
    holds: dict[Caution, bool] = {
        "same-answers": first.assessment.hashes.answers == second.assessment.hashes.answers,
        "other-language": bool(other_language),
        "other-suite": bool(one and other and one.digest != other.digest and not other_language),
        "other-units": draft.design == "independent" and not draft.same_units,
        "other-labels": draft.design == "independent" and draft.same_units,
        "shared-units": draft.design == "paired" and max(draft.units_of) > draft.found.asked,
        "read-otherwise": first.read_by(place) != second.read_by(place),
        "unchecked": readings != {"exact"} and not draft.found.corrected,
    }
    return tuple(name for name, is_so in holds.items() if is_so)


def _question(place: _Place, runs: list[_Run], differences: list[Difference]) -> ComparedQuestion:
    asked = [(run, run.findings[place]) for run in runs if place in run.findings]
    first, finding = asked[0]
    suite = first.suites.get(place.suite)
    return ComparedQuestion(
        suite=place.suite,
        suite_title=None if suite is None else suite.title,
        measure=place.measure,
        contrast=place.contrast,
        kind=finding.kind,
        title=finding.title,
        below=finding.below,
        above=finding.above,
        reference=finding.reference,
        tolerance=finding.tolerance,
        results=tuple(
            Result(
                run=run.label,
                estimate=found.estimate,
                verdict=found.verdict,
                tolerance=found.tolerance,
            )
            for run, found in asked
        ),
        differences=tuple(differences),
    )


def _context(runs: list[_Run]) -> tuple[ContextRow, ...]:
    """Return the estimates without a tolerance that several runs have, side by side."""
    rows: dict[tuple[str, str, str], ContextRow] = {}
    for run in runs:
        for shown in run.assessment.context:
            key = (shown.suite, shown.measure, shown.id)
            held = rows.get(key) or ContextRow(
                suite=shown.suite,
                measure=shown.measure,
                id=shown.id,
                kind=shown.kind,
                title=shown.title,
                estimates={},
            )
            estimates = held.estimates | {run.label: shown.estimate}
            rows[key] = held.model_copy(update={"estimates": estimates})
    return tuple(row for row in rows.values() if len(row.estimates) > 1)
