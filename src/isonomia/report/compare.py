"""The comparison as one HTML page that needs nothing but a reader."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence import Change
from isonomia.report.axes import STEPS
from isonomia.report.changes import ChangeSentences, worst_first
from isonomia.report.figures import Figures, Scale
from isonomia.report.forest import CHANGE_MARKS, Axis, Row, forest
from isonomia.report.html import environment
from isonomia.report.messages import catalogue

if TYPE_CHECKING:
    from markupsafe import Markup

    from isonomia.evidence import ComparedQuestion, Comparison, Difference
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["render_comparison"]

SECTIONS = (
    "runs",
    "glance",
    "differences",
    "plots",
    "context",
    "unmatched",
    "method",
    "reproduce",
)
"""Plain words first, numbers second, method third."""

METHOD_STEPS = range(1, 6)

FARTHEST = 2.0
"""No two differences of shares can lie further apart."""


def render_comparison(comparison: Comparison, language: Language = "en") -> str:
    """Return a comparison as HTML: self-contained, without script, in one language.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    language : {"en", "vi", "fr"}
        Language of the page.
    """
    messages = catalogue(language)
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            c=comparison,
            m=messages,
            language=language,
            figures=Figures(messages),
            sentences=ChangeSentences(messages, comparison),
            questions=worst_first(comparison),
            counts=_counts(comparison),
            forests=_forests(comparison, messages),
            change_marks=CHANGE_MARKS,
            sections=SECTIONS,
            steps=METHOD_STEPS,
        )
    )


class _View(NamedTuple):
    """The differences of one suite, and their picture."""

    title: str
    svg: Markup


def _counts(comparison: Comparison) -> list[tuple[Change, int]]:
    """Return how often each thing was said, also what was never said."""
    found = Counter(comparison.changes())
    return [(change, found[change]) for change in Change]


def _forests(comparison: Comparison, messages: Messages) -> list[_View]:
    """Draw one picture per suite, of all differences that have a value."""
    suites: dict[str, list[tuple[ComparedQuestion, Difference]]] = {}
    for question in worst_first(comparison):
        for difference in question.differences:
            if difference.estimate is not None and difference.margin is not None:
                suites.setdefault(question.suite, []).append((question, difference))
    return [
        _forest(f"forest-{number}", entries, comparison, messages)
        for number, entries in enumerate(suites.values(), 1)
    ]


def _forest(
    ident: str,
    entries: list[tuple[ComparedQuestion, Difference]],
    comparison: Comparison,
    messages: Messages,
) -> _View:
    first, baseline = entries[0][0], comparison.baseline.label
    suite = first.suite_title[messages.language] if first.suite_title else first.suite
    title = messages("comparison.plot", baseline=baseline, suite=suite)
    svg = forest(
        [_row(question, difference, baseline, messages) for question, difference in entries],
        _axis([difference for _, difference in entries], baseline, messages),
        ident=ident,
        title=title,
        description=messages("comparison.plot-desc"),
    )
    return _View(title, svg)


def _row(
    question: ComparedQuestion, difference: Difference, baseline: str, messages: Messages
) -> Row:
    estimate, margin = difference.estimate, difference.margin
    assert estimate is not None  # noqa: S101  only such are drawn
    assert margin is not None  # noqa: S101
    figures, title = Figures(messages), question.title[messages.language]
    numbers = [figures.value(estimate.value, Scale.DIFFERENCE)]
    if estimate.low is not None and estimate.high is not None:
        ends = figures.bare_interval(estimate.low, estimate.high, Scale.DIFFERENCE)
        numbers.append(f"({ends})")
    against = messages("comparison.against", run=difference.run, baseline=baseline)
    return Row(
        label=f"{messages('page.label', term=against)} {title}",
        numbers=" ".join(numbers),
        words=messages(f"change.{difference.change}"),
        verdict=difference.change,
        band=(-margin, margin),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
    )


def _axis(differences: list[Difference], baseline: str, messages: Messages) -> Axis:
    figures = Figures(messages)
    reach = max(_reach(difference) for difference in differences)
    high = next((step for step in STEPS if step >= reach), FARTHEST)
    return Axis(
        low=-high,
        high=high,
        reference=0.0,
        ticks=tuple(
            (value, figures.bare(value, Scale.DIFFERENCE, trim=True))
            for value in (-high, -high / 2, 0.0, high / 2, high)
        ),
        below=messages("comparison.plot-below", baseline=baseline),
        above=messages("comparison.plot-above", baseline=baseline),
    )


def _reach(difference: Difference) -> float:
    """Return how far from zero anything must be drawn."""
    estimate = difference.estimate
    ends = [difference.margin or 0.0]
    if estimate is not None:
        ends += [estimate.value, estimate.low or 0.0, estimate.high or 0.0]
    return max(abs(end) for end in ends)
