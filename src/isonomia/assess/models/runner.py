"""Asking all trials: each answer is on disk before it is scored, and none is asked twice."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.judge import Judging, judgement_key
from isonomia.assess.models.masking import unquoted
from isonomia.assess.models.memory import turn_key
from isonomia.assess.models.readers import READERS, REFUSALS_COUNT, Score, Task, refuses
from isonomia.errors import AskError, SubjectError
from isonomia.evidence import AnswerState, JournalEntry, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from isonomia.assess.models.budget import Budget
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.judge import Judge
    from isonomia.assess.models.memory import Memory
    from isonomia.assess.models.model import Model, Reply, Request
    from isonomia.assess.models.suite import Measure, Suite
    from isonomia.evidence import CellKey, Journal, Question

__all__ = ["Outcome", "Runner", "Scorer"]

FAILURES_IN_A_ROW = 20
"""So many failed questions with no answer between them: the subject is not answering any more."""


TURN_TOKENS = 96
"""Most tokens of a reply earlier in a conversation: it is there to be answered to."""

NO_WORDS = "…"
"""Stands for an empty reply in a conversation, which endpoints do not take."""


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
    judged : bool
        Whether a judge reads the texts that rules read badly.
    """

    def __init__(self, suites: Iterable[Suite], *, judged: bool = False) -> None:
        suites = list(suites)
        self._sealed = {suite.name for suite in suites if suite.sealed}
        self._judging = Judging(suites) if judged else None
        self._tasks: dict[tuple[str, str], tuple[Measure, Task]] = {}
        self._spans: dict[tuple[str, str], tuple[float, float] | None] = {}
        for suite in suites:
            for measure in suite.measures:
                task = Task(
                    suite.language,
                    measure.form,
                    lists=suite.terms(measure),
                    most_words=measure.most_words,
                )
                self._tasks[suite.name, measure.id] = measure, task
            self._spans |= {(suite.name, unit.id): unit.span for unit in suite.units}

    def read(self, trial: Trial, reply: Reply | None) -> Score:
        """Return what a reply says; None stands for a failed question."""
        if reply is None:
            return Score(AnswerState.FAILED)
        measure, task = self._tasks[trial.suite, trial.measure]
        if reply.refused and measure.reader not in REFUSALS_COUNT:
            return Score(AnswerState.REFUSED)
        scores = dict(zip((option.id for option in measure.options), measure.scores, strict=False))
        return READERS[measure.reader](
            reply,
            task._replace(
                options=trial.options,
                texts=trial.request.options,
                scores=tuple(scores[name] for name in trial.options) if scores else measure.scores,
                span=self._spans[trial.suite, trial.unit],
            ),
        )

    def is_sealed(self, trial: Trial) -> bool:
        """Return whether answers to a trial may harm, so that they are kept encrypted."""
        return trial.suite in self._sealed

    def awaits_judge(self, trial: Trial, reply: Reply | None) -> bool:
        """Return whether a judge is to read a reply: one that is a text and no refusal."""
        if self._judging is None or reply is None or not self._judging.wants(trial):
            return False
        _, task = self._tasks[trial.suite, trial.measure]
        text = reply.text or ""
        if reply.refused or refuses(text, task.language):
            return False
        return bool(text.strip())

    def count(self, outcome: Outcome, trial: Trial, reply: Reply | None) -> None:
        """Score one trial and add it to the outcome."""
        score = self.read(trial, reply)
        self._count(outcome, trial, score)
        if reply is not None:
            name = trial.cell.measure
            outcome.read_by[name]["text" if reply.logprobs is None else "probabilities"] += 1
            outcome.bounded[name] += any(reply.bounded) and score.value is not None

    def count_judged(self, outcome: Outcome, trial: Trial, judgement: Reply | None) -> None:
        """Add to the outcome one trial as a judge read it; None where the judge failed."""
        assert self._judging is not None  # noqa: S101  asked for a judge's reading
        score = Score(AnswerState.FAILED)
        if judgement is not None:
            score = self._judging.read(trial, judgement)
            outcome.read_by[trial.cell.measure]["judge"] += 1
        self._count(outcome, trial, score)

    def _count(self, outcome: Outcome, trial: Trial, score: Score) -> None:
        outcome.states[score.state] += 1
        outcome.tally.add(trial.cell, score.state, score.value, score.label)
        if score.value is not None and self._tasks[trial.suite, trial.measure][0].by_rule:
            outcome.readings[trial.key] = Reading(trial.cell, score.value)


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
    judge : Judge, optional
        Reads the answers that the scorer leaves to it.
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
        judge: Judge | None = None,
    ) -> None:
        self._model = model
        self._judge = judge
        self._journal = journal
        self._budget = budget
        self._scorer = scorer
        self._memory = memory
        self._on_answer = on_answer
        self._failures = 0
        self._failure = ""

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
            with unquoted(sealed=self._scorer.is_sealed(trial)):
                await self._ask(trial, outcome)

    async def _ask(self, trial: Trial, outcome: Outcome) -> None:
        """Ask one trial, unless its answer only awaits the judge, and score it."""
        reply = self._memory.unjudged.pop(trial.key, None)
        if reply is None:
            reply = await self._converse(trial)
            outcome.asked += 1
        if reply is not None and self._judge and self._scorer.awaits_judge(trial, reply):
            request = self._judge.judging.request(trial, reply.text or "")
            judgement = await self._put(
                self._judge.model, request, judgement_key(trial), trial, {}, of_judge=True
            )
            self._scorer.count_judged(outcome, trial, judgement)
        else:
            self._scorer.count(outcome, trial, reply)
        self._on_answer(outcome)
        if self._failures >= FAILURES_IN_A_ROW:
            raise SubjectError(
                f"The last {self._failures} questions all failed ({self._failure}) Stopped to "
                "waste no more calls: mend the endpoint, then run again with --resume."
            )

    async def _converse(self, trial: Trial) -> Reply | None:
        """Ask what comes earlier in a trial's conversation, if anything does, then the trial."""
        history: list[tuple[str, str]] = []
        for number, message in enumerate(trial.earlier, 1):
            key = turn_key(trial, number)
            reply = self._memory.turns.pop(key, None)
            if reply is None:
                turn = replace(
                    trial.request, prompt=message, history=tuple(history), max_tokens=TURN_TOKENS
                )
                said = {"cell": tuple(trial.cell), "prompt": message}
                reply = await self._put(self._model, turn, key, trial, {"asked": said})
            if reply is None:
                error = {"error": f"message {number} of the conversation failed", "calls": 0}
                self._journal.append(JournalEntry(trial.key, False, error))
                return None
            history.append((message, reply.text or NO_WORDS))
        asked = {
            "cell": tuple(trial.cell),
            "prompt": trial.request.prompt,
            "options": trial.options,
        }
        request = replace(trial.request, history=tuple(history))
        return await self._put(self._model, request, trial.key, trial, {"asked": asked})

    async def _put(
        self,
        model: Model,
        request: Request,
        key: str,
        trial: Trial,
        about: dict[str, object],
        *,
        of_judge: bool = False,
    ) -> Reply | None:
        """Ask a model once; the answer, or that there is none, is on disk when this returns."""
        reply: Reply | None = None
        result: dict[str, object]
        sealed = self._scorer.is_sealed(trial)
        self._budget.start()
        try:
            reply = await model.ask(request)
            result = {"reply": asdict(reply)}
            self._failures = 0
        except AskError as error:
            result = {"error": str(error), "calls": error.calls}
            self._failures += 1
            # What an endpoint says may quote what its model wrote.
            self._failure = "What the endpoint said is sealed." if sealed else str(error)
            self._budget.waste(error.calls)
        finally:
            self._budget.finish(reply, of_judge=of_judge)
        self._journal.append(JournalEntry(key, reply is not None, about | result, sealed))
        return reply
