"""Reading what an OpenAI-compatible endpoint sends back: text, counts, weights of options."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from isonomia.errors import AskError

__all__ = ["Weights", "choice_of", "declined", "text_of", "tokens_of", "top_of", "weigh"]

MOST_TEXT = 65_536
"""Characters of a reply that are kept; no question here asks for a hundredth of that."""

SMALLEST = 1e-6
"""Reported probabilities that add up to one, rounded, still leave this much for the others."""


class Weights(NamedTuple):
    """Log-probability of each option; if some are only upper bounds, for each whether it is."""

    logprobs: tuple[float, ...]
    bounded: tuple[bool, ...]


def choice_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take the first choice.

    Raises
    ------
    AskError
        There is none.
    """
    choices = body.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        return choices[0]
    raise AskError("The endpoint's answer holds no choice.")


def text_of(choice: Mapping[str, Any]) -> str:
    """Read the text, or the refusal that stands in its place."""
    message = choice.get("message")
    if not isinstance(message, Mapping):
        message = {"content": choice.get("text")}
    return (_flat(message.get("content")) or _flat(message.get("refusal")))[:MOST_TEXT]


def declined(choice: Mapping[str, Any]) -> bool:
    """Tell whether the model or its provider declined in a field made for it."""
    message = choice.get("message")
    refusal = message.get("refusal") if isinstance(message, Mapping) else None
    return bool(refusal) or choice.get("finish_reason") == "content_filter"


def _flat(content: object) -> str:
    match content:
        case str():
            return content
        case list():  # parts, of which the texts and refusals can be read
            return "".join(
                _flat(part.get("text") or part.get("refusal"))
                for part in content
                if isinstance(part, dict)
            )
    return ""


def tokens_of(body: Mapping[str, Any]) -> tuple[int, int]:
    """Read how many tokens went in and came out; 0 where the endpoint does not count."""
    match body.get("usage"):
        case {"prompt_tokens": int(sent), "completion_tokens": int(received)}:
            return sent, received
        case {"prompt_tokens": int(sent)}:
            return sent, 0
    return 0, 0


def top_of(choice: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
    """Read the likeliest first tokens with their log-probabilities; none where not reported.

    Chat completions put them under ``content``, and so does llama.cpp for plain completions;
    elsewhere plain completions map each token to its log-probability.
    """
    match choice.get("logprobs"):
        case {"content": [{"top_logprobs": [*entries]}, *_]}:
            pairs = [(e.get("token"), e.get("logprob")) for e in entries if isinstance(e, dict)]
        case {"top_logprobs": [{} as first, *_]}:
            pairs = list(first.items())
        case _:
            return ()
    return [
        (token, min(float(logprob), 0.0))
        for token, logprob in pairs
        if isinstance(token, str) and isinstance(logprob, int | float) and math.isfinite(logprob)
    ]


def weigh(
    options: Sequence[str], top: Sequence[tuple[str, float]], *, first_word: bool = False
) -> Weights | None:
    """Give each option the probability of the first tokens that begin it.

    Tokens and options are compared without surrounding space or case. A token that *is* an option,
    alone or followed by something other than a letter or digit ("he", "He,", "he's"), counts for
    it; "her" does not count for "he". Only where an option was not reported so may it be longer
    than a token: then the tokens that begin it, and no other option, are added up, which is an
    upper bound, since a text may go on otherwise. An option without any such token gets the least
    that was reported, or what the reported ones leave over, if that is less; both are upper bounds.

    Parameters
    ----------
    options : sequence of str
        The replies or continuations to weigh.
    top : sequence of (str, float)
        The likeliest first tokens with their log-probabilities.
    first_word : bool
        Whether an option's first word stands for it, as in the reply to a question that lists the
        options: tokens that begin it then count in full. Text that is merely continued may go on
        otherwise, so that there they are an upper bound.

    Returns
    -------
    Weights or None
        None where no reported token fits any option.
    """
    exact, begun = _counted([option.strip().casefold() for option in options], top)
    found = [e or b for e, b in zip(exact, begun, strict=True)]
    if not any(found):
        return None
    left_over = max(1 - sum(math.exp(logprob) for _, logprob in top), SMALLEST)
    bound = min(math.log(left_over), *(logprob for _, logprob in top))
    logprobs = tuple(math.log(f) if f else bound for f in found)
    known = [e or (first_word and b) for e, b in zip(exact, begun, strict=True)]
    return Weights(logprobs, () if all(known) else tuple(not whole for whole in known))


def _counted(
    options: Sequence[str], top: Sequence[tuple[str, float]]
) -> tuple[list[float], list[float]]:
    """Add up the probabilities of tokens that are an option, and of those that begin it."""
    exact = [0.0] * len(options)
    begun = [0.0] * len(options)
    for token, logprob in top:
        word = token.strip().casefold()
        whole = [i for i, option in enumerate(options) if _is_option(word, option)]
        part = [i for i, option in enumerate(options) if word and option.startswith(word)]
        if len(whole) == 1:
            exact[whole[0]] += math.exp(logprob)
        elif len(part) == 1:
            begun[part[0]] += math.exp(logprob)
    return exact, begun


def _is_option(word: str, option: str) -> bool:
    return word.startswith(option) and not word[len(option) : len(option) + 1].isalnum()
