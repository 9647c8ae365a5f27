"""A screener in this process: a function that is called with an application."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING

from isonomia.assess.decisions.screening.screener import SILENT, Said
from isonomia.assess.decisions.screening.terms import plain
from isonomia.errors import AskError, IsonomiaError

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.assess.decisions.screening.screener import Application

__all__ = ["FunctionScreener", "said_of"]

MOST_QUOTED = 200


class FunctionScreener:
    """A function of an application, which is called in a thread of its own, or awaited.

    Parameters
    ----------
    function : callable
        Takes an ``Application`` and returns a number (a score), True or False or a word (a
        decision), or a mapping or an object with ``score``, ``decision`` or both.
    name : str
        What it is called in reports.
    concurrency : int
        Most calls at once; more than 1 only for a function that several threads may use.
    settings : str
        How it is asked, where there are several ways.
    """

    address = ""

    def __init__(
        self,
        function: Callable[[Application], object],
        name: str,
        concurrency: int = 1,
        settings: str = "",
    ) -> None:
        self._function = function
        self.name = name
        self.concurrency = concurrency
        self.settings = settings

    async def __aenter__(self) -> object:
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Leave the function as it is."""

    async def screen(self, application: Application, *, patient: bool = True) -> Said:  # noqa: ARG002  a call is made once
        """Call the function.

        Raises
        ------
        AskError
            The function failed.
        """
        try:
            value = await asyncio.to_thread(self._function, application)
            return said_of(await value if isawaitable(value) else value)
        except IsonomiaError:
            raise
        except (Exception, SystemExit) as error:
            raise AskError(f"The screener failed ({_described(error)}).") from error


def said_of(value: object) -> Said:
    """Return what a function said, by the kind of what it returned."""
    value = plain(value)
    match value:
        case bool() | str():
            return Said(decision=value)
        case int() | float():
            return Said(score=value)
        case Mapping():
            return Said(value.get("score", SILENT), value.get("decision", SILENT))
    return Said(getattr(value, "score", SILENT), getattr(value, "decision", SILENT))


def _described(error: BaseException) -> str:
    """Return an error in one line."""
    said = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    return ": ".join(filter(None, (type(error).__name__, said[:MOST_QUOTED].rstrip("."))))
