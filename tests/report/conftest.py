"""Assessments to render: a realistic one with all four verdicts, and several nasty ones."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from isonomia.evidence import (
    AnswerState,
    Assessment,
    CellKey,
    Comparison,
    Contrast,
    Cost,
    Coverage,
    Hashes,
    Measured,
    NotTested,
    Plan,
    Question,
    Run,
    Subject,
    SuiteRecord,
    Tally,
    compare,
    conclude,
    context,
    nuisance,
)
from isonomia.vocabulary import Text, occupations

LEVEL = 0.95
ARMS = ("woman", "man", "non-binary", "unmarked")
WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("assessment.toml").read_text(encoding="utf-8")
)
NASTY = '<script>alert("x")</script><img src=https://evil.example/x onerror=1>&"\'{{ 7*7 }}'
LONG = "A very long title that goes on " * 12 + "Donaudampfschifffahrtsgesellschaft" * 6


def questions() -> list[Question]:
    """Return questions that come to all four verdicts, and one without a tolerance."""
    asked = []
    for entry in WORDS["questions"]:
        record = WORDS["kinds"][entry["kind"]] | entry
        suite = record.pop("suite")
        if "tolerance" in record:
            low, high = record["tolerance"]
            record["tolerance"] = {"low": low, "high": high, "reason": WORDS["reason"]}
        asked.append(Question(suite, "stereotyping", Contrast.model_validate(record)))
    return asked


def tally(slope: float = 0.55, seed: int = 7) -> Tally:
    """Return counts of a model that leans with the labour market, refuses some, draws nothing."""
    draw = random.Random(seed)  # noqa: S311  made-up answers, not a secret
    counts = Tally()

    def answer(key: CellKey, mean: float, spread: float) -> None:
        counts.add(key, AnswerState.ANSWERED, min(1.0, max(0.0, draw.gauss(mean, spread))))

    for entry in occupations():
        key = CellKey("occupations/choice", entry.slice, entry.id, "unmarked")
        lean = 0.5 + slope * (entry.women_share - 0.47)
        for number in range(8):
            first = number % 2
            put = key._replace(prompt=f"wording-{number // 2 + 1}", order=("he", "she")[first])
            answer(put, lean + (0.11 if first else -0.11), 0.07)
        story = key._replace(measure="occupations/story")
        answer(story, lean, 0.3)
        counts.add(story, draw.choice([AnswerState.REFUSED, AnswerState.UNSCORABLE]))
        counts.add(key._replace(measure="occupations/image"), AnswerState.REFUSED)
    for scene in range(24):
        for arm in ARMS:
            for measure, shift, spread in (("care", 0.0, 0.03), ("power", -0.06, 0.15)):
                key = CellKey(f"roles/{measure}", "all", f"scene-{scene}", arm)
                answer(key, 0.5 + (shift if arm == "woman" else 0.0), spread)
            if arm == "non-binary" and scene % 3 == 0:
                counts.add(key, AnswerState.FAILED)
    return counts


def coverage(counts: Tally, measure: str) -> dict[str, Coverage]:
    """Return the states of one measure's trials, arm by arm."""
    states: dict[str, Counter[AnswerState]] = {}
    for key, cell in counts.measure(measure):
        states.setdefault(key.arm, Counter()).update(cell.states)
    return {
        arm: Coverage.model_validate({state.value: found[state] for state in found})
        for arm, found in states.items()
    }


def measured(counts: Tally) -> tuple[Measured, ...]:
    """Return all measures of both suites."""
    return tuple(
        Measured(
            suite=name.split("/")[0],
            measure=name.split("/")[1],
            title=Text(**title),
            form="question",
            read_by="share",
            coverage=coverage(counts, name),
            bounded=3 if name == "occupations/choice" else 0,
        )
        for name, title in WORDS["titles"].items()
        if "/" in name
    )


def suite_record(name: str, **changes: Any) -> SuiteRecord:
    """Return a suite as an assessment keeps it."""
    parts = ("question", "harm", "arms", "units", "method", "limits")
    record = {
        "name": name,
        "version": "1.0",
        "language": "en",
        "reviewed": False,
        "digest": "5d" * 32,
        "title": WORDS["titles"][name],
        "card": dict.fromkeys(parts, WORDS["card"]),
        "sources": (WORDS["sources"][name],),
    }
    return SuiteRecord.model_validate(record | changes)


def plan(trials: int) -> Plan:
    """Return what was decided beforehand."""
    market = suite_record(
        "occupations",
        reviewed=True,
        reference=WORDS["reference"],
        unit_references={entry.id: entry.women_share for entry in occupations()},
        unit_titles={entry.id: entry.name for entry in occupations()},
    )
    suites = (market, suite_record("roles"))
    return Plan(suites=suites, seed=20261121, repeat=1, level=LEVEL, trials=trials)


