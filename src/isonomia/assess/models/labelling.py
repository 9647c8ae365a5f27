"""Human labels for a run: which answers people should look at, and what follows from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from isonomia.assess.models.benchmarks import BENCHMARKS, load_asked
from isonomia.assess.models.checking import units_in_order
from isonomia.assess.models.compose import recompose
from isonomia.assess.models.masking import masked, unabusive
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.model import Form, ModelCard
from isonomia.assess.models.options import Benchmark, Options
from isonomia.assess.models.session import JOURNAL_NAME, Session
from isonomia.errors import UsageError
from isonomia.evidence import Journal, LabelTask, load, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["journal_of", "label_tasks", "replay", "run_as_planned"]


def label_tasks(
    folder: Path,
    suites: Sequence[str] | None = None,
    per_measure: int = 60,
    data: Path | None = None,
    limit: int | None = None,
) -> list[LabelTask]:
    """Return a random sample of a run's answers for people to label.

    Whole units are taken, with all that was asked about them, in the run's random order of units:
    so comparisons stay paired, and no choice depends on what was answered.

    Parameters
    ----------
    folder : Path
        The run's folder.
    suites : sequence of str, optional
        The suites, as they were given to the run; by default those that it names.
    per_measure : int
        About so many answers of each measure that was read by a rule.
    data, limit : optional
        The data of the run's benchmark, and most of its items, as they were given to the run.

    Raises
    ------
    UsageError
        The folder holds no run, or the suites are not those of the run.
    """
    session = run_as_planned(load(folder), folder, suites, (data, limit))
    with journal_of(folder) as journal:
        asyncio.run(session.recall(journal))
        replies = {entry.trial: reply_of(entry) for entry in journal.entries() if entry.received}
    return [
        task
        for suite in session.suites
        for measure in suite.measures
        if measure.by_rule
        for task in _sampled(session, suite, measure, replies, per_measure)
    ]


def replay(
    folder: Path,
    suites: Sequence[str] | None = None,
    data: Path | None = None,
    limit: int | None = None,
) -> Assessment:
    """Conclude a run anew from its journal and its labels, without asking anything.

    Parameters
    ----------
    folder : Path
        The run's folder; its ``assessment.json`` is written anew.
    suites : sequence of str, optional
        The suites, as they were given to the run; by default those that it names.
    data, limit : optional
        The data of the run's benchmark, and most of its items, as they were given to the run.

    Raises
    ------
    UsageError
        The folder holds no run, or the suites are not those of the run.
    AssessmentError
        The labels cannot be read.
    """
    past = load(folder)
    session = run_as_planned(past, folder, suites, (data, limit))
    with journal_of(folder) as journal:
        asyncio.run(session.recall(journal))
    session.count_labels()
    assessment = recompose(past, session.outcome)
    save(assessment, folder)
    return assessment


def run_as_planned(
    past: Assessment,
    folder: Path,
    suites: Sequence[str] | None,
    benchmark: tuple[Path | None, int | None],
) -> Session:
    """Return the run as it was planned.

    Parameters
    ----------
    past : Assessment
        What the run came to.
    folder : Path
        Its folder.
    suites : sequence of str or None
        The suites, as they were given to the run; None for those that it names.
    benchmark : tuple
        The data of the run's benchmark, and most of its items.

    Raises
    ------
    UsageError
        The suites are not those of the run, or the benchmark's data were not given.
    """
    card = ModelCard(
        past.subject.name,
        frozenset(map(Form, past.plan.forms)),
        digest=past.subject.digest,
        licence=past.subject.licence,
        details=past.subject.details,
        notes=past.subject.notes,
    )
    named = [suite.name for suite in past.plan.suites]
    options = Options(
        suites=suites or [name for name in named if name not in BENCHMARKS],
        benchmark=_benchmark(named, *benchmark),
        language=cast("Language", past.plan.suites[0].language),
        seed=past.plan.seed,
        repeat=past.plan.repeat,
        ask_all=past.plan.ask_all,
    )
    session = Session(card, load_asked(options), options, folder, past.plan.judge)
    if session.plan_digest != past.hashes.plan:
        raise UsageError(
            f"The suites {', '.join(named)} are not as they were when {folder} was run: "
            "give the same files with --suite, the same --data and the same --limit, or run it "
            "again."
        )
    return session


def _benchmark(named: list[str], data: Path | None, limit: int | None) -> Benchmark | None:
    """Return the benchmark among a run's suites, from the data that are given again."""
    name = next((name for name in named if name in BENCHMARKS), None)
    if name is not None and data is None:
        raise UsageError(
            f"This run asked the benchmark {name!r}, whose data do not come with Isonomia: give "
            "them again with --data, and the same --limit."
        )
    return Benchmark.given(name, data, limit)


def journal_of(folder: Path) -> Journal:
    """Open the journal of a run.

    Raises
    ------
    UsageError
        There is none.
    """
    path = folder / JOURNAL_NAME
    if not path.is_file():
        raise UsageError(f"{folder} holds no answers ({JOURNAL_NAME}): give the folder of a run.")
    return Journal(path)


def _sampled(
    session: Session, suite: Suite, measure: Measure, replies: dict[str, Reply], most: int
) -> list[LabelTask]:
    """Return the answers of a measure that the rule could score, unit by unit."""
    tasks: list[LabelTask] = []
    for unit in units_in_order(session.agenda, (suite.name, measure.id)):
        if len(tasks) >= most:
            break
        tasks += [
            _task(suite, measure, trial, replies[trial.key].text or "")
            for trial in unit
            if trial.key in session.outcome.readings
        ]
    return tasks


def _task(suite: Suite, measure: Measure, trial: Trial, text: str) -> LabelTask:
    asked_for = next(unit.title for unit in suite.units if unit.id == trial.unit)
    rubric = suite.rubric(measure).about(asked_for)
    if rubric.masked:
        text = masked(text, suite, trial)
    if suite.sealed:
        text = unabusive(text, suite.language)
    return LabelTask(
        trial=trial.key,
        suite=suite.name,
        measure=measure.id,
        title=measure.title,
        rubric=rubric,
        language=suite.language,
        text=text,
        sealed=suite.sealed,
    )
