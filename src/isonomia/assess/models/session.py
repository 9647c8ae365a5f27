"""One sitting of a run: asking, looking, and writing the assessment however it ends."""

from __future__ import annotations

import asyncio
import hashlib
import time
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from isonomia.assess.models.agenda import Agenda
from isonomia.assess.models.budget import Budget, load_price
from isonomia.assess.models.checking import check
from isonomia.assess.models.compose import compose, findings
from isonomia.assess.models.expand import Trial, expand
from isonomia.assess.models.memory import Memory
from isonomia.assess.models.runner import Outcome, Runner, Scorer
from isonomia.errors import IncompleteError, StorageError, UsageError
from isonomia.evidence import LABELS_NAME, AnswerState, Hashes, Run, save
from isonomia.version import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from isonomia.assess.models.judge import Judge
    from isonomia.assess.models.model import Model, ModelCard
    from isonomia.assess.models.options import Options
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import Assessment, Journal, JudgeRecord

__all__ = ["JOURNAL_NAME", "Session"]

JOURNAL_NAME = "answers.sqlite"


class Session:
    """One sitting of a run: the first, or one that continues it.

    Parameters
    ----------
    card : ModelCard
        What is known of the model.
    suites : list of Suite
        The suites to run.
    options : Options
        How the run is to be done.
    folder : Path
        The run's folder, where people's labels lie too, if there are any.
    judge : JudgeRecord, optional
        The model that reads answers where rules do not suffice.
    """

    def __init__(
        self,
        card: ModelCard,
        suites: list[Suite],
        options: Options,
        folder: Path,
        judge: JudgeRecord | None = None,
    ) -> None:
        self.card = card
        self.judge = judge
        self.suites = suites
        self.options = options
        self.agenda = Agenda(
            suites,
            _trials(suites, card, options, judged=judge is not None),
            options.seed,
            ask_all=options.ask_all,
        )
        self.scorer = Scorer(suites, judged=judge is not None)
        self.folder = folder
        self.plan_digest = _digest(suites, self.agenda.trials)
        self.budget = _budget(card, judge, options)
        self.outcome = Outcome(
            planned=len(self.agenda.trials), questions=tuple(self.agenda.questions)
        )
        self.began = datetime.now(UTC)
        self.clock = time.monotonic()

    async def run(
        self,
        model: Model,
        journal: Journal,
        on_answer: Callable[[Outcome], None],
        judge: Judge | None = None,
    ) -> Assessment:
        """Ask what is left to ask, and write the assessment however that ends."""
        self._claim(journal)
        memory = Memory(journal, self.scorer)
        memory.book(self.budget)
        runner = Runner(
            model, journal, memory, self.budget, self.scorer, on_answer=on_answer, judge=judge
        )
        try:
            await self._walk(lambda batch: runner.ask_all(batch, self.outcome))
        except StorageError:
            raise  # where answers cannot be written, an assessment cannot be either
        except (IncompleteError, asyncio.CancelledError) as error:
            self.outcome.stopped = str(error) or "interrupted"
            self._write(journal)
            raise
        failed = self.outcome.states[AnswerState.FAILED]
        if failed and not self.outcome.stopped:
            self.outcome.stopped = f"{failed} questions failed"
        return self._write(journal)

    async def recall(self, journal: Journal) -> None:
        """Go once more through what the journal holds, and count it without asking anything."""
        memory = Memory(journal, self.scorer)

        async def remember(batch: list[Trial]) -> None:
            if len(memory.recall(batch, self.outcome, failures=True)) < len(batch):
                self.outcome.stopped = "no more is remembered"

        await self._walk(remember)

    def count_labels(self) -> None:
        """Count what people made of the answers, if they labelled any."""
        check(self.outcome, self.agenda, self.suites, self.folder / LABELS_NAME)

    async def _walk(self, ask: Callable[[list[Trial]], Awaitable[None]]) -> None:
        """Ask up to each look whatever is still open, until nothing is left to ask."""
        outcome = self.outcome
        for look in count():
            batch = self.agenda.due(look, findings(outcome) if look else ())
            outcome.spared = self.agenda.spared(look)
            if not batch and outcome.done + outcome.spared.total() == outcome.planned:
                return
            await ask(batch)
            if outcome.stopped:
                return
            outcome.look()

    def _claim(self, journal: Journal) -> None:
        """Tie the journal to this run, or make sure that it is this run's journal."""
        mine = {
            "subject": self.card.name,
            "weights": self.card.digest,
            "address": self.card.details.get("address", ""),
            "seed": str(self.options.seed),
            "repeat": str(self.options.repeat),
            "language": self.options.language,
            "settings": self.card.details.get("settings", ""),
            "suites": ", ".join(suite.name for suite in self.suites),
            "judge": _named(self.judge),
            "questions": self.plan_digest,
            # Whether to stop early must be decided before anything was seen.
            "looks": "one, at everything" if self.options.ask_all else "several",
        }
        held = journal.about()
        if not held:
            journal.describe(mine)
            return
        if held.get("questions") != mine["questions"] and held.get("suites") == mine["suites"]:
            mine["questions"], held["questions"] = "as they are now", "that were stated otherwise"
        if held.get("looks") != mine["looks"]:
            raise UsageError(
                f"{journal.path.parent} holds a run that was started "
                f"{'without' if self.options.ask_all else 'with'} --ask-all, which cannot be "
                "changed later: resume it with the same settings, or choose another --out."
            )
        for key, value in mine.items():
            if held.get(key, "") != value:
                raise UsageError(
                    f"{journal.path.parent} holds a run with {key} {held.get(key)!r}, not "
                    f"{value!r}: resume it with the same settings, or choose another --out."
                )

    def _write(self, journal: Journal) -> Assessment:
        self.count_labels()
        run = Run(
            started=self.began.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - self.clock, 3),
            asked=self.outcome.asked,
            version=__version__,
            command=self.options.command,
            stopped=self.outcome.stopped,
        )
        assessment = compose(
            self.card,
            self.suites,
            self.outcome,
            self.budget,
            seed=self.options.seed,
            repeat=self.options.repeat,
            ask_all=self.options.ask_all,
            hashes=Hashes(plan=self.plan_digest, answers=journal.digest()),
            run=run,
            judge=self.judge,
        )
        save(assessment, journal.path.parent)
        return assessment


def _trials(suites: list[Suite], card: ModelCard, options: Options, *, judged: bool) -> list[Trial]:
    """Return the trials that this model can be asked, and whose answers can be read."""
    unread = {
        (suite.name, measure.id)
        for suite in suites
        for measure in suite.measures
        if measure.reader == "judge" and not judged
    }
    return [
        trial
        for suite in suites
        for trial in expand(suite, options.repeat, options.seed)
        if trial.request.form in card.forms and (trial.suite, trial.measure) not in unread
    ]


def _named(judge: JudgeRecord | None) -> str:
    return "" if judge is None else " ".join(filter(None, (judge.name, judge.digest)))


def _digest(suites: list[Suite], trials: list[Trial]) -> str:
    """Return what ties a run to its questions and to all that was stated about them beforehand."""
    parts = sorted(trial.key for trial in trials) + [suite.digest for suite in suites]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _budget(card: ModelCard, judge: JudgeRecord | None, options: Options) -> Budget:
    if options.prices is None:
        return Budget(options.limits)
    names = [card.name] + ([judge.name] if judge else [])
    prices = [load_price(options.prices, name.partition("/")[2]) for name in names]
    return Budget(options.limits, *prices)
