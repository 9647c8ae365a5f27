"""Asking all trials: each answer is on disk before it is scored, and none is asked twice."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.readers import FALLIBLE, READERS, Score, Task
from isonomia.errors import AskError, SubjectError
from isonomia.evidence import AnswerState, JournalEntry, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from isonomia.assess.models.budget import Budget
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.memory import Memory
    from isonomia.assess.models.model import Model, Reply
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import CellKey, Journal, Question

__all__ = ["Outcome", "Runner", "Scorer"]

FAILURES_IN_A_ROW = 20
"""So many failed questions with no answer between them: the subject is not answering any more."""


class Reading(NamedTuple):
    """What a rule read from an answer, and where that was counted."""

    cell: CellKey
    value: float


@dataclass(slots=True)
class Outcome:
    """What a run has counted so far.

    Attributes
    ----------
    planned, asked : int
        Trials in the plan, and trials asked in this run (not before an interruption).
    questions : tuple of Question
        What is to be concluded, with the looks that are planned.
    tally : Tally
        All scores, from before an interruption too.
    states : Counter of AnswerState
        Trials by what became of them.
    read_by : dict of Counter
        For each measure, answers read by ``probabilities`` or ``text``.
    bounded : Counter of str
        For each measure, answers with a probability seen only as an upper bound.
    looked : Tally or None
        What was counted at the last look; None before the first. Verdicts rest on this alone, so
        that stopping between looks, for whatever reason, earns none.
    readings : dict of Reading
        By trial, what a rule that may err made of the answer, for people to check.
    spared : Counter of str
        For each measure, trials that were not asked because all they bear on was settled.
    stopped : str
        Why the run ended early; empty where it did not.
    """

    planned: int
    questions: tuple[Question, ...] = ()
    asked: int = 0
    tally: Tally = field(default_factory=Tally)
    states: Counter[AnswerState] = field(default_factory=Counter)
    read_by: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    bounded: Counter[str] = field(default_factory=Counter)
    looked: Tally | None = None
    readings: dict[str, Reading] = field(default_factory=dict)
    read_at_look: frozenset[str] = frozenset()
    spared: Counter[str] = field(default_factory=Counter)
    stopped: str = ""

    @property
    def complete(self) -> bool:
        """Whether every trial of the plan has an answer, readable or not, or was not needed."""
        done = self.done + self.spared.total()
        return done == self.planned and not self.states[AnswerState.FAILED]

    @property
    def judged(self) -> Tally:
        """The counts that findings rest on."""
        return self.tally if self.looked is None else self.looked

    def look(self) -> None:
        """Let what was counted so far be judged."""
        self.looked = Tally(self.tally)
        self.read_at_look = frozenset(self.readings)

    def check(self, trial: str, category: str, human: str, score: float | None) -> None:
        """Count what a person made of an answer that a rule read."""
        cell = self.readings[trial].cell
        self.tally.check(cell, category, human, score)
        if self.looked is not None and trial in self.read_at_look:
            self.looked.check(cell, category, human, score)

    @property
    def done(self) -> int:
        """Trials that have a state."""
        return self.states.total()


class Scorer:
    """Reads replies by the measure's reader and counts them.

    Parameters
    ----------
    suites : iterable of Suite
        The suites whose trials will be scored.
    """

    def __init__(self, suites: Iterable[Suite]) -> None:
        self._measures = {
            (suite.name, measure.id): (suite.language, measure)
            for suite in suites
            for measure in suite.measures
        }

    def read(self, trial: Trial, reply: Reply | None) -> Score:
        """Return what a reply says; None stands for a failed question."""
        if reply is None:
            return Score(AnswerState.FAILED)
        if reply.refused:
            return Score(AnswerState.REFUSED)
        language, measure = self._measures[trial.suite, trial.measure]
        request = trial.request
        task = Task(language, request.form, trial.options, request.options, measure.target or "")
        return READERS[measure.reader](reply, task)

    def count(self, outcome: Outcome, trial: Trial, reply: Reply | None) -> None:
        """Score one trial and add it to the outcome."""
        score = self.read(trial, reply)
        outcome.states[score.state] += 1
        outcome.tally.add(trial.cell, score.state, score.value, score.label)
        if (
            score.value is not None
            and self._measures[trial.suite, trial.measure][1].reader in FALLIBLE
        ):
            outcome.readings[trial.key] = Reading(trial.cell, score.value)
        if reply is not None:
            measure = trial.cell.measure
            outcome.read_by[measure]["text" if reply.logprobs is None else "probabilities"] += 1
            outcome.bounded[measure] += any(reply.bounded) and score.value is not None


class Runner:
    """Asks the trials of a plan that the journal has no answer for.

    Parameters
    ----------
    model : Model
        An entered model.
    journal : Journal
        Where answers are committed before they are scored.
    memory : Memory
        What the journal held before.
    budget : Budget
        Says when to stop; ``outcome.stopped`` then says why.
    scorer : Scorer
        Reads replies.
    on_answer : callable
        Called after every answer with what was counted so far.
    """

    def __init__(
        self,
        model: Model,
        journal: Journal,
        memory: Memory,
        budget: Budget,
        scorer: Scorer,
        *,
        on_answer: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._model = model
        self._journal = journal
        self._budget = budget
        self._scorer = scorer
        self._memory = memory
        self._on_answer = on_answer
        self._failures = 0

    async def ask_all(self, trials: list[Trial], outcome: Outcome) -> None:
        """Ask trials in the order given, as part of a plan; ``outcome`` is filled in place.

        Raises
        ------
        SubjectError
            The model can no longer be asked; all committed answers are kept.
        StorageError
            An answer could not be written.
        """
        answered = self._memory.recall(trials, outcome)
        queue = iter([trial for trial in trials if trial.key not in answered])
        if self._budget.is_blind:
            # What one question costs must be known before several are asked at once.
            await self._work(islice(queue, 1), outcome)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._model.concurrency, len(trials))):
                    group.create_task(self._work(queue, outcome))
        except ExceptionGroup as group:
            # The first to fail cancelled the others; it alone is what happened.
            raise group.exceptions[0] from group

    async def _work(self, queue: Iterator[Trial], outcome: Outcome) -> None:
        """Ask trials until none is left or the budget is spent."""
        for trial in queue:
            outcome.stopped = outcome.stopped or self._budget.refusal()
            if outcome.stopped:
                return
            await self._ask(trial, outcome)

    async def _ask(self, trial: Trial, outcome: Outcome) -> None:
        reply: Reply | None = None
        result: dict[str, object]
        self._budget.start()
        try:
            reply = await self._model.ask(trial.request)
            result = {"reply": asdict(reply)}
        except AskError as error:
            result = {"error": str(error), "calls": error.calls}
            self._budget.waste(error.calls)
        finally:
            self._budget.finish(reply)
        asked = {
            "cell": tuple(trial.cell),
            "prompt": trial.request.prompt,
            "options": trial.options,
        }
        self._journal.append(JournalEntry(trial.key, reply is not None, {"asked": asked, **result}))
        outcome.asked += 1
        self._scorer.count(outcome, trial, reply)
        self._on_answer(outcome)
        self._watch_failures(reply, result)

    def _watch_failures(self, reply: Reply | None, result: dict[str, object]) -> None:
        self._failures = 0 if reply is not None else self._failures + 1
        if self._failures >= FAILURES_IN_A_ROW:
            raise SubjectError(
                f"The last {self._failures} questions all failed ({result['error']}) Stopped to "
                "waste no more calls: mend the endpoint, then run again with --resume."
            )
