"""Assessing a language model: from a name to an assessment in a folder."""

from __future__ import annotations

import asyncio
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.models.budget import Budget, Limits, load_price
from isonomia.assess.models.compose import compose
from isonomia.assess.models.expand import Trial, expand, in_order
from isonomia.assess.models.runner import Outcome, Runner, Scorer
from isonomia.assess.models.subject import open_model
from isonomia.assess.models.suite import Suite, load_suites
from isonomia.errors import IncompleteError, StorageError, UsageError
from isonomia.evidence import AnswerState, Assessment, Hashes, Journal, Run, save
from isonomia.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from isonomia.assess.models.model import Model, ModelCard
    from isonomia.vocabulary import Language

__all__ = ["Options", "assess_model", "assess_model_async", "default_folder"]

JOURNAL_NAME = "answers.sqlite"
MOST_SEEDS = 2**63


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be done; the defaults ask every English question once, without limit.

    Attributes
    ----------
    suites : sequence of str or None
        Names of suites or paths of suite files; None for all in the language.
    language : {"en", "vi", "fr"}
        Language in which the model is asked.
    seed : int
        Decides the order of questions and the sampling.
    repeat : int
        How often each question is asked.
    limits : Limits
        Most that may be spent.
    prices : Path or None
        Price file; needed to know or to limit the cost.
    resume : bool
        Continue the run in the folder instead of starting one.
    command : str
        Shown in the report as the way to run this again.
    """

    suites: Sequence[str] | None = None
    language: Language = "en"
    seed: int = 0
    repeat: int = 1
    limits: Limits = field(default_factory=Limits)
    prices: Path | None = None
    resume: bool = False
    command: str = ""

    def __post_init__(self) -> None:
        """Refuse what makes no sense before anything is started."""
        if not 0 <= self.seed < MOST_SEEDS:
            raise UsageError(f"--seed {self.seed} is out of range: give 0 to {MOST_SEEDS - 1}.")
        for name in ("calls", "tokens", "cost"):
            limit = getattr(self.limits, name)
            if limit is not None and limit <= 0:
                raise UsageError(f"--max-{name} {limit} allows nothing: give more than 0.")
        if self.repeat < 1:
            raise UsageError(f"--repeat {self.repeat} asks nothing: give 1 or more.")
        if self.limits.cost is not None and self.prices is None:
            raise UsageError("--max-cost needs the model's price: give a price file with --prices.")


def assess_model(
    model: str | Model,
    *,
    out: Path | str | None = None,
    suites: str | Sequence[str] | None = None,
    language: Language = "en",
    base_url: str | None = None,
    concurrency: int | None = None,
    seed: int = 0,
    repeat: int = 1,
    resume: bool = False,
    max_calls: int | None = None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    prices: Path | str | None = None,
) -> Assessment:
    """Assess a language model and write the assessment into a folder.

    Parameters
    ----------
    model : str or Model
        ``local/NAME``, ``local/PATH.gguf``, ``openai/NAME``, or an object such as ``MockModel``.
    out : path, optional
        The run's folder; by default ``assessments/`` and the model's name.
    suites : str or sequence of str, optional
        Names of suites or paths of suite files; by default all in the language.
    language : {"en", "vi", "fr"}
        Language in which the model is asked.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint, for ``openai/NAME``.
    concurrency : int, optional
        Most requests in flight at that endpoint.
    seed : int
        Decides the order of questions and the sampling.
    repeat : int
        How often each question is asked.
    resume : bool
        Continue the run that the folder holds.
    max_calls, max_tokens, max_cost : number, optional
        Most that may be spent.
    prices : Path, optional
        Price file; needed for ``max_cost``.

    Returns
    -------
    Assessment
        Also when a budget ended the run; ``complete`` then is False.

    Raises
    ------
    UsageError
        The request makes no sense: unknown suite, wrong file, a folder that holds another run.
    IncompleteError
        The model or the disk gave up; what was answered is kept.
    """
    options = Options(
        suites=[suites] if isinstance(suites, str) else suites,
        language=language,
        seed=seed,
        repeat=repeat,
        limits=Limits(max_calls, max_tokens, max_cost),
        prices=None if prices is None else Path(prices),
        resume=resume,
    )
    subject = open_model(model, base_url, concurrency) if isinstance(model, str) else model
    folder = out or default_folder(model if isinstance(model, str) else "model")
    run = assess_model_async(subject, folder, options)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run)
    # A notebook already runs a loop: ours gets a thread of its own.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run).result()


async def assess_model_async(
    model: Model,
    out: Path | str,
    options: Options,
    *,
    on_answer: Callable[[Outcome], None] = lambda _: None,
) -> Assessment:
    """Assess a model inside a running event loop.

    ``on_answer`` is called after every answer with all that was counted so far. For the rest see
    ``assess_model``.
    """
    suites = load_suites(options.suites, options.language)
    path = _journal_path(Path(out), options)
    async with model as card:
        session = _Session(card, suites, options)
        with Journal(path) as journal:
            return await session.run(model, journal, on_answer)


def default_folder(model: str) -> Path:
    """Return the folder in which a model's run is kept if none is named."""
    slug = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in model)
    return Path("assessments") / slug.strip("-.")


