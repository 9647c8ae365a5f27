"""A screener with the methods of scikit-learn, which is shown each application as one text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from isonomia.assess.decisions.screening.function import FunctionScreener
from isonomia.assess.decisions.screening.screener import SILENT, Said
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.decisions.screening.screener import Application

__all__ = ["Input", "PipelineScreener", "is_pipeline"]

Input: TypeAlias = Literal["application", "cv"]

SCORERS = ("predict_proba", "decision_function")
METHODS = (*SCORERS, "predict")


def is_pipeline(screener: object) -> bool:
    """Return whether something has a method of scikit-learn that scores or decides."""
    return any(callable(getattr(screener, method, None)) for method in METHODS)


class PipelineScreener(FunctionScreener):
    """An estimator or pipeline that takes texts.

    Each application is a list of one text. The score is the positive class's ``predict_proba``,
    else its ``decision_function``, else, of an estimator without classes, what it predicts; the
    decision is whether ``predict`` gives the positive class.

    Parameters
    ----------
    pipeline : object
        Something fitted with ``predict_proba``, ``decision_function`` or ``predict``.
    name : str
        What it is called in reports.
    positive : str, optional
        The class that means an invitation; by default the last of ``classes_``.
    shown : {"application", "cv"}
        Whether the text is the post with the CV, or the CV alone.
    concurrency : int
        Most calls at once; more than 1 only for what several threads may use.

    Raises
    ------
    UsageError
        There is no such class.
    """

    def __init__(
        self,
        pipeline: Any,
        name: str,
        *,
        positive: str | None = None,
        shown: Input = "application",
        concurrency: int = 1,
    ) -> None:
        super().__init__(self._screen, name, concurrency, f"shown the {shown}")
        self._pipeline = pipeline
        self._shown = shown
        self._classes = _classes(pipeline)
        self._column = _column(self._classes, positive)
        self._scorer = next((one for one in SCORERS if _has(pipeline, one)), "")

    def _screen(self, application: Application) -> Said:
        text = application.cv if self._shown == "cv" else application.text
        predicted = self._said("predict", text) if _has(self._pipeline, "predict") else SILENT
        if not self._classes and not self._scorer:
            return Said(score=predicted)
        score = self._of_class(self._said(self._scorer, text)) if self._scorer else SILENT
        if predicted is not SILENT and self._classes:
            predicted = str(predicted) == self._classes[self._column]
        return Said(score, predicted)

    def _said(self, method: str, text: str) -> Any:
        """Return what one method says of one text."""
        return np.asarray(getattr(self._pipeline, method)([text]))[0]

    def _of_class(self, said: Any) -> object:
        """Return the positive class's number: of one for each, or of one for the last of two."""
        if np.ndim(said):
            return said[self._column]
        return -said if self._classes and self._column == 0 else said


def _has(pipeline: object, method: str) -> bool:
    return callable(getattr(pipeline, method, None))


def _classes(pipeline: object) -> list[str]:
    # An array, of which the truth cannot be asked.
    known: Sequence[object] | None = getattr(pipeline, "classes_", None)
    return [] if known is None else [str(one) for one in known]


def _column(classes: list[str], positive: str | None) -> int:
    if positive is None:
        return -1
    if positive not in classes:
        known = ", ".join(classes)
        raise UsageError(
            f"The screener has no class {positive!r}"
            + (f": name one of {known} with --positive." if classes else ": leave --positive out.")
        )
    return classes.index(positive)
