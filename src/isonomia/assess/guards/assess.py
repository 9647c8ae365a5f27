"""Examining a guard: from an object that screens texts to an assessment in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.guards.guard_model import GuardModel
from isonomia.assess.models import Options, assess_model_async, default_folder, wait_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.assess.guards.guard import Guard
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["assess_guard"]


def assess_guard(
    guard: Guard,
    *,
    out: Path | str | None = None,
    suites: str | Sequence[str] | None = None,
    language: Language = "en",
    concurrency: int = 1,
    seed: int = 0,
    resume: bool = False,
) -> Assessment:
    """Examine a guard and write the assessment into a folder.

    Parameters
    ----------
    guard : Guard
        Any object with ``name``, ``digest`` and ``screen(text, language)``, whose answer has
        ``flagged`` and ``act``.
    out : path, optional
        The run's folder; by default ``assessments/guard-`` and the guard's name.
    suites : str or sequence of str, optional
        Names or paths of suites that ask a guard; by default all.
    language : {"en", "vi", "fr"}
        Language of the texts.
    concurrency : int
        Most texts screened at once; more than 1 only for a guard that several threads may use.
    seed : int
        Decides the order of the texts.
    resume : bool
        Continue the run that the folder holds.

    Returns
    -------
    Assessment
        Every text is screened once, so that each function of the exam has its rate.

    Raises
    ------
    UsageError
        A suite is unknown or asks a model, or the folder holds another run.
    IncompleteError
        The guard or the disk gave up; what was answered is kept.
    """
    options = Options(
        suites=[suites] if isinstance(suites, str) else suites,
        asks="guard",
        language=language,
        seed=seed,
        ask_all=True,
        resume=resume,
    )
    folder = out or default_folder(f"guard-{guard.name}")
    return wait_for(assess_model_async(GuardModel(guard, language, concurrency), folder, options))
