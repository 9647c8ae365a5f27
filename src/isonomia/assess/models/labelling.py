"""Human labels for a run: which answers people should look at, and what follows from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from isonomia.assess.models.checking import units_in_order
from isonomia.assess.models.compose import recompose
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.model import Form, ModelCard
from isonomia.assess.models.options import Options
from isonomia.assess.models.readers import FALLIBLE
from isonomia.assess.models.session import JOURNAL_NAME, Session
from isonomia.assess.models.suite import load_suites
from isonomia.errors import UsageError
from isonomia.evidence import Journal, LabelTask, load, save
from isonomia.vocabulary import gendered_words, mask, rubrics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["label_tasks", "replay"]


def label_tasks(
    folder: Path, suites: Sequence[str] | None = None, per_measure: int = 60
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

    Raises
    ------
    UsageError
        The folder holds no run, or the suites are not those of the run.
    """
    session = _session(load(folder), folder, suites)
    with _journal(folder) as journal:
        replies = {entry.trial: reply_of(entry) for entry in journal.entries() if entry.received}
    return [
        task
        for suite in session.suites
        for measure in suite.measures
        if measure.reader in FALLIBLE
        for task in _sampled(session, suite, measure, replies, per_measure)
    ]


def replay(folder: Path, suites: Sequence[str] | None = None) -> Assessment:
    """Conclude a run anew from its journal and its labels, without asking anything.

    Parameters
    ----------
    folder : Path
        The run's folder; its ``assessment.json`` is written anew.
    suites : sequence of str, optional
        The suites, as they were given to the run; by default those that it names.

    Raises
    ------
    UsageError
        The folder holds no run, or the suites are not those of the run.
    AssessmentError
        The labels cannot be read.
    """
    past = load(folder)
    session = _session(past, folder, suites)
    with _journal(folder) as journal:
        asyncio.run(session.recall(journal))
    assessment = recompose(past, session.outcome)
    save(assessment, folder)
    return assessment


def _session(past: Assessment, folder: Path, suites: Sequence[str] | None) -> Session:
    """Return the run as it was planned, or say that it cannot be."""
    card = ModelCard(
        past.subject.name,
        frozenset(map(Form, past.plan.forms)),
        digest=past.subject.digest,
        licence=past.subject.licence,
        details=past.subject.details,
        notes=past.subject.notes,
    )
    named = [suite.name for suite in past.plan.suites]
    language = cast("Language", past.plan.suites[0].language)
    loaded = load_suites(suites or named, language)
    options = Options(seed=past.plan.seed, repeat=past.plan.repeat, ask_all=past.plan.ask_all)
    session = Session(card, loaded, options, folder)
    if session.plan_digest != past.hashes.plan:
        raise UsageError(
            f"The suites {', '.join(named)} are not as they were when {folder} was run: "
            "give the same files with --suite, or run it again."
        )
    return session


def _journal(folder: Path) -> Journal:
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
            if trial.key in replies
            and session.scorer.read(trial, replies[trial.key]).value is not None
        ]
    return tasks


def _task(suite: Suite, measure: Measure, trial: Trial, text: str) -> LabelTask:
    if rubrics()[measure.reader].masked:
        # What was asked about must not show: neither by gendered words nor by the arm's own.
        cues = [cue for arm in suite.arms for cue in arm.cues]
        text = mask(text, [*gendered_words(suite.language), *cues])
    return LabelTask(
        trial=trial.key,
        suite=suite.name,
        measure=measure.id,
        title=measure.title,
        reader=measure.reader,
        language=suite.language,
        text=text,
    )
