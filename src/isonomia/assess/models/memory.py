"""What a run's journal remembers, so that nothing is asked or paid for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from isonomia.assess.models.judge import JUDGEMENT, judgement_key
from isonomia.assess.models.model import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.models.budget import Budget
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.runner import Outcome, Scorer
    from isonomia.evidence import Journal, JournalEntry

__all__ = ["Memory", "reply_of", "turn_key"]

TURN = "/turn"
"""Stands in the journal's key of what came earlier in a trial's conversation."""


def turn_key(trial: Trial, number: int) -> str:
    """Return the journal's key of one earlier message of a trial's conversation."""
    return f"{trial.key}{TURN}{number}"


class Memory:
    """The answers that a journal holds.

    Parameters
    ----------
    journal : Journal
        The journal.
    scorer : Scorer
        Reads what is remembered.

    Attributes
    ----------
    unjudged : dict of Reply
        By trial, the answers that a judge has yet to read.
    turns : dict of Reply
        By key, the replies earlier in a conversation whose last is yet to be asked.
    """

    def __init__(self, journal: Journal, scorer: Scorer) -> None:
        self._journal = journal
        self._scorer = scorer
        self.unjudged: dict[str, Reply] = {}
        self.turns: dict[str, Reply] = {}

    def book(self, budget: Budget) -> None:
        """Count what was spent so far."""
        for entry in self._journal.entries():
            if entry.received:
                budget.book(reply_of(entry), of_judge=entry.trial.endswith(JUDGEMENT))
            else:
                budget.waste(cast("int", entry.body["calls"]))

    def recall(
        self, trials: Iterable[Trial], outcome: Outcome, *, failures: bool = False
    ) -> set[str]:
        """Score the trials that are remembered, and return their keys.

        What awaits its judge is kept in ``unjudged`` and is not among them.

        Parameters
        ----------
        trials : iterable of Trial
            The trials to look for.
        outcome : Outcome
            Filled in place.
        failures : bool
            Whether a failed question counts as remembered, or is to be asked again.
        """
        wanted = {trial.key: trial for trial in trials}
        held = self._held(wanted, failures=failures)
        found = set()
        for key, trial in wanted.items():
            if key not in held:
                self.turns |= _turns(trial, held)
                continue
            reply, judgement = held[key], judgement_key(trial)
            if not self._scorer.awaits_judge(trial, reply):
                self._scorer.count(outcome, trial, reply)
            elif judgement in held:
                self._scorer.count_judged(outcome, trial, held[judgement])
            elif reply is not None:
                self.unjudged[key] = reply
                continue
            found.add(key)
        return found

    def _held(self, wanted: Iterable[str], *, failures: bool) -> dict[str, Reply | None]:
        """Return the last reply to each trial and of its judge; None where asking failed."""
        names = set(wanted)
        return {
            entry.trial: reply_of(entry) if entry.received else None
            for entry in self._journal.entries()
            if (entry.received or failures) and entry.trial.partition("/")[0] in names
        }


def _turns(trial: Trial, held: dict[str, Reply | None]) -> dict[str, Reply]:
    """Return what is remembered of a trial's conversation."""
    keys = [turn_key(trial, number) for number in range(1, len(trial.earlier) + 1)]
    return {key: reply for key in keys if (reply := held.get(key)) is not None}


def reply_of(entry: JournalEntry) -> Reply:
    """Return the reply that a journal's entry holds."""
    body = cast("dict[str, Any]", entry.body["reply"])
    logprobs, bounded = body.pop("logprobs"), body.pop("bounded")
    return Reply(
        logprobs=None if logprobs is None else tuple(logprobs), bounded=tuple(bounded), **body
    )
