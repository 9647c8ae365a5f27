"""A sitting: which answer comes next, and what the person did with those before."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence.labels import LabelBook, LabelTask

__all__ = ["Part", "Sitting"]


class Part(NamedTuple):
    """Where an answer stands among the measures: ``number`` of ``parts``, from 1."""

    number: int
    parts: int


class Sitting:
    """The answers that are still to label, in their order.

    Every act names the answer that it is about and does nothing where that is settled already, so
    that a form sent twice, or from a second window, counts once.

    Parameters
    ----------
    tasks : sequence of LabelTask
        All answers of the sample, measure by measure.
    book : LabelBook
        Where labels are kept; what it has is not asked again.
    by : str
        Who labels.
    """

    def __init__(self, tasks: Sequence[LabelTask], book: LabelBook, by: str) -> None:
        self.tasks = {task.trial: task for task in tasks}
        self._parts = list(dict.fromkeys((task.suite, task.measure) for task in tasks))
        self._book = book
        self._by = by
        self._waiting = deque(trial for trial in self.tasks if trial not in book.labels)
        self._skipped: set[str] = set()

    @property
    def current(self) -> LabelTask | None:
        """The answer to show; None when all are labelled."""
        return self.tasks[self._waiting[0]] if self._waiting else None

    @property
    def done(self) -> int:
        """How many answers of the sample are labelled."""
        return len(self.tasks) - len(self._waiting)

    @property
    def last(self) -> LabelTask | None:
        """The answer whose label ``undo`` would take back."""
        return self.tasks[self._book.last] if self._book.last else None

    @property
    def last_label(self) -> str:
        """The label of ``last``; empty where there is none."""
        return self._book.labels[self._book.last] if self._book.last else ""

    def part(self, task: LabelTask) -> Part:
        """Return the part to which an answer belongs."""
        place = self._parts.index((task.suite, task.measure))
        return Part(place + 1, len(self._parts))

    def was_skipped(self, task: LabelTask) -> bool:
        """Tell whether an answer was set aside before."""
        return task.trial in self._skipped

    def label(self, trial: str, label: str) -> None:
        """Save a label; the first one given for an answer counts until it is taken back."""
        if trial in self._waiting:
            self._book.add(trial, label, self._by)
            self._waiting.remove(trial)

    def skip(self, trial: str) -> None:
        """Put an answer behind all others."""
        if trial in self._waiting:
            self._waiting.remove(trial)
            self._waiting.append(trial)
            self._skipped.add(trial)

    def undo(self, trial: str) -> None:
        """Take back the last label, and show its answer again."""
        if trial == self._book.last:
            self._book.undo()
            self._waiting.appendleft(trial)