class _Session:
    """One sitting of a run: the first, or one that continues it."""

    def __init__(self, card: ModelCard, suites: list[Suite], options: Options) -> None:
        self.card = card
        self.suites = suites
        self.options = options
        self.trials = _plan(suites, card, options)
        self.plan_digest = _digest(self.trials)
        self.budget = _budget(card, options)
        self.outcome = Outcome(planned=len(self.trials))
        self.began = datetime.now(UTC)
        self.clock = time.monotonic()

    async def run(
        self, model: Model, journal: Journal, on_answer: Callable[[Outcome], None]
    ) -> Assessment:
        """Ask what is left to ask, and write the assessment however that ends."""
        self._claim(journal)
        runner = Runner(model, journal, self.budget, Scorer(self.suites), on_answer=on_answer)
        try:
            await runner.ask_all(self.trials, self.outcome)
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

    def _claim(self, journal: Journal) -> None:
        """Tie the journal to this run, or make sure that it is this run's journal."""
        mine = {
            "subject": self.card.name,
            "weights": self.card.digest,
            "address": self.card.details.get("address", ""),
            "seed": str(self.options.seed),
            "repeat": str(self.options.repeat),
            "language": self.options.language,
            "suites": ", ".join(suite.name for suite in self.suites),
            "questions": self.plan_digest,
        }
        held = journal.about()
        if not held:
            journal.describe(mine)
            return
        if held.get("questions") != mine["questions"] and held.get("suites") == mine["suites"]:
            mine["questions"], held["questions"] = "as they are now", "that were worded otherwise"
        for key, value in mine.items():
            if held.get(key) != value:
                raise UsageError(
                    f"{journal.path.parent} holds a run with {key} {held.get(key)!r}, not "
                    f"{value!r}: resume it with the same settings, or choose another --out."
                )

    def _write(self, journal: Journal) -> Assessment:
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
            hashes=Hashes(plan=self.plan_digest, answers=journal.digest()),
            run=run,
        )
        save(assessment, journal.path.parent)
        return assessment


def _journal_path(folder: Path, options: Options) -> Path:
    path = folder / JOURNAL_NAME
    if path.exists() and not options.resume:
        raise UsageError(
            f"{folder} already holds a run: add --resume to continue it, or choose another --out."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"Cannot make the folder {folder} ({error.strerror}): choose another with --out."
        ) from error
    return path


def _plan(suites: list[Suite], card: ModelCard, options: Options) -> list[Trial]:
    """Return the trials that this model can be asked, in order."""
    trials = [
        trial
        for suite in suites
        for trial in expand(suite, options.repeat, options.seed)
        if trial.request.form in card.forms
    ]
    return in_order(trials, options.seed)


def _digest(trials: list[Trial]) -> str:
    return hashlib.sha256("\n".join(sorted(trial.key for trial in trials)).encode()).hexdigest()


def _budget(card: ModelCard, options: Options) -> Budget:
    price = None
    if options.prices is not None:
        price = load_price(options.prices, card.name.partition("/")[2])
    return Budget(options.limits, price)
