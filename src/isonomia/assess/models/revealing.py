"""Looking at one sealed answer, which is logged, and deleting the key of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from isonomia.assess.models.labelling import journal_of
from isonomia.assess.models.masking import unabusive
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.sealed import sealed_trials
from isonomia.errors import UsageError
from isonomia.evidence.keys import KEY_NAME, delete_key
from isonomia.evidence.reveals import Look, note_look

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import JournalEntry
    from isonomia.vocabulary import Language

__all__ = ["Exchange", "Revealed", "forget", "reveal"]


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
        trial = _named(answer, sealed_trials(sealed, folder), folder)
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
