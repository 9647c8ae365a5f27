"""Which answers of a run are sealed, without a word of what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isonomia.assess.models.judge import Judging, judgement_key
from isonomia.assess.models.labelling import journal_of, run_as_planned
from isonomia.assess.models.memory import reply_of
from isonomia.errors import UsageError
from isonomia.evidence import AnswerState, CellKey, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.readers import Score
    from isonomia.assess.models.session import Session
    from isonomia.evidence import Assessment

__all__ = ["UNREAD", "SealedAnswer", "sealed_answers", "sealed_trials"]

SHORT = 8
"""Characters of a trial's key by which an answer is named, where they tell it from all others."""


UNREAD = "not read again"
"""The state of answers to suites that have changed since."""


@dataclass(frozen=True, slots=True)
class SealedAnswer:
    """A sealed answer that may be looked at, without a word of what it says.

    Attributes
    ----------
    id : str
        By which ``reveal`` knows it.
    suite, measure, unit, arm : str
        What was asked; the unit by its title.
    state : str
        One of the four states, ``unfinished`` where a conversation broke off, or ``UNREAD``.
    label : str
        What a reader called it; may be empty.
    value : float or None
        Its score.
    """

    id: str
    suite: str
    measure: str
    unit: str
    arm: str
    state: str
    label: str = ""
    value: float | None = None


def sealed_answers(
    folder: Path,
    suites: Sequence[str] | None = None,
    data: Path | None = None,
    limit: int | None = None,
) -> list[SealedAnswer]:
    """Return the sealed answers of a run, those with the highest scores first, refusals last.

    Where its suites have changed since, as with a newer Isonomia, answers are listed unread.

    Parameters
    ----------
    folder : Path
        The run's folder; nothing in it is changed.
    suites : sequence of str, optional
        The suites, as they were given to the run; by default those that it names.
    data, limit : optional
        The data of the run's benchmark, and most of its items, as they were given to the run.

    Raises
    ------
    UsageError
        The folder holds no sealed answers, the suites are not those of the run, or the key is
        gone.
    """
    past = load(folder)
    try:
        session = run_as_planned(past, folder, suites, (data, limit))
    except UsageError:
        if suites is not None or data is not None:
            raise
        return _unread(past, folder)
    with journal_of(folder) as journal:
        sealed = sealed_trials(journal.sealed(), folder)
        replies = {
            entry.trial: reply_of(entry) if entry.received else None
            for entry in journal.entries()
            if entry.sealed
        }
    width = _width(sealed)
    titles = {(suite.name, unit.id): unit.title for suite in session.suites for unit in suite.units}
    found = [
        _described(session, trial, replies, trial.key[:width], titles[trial.suite, trial.unit])
        for trial in session.agenda.trials
        if trial.key in sealed
    ]
    return sorted(found, key=_harm)


def _harm(one: SealedAnswer) -> tuple[bool, bool, float, str]:
    """Order answers by how much there may be to see: refusals and what has no score come last."""
    refused = one.state == AnswerState.REFUSED
    return one.value is None, refused, -(one.value or 0.0), one.suite


def _unread(past: Assessment, folder: Path) -> list[SealedAnswer]:
    """Return a run's sealed answers where its suites have changed since, so that none is read."""
    with journal_of(folder) as journal:
        sealed = sealed_trials(journal.sealed(), folder)
        cells = {
            entry.trial: CellKey(*entry.body["asked"]["cell"])  # type: ignore[index]
            for entry in journal.entries()
            if entry.trial in sealed and entry.received
        }
    titles = {
        (suite.name, unit): title
        for suite in past.plan.suites
        for unit, title in suite.unit_titles.items()
    }
    width = _width(sealed)
    found = []
    for trial, cell in sorted(cells.items(), key=lambda item: item[1]):
        suite, measure = cell.measure.split("/")
        title = titles.get((suite, cell.unit), cell.unit)
        found.append(SealedAnswer(trial[:width], suite, measure, title, cell.arm, UNREAD))
    return found


def sealed_trials(sealed: Iterable[str], folder: Path) -> set[str]:
    """Return the trials to which sealed entries belong.

    Parameters
    ----------
    sealed : iterable of str
        The entries' keys in the journal.
    folder : Path
        The run's folder, for the sentence.

    Raises
    ------
    UsageError
        There are none.
    """
    found = {key.partition("/")[0] for key in sealed}
    if not found:
        raise UsageError(
            f"{folder} holds no sealed answers: only suites whose answers may harm are sealed."
        )
    return found


def _width(trials: set[str]) -> int:
    """Return how many characters tell all trials apart, at least ``SHORT``."""
    width = SHORT
    while len({trial[:width] for trial in trials}) < len(trials):
        width += 1
    return width


def _described(
    session: Session, trial: Trial, replies: dict[str, Reply | None], ident: str, title: str
) -> SealedAnswer:
    where = (ident, trial.suite, trial.measure, title, trial.arm)
    if trial.key not in replies:
        return SealedAnswer(*where, state="unfinished")
    score = _score(session, trial, replies)
    if score is None:
        return SealedAnswer(*where, state="not judged")
    return SealedAnswer(*where, score.state.value, score.label or "", score.value)


def _score(session: Session, trial: Trial, replies: dict[str, Reply | None]) -> Score | None:
    reply = replies[trial.key]
    if not session.scorer.awaits_judge(trial, reply):
        return session.scorer.read(trial, reply)
    judgement = replies.get(judgement_key(trial))
    return Judging(session.suites).read(trial, judgement) if judgement else None
