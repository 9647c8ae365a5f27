"""What a screener is to a probe: something that takes an application and says what it gives it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["SILENT", "Application", "Said", "Screener", "Silent"]


class Silent(Enum):
    """Stands for what a screener does not speak of at all; None for what it leaves open."""

    SILENT = "silent"


SILENT = Silent.SILENT


@dataclass(frozen=True, slots=True)
class Application:
    """One application, as a screener is handed it.

    Attributes
    ----------
    title : str
        The post.
    requirements : str
        What the post requires.
    cv : str
        The CV, with name, dates and all, as plain text.
    language : {"en", "vi", "fr"}
        Language of all three.
    """

    title: str
    requirements: str
    cv: str
    language: Language

    @property
    def text(self) -> str:
        """The post, what it requires, and the CV, one after another."""
        return "\n\n".join((self.title, self.requirements, self.cv))


class Said(NamedTuple):
    """What a screener said of one application, as it came: nothing of it is checked yet.

    Attributes
    ----------
    score : object
        Its number; None where it leaves this one open, ``SILENT`` where it gives no scores.
    decision : object
        Its decision, likewise.
    calls : int
        How many calls it took.
    """

    score: object = SILENT
    decision: object = SILENT
    calls: int = 1


class Screener(Protocol):
    """Screens applications; use it as an asynchronous context manager."""

    @property
    def name(self) -> str:
        """What the screener is called in reports."""
        ...

    @property
    def address(self) -> str:
        """Where it is, without secrets; empty for one in this process."""
        ...

    @property
    def settings(self) -> str:
        """How it is asked, by which a run is known again; empty where there is but one way."""
        ...

    @property
    def concurrency(self) -> int:
        """Most applications at once."""
        ...

    async def __aenter__(self) -> object: ...

    async def __aexit__(self, *exc: object) -> None: ...

    async def screen(self, application: Application, *, patient: bool = True) -> Said:
        """Screen one application.

        Parameters
        ----------
        application : Application
            What it is handed.
        patient : bool
            Whether to try for long where it cannot be reached.

        Raises
        ------
        AskError
            It failed on this application; on others it may not.
        SubjectError
            It cannot be asked at all.
        """
        ...
