"""From what a user has to a screener: an address, a function, a class, or a fitted pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.screening.function import FunctionScreener
from isonomia.assess.decisions.screening.pipeline import PipelineScreener, is_pipeline
from isonomia.assess.decisions.screening.service import FEW, ServiceScreener
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.assess.decisions.screening.pipeline import Input
    from isonomia.assess.decisions.screening.screener import Screener

__all__ = ["ADDRESSES", "screener_of"]

ADDRESSES = ("http://", "https://")


def screener_of(
    screener: object,
    *,
    name: str | None = None,
    positive: str | None = None,
    shown: Input | None = None,
    score_field: str | None = None,
    decision_field: str | None = None,
    concurrency: int | None = None,
) -> Screener:
    """Return what screens applications, whatever it is.

    Parameters
    ----------
    screener : object
        An address (``http://…``), a function of an ``Application``, something fitted that has
        methods of scikit-learn, or a class of either, which is made without arguments.
    name : str, optional
        What it is called in reports; by default its own name.
    positive : str, optional
        The class of a pipeline that means an invitation.
    shown : {"application", "cv"}, optional
        What a pipeline is shown: the post with the CV (the default), or the CV alone.
    score_field, decision_field : str, optional
        Where a service's answer holds them; by default ``score`` and ``decision``.
    concurrency : int, optional
        Most applications at once: by default 4 for a service, 1 for all others.

    Raises
    ------
    UsageError
        It is none of these, or an option does not go with it.
    """
    if isinstance(screener, str):
        _refuse(shown, "--input", "a pipeline")
        if not screener.startswith(ADDRESSES):
            raise UsageError(f"{screener!r} is no screener: give an address, or an object.")
        return ServiceScreener(
            screener,
            score_field=score_field or "score",
            decision_field=decision_field or "decision",
            concurrency=concurrency or FEW,
        )
    _refuse(score_field, "--score-field", "a service")
    _refuse(decision_field, "--decision-field", "a service")
    subject = _made(screener)
    called = name or str(getattr(screener, "__qualname__", type(subject).__qualname__))
    if is_pipeline(subject):
        return PipelineScreener(
            subject,
            called,
            positive=positive,
            shown=shown or "application",
            concurrency=concurrency or 1,
        )
    _refuse(shown, "--input", "a pipeline")
    if not callable(subject):
        raise UsageError(
            f"{called} is no screener: it needs to be a function of an application, or to have "
            "predict_proba, decision_function or predict."
        )
    return FunctionScreener(subject, called, concurrency or 1)


def _made(screener: object) -> object:
    """Return an object of a class that is given; all else as it is."""
    if not isinstance(screener, type):
        return screener
    try:
        return screener()
    except (Exception, SystemExit) as error:
        raise UsageError(
            f"{screener.__qualname__} cannot be made without arguments ({error}): give an object "
            "of it."
        ) from error


def _refuse(value: object, option: str, whose: str) -> None:
    if value is not None:
        raise UsageError(f"{option} is for {whose}: leave it out.")
