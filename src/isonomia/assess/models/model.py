"""What a model is to Isonomia: something that takes one request and gives one reply."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

__all__ = ["HANDED", "LEAST_MASS", "Form", "Model", "ModelCard", "Reply", "Request", "Whom"]

Whom: TypeAlias = Literal["model", "guard", "screener"]
"""Whom a suite asks: a model that answers, a guard that screens texts, or a screener of CVs."""

LEAST_MASS = 0.05
"""Least probability that the options of a ``question`` must hold together to be an answer.

Below it the model hardly ever replies with any of them, and which of them it would prefer is noise:
sampled, nearly all its replies would be unscorable, so they are when weighed.
"""


class Form(StrEnum):
    """How a model is asked.

    ``continue``
        plain text is continued; the probability of each option as the continuation is read.
    ``question``
        a chat message lists the options; the probability of each as the reply is read where the
        model gives it, otherwise the reply is sampled and read.
    ``write``
        a chat message asks for a short text.
    ``score``, ``decide``
        the parts of an application are handed over to be scored, or to be decided on.
    """

    CONTINUE = "continue"
    QUESTION = "question"
    WRITE = "write"
    SCORE = "score"
    DECIDE = "decide"


HANDED = frozenset({Form.SCORE, Form.DECIDE})
"""Forms in which parts with names are handed over, instead of a text that asks for something."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question as it is sent.

    Attributes
    ----------
    form : Form
        How to ask.
    prompt : str
        The text to continue, or the user's message.
    options : tuple of str
        The continuations or replies to weigh, in the order in which they are shown; empty for
        ``write``.
    max_tokens : int
        Most tokens that may be generated.
    temperature : float
        Sampling temperature; ignored where probabilities are read.
    seed : int
        Passed to models that take one.
    parts : tuple of (str, str)
        Names and texts of what is handed over apart; together they are the prompt.
    history : tuple of (str, str)
        What was said before in the same conversation: the user's messages and the replies.
    """

    form: Form
    prompt: str
    options: tuple[str, ...] = ()
    max_tokens: int = 8
    temperature: float = 0.0
    seed: int = 0
    parts: tuple[tuple[str, str], ...] = ()
    history: tuple[tuple[str, str], ...] = ()

    @property
    def messages(self) -> list[dict[str, str]]:
        """The conversation as chat messages; its last is the prompt."""
        said = [
            {"role": role, "content": text}
            for exchange in self.history
            for role, text in zip(("user", "assistant"), exchange, strict=True)
        ]
        return [*said, {"role": "user", "content": self.prompt}]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one request, before anyone has read it.

    Attributes
    ----------
    text : str or None
        The reply's text, or None where only probabilities were read.
    logprobs : tuple of float or None
        Natural logarithm of the probability of each option, in the request's order; None where
        the model offers none.
    bounded : tuple of bool
        For each option, True where its log-probability is only an upper bound; empty where all
        are exact.
    refused : bool
        True where the model or its provider declined in a field of its own.
    tokens_in, tokens_out : int
        As the model counted them.
    calls : int
        How many calls to the model it took.
    """

    text: str | None = None
    logprobs: tuple[float, ...] | None = None
    bounded: tuple[bool, ...] = ()
    refused: bool = False
    tokens_in: int = 0
    tokens_out: int = 0
    calls: int = 1


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a model before it is asked.

    Attributes
    ----------
    name : str
        As the user named it, such as ``local/smollm2`` or ``openai/gpt-4o-mini``.
    forms : frozenset of Form
        The forms in which this model can be asked.
    digest : str
        SHA-256 of the weights where they are at hand, otherwise empty.
    licence : str
        The weights' licence where known, otherwise empty.
    details : dict
        Engine, version, address without secrets: whatever helps to run it again.
    notes : tuple of str
        Limits that a reader of the report must know.
    kind : {"language model", "guard", "decision system"}
        What it is.
    """

    name: str
    forms: frozenset[Form]
    digest: str = ""
    licence: str = ""
    details: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    kind: Literal["language model", "guard", "decision system"] = "language model"


class Model(Protocol):
    """A language model that can be asked.

    Use it as an asynchronous context manager: entering starts it or checks, with one small
    call, that it can be asked at all; leaving stops it.
    """

    @property
    def concurrency(self) -> int:
        """Most requests in flight that do this model good."""
        ...

    async def __aenter__(self) -> ModelCard: ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def ask(self, request: Request) -> Reply:
        """Ask once, with whatever retries the model's transport needs.

        Raises
        ------
        AskError
            This request failed; others may not.
        SubjectError
            No request can succeed: the run should stop.
        """
        ...
