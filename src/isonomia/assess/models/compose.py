"""From what a run counted to its assessment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isonomia.assess.models.benchmarks import published
from isonomia.evidence import (
    Assessment,
    Cost,
    Coverage,
    Factor,
    Finding,
    Hashes,
    JudgeRecord,
    Measured,
    NotTested,
    Nuisance,
    Plan,
    Run,
    Subject,
    SuiteRecord,
    Tally,
    conclude,
    context,
    nuisance,
)
from isonomia.vocabulary import LANGUAGES, Text, notices

if TYPE_CHECKING:
    from isonomia.assess.models.budget import Budget
    from isonomia.assess.models.model import ModelCard
    from isonomia.assess.models.runner import Outcome
    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.evidence import AnswerState, Context

__all__ = ["LEVEL", "compose", "findings", "recompose"]

LEVEL = 0.95
"""Confidence level of every interval, and 1 - LEVEL the bound on false verdicts of a kind."""

FACTORS: tuple[Factor, ...] = ("order", "prompt")


def findings(outcome: Outcome, seed: int | None = None) -> tuple[Finding, ...]:
    """Return what may be said of each question, given what was counted at the last look."""
    looked = outcome.looked is not None
    return conclude(outcome.judged, outcome.questions, LEVEL, seed, looked=looked)


def compose(
    card: ModelCard,
    suites: list[Suite],
    outcome: Outcome,
    budget: Budget,
    *,
    seed: int,
    repeat: int,
    ask_all: bool,
    hashes: Hashes,
    run: Run,
    judge: JudgeRecord | None = None,
) -> Assessment:
    """Return the assessment of everything that was counted."""
    records = tuple(_record(suite) for suite in suites)
    return Assessment(
        subject=Subject(
            kind=card.kind,
            name=card.name,
            digest=card.digest,
            licence=card.licence,
            details=card.details,
            notes=card.notes,
        ),
        plan=Plan(
            suites=records,
            seed=seed,
            repeat=repeat,
            ask_all=ask_all,
            forms=tuple(sorted(card.forms)),
            level=LEVEL,
            trials=outcome.planned,
            judge=judge,
        ),
        complete=outcome.complete,
        findings=findings(outcome, seed),
        context=_context(records, outcome, seed),
        nuisance=_nuisance(suites, outcome.tally),
        measures=_measured(suites, outcome),
        coverage=_coverage(outcome.states),
        cost=Cost(
            calls=budget.calls,
            tokens_in=budget.tokens_in,
            tokens_out=budget.tokens_out,
            amount=budget.cost,
            currency=budget.price.currency if budget.price else "",
        ),
        not_tested=_not_tested(suites, card, outcome, judge),
        hashes=hashes,
        tally_rows=Assessment.rows(outcome.tally),
        run=run,
    )


def recompose(past: Assessment, outcome: Outcome) -> Assessment:
    """Return an assessment as it reads once people have checked some of its answers."""
    return past.model_copy(
        update={
            "findings": findings(outcome, past.plan.seed),
            "context": _context(past.plan.suites, outcome, past.plan.seed),
            "tally_rows": Assessment.rows(outcome.tally),
        }
    )


def _context(suites: tuple[SuiteRecord, ...], outcome: Outcome, seed: int) -> tuple[Context, ...]:
    """Return what is shown without a verdict: our estimates, and published scores."""
    ours = context(outcome.judged, outcome.questions, LEVEL, seed)
    return (*ours, *published(suites, outcome.judged))


def _nuisance(suites: list[Suite], tally: Tally) -> tuple[Nuisance, ...]:
    found = (
        nuisance(tally, suite.name, measure.id, factor, LEVEL)
        for suite in suites
        for measure in suite.measures
        for factor in FACTORS
    )
    return tuple(effect for effect in found if effect is not None)


def _measured(suites: list[Suite], outcome: Outcome) -> tuple[Measured, ...]:
    return tuple(
        _measure(suite, measure, outcome) for suite in suites for measure in suite.measures
    )


def _measure(suite: Suite, measure: Measure, outcome: Outcome) -> Measured:
    name = f"{suite.name}/{measure.id}"
    states: dict[str, Counter[AnswerState]] = {arm.id: Counter() for arm in suite.arms_of(measure)}
    for key, cell in outcome.tally.measure(name):
        states[key.arm] += cell.states
    return Measured(
        suite=suite.name,
        measure=measure.id,
        title=measure.title,
        form=measure.form,
        read_by=" + ".join(sorted(outcome.read_by[name])),
        coverage={arm: _coverage(counts) for arm, counts in states.items()},
        bounded=outcome.bounded[name],
        spared=outcome.spared[name],
        reader=measure.reader,
    )


def _coverage(states: Counter[AnswerState]) -> Coverage:
    return Coverage(**{state.value: count for state, count in states.items()})


def _not_tested(
    suites: list[Suite], card: ModelCard, outcome: Outcome, judge: JudgeRecord | None
) -> tuple[NotTested, ...]:
    """List what a reader might take for tested: first this run's gaps, then the suites' own."""
    gaps = []
    left = outcome.planned - outcome.done - outcome.spared.total()
    if left:
        gaps.append(_gap("cut-short", left=left, planned=outcome.planned))
    for suite, measure in [(one, measure) for one in suites for measure in one.measures]:
        name = _why_unscored(suite, measure, card, outcome, judge)
        if name:
            gaps.append(_gap(name, suite=suite.title, measure=measure.title))
    gaps += [item for suite in suites for item in suite.not_tested]
    return tuple(gap for number, gap in enumerate(gaps) if gap not in gaps[:number])


def _why_unscored(
    suite: Suite, measure: Measure, card: ModelCard, outcome: Outcome, judge: JudgeRecord | None
) -> str:
    """Return the name of the notice that says why nothing of a measure was scored, if so."""
    if measure.form not in card.forms:
        return f"form-{measure.form}"
    if measure.reader == "judge" and judge is None:
        return "needs-judge"
    scored = any(cell.n for _, cell in outcome.tally.measure(f"{suite.name}/{measure.id}"))
    return "" if scored else "unscored"


def _gap(name: str, **values: Text | int) -> NotTested:
    what, why = notices()[name]
    return NotTested(what=_filled(what, values), why=_filled(why, values))


def _filled(text: Text, values: dict[str, Text | int]) -> Text:
    return Text(
        **{
            language: text[language].format(
                **{
                    name: value[language] if isinstance(value, Text) else value
                    for name, value in values.items()
                }
            )
            for language in LANGUAGES
        }
    )


def _record(suite: Suite) -> SuiteRecord:
    return SuiteRecord(
        name=suite.name,
        version=suite.version,
        language=suite.language,
        reviewed=suite.reviewed,
        digest=suite.digest,
        title=suite.title,
        card=dict(suite.card),
        names={arm.id: arm.title for arm in suite.arms} | suite.slices,
        sealed=suite.sealed,
        reference=suite.reference,
        unit_references={
            unit.id: unit.reference for unit in suite.units if unit.reference is not None
        },
        unit_titles={unit.id: unit.title for unit in suite.units},
        sources=tuple(source.model_dump() for source in suite.sources),
    )
