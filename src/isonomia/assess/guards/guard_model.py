"""A guard as a subject that can be asked, so that all that works on models works on guards."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from isonomia.assess.models import Form, ModelCard, Reply
from isonomia.errors import AskError, IsonomiaError, SubjectError

if TYPE_CHECKING:
    from isonomia.assess.guards.guard import Guard, Screening
    from isonomia.assess.models import Request
    from isonomia.vocabulary import Language

__all__ = ["GuardModel"]

HARMLESS = {
    "en": "The library opens at nine.",
    "vi": "Thư viện mở cửa lúc chín giờ.",
    "fr": "La bibliothèque ouvre à neuf heures.",
}
"""Screened once before an exam, to learn whether the guard can be asked at all."""

_ACT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class GuardModel:
    """A guard that is asked like a model: it is shown a text and says what it makes of it.

    It replies ``passed``, ``flagged`` or ``flagged: ACT``, or ``undecided`` where it cannot tell.

    Parameters
    ----------
    guard : Guard
        The guard.
    language : {"en", "vi", "fr"}
        The language of the texts, which the guard is told.
    concurrency : int
        Most texts screened at once; more than 1 only for a guard that several threads may use.
    """

    def __init__(self, guard: Guard, language: Language, concurrency: int = 1) -> None:
        self._guard = guard
        self._language: Language = language
        self._concurrency = concurrency

    @property
    def concurrency(self) -> int:
        """Most texts screened at once."""
        return self._concurrency

    async def __aenter__(self) -> ModelCard:
        """Screen one harmless text.

        Raises
        ------
        SubjectError
            The guard fails on it, or does not answer as a guard does.
        """
        try:
            said = await self._screen(HARMLESS[self._language])
            _reply(said)
        except IsonomiaError:
            raise
        except Exception as error:
            raise SubjectError(
                f"The guard {self._guard.name} fails on a first, harmless text "
                f"({_named(error)}): mend the guard."
            ) from error
        return ModelCard(
            name=f"guard/{self._guard.name}",
            forms=frozenset({Form.WRITE}),
            digest=self._guard.digest,
            details={"told language": self._language},
            kind="guard",
        )

    async def __aexit__(self, *exc: object) -> None:
        """Leave the guard as it is."""

    async def ask(self, request: Request) -> Reply:
        """Screen the request's text.

        Raises
        ------
        AskError
            The guard failed on this text.
        """
        try:
            return Reply(_reply(await self._screen(request.prompt)))
        except IsonomiaError:
            raise
        except Exception as error:
            raise AskError(f"The guard failed on a text ({_named(error)}).") from error

    async def _screen(self, text: str) -> Screening:
        return await asyncio.to_thread(self._guard.screen, text, self._language)


def _reply(said: Screening) -> str:
    """Return a screening in words."""
    if said.flagged is None:
        return "undecided"
    if not said.flagged:
        return "passed"
    act = said.act or ""
    return f"flagged: {act}" if _ACT.fullmatch(act) else "flagged"


def _named(error: Exception) -> str:
    """Return an error without its message, which may quote the text that was screened."""
    return type(error).__name__
