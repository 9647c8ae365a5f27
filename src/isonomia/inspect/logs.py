"""Reading a log of Inspect: what was asked of whom, and what came back."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_ai.log import read_eval_log
from yarl import URL

from isonomia.errors import UsageError
from isonomia.inspect.answers import Answer, answers_in, unsent_in
from isonomia.inspect.questions import Questions, TaskRecord
from isonomia.vocabulary import validated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from inspect_ai.model import GenerateConfig

    from isonomia.vocabulary import Language

__all__ = ["Log", "read_log"]

BULKY = {"messages", "events", "events_data", "store", "attachments", "timelines"}
"""Parts of a sample that repeat what its input and output say."""

OURS = "isonomia/ask"

NO_MATTER = frozenset(
    {
        # how the questions travel
        *("max_retries", "timeout", "attempt_timeout", "stream_idle_timeout", "max_connections"),
        *("adaptive_connections", "cache", "cache_prompt", "batch"),
        # what our solver sets itself, sample by sample
        *("max_tokens", "temperature", "seed", "fail_on_refusal"),
    }
)
"""Settings of Inspect that change nothing in what is asked."""

UNSHOWN = frozenset({"system_message", "extra_headers", "extra_body"})
"""Settings that are named only: what they say may be secret."""


@dataclass(frozen=True, slots=True)
class Log:
    """What a log says that an assessment needs.

    Attributes
    ----------
    path : Path
        The file.
    task : TaskRecord
        Which questions were asked.
    model, address, inspect : str
        The model as Inspect names it, its endpoint without secrets, and Inspect's version.
    settings : dict
        Settings of Inspect that went to the model beside the questions.
    unsent : tuple of str
        What Inspect's provider left out of a question, as far as the log shows it.
    status : str
        How the run ended: ``success``, ``error``, ``cancelled`` or ``started``.
    limited : bool
        Whether only a part of the samples was to be asked.
    started, completed : str
        When, as ISO 8601; empty where it is not known.
    answers : dict of Answer
        By the key of the trial.
    """

    path: Path
    task: TaskRecord
    model: str
    address: str
    inspect: str
    settings: dict[str, str]
    unsent: tuple[str, ...]
    status: str
    limited: bool
    started: str
    completed: str
    answers: dict[str, Answer] = field(repr=False)

    @property
    def questions(self) -> Questions:
        """What the task was told."""
        return self.task.questions

    @property
    def language(self) -> Language:
        """Language in which the model was asked."""
        return self.questions.language

    @property
    def seed(self) -> int:
        """What decided the order and the sampling."""
        return self.questions.seed

    @property
    def repeat(self) -> int:
        """How often each question was asked."""
        return self.questions.repeat

    @property
    def seconds(self) -> float:
        """How long the run took; 0 where its end is not known."""
        if not self.completed:
            return 0.0
        began, ended = map(datetime.fromisoformat, (self.started, self.completed))
        return (ended - began).total_seconds()


def read_log(path: Path) -> Log:
    """Read a log that a task of ours wrote.

    Raises
    ------
    UsageError
        There is no such log, it is damaged or of another task, or its samples were asked something
        else than the task asks.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}: give a log that `inspect eval` wrote.")
    with _readable(path):
        log = read_eval_log(str(path), exclude_fields=BULKY)
        unsent = unsent_in(path, log.samples or ())
    record = (log.eval.metadata or {}).get("isonomia")
    if record is None:
        raise UsageError(
            f"{path} is a log of the task {log.eval.task}, which is none of Isonomia's: give one "
            "that `inspect eval isonomia/…` wrote."
        )
    task = validated(TaskRecord, record, f"{path}: metadata.isonomia")
    asked_by = [step.solver for step in log.plan.steps]
    if asked_by != [OURS]:
        raise UsageError(
            f"{path} was asked by the solvers {', '.join(asked_by)} and not by Isonomia's own: run "
            "the task again without --solver."
        )
    if not log.samples:
        raise UsageError(
            f"{path} holds no samples: none was answered, or it was run with --no-log-samples; run "
            "the task again."
        )
    return Log(
        path=path,
        task=task,
        model=log.eval.model,
        address=_address(log.eval.model_base_url),
        inspect=log.eval.packages.get("inspect_ai", "unknown"),
        settings=_settings(log.plan.config) | _settings(log.eval.model_generate_config),
        unsent=unsent,
        status=log.status,
        limited=log.eval.config.limit is not None or log.eval.config.sample_id is not None,
        started=str(log.stats.started_at or log.eval.created),
        completed=str(log.stats.completed_at),
        answers=answers_in(path, log.samples),
    )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # whatever Inspect trips over: the file is what is wrong
        raise UsageError(
            f"{path} is no log of Inspect, or it is damaged ({type(error).__name__}): give a file "
            "that `inspect eval` wrote."
        ) from error


def _address(base_url: str | None) -> str:
    """Return an address without what may be secret in it."""
    url = URL(base_url or "")
    return str(url.with_user(None).with_query(None).with_fragment(None)) if url.absolute else ""


def _settings(config: GenerateConfig) -> dict[str, str]:
    given = config.model_dump(exclude_none=True, exclude=set(NO_MATTER))
    return {name: "(not shown)" if name in UNSHOWN else str(value) for name, value in given.items()}
