"""A run whose answers come out of logs of Inspect, not from a model."""

from __future__ import annotations

import shlex
import time
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from isonomia.assess.models.memory import Memory, reply_of
from isonomia.assess.models.session import Session
from isonomia.errors import UsageError
from isonomia.evidence import AnswerState, JournalEntry
from isonomia.inspect.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from isonomia.assess.models import Trial
    from isonomia.evidence import Assessment, Journal
    from isonomia.inspect.logs import Log

__all__ = ["LoggedRun", "all_of"]

ENDS = {
    "started": "a run never ended",
    "cancelled": "a run was cancelled",
    "error": "a run ended in an error",
}
"""How a run ended by its status in Inspect, where it was not to its end."""


class LoggedRun(Session):
    """A run whose answers come out of logs, not from a model."""

    def compare(self, logs: Sequence[Log]) -> None:
        """Make sure that the logs answer this run's questions, as they are now."""
        for log in logs:
            suite = next(one for one in self.suites if one.name == log.task.name)
            known = {trial.key for trial in self.agenda.trials if trial.suite == suite.name}
            if suite.digest != log.task.digest or not log.answers.keys() <= known:
                raise UsageError(
                    f"The suite {suite.name!r} is not as it was when {log.path} was asked, by "
                    f"Isonomia {log.task.version}: import the log with that version and suite, or "
                    "run the task again."
                )

    async def take_over(self, logs: Sequence[Log], journal: Journal) -> Assessment:
        """Put the answers into the journal, and conclude from all that it holds."""
        self._claim(journal)
        held = {entry.trial: _held(entry) for entry in journal.entries()}
        merged = all_of(held, logs)
        for trial in self.agenda.trials:
            answer = merged.get(trial.key)
            if answer is not None and answer is not held.get(trial.key):
                journal.append(_entry(trial, answer))
                self.outcome.asked += 1
        memory = Memory(journal, self.scorer)
        memory.book(self.budget)

        async def remember(batch: list[Trial]) -> None:
            if len(memory.recall(batch, self.outcome, failures=True)) < len(batch):
                self.outcome.stopped = _shortfall(logs, len(merged), self.outcome.planned)

        await self._walk(remember)
        failed = self.outcome.states[AnswerState.FAILED]
        if failed and not self.outcome.stopped:
            self.outcome.stopped = f"{failed} questions failed"
        if self.outcome.stopped:
            self.options = replace(self.options, command=_continuing(logs, self.folder))
        self.began = min(datetime.fromisoformat(log.started) for log in logs)
        self.clock = time.monotonic() - sum(log.seconds for log in logs)
        return self._write(journal)


def all_of(held: Mapping[str, Answer], logs: Sequence[Log]) -> dict[str, Answer]:
    """Return the one answer of each trial; a failure gives way to a reply.

    Raises
    ------
    UsageError
        A question has two different replies: which one counts must not be chosen afterwards.
    """
    merged = dict(held)
    for log in logs:
        for trial, answer in log.answers.items():
            before = merged.setdefault(trial, answer)
            if before.reply is None:
                merged[trial] = answer if answer.reply is not None else before
            elif answer.reply not in (None, before.reply):
                raise UsageError(
                    f"{log.path} answers questions that were answered otherwise before: import it "
                    "into a folder of its own, for nobody may choose between two answers."
                )
    return merged


def _held(entry: JournalEntry) -> Answer:
    return Answer(reply_of(entry) if entry.received else None)


def _entry(trial: Trial, answer: Answer) -> JournalEntry:
    asked = {
        "cell": tuple(trial.cell),
        "prompt": trial.request.prompt,
        "options": trial.options,
    }
    if answer.reply is not None:
        return JournalEntry(trial.key, True, {"asked": asked, "reply": asdict(answer.reply)})
    return JournalEntry(
        trial.key, False, {"asked": asked, "error": answer.error, "calls": answer.calls}
    )


def _shortfall(logs: Sequence[Log], answers: int, planned: int) -> str:
    """Say how many answers are missing, and why as far as the logs tell."""
    why = {ENDS[log.status] for log in logs if log.status in ENDS}
    why |= {"only a part was to be asked" for log in logs if log.limited}
    reasons = f" ({', '.join(sorted(why))})" if why else ""
    return f"the logs hold {answers} of {planned} answers{reasons}"


def _continuing(logs: Sequence[Log], folder: Path) -> str:
    """Return the commands that ask what is missing and add it."""
    retries = [
        shlex.join(["inspect", "eval-retry", str(log.path)])
        for log in logs
        if log.status != "success" or any(answer.reply is None for answer in log.answers.values())
    ]
    return "\n".join(
        [*retries, shlex.join(["isonomia", "import", "NEW.eval", "--out", str(folder), "--resume"])]
    )
