"""What a run's journal remembers, so that nothing is asked or paid for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from isonomia.assess.models.model import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.assess.models.budget import Budget
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.runner import Outcome, Scorer
    from isonomia.evidence import Journal, JournalEntry

__all__ = ["Memory", "reply_of"]


class Memory:
    """The answers that a journal holds.

    Parameters
    ----------
    journal : Journal
        The journal.
    scorer : Scorer
        Reads what is remembered.
    """

    def __init__(self, journal: Journal, scorer: Scorer) -> None:
        self._journal = journal
        self._scorer = scorer

    def book(self, budget: Budget) -> None:
        """Count what was spent so far."""
        for entry in self._journal.entries():
            if entry.received:
                budget.book(reply_of(entry))
            else:
                budget.waste(cast("int", entry.body["calls"]))

    def recall(
        self, trials: Iterable[Trial], outcome: Outcome, *, failures: bool = False
    ) -> set[str]:
        """Score the trials that are remembered, and return their keys.

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
        found = set()
        for entry in self._journal.entries():
            trial = wanted.get(entry.trial)
            if trial is not None and (entry.received or failures):
                self._scorer.count(outcome, trial, reply_of(entry) if entry.received else None)
                found.add(entry.trial)
        return found


def reply_of(entry: JournalEntry) -> Reply:
    """Return the reply that a journal's entry holds."""
    body = cast("dict[str, Any]", entry.body["reply"])
    logprobs, bounded = body.pop("logprobs"), body.pop("bounded")
    return Reply(
        logprobs=None if logprobs is None else tuple(logprobs), bounded=tuple(bounded), **body
    )
