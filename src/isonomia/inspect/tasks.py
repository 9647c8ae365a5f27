"""Our suites as tasks of Inspect."""

from __future__ import annotations

from logging import getLogger
from typing import TYPE_CHECKING

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset

from isonomia.errors import UsageError
from isonomia.inspect.asking import ask, sample_of
from isonomia.inspect.questions import CHAT_FORMS, Questions, TaskRecord, trials_of
from isonomia.inspect.scoring import read
from isonomia.inspect.sentences import plain_sentences
from isonomia.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.assess.models import Suite

__all__ = ["named_task", "suite"]

CONTINUED = "a chat model cannot be asked to continue plain text"
JUDGED = "a judge model would have to read the answers"

logger = getLogger(__name__)


@task
def suite(path: str = "", language: str = "en", seed: int = 0, repeat: int = 1) -> Task:
    """Ask a suite of your own, given by the path of its file or folder."""
    return _task(path, language, seed, repeat)


def named_task(name: str) -> Callable[..., Task]:
    """Register a suite that comes with Isonomia as a task of its own, and return that."""

    @task(name=name)
    def named(language: str = "en", seed: int = 0, repeat: int = 1) -> Task:
        return _task(name, language, seed, repeat)

    return named


def _task(name: str, language: str, seed: int, repeat: int) -> Task:
    with plain_sentences():
        questions = Questions.told(name, language, seed, repeat)
        loaded = questions.load()
        trials = trials_of(loaded, questions)
        left_out = _left_out(loaded)
        if not trials:
            raise UsageError(f"{left_out} Nothing is left to ask: use `isonomia assess model`.")
    if left_out:
        logger.warning(left_out)
    record = TaskRecord(
        questions=questions, name=loaded.name, digest=loaded.digest, version=__version__
    )
    return Task(
        dataset=MemoryDataset([sample_of(trial) for trial in trials], name=loaded.name),
        solver=ask(),
        scorer=read(name, language, seed, repeat),
        # One failed question is counted as failed; it does not end the run.
        fail_on_error=False,
        score_on_error=True,
        version=loaded.version,
        metadata={"isonomia": record.model_dump()},
        description=" ".join(filter(None, (loaded.card.question[questions.language], left_out))),
    )


def _left_out(suite: Suite) -> str:
    """Say which measures cannot be asked, and why; empty where all can."""
    gone: dict[str, list[str]] = {}
    for measure in suite.measures:
        if measure.form not in CHAT_FORMS:
            gone.setdefault(CONTINUED, []).append(measure.id)
        elif measure.reader == "judge":
            gone.setdefault(JUDGED, []).append(measure.id)
    if not gone:
        return ""
    parts = [f"{', '.join(measures)} ({reason})" for reason, measures in gone.items()]
    return (
        f"Of the suite {suite.name}, Inspect does not ask {' and '.join(parts)}; the assessment "
        "will list that as not tested."
    )
