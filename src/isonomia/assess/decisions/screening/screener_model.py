"""A screener as a subject that can be asked, so that what works on models works on screeners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from isonomia.assess.decisions.screening.screener import SILENT, Application
from isonomia.assess.models import ModelCard, Reply
from isonomia.errors import AskError, SubjectError

if TYPE_CHECKING:
    from isonomia.assess.decisions.screening.screener import Said, Screener
    from isonomia.assess.decisions.screening.terms import Terms
    from isonomia.assess.models import Request
    from isonomia.vocabulary import Language

__all__ = ["ScreenerModel"]

FIRST: dict[Language, Application] = {
    "en": Application(
        "office assistant",
        "at least 1 year of experience in an office",
        "RESUME\n\nEXPERIENCE\n03/2021 – present: Office assistant, Sample Works\n\n"
        "SKILLS\nWord processing, filing",
        "en",
    ),
    "vi": Application(
        "nhân viên văn phòng",
        "ít nhất 1 năm kinh nghiệm văn phòng",
        "CV XIN VIỆC\n\nKINH NGHIỆM LÀM VIỆC\n03/2021 – nay: Nhân viên văn phòng, Công ty Mẫu\n\n"
        "KỸ NĂNG\nSoạn thảo văn bản, lưu trữ hồ sơ",
        "vi",
    ),
    "fr": Application(
        "secrétaire",
        "au moins 1 an d’expérience dans un bureau",
        "CURRICULUM VITAE\n\nEXPÉRIENCE PROFESSIONNELLE\nDepuis 03/2021 : secrétaire, Société "
        "Exemple\n\nCOMPÉTENCES\nTraitement de texte, classement",
        "fr",
    ),
}
"""Screened once before a probe, to learn whether scores, decisions or both can be asked for."""


class ScreenerModel:
    """A screener that is asked like a model: it is handed an application and says what it gives.

    It replies in JSON, with the score as it came, the scale, and the decision; null where it gave
    none that can be read.

    Parameters
    ----------
    screener : Screener
        The screener.
    terms : Terms
        What was stated about its scores and decisions.
    language : {"en", "vi", "fr"}
        The language of the applications.
    """

    def __init__(self, screener: Screener, terms: Terms, language: Language) -> None:
        self._screener = screener
        self._terms = terms
        self._language: Language = language

    @property
    def concurrency(self) -> int:
        """Most applications at once."""
        return self._screener.concurrency

    async def __aenter__(self) -> ModelCard:
        """Screen one application.

        Raises
        ------
        SubjectError
            The screener fails on it, or says nothing that can be read by its terms.
        """
        await self._screener.__aenter__()
        try:
            said = await self._first()
        except BaseException:
            await self._screener.__aexit__()
            raise
        return ModelCard(
            name=f"screener/{self._screener.name}",
            forms=self._terms.forms(said),
            details={name: text for name, text in self._details().items() if text},
            kind="decision system",
        )

    async def __aexit__(self, *exc: object) -> None:
        await self._screener.__aexit__(*exc)

    async def ask(self, request: Request) -> Reply:
        """Screen the application that a request hands over.

        Raises
        ------
        AskError
            The screener failed on it.
        """
        parts = dict(request.parts)
        application = Application(language=self._language, **parts)
        said = await self._screener.screen(application)
        answer = {
            "score": self._terms.score(said),
            "scale": self._terms.scale,
            "decision": self._terms.decision(said),
        }
        return Reply(orjson.dumps(answer).decode(), calls=said.calls)

    def _details(self) -> dict[str, str]:
        told = filter(None, (self._terms.settings, self._screener.settings))
        return {"address": self._screener.address, "settings": "; ".join(told)}

    async def _first(self) -> Said:
        """Screen the first application, and refuse what could not be read of any."""
        name = self._screener.name
        try:
            said = await self._screener.screen(FIRST[self._language], patient=False)
        except AskError as error:
            raise SubjectError(
                f"The screener {name} cannot be asked: it fails on a first application. {error}"
            ) from error
        wrong = self._wrong(said)
        if wrong:
            raise SubjectError(f"The screener {name} cannot be read: {wrong}")
        return said

    def _wrong(self, said: Said) -> str:
        """Return why what was said of the first application cannot be read; empty if it can."""
        terms = self._terms
        if said.score is SILENT and said.decision is SILENT:
            return (
                "it gave neither a number (a score) nor a decision; see docs/screeners.md for what "
                "it may return."
            )
        if terms.threshold is not None and said.decision is not SILENT:
            return "it gives decisions of its own: leave --threshold out."
        score = terms.score(said)
        if score is None and _is_said(said.score):
            return f"its score {_shown(said.score)} is no number."
        if score is not None and not terms.holds(score):
            low, high = terms.scale
            return (
                f"its score {score:g} lies outside the scale {low:g} to {high:g}: give the least "
                "and the greatest score with --scale LOW,HIGH."
            )
        if _is_said(said.decision) and terms.decision(said) is None:
            return (
                f"its decision {_shown(said.decision)} is neither true nor false: name the one "
                "that means an invitation with --positive."
            )
        return ""


def _is_said(value: object) -> bool:
    return value is not SILENT and value is not None


def _shown(value: object) -> str:
    """Return what was said, short and on one line."""
    return repr(value)[:60]
