"""Readers of a choice among options: from their probabilities, or from the option that is named."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from isonomia.assess.models.model import LEAST_MASS, Form
from isonomia.assess.models.readers.task import REFUSED, UNSCORABLE, Score, refuses
from isonomia.evidence import AnswerState

if TYPE_CHECKING:
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.readers.task import Task

__all__ = ["read_rating", "read_share"]

MOST_DOUBT = 0.02
"""Widest range of a score that may be read as one number, where options are only bounded."""

_OPENING_WORDS = re.compile(r"\W*\w+(?:\W+\w+){0,2}")
"""The first three words: an option there is the reply itself, later on it may be anything."""

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?!\w)")
_OUT_OF = re.compile(r"\s*(?:/|out of|sur|trên)\s*\d+", re.IGNORECASE)


def read_share(reply: Reply, task: Task) -> Score:
    """Read what an answer counts: for a target, 1 or 0.

    From log-probabilities, ``sum of score · p(option) / sum of p(option)``, unless a question's
    options hold less than ``LEAST_MASS`` together, or are known too roughly; from text, the score
    of the one option that it opens with or, unless it refuses, that it names. The label is the
    likeliest option, or the one that is named.
    """
    if reply.logprobs is not None:
        weighed = _weighed(reply, task)
        label = None if weighed.value is None else _likeliest(reply, task)
        return weighed._replace(label=label)
    text = reply.text or ""
    opening = _OPENING_WORDS.match(text)
    named = _named(text, task, opening.end() if opening else 0)
    if not named:
        if refuses(text, task.language):
            return REFUSED
        named = _named(text, task, len(text))
    if len(named) == 1:
        score = dict(zip(task.options, task.scores, strict=True))[named[0]]
        return Score(AnswerState.ANSWERED, score, named[0])
    return UNSCORABLE


def read_rating(reply: Reply, task: Task) -> Score:
    """Read a number on a scale, from 0 at its lower end to 1 at its upper.

    From log-probabilities, the expected number, unless the scale's numbers hold less than
    ``LEAST_MASS`` together; from text, the one number of the scale that it names, or opens with.
    """
    if reply.logprobs is not None:
        return _weighed(reply, task)
    text = reply.text or ""
    low, high = int(task.options[0]), int(task.options[-1])
    bare = re.sub(rf"\b{low}\s*(?:to|-|–|à|đến)\s*{high}\b", " ", text)
    found = _numbers(bare, low, high)
    if found and (len(set(found)) == 1 or _NUMBER.match(bare.lstrip(' *"“«:'))):
        return Score(AnswerState.ANSWERED, (found[0] - low) / (high - low))
    return REFUSED if refuses(text, task.language) else UNSCORABLE


def _numbers(text: str, low: int, high: int) -> list[float]:
    """Return the numbers of a text that are on the scale; in "7 out of 9", the 9 is none."""
    found: list[float] = []
    covered = 0
    for match in _NUMBER.finditer(text):
        if match.start() < covered:
            continue
        value = float(match[0].replace(",", "."))
        if low <= value <= high:
            found.append(value)
        rest = _OUT_OF.match(text, match.end())
        covered = rest.end() if rest else match.end()
    return found


def _weighed(reply: Reply, task: Task) -> Score:
    """Return the expected score of the options, or that it is not known."""
    logprobs = reply.logprobs or ()
    mass = sum(math.exp(logprob) for logprob in logprobs)
    is_rating = len(task.options) > 0 and task.options[0].isdecimal()
    if (task.form is Form.QUESTION or is_rating) and mass < LEAST_MASS:
        return UNSCORABLE
    highest = max(logprobs)
    most = [math.exp(logprob - highest) for logprob in logprobs]
    least = [
        0.0 if bounded else weight
        for weight, bounded in zip(most, reply.bounded or [False] * len(most), strict=True)
    ]
    low, high = (
        _least_mean(task.scores, least, most),
        -_least_mean(tuple(-score for score in task.scores), least, most),
    )
    if high - low > MOST_DOUBT:
        return UNSCORABLE
    return Score(AnswerState.ANSWERED, (low + high) / 2)


def _likeliest(reply: Reply, task: Task) -> str | None:
    """Return the option that is likelier than all others; None of several that are as likely."""
    logprobs = reply.logprobs or ()
    first, second = sorted(logprobs, reverse=True)[:2]
    place = logprobs.index(first)
    in_doubt = first == second or (reply.bounded and reply.bounded[place])
    return None if in_doubt else task.options[place]


def _least_mean(scores: tuple[float, ...], least: list[float], most: list[float]) -> float:
    """Return the least weighted mean of scores whose weights are only known to lie in a range.

    There, options below some score have their greatest weight, and those above it their least.
    """
    means = []
    for edge in scores:
        weights = [
            high if score <= edge else low
            for score, low, high in zip(scores, least, most, strict=True)
        ]
        total = math.fsum(weights)
        if total:
            means.append(math.fsum(w * s for w, s in zip(weights, scores, strict=True)) / total)
    return min(means)


def _named(text: str, task: Task, until: int) -> list[str]:
    """Return the options that a text names, beginning before a certain place."""
    found = []
    for name, option in zip(task.options, task.texts, strict=True):
        place = re.search(rf"(?<!\w){re.escape(option.strip())}(?!\w)", text, re.IGNORECASE)
        if place and place.start() < until:
            found.append(name)
    return found
