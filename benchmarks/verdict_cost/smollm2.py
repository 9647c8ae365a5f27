"""The closed questions of both suites, put to a real small model on this machine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from benchmarks.verdict_cost.cases import Case, Source, arms_case, centred
from benchmarks.verdict_cost.intervals import Array

from isonomia.assess.models import Form, Suite, Trial, expand, load_suites, open_model
from isonomia.assess.models.runner import Scorer
from isonomia.evidence import Contrast

MODEL = "local/smollm2"
ARMS = frozenset({"woman", "man", "unmarked"})
LEAST_ASKED = 20
"""Fewer scored questions would not tell how such questions differ."""


@dataclass(slots=True)
class Asked:
    """One scenario in one wording and one order of options, with the score of each arm."""

    slice: str
    order: str
    reference: float
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Measure:
    """What was asked of one measure, and how many calls of our engine that took."""

    asked: dict[tuple[str, ...], Asked] = field(default_factory=dict)
    trials: int = 0
    calls: int = 0


def cases() -> tuple[list[Case], list[str]]:
    """Ask the model; return its cases, and the contrasts for which too little was readable."""
    suites = load_suites(["occupations", "roles"], "en")
    measures = asyncio.run(ask(suites))
    found, left_out = [], []
    for suite in suites:
        for contrast in suite.contrasts:
            measure = measures.get(f"{suite.name}/{contrast.measure}")
            if measure is None or contrast.tolerance is None or not ARMS.issuperset(contrast.arms):
                continue
            name = f"{suite.name}/{contrast.id}"
            scored = [a for a in measure.asked.values() if set(contrast.arms) <= a.scores.keys()]
            if len(scored) < LEAST_ASKED:
                left_out.append(f"{name} ({len(scored)} of {len(measure.asked)} readable)")
                continue
            low, high = contrast.tolerance.low, contrast.tolerance.high
            price = measure.calls / measure.trials
            case = case_of(name, contrast, scored)
            found.append(replace(case, low=low, high=high, engine=price))
    return found, left_out


async def ask(suites: list[Suite]) -> dict[str, Measure]:
    """Weigh every closed question that a woman, a man or nobody in particular is asked about."""
    trials = [trial for suite in suites for trial in expand(suite) if _is_wanted(trial)]
    trials.sort(key=lambda trial: trial.request.prompt)  # the engine reads equal openings once
    references = {
        (suite.name, unit.id): unit.reference or 0.0 for suite in suites for unit in suite.units
    }
    scorer = Scorer(suites)
    measures: dict[str, Measure] = {trial.cell.measure: Measure() for trial in trials}
    model = open_model(MODEL)
    queue = iter(trials)

    async def work() -> None:
        for trial in queue:
            reply = await model.ask(trial.request)
            cell = trial.cell
            measure = measures[cell.measure]
            measure.trials += 1
            measure.calls += reply.calls
            reference = references[trial.suite, trial.unit]
            asked = measure.asked.setdefault(
                (cell.unit, cell.prompt, cell.order), Asked(cell.slice, cell.order, reference)
            )
            value = scorer.read(trial, reply).value
            if value is not None:
                asked.scores[cell.arm] = value

    async with model, asyncio.TaskGroup() as group:
        for _ in range(model.concurrency):
            group.create_task(work())
    return measures


def case_of(name: str, contrast: Contrast, asked: list[Asked]) -> Case:
    """Return a contrast's case, each scenario in one wording and order counting as a scenario."""
    if contrast.kind == "slices":
        first, second = (
            source([a for a in asked if a.slice == slice_], contrast.arms[0], sign)
            for slice_, sign in zip(contrast.slices, (1.0, -1.0), strict=True)
        )
        return Case(name, (first, second), (first, second))
    if contrast.kind == "level":
        level = source(asked, contrast.arms[0], 1.0)
        return Case(name, (level,), (level,))
    arms = [np.array([a.scores[arm] for a in asked]) for arm in contrast.arms]
    return arms_case(name, (arms[0], arms[1]), _strata(asked), _references(asked))


def source(asked: list[Asked], arm: str, sign: float) -> Source:
    """Return the scenarios of one arm."""
    chances = np.array([[one.scores[arm] for one in asked]])
    strata = _strata(asked)
    return Source(chances, (sign,), strata, centred(_references(asked), strata))


def _strata(asked: list[Asked]) -> npt.NDArray[np.int64]:
    """Return the number of each scenario's slice and order of options."""
    names = sorted({(one.slice, one.order) for one in asked})
    return np.array([names.index((one.slice, one.order)) for one in asked])


def _references(asked: list[Asked]) -> Array:
    return np.array([one.reference for one in asked])


def _is_wanted(trial: Trial) -> bool:
    if trial.request.form is Form.WRITE or trial.arm not in ARMS:
        return False
    return (trial.suite == "roles") == (trial.arm != "unmarked")
