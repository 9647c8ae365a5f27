"""Probing a screener: from something that screens applications to an assessment in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.decisions.screening.opening import screener_of
from isonomia.assess.decisions.screening.screener_model import ScreenerModel
from isonomia.assess.decisions.screening.terms import Terms
from isonomia.assess.models import (
    Limits,
    Options,
    assess_model_async,
    default_folder,
    wait_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from isonomia.assess.decisions.screening.pipeline import Input
    from isonomia.assess.decisions.screening.screener import Application
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["assess_screener"]


def assess_screener(
    screener: str | Callable[[Application], object] | object,
    *,
    out: Path | str | None = None,
    suites: str | Sequence[str] | None = None,
    language: Language = "en",
    scale: tuple[float, float] = (0.0, 1.0),
    threshold: float | None = None,
    positive: str | None = None,
    shown: Input | None = None,
    score_field: str | None = None,
    decision_field: str | None = None,
    concurrency: int | None = None,
    name: str | None = None,
    seed: int = 0,
    resume: bool = False,
    max_calls: int | None = None,
) -> Assessment:
    """Probe a screener with CVs that differ in gender and a career break alone.

    Parameters
    ----------
    screener : str, callable or object
        An address (``https://…``), a function of an ``Application``, or something fitted that has
        methods of scikit-learn; a class is made without arguments.
    out : path, optional
        The run's folder; by default ``assessments/screener-`` and the screener's name.
    suites : str or sequence of str, optional
        Names or paths of suites that ask a screener; by default all.
    language : {"en", "vi", "fr"}
        Language of the applications.
    scale : tuple of float
        Least and greatest score.
    threshold : float, optional
        The score from which it invites, where it gives no decisions of its own.
    positive : str, optional
        The decision or class that means an invitation.
    shown : {"application", "cv"}, optional
        What a pipeline is shown.
    score_field, decision_field : str, optional
        Where a service's answer holds them.
    concurrency : int, optional
        Most applications at once; by default 4 for a service, 1 for all others.
    name : str, optional
        What it is called in reports.
    seed : int
        Decides the order of the applications.
    resume : bool
        Continue the run that the folder holds.
    max_calls : int, optional
        Most calls, earlier sittings included.

    Returns
    -------
    Assessment
        Every application is put once for its score and once for its decision; where a budget ended
        the run or some of them failed, ``complete`` is False.

    Raises
    ------
    UsageError
        The request makes no sense, or the folder holds another run.
    IncompleteError
        The screener or the disk gave up; what was answered is kept.
    """
    terms = Terms(scale, threshold, positive)
    opened = screener_of(
        screener,
        name=name,
        positive=positive,
        shown=shown,
        score_field=score_field,
        decision_field=decision_field,
        concurrency=concurrency,
    )
    options = Options(
        suites=[suites] if isinstance(suites, str) else suites,
        asks="screener",
        language=language,
        seed=seed,
        ask_all=True,
        limits=Limits(max_calls),
        resume=resume,
    )
    folder = out or default_folder(f"screener-{opened.name}")
    return wait_for(assess_model_async(ScreenerModel(opened, terms, language), folder, options))
