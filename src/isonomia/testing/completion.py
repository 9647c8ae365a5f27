"""An answer in the words of OpenAI's completions, made from a text or from probabilities."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["complete"]


def complete(
    answer: str | Mapping[str, float], prompt: str, body: dict[str, Any], *, logprobs: bool
) -> dict[str, Any]:
    """Phrase an answer as an endpoint would.

    Parameters
    ----------
    answer : str or mapping
        The text, or a probability for each of several texts.
    prompt : str
        What was asked.
    body : dict
        The whole request.
    logprobs : bool
        Whether log-probabilities are reported when asked for.
    """
    odds = {answer: 1.0} if isinstance(answer, str) else answer
    text = _draw(odds, prompt, body)
    chat = "messages" in body
    choice: dict[str, Any] = {"index": 0, "finish_reason": "stop", "logprobs": None}
    choice |= {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
    if logprobs and body.get("logprobs"):
        choice["logprobs"] = _reported(odds, text, body, chat=chat)
    sent, received = len(prompt.split()), len(text.split())
    return {
        "id": "mock",
        "created": 0,
        "object": "chat.completion" if chat else "text_completion",
        "model": body["model"],
        "choices": [choice],
        "usage": {
            "prompt_tokens": sent,
            "completion_tokens": received,
            "total_tokens": sent + received,
        },
    }


def _draw(odds: Mapping[str, float], prompt: str, body: dict[str, Any]) -> str:
    if len(odds) == 1 or not body.get("temperature"):
        return max(odds, key=odds.__getitem__)
    chance = random.Random(f"{body.get('seed')} {prompt}")  # noqa: S311  to be repeated, not secret
    return chance.choices(list(odds), list(odds.values()))[0]


def _reported(
    odds: Mapping[str, float], text: str, body: dict[str, Any], *, chat: bool
) -> dict[str, Any]:
    most = body.get("top_logprobs", 0) if chat else body["logprobs"]
    likeliest = sorted(odds.items(), key=lambda item: -item[1])[:most]
    top = {token: math.log(p) for token, p in likeliest if p > 0}
    if not chat:
        return {"tokens": [text], "top_logprobs": [top]}
    entries = [{"token": token, "logprob": logprob} for token, logprob in top.items()]
    return {"content": [{"token": text, "top_logprobs": entries}]}
