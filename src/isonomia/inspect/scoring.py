"""Reading replies that came through Inspect with our own readers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from inspect_ai.scorer import Score, Scorer, Target, mean, scorer

from isonomia.assess.models import Reply
from isonomia.assess.models.answer import MOST_TEXT
from isonomia.assess.models.runner import Scorer as Reader
from isonomia.evidence import AnswerState
from isonomia.inspect.questions import Questions, trials_of
from isonomia.inspect.sentences import plain_sentences

if TYPE_CHECKING:
    from inspect_ai.model import ChatMessageAssistant, ModelOutput
    from inspect_ai.solver import TaskState

__all__ = ["read", "reply_of"]

REASONS = {
    AnswerState.REFUSED: "refusal",
    AnswerState.UNSCORABLE: "invalid_response_format",
    AnswerState.FAILED: "no_response",
}
"""Inspect's own words for what our states say."""


def reply_of(output: ModelOutput) -> Reply | None:
    """Return what a model said through Inspect; None where it gave no answer at all."""
    if output.empty:
        return None
    choice, usage = output.choices[0], output.usage
    sent = received = 0
    if usage is not None:
        cached = (usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)
        sent, received = usage.input_tokens + cached, usage.output_tokens
    return Reply(
        text=choice.message.text[:MOST_TEXT],
        refused=choice.stop_reason == "content_filter" or _declined(choice.message),
        tokens_in=sent,
        tokens_out=received,
    )


def _declined(message: ChatMessageAssistant) -> bool:
    """Tell whether the model declined in a field made for it."""
    parts = [] if isinstance(message.content, str) else message.content
    return any(part.type == "text" and part.refusal for part in parts)


@scorer(metrics={state.value: [mean()] for state in AnswerState})
def read(suite: str, language: str = "en", seed: int = 0, repeat: int = 1) -> Scorer:
    """Read each reply by its measure's reader.

    What Inspect shows is how many were answered, refused, unscorable and failed. A mean of the
    scores over all arms and measures would say nothing: verdicts come with ``isonomia import``.
    """
    with plain_sentences():
        questions = Questions.told(suite, language, seed, repeat)
        loaded = questions.load()
        trials = {trial.key: trial for trial in trials_of(loaded, questions)}
    reader = Reader([loaded])

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001  Inspect's protocol
        reply = reply_of(state.output)
        found = reader.read(trials[str(state.sample_id)], reply)
        value = math.nan if found.value is None else found.value
        return Score(
            value={"score": value, **{one.value: float(one is found.state) for one in AnswerState}},
            answer=found.label,
            reason=REASONS.get(found.state),
            metadata={"state": found.state.value, "label": found.label},
        )

    return score
