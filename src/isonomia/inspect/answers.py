"""The answers in the samples of a log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from inspect_ai.log import read_eval_log_sample

from isonomia.errors import UsageError
from isonomia.inspect.scoring import reply_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from inspect_ai.log import EvalSample
    from pydantic import JsonValue

    from isonomia.assess.models import Reply

__all__ = ["Answer", "answers_in", "unsent_in"]

CANCELLED = ("CancelledError(", "Cancelled(")
"""How the error of a sample begins that was interrupted, not failed."""


class Answer(NamedTuple):
    """What came back for one trial; without a reply, why."""

    reply: Reply | None
    error: str = ""
    calls: int = 1


def answers_in(path: Path, samples: Sequence[EvalSample]) -> dict[str, Answer]:
    """Return what became of each trial, by its key; of those that were asked to the end.

    Raises
    ------
    UsageError
        A sample was asked in several epochs.
    """
    answers: dict[str, Answer] = {}
    for sample in samples:
        if sample.epoch > 1:
            raise UsageError(
                f"{path} was asked in several epochs, which would be the same questions with the "
                "same seeds: run the task with -T repeat=N in place of --epochs."
            )
        answer = _answer(sample)
        if answer is not None:
            answers[str(sample.id)] = answer
    return answers


def _answer(sample: EvalSample) -> Answer | None:
    """Return what became of a sample; None where it is still to be asked."""
    if sample.invalidation is not None:
        return None
    calls = 1 + len(sample.error_retries or ())
    reply = reply_of(sample.output)
    if reply is not None:
        return Answer(replace(reply, calls=calls))
    message = sample.error.message if sample.error else ""
    if message.startswith(CANCELLED):
        return None
    # The kind of error alone: what an endpoint says may repeat a key.
    return Answer(None, message.partition("(")[0] or "no answer", calls)


def unsent_in(path: Path, samples: Sequence[EvalSample]) -> tuple[str, ...]:
    """Return what the first question that was answered lacks of its own sampling.

    Providers leave out what they think that a model does not take.
    """
    answered = next((sample for sample in samples if not sample.output.empty), None)
    if answered is None:
        return ()
    whole = read_eval_log_sample(str(path), id=answered.id, epoch=answered.epoch)
    calls = [event.call for event in whole.events if event.event == "model" and event.call]
    if not calls:
        return ()
    return tuple(name for name in ("temperature", "seed") if not _holds(calls[-1].request, name))


def _holds(request: JsonValue, name: str) -> bool:
    """Whether a request gives a parameter, at whatever depth its provider puts it."""
    match request:
        case dict():
            return request.get(name) is not None or any(
                _holds(part, name) for part in request.values()
            )
        case list():
            return any(_holds(part, name) for part in request)
    return False
