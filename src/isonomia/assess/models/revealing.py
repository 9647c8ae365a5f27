"""Sealed answers, looked at one at a time: which there are, what one says, and forgetting all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from isonomia.assess.models.judge import Judging, judgement_key
from isonomia.assess.models.labelling import journal_of, run_as_planned
from isonomia.assess.models.masking import unabusive
from isonomia.assess.models.memory import reply_of
from isonomia.errors import UsageError
from isonomia.evidence import load
from isonomia.evidence.reveals import Look, note_look
from isonomia.evidence.sealing import KEY_NAME, delete_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.readers import Score
    from isonomia.assess.models.session import Session
    from isonomia.evidence import JournalEntry
    from isonomia.vocabulary import Language

__all__ = ["Exchange", "Revealed", "SealedAnswer", "forget", "reveal", "sealed_answers"]

SHORT = 8
"""Characters of a trial's key by which an answer is named, where they tell it from all others."""


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
        One of the four states, or ``unfinished`` where a conversation broke off.
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and what came back.

    Attributes
    ----------
    whose : str
        ``model`` or ``judge``.
    request, answer : str
        A judge's request repeats the answer and is left empty.
    """

    whose: str
    request: str
    answer: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """What one sealed answer says.

    Attributes
    ----------
    id : str
        By which it was asked for, in full.
    cell : tuple of str
        Where it counts: suite and measure, slice, unit, arm, wording, first option.
    exchanges : tuple of Exchange
        The conversation, and what a judge said of it.
    """

    id: str
    cell: tuple[str, ...]
    exchanges: tuple[Exchange, ...]


def sealed_answers(
    folder: Path,
    suites: Sequence[str] | None = None,
    data: Path | None = None,
    limit: int | None = None,
) -> list[SealedAnswer]:
    """Return the sealed answers of a run, those with the highest scores first.

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
    session = run_as_planned(load(folder), folder, suites, (data, limit))
    with journal_of(folder) as journal:
        sealed = _trials(journal.sealed(), folder)
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
    return sorted(found, key=lambda one: (one.value is None, -(one.value or 0.0), one.suite))


def reveal(
    folder: Path, answer: str, *, reason: str, by: str = "", unmasked: bool = False
) -> Revealed:
    """Log that somebody looks at one sealed answer, and only then return it.

    Parameters
    ----------
    folder : Path
        The run's folder.
    answer : str
        The beginning of its trial's key, as ``sealed_answers`` gives it.
    reason : str
        Why; kept in the log.
    by : str
        Who; by default the name by which the system knows the user.
    unmasked : bool
        Whether words of abuse are left uncovered; the log says so.

    Raises
    ------
    UsageError
        There is no reason, no such answer or more than one, or the key is gone.
    StorageError
        The log cannot be written: nothing is shown.
    """
    if not reason.strip():
        raise UsageError('Say why you look at this answer, with --reason "…": the log keeps it.')
    with journal_of(folder) as journal:
        sealed = journal.sealed()
        trial = _named(answer, _trials(sealed, folder), folder)
        language = cast("Language", journal.about().get("language", "en"))
        keys = [key for key in sealed if key.partition("/")[0] == trial]
        entries = sorted(journal.entries(keys), key=_place)
    note_look(folder, Look.UNMASKED if unmasked else Look.MASKED, trial=trial, reason=reason, by=by)
    cells = [_asked(entry).get("cell", ()) for entry in entries]
    return Revealed(
        trial,
        tuple(next(filter(None, cells), ())),
        tuple(_exchange(entry, None if unmasked else language) for entry in entries),
    )


def forget(folder: Path, *, reason: str = "", by: str = "") -> None:
    """Log it, then delete the key of a run's sealed answers, so that nobody can read them again.

    Raises
    ------
    UsageError
        There is no key.
    StorageError
        Another process is writing the run, or the key cannot be deleted.
    """
    path = folder / KEY_NAME
    with journal_of(folder):  # so that no run is left writing what nobody can ever read
        if not path.is_file():
            raise UsageError(
                f"{folder} holds no key ({KEY_NAME}): it has no sealed answers, or nobody can read "
                "them any more."
            )
        note_look(folder, Look.FORGOTTEN, reason=reason, by=by)
        delete_key(path)


def _trials(sealed: Iterable[str], folder: Path) -> set[str]:
    """Return the trials to which sealed entries belong."""
    found = {key.partition("/")[0] for key in sealed}
    if not found:
        raise UsageError(
            f"{folder} holds no sealed answers: only suites whose answers may harm are sealed."
        )
    return found


def _named(answer: str, trials: set[str], folder: Path) -> str:
    wanted = answer.strip().casefold()
    found = [trial for trial in trials if trial.startswith(wanted)]
    if not found:
        raise UsageError(
            f"{folder} holds no sealed answer {answer!r}: list them with isonomia reveal {folder}"
        )
    if len(found) > 1:
        raise UsageError(
            f"{len(found)} sealed answers begin with {answer!r}: give more of the id; they are "
            "shown one at a time."
        )
    return found[0]


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


def _place(entry: JournalEntry) -> tuple[int, int]:
    """Return where an entry stands in its trial: messages in their order, the judge last."""
    part = entry.trial.partition("/")[2]
    number = "".join(filter(str.isdigit, part))
    return (0, int(number)) if number else (1 + bool(part), 0)


def _asked(entry: JournalEntry) -> dict[str, Any]:
    return cast("dict[str, Any]", entry.body.get("asked") or {})


def _exchange(entry: JournalEntry, language: Language | None) -> Exchange:
    """Return what an entry says, with words of abuse covered where a language is given."""
    if entry.received:
        reply = reply_of(entry)
        answer = reply.text or ""
        if reply.text is None:
            answer = "(no text: the probabilities of the options were read)"
    else:
        answer = f"(no answer: {entry.body.get('error', '')})"
    request = str(_asked(entry).get("prompt", ""))
    if language is not None:
        request, answer = unabusive(request, language), unabusive(answer, language)
    return Exchange("judge" if entry.trial.endswith("/judge") else "model", request, answer)
