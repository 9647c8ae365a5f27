"""From what a run counted to its assessment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isonomia.evidence import (
    Assessment,
    Cost,
    Coverage,
    Factor,
    Finding,
    Hashes,
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
    from isonomia.evidence import AnswerState

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
) -> Assessment:
    """Return the assessment of everything that was counted."""
    return Assessment(
        subject=Subject(
            name=card.name,
            digest=card.digest,
            licence=card.licence,
            details=card.details,
            notes=card.notes,
        ),
        plan=Plan(
            suites=tuple(_record(suite) for suite in suites),
            seed=seed,
            repeat=repeat,
            ask_all=ask_all,
            forms=tuple(sorted(card.forms)),
            level=LEVEL,
            trials=outcome.planned,
        ),
        complete=outcome.complete,
        findings=findings(outcome, seed),
        context=context(outcome.judged, outcome.questions, LEVEL, seed),
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
        not_tested=_not_tested(suites, card, outcome),
        hashes=hashes,
        tally_rows=Assessment.rows(outcome.tally),
        run=run,
    )


def recompose(past: Assessment, outcome: Outcome) -> Assessment:
    """Return an assessment as it reads once people have checked some of its answers."""
    return past.model_copy(
        update={
            "findings": findings(outcome, past.plan.seed),
            "context": context(outcome.judged, outcome.questions, LEVEL, past.plan.seed),
            "tally_rows": Assessment.rows(outcome.tally),
        }
    )


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
    states: dict[str, Counter[AnswerState]] = {arm.id: Counter() for arm in suite.arms}
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
    )


def _coverage(states: Counter[AnswerState]) -> Coverage:
    return Coverage(**{state.value: count for state, count in states.items()})


def _not_tested(suites: list[Suite], card: ModelCard, outcome: Outcome) -> tuple[NotTested, ...]:
    """List what a reader might take for tested: first this run's gaps, then the suites' own."""
    gaps = []
    left = outcome.planned - outcome.done - outcome.spared.total()
    if left:
        gaps.append(_gap("cut-short", left=left, planned=outcome.planned))
    gaps += [
        _gap(f"form-{measure.form}", suite=suite.title, measure=measure.title)
        for suite in suites
        for measure in suite.measures
        if measure.form not in card.forms
    ]
    gaps += [
        _gap("unscored", suite=suite.title, measure=measure.title)
        for suite in suites
        for measure in suite.measures
        if measure.form in card.forms and not _any_scored(suite, measure, outcome)
    ]
    gaps += [item for suite in suites for item in suite.not_tested]
    return tuple(gap for number, gap in enumerate(gaps) if gap not in gaps[:number])


def _any_scored(suite: Suite, measure: Measure, outcome: Outcome) -> bool:
    return any(cell.n for _, cell in outcome.tally.measure(f"{suite.name}/{measure.id}"))


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
        reference=suite.reference,
        unit_references={
            unit.id: unit.reference for unit in suite.units if unit.reference is not None
        },
        unit_titles={unit.id: unit.title for unit in suite.units},
        sources=tuple(source.model_dump() for source in suite.sources),
    )