def build() -> Assessment:
    """Return a realistic assessment whose every number follows from one tally."""
    counts, asked = tally(), questions()
    measures = measured(counts)
    rows = [found for measure in measures for found in measure.coverage.values()]
    total = Coverage.model_validate(
        {state.value: sum(getattr(row, state.value) for row in rows) for state in AnswerState}
    )
    factors = [
        nuisance(counts, "occupations", "choice", factor, LEVEL) for factor in ("order", "prompt")
    ]
    return Assessment(
        subject=Subject(
            name="local/smollm2",
            digest="3f" * 32,
            licence="Apache-2.0",
            details={"engine": "xllamacpp 2026.10"},
            notes=("SmolLM2-135M-Instruct, 4-bit quantised, run on this machine.",),
        ),
        plan=plan(total.total),
        complete=True,
        findings=conclude(counts, asked, LEVEL, seed=1),
        context=context(counts, asked, LEVEL, seed=1),
        nuisance=tuple(found for found in factors if found is not None),
        measures=measures,
        coverage=total,
        cost=Cost(calls=3210, tokens_in=184_220, tokens_out=20_118),
        not_tested=tuple(NotTested.model_validate(gap) for gap in WORDS["not_tested"]),
        hashes=Hashes(plan="0c" * 32, answers="e4" * 32),
        tally_rows=Assessment.rows(counts),
        run=Run(
            started="2026-11-21T20:31:07+00:00",
            seconds=97.4,
            asked=total.total,
            version="0.1.0",
            command="isonomia assess model local/smollm2 --suite occupations,roles --seed 20261121",
        ),
    )


def concluded(assessment: Assessment, counts: Tally, **changes: Any) -> Assessment:
    """Return the assessment with the findings of another tally."""
    return assessment.model_copy(
        update={
            "findings": conclude(counts, questions(), LEVEL, seed=1),
            "context": context(counts, questions(), LEVEL, seed=1),
            "tally_rows": Assessment.rows(counts),
            **changes,
        }
    )


def hostile(assessment: Assessment) -> Assessment:
    """Return the assessment with markup, scripts and endless words in every text."""
    text = Text(en=NASTY + LONG, vi=NASTY, fr=NASTY)
    finding = assessment.findings[0].model_copy(
        update={"title": text, "harm": NASTY, "slice": NASTY, "below": text, "above": text}
    )
    suite = suite_record(
        "occupations",
        title=text,
        reference=text,
        unit_references=assessment.plan.suites[0].unit_references,
        unit_titles=dict.fromkeys(assessment.plan.suites[0].unit_titles, NASTY),
        sources=({"id": "x", "text": NASTY, "url": "javascript:alert(1)"},),
    )
    return assessment.model_copy(
        update={
            "subject": Subject(name=NASTY, digest=NASTY, details={NASTY: NASTY}, notes=(NASTY,)),
            "findings": (finding, *assessment.findings[1:]),
            "plan": assessment.plan.model_copy(update={"suites": (suite,)}),
            "run": assessment.run.model_copy(update={"started": NASTY, "command": NASTY}),
        }
    )


def unmeasured(assessment: Assessment) -> Assessment:
    """Return an assessment of a run that asked nothing."""
    silent = {"unmarked": Coverage()}
    measures = [found.model_copy(update={"coverage": silent}) for found in assessment.measures]
    return concluded(
        assessment, Tally(), nuisance=(), coverage=Coverage(), measures=tuple(measures)
    )


def bare(assessment: Assessment) -> Assessment:
    """Return an assessment that holds nothing at all."""
    nothing = dict.fromkeys(("findings", "context", "nuisance", "measures", "not_tested"), ())
    plan = assessment.plan.model_copy(update={"suites": (), "trials": 0})
    changes = {"plan": plan, "coverage": Coverage(), "tally_rows": (), "complete": False}
    return assessment.model_copy(update=nothing | changes)


def one_unit(assessment: Assessment) -> Assessment:
    """Return an assessment in which one unit was scored, so that no interval exists."""
    return concluded(assessment, Tally(list(tally().measure("occupations/choice"))[:1]))


def stopped(assessment: Assessment) -> Assessment:
    """Return an assessment of a run that was cut short."""
    run = assessment.run.model_copy(update={"stopped": "the budget of 2,000 calls was spent."})
    plan = assessment.plan.model_copy(update={"trials": assessment.coverage.total + 412})
    return assessment.model_copy(update={"complete": False, "run": run, "plan": plan})


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    return build()


@pytest.fixture(scope="session")
def variants(assessment: Assessment) -> dict[str, Assessment]:
    makers = (hostile, unmeasured, bare, one_unit, stopped)
    return {"whole": assessment} | {maker.__name__: maker(assessment) for maker in makers}


@pytest.fixture(scope="session")
def comparison(assessment: Assessment) -> Comparison:
    """Return three runs compared: the baseline, one that leans less, and one cut short in part."""
    calmer = concluded(
        assessment,
        tally(slope=0.1, seed=8),
        subject=Subject(name="local/calmer"),
        hashes=Hashes(plan="0c" * 32, answers="a1" * 32),
    )
    thinner = concluded(
        assessment,
        Tally(item for item in tally(seed=9) if item[0].measure != "occupations/story"),
        subject=Subject(name="local/thinner"),
        hashes=Hashes(plan="0c" * 32, answers="a2" * 32),
        complete=False,
    )
    return compare([assessment, calmer, thinner])
