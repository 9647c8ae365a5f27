"""A model inside this process that answers as you say."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from isonomia.assess.models.model import Form, ModelCard, Reply, Request

__all__ = ["MockModel", "Respond"]

Respond: TypeAlias = Callable[[Request], str | Mapping[str, float] | Reply]

LEAST = 1e-12
"""Stands for a probability of zero, whose logarithm would be no number."""


class MockModel:
    """A model that answers by a plain function; it implements :class:`.Model`.

    Parameters
    ----------
    respond : callable
        Takes the request and returns the reply's text, or the probability of each option, or a
        whole :class:`.Reply`.  What it raises, :meth:`ask` raises.
    name : str
        What the model is called in reports.
    forms : iterable of Form
        How it can be asked.
    concurrency : int
        Most requests in flight.

    Examples
    --------
    >>> fair = MockModel(lambda request: {option: 0.5 for option in request.options})
    """

    def __init__(
        self,
        respond: Respond,
        *,
        name: str = "mock/model",
        forms: frozenset[Form] = frozenset(Form),
        concurrency: int = 8,
    ) -> None:
        self._respond = respond
        self._card = ModelCard(name, forms)
        self._concurrency = concurrency

    @property
    def concurrency(self) -> int:
        """Most requests in flight."""
        return self._concurrency

    async def __aenter__(self) -> ModelCard:
        return self._card

    async def __aexit__(self, *exc: object) -> None:
        pass

    async def ask(self, request: Request) -> Reply:
        """Answer by the function."""
        match self._respond(request):
            case Reply() as reply:
                return reply
            case str() as text:
                return Reply(text)
            case odds:
                least = (max(odds[option], LEAST) for option in request.options)
                return Reply(logprobs=tuple(map(math.log, least)))
