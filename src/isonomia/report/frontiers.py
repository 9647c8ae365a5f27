"""One page for the safety-expression frontiers of several runs: models, versions, languages."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import UsageError
from isonomia.report.figures import Figures
from isonomia.report.frontier import FrontierView, Mark, draw, frontier_views
from isonomia.report.html import environment
from isonomia.report.messages import Messages, catalogue, catalogue_of
from isonomia.report.scatter import SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["render_frontiers"]


class _Run(NamedTuple):
    """One suite of one run, and the words for its arms."""

    label: str
    complete: bool
    level: float
    view: FrontierView
    messages: Messages


def render_frontiers(assessments: Sequence[Assessment], language: Language = "en") -> str:
    """Return one page with the frontier of every run: self-contained, without script.

    Parameters
    ----------
    assessments : sequence of Assessment
        Runs of a suite that measures both errors, such as ``misuse``, in any languages.
    language : {"en", "vi", "fr"}
        Language of the page.

    Raises
    ------
    UsageError
        A run has no such suite.
    """
    messages = catalogue(language)
    runs = [
        run
        for number, assessment in enumerate(assessments, 1)
        for run in _runs(assessment, language, number)
    ]
    marks = _marks(runs)
    title = messages("frontier.all-runs")
    return (
        environment()
        .get_template("frontiers.html.j2")
        .render(
            m=messages,
            language=language,
            figures=Figures(messages),
            runs=runs,
            marks=marks,
            svg=draw(marks, messages, "frontier-all", title) if marks else None,
        )
    )


def _runs(assessment: Assessment, language: Language, number: int) -> list[_Run]:
    words = catalogue_of(assessment, language)
    views = frontier_views(assessment, words, f"run-{number}")
    if not views:
        raise UsageError(
            f"The run of {assessment.subject.name} asked no suite that measures both help to abuse "
            "and refusals: give runs of --suite misuse."
        )
    languages = {suite.name: suite.language for suite in assessment.plan.suites}
    return [
        _Run(
            f"{number}. {assessment.subject.name}, {languages[view.frontier.suite]}",
            assessment.complete,
            assessment.plan.level,
            view,
            words,
        )
        for view in views
    ]


def _marks(runs: list[_Run]) -> list[Mark]:
    """Return all targets together, for every run of which both errors are known."""
    found = []
    for run, shape in zip(runs, cycle(SHAPES), strict=False):
        together = run.view.frontier.places[0]
        if together.help is not None and together.declined is not None:
            found.append(Mark(run.label, shape, together.help, together.declined))
    return found
