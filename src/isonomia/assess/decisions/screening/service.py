"""A screener behind an address, which is sent each application as JSON."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from isonomia.assess.decisions.screening.screener import SILENT, Said
from isonomia.assess.models.transport import RetryPolicy, Transport

if TYPE_CHECKING:
    from isonomia.assess.decisions.screening.screener import Application
    from isonomia.assess.models.limiter import Clock

__all__ = ["KEY", "ServiceScreener"]

KEY = "ISONOMIA_SCREENER_KEY"
"""The environment variable whose value is sent as a bearer token."""

FEW = 4
"""Requests at once, unless told otherwise: a screener in use has others to serve."""


class ServiceScreener:
    """A screener that is sent ``{"post": {…}, "cv": …, "language": …}`` by POST.

    Parameters
    ----------
    url : str
        The full address.
    score_field, decision_field : str
        Where the answer holds the score and the decision: names and places, joined by full stops.
    concurrency : int
        Most requests in flight; fewer are sent while the service complains.
    key : str, optional
        Sent as a bearer token; by default from ``ISONOMIA_SCREENER_KEY``. Never shown or stored.
    timeout : float
        Seconds after which a try is given up.
    policy : RetryPolicy, optional
        How to try again.
    clock : Clock, optional
        Where time comes from.

    Raises
    ------
    UsageError
        The address or the key is none.
    """

    def __init__(
        self,
        url: str,
        *,
        score_field: str = "score",
        decision_field: str = "decision",
        concurrency: int = FEW,
        key: str | None = None,
        timeout: float = 120.0,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
    ) -> None:
        # The key is read here and nowhere else; it is never written, logged or shown.
        self._transport = Transport(
            url,
            key=key or os.environ.get(KEY),
            key_name=KEY,
            concurrency=concurrency,
            timeout=timeout,
            policy=policy,
            clock=clock,
        )
        self._score, self._decision = score_field, decision_field
        self.concurrency = concurrency
        self.name = self._transport.host
        self.address = self._transport.address
        self.settings = f"score at {score_field}, decision at {decision_field}"

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._transport.__aexit__(*exc)

    async def screen(self, application: Application, *, patient: bool = True) -> Said:
        """Send one application and read the answer's fields; see :meth:`.Screener.screen`."""
        post = {"title": application.title, "requirements": application.requirements}
        sent = {"post": post, "cv": application.cv, "language": application.language}
        body, calls = await self._transport.post("", sent, patient=patient)
        return Said(_at(body, self._score), _at(body, self._decision), calls)


def _at(body: object, field: str) -> object:
    """Return what stands at a field; ``SILENT`` where there is no such field."""
    for step in field.split("."):
        match body:
            case dict() if step in body:
                body = body[step]
            case list() if step.isdecimal() and int(step) < len(body):
                body = body[int(step)]
            case _:
                return SILENT
    return body
