"""The pictures of a report: which estimates share one, and on what scale it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.report.axes import QUARTERS, axis_of
from isonomia.report.figures import Figures, Scale
from isonomia.report.forest import Row, forest
from isonomia.report.scatter import Dot, Lines, scatter
from isonomia.report.sentences import scale_of
from isonomia.report.tables import UnitRow, unit_rows

if TYPE_CHECKING:
    from markupsafe import Markup

    from isonomia.evidence import Assessment, Finding, Measured, SuiteRecord
    from isonomia.report.forest import Axis
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["ForestView", "UnitsView", "forest_views", "units_views"]


class ForestView(NamedTuple):
    """Findings of one suite on one scale, and their picture."""

    title: str
    svg: Markup
    findings: list[Finding]


class UnitsView(NamedTuple):
    """Every unit of one measure beside its reference, and a picture where anything was scored."""

    suite: SuiteRecord
    measured: Measured
    arms: tuple[str, ...]
    rows: list[UnitRow]
    slices: list[str]
    svg: Markup | None


def forest_views(assessment: Assessment, messages: Messages) -> list[ForestView]:
    """Draw one forest plot per suite, scale and reference, in the order of the worst finding."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in assessment.worst_first():
        key = (finding.suite, scale_of(finding), finding.reference)
        groups.setdefault(key, []).append(finding)
    titles = {suite.name: suite.title[messages.language] for suite in assessment.plan.suites}
    return [
        _forest_view(
            f"forest-{number}", findings, titles.get(findings[0].suite, findings[0].suite), messages
        )
        for number, findings in enumerate(groups.values(), 1)
    ]


def units_views(assessment: Assessment, messages: Messages) -> list[UnitsView]:
    """Draw every measure that has a finding on its level and units with a reference."""
    tally = assessment.tally
    levels = {
        (finding.suite, finding.measure)
        for finding in assessment.findings
        if finding.kind == "level"
    }
    views: list[UnitsView] = []
    for suite in assessment.plan.suites:
        for measured in assessment.measures if suite.unit_references else ():
            if measured.suite != suite.name or (suite.name, measured.measure) not in levels:
                continue
            rows = unit_rows(tally, suite, measured)
            slices = sorted({row.slice for row in rows})
            svg = _scatter(f"units-{len(views) + 1}", rows, slices, measured, messages)
            views.append(UnitsView(suite, measured, tuple(measured.coverage), rows, slices, svg))
    return views


def _forest_view(ident: str, findings: list[Finding], suite: str, messages: Messages) -> ForestView:
    scale = scale_of(findings[0])
    title = messages(f"plots.{scale.value}", suite=suite)
    svg = forest(
        [_row(finding, scale, messages) for finding in findings],
        _axis(findings, scale, messages),
        ident=ident,
        title=title,
        description=messages("plots.desc"),
    )
    return ForestView(title, svg, findings)


def _row(finding: Finding, scale: Scale, messages: Messages) -> Row:
    estimate, verdict = finding.estimate, messages(f"verdict.{finding.verdict}")
    band = (finding.tolerance.low, finding.tolerance.high)
    label = finding.title[messages.language]
    if estimate is None:
        return Row(label, "", verdict, finding.verdict, band, None, None, None)
    figures = Figures(messages)
    numbers = [figures.value(estimate.value, scale)]
    if estimate.low is not None and estimate.high is not None:
        numbers.append(f"({figures.bare_interval(estimate.low, estimate.high, scale)})")
    return Row(
        label=label,
        numbers=" ".join(numbers),
        words=verdict,
        verdict=finding.verdict,
        band=band,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
    )


def _axis(findings: list[Finding], scale: Scale, messages: Messages) -> Axis:
    axis = axis_of(scale, _ends(findings), findings[0].reference, messages)
    below, above = _directions(findings, messages.language)
    return axis._replace(below=below, above=above)


def _directions(findings: list[Finding], language: Language) -> tuple[str, str]:
    """Return what left and right mean, if that is the same for all findings of a plot."""
    words = {(finding.below[language], finding.above[language]) for finding in findings}
    return words.pop() if len(words) == 1 else ("", "")


def _ends(findings: list[Finding]) -> list[float]:
    """Return everything that must be drawn."""
    ends: list[float] = []
    for finding in findings:
        ends += [finding.tolerance.low, finding.tolerance.high]
        if finding.estimate is not None:
            estimate = finding.estimate
            limits = (estimate.low, estimate.high)
            ends += [estimate.value, *(limit for limit in limits if limit is not None)]
    return ends


def _scatter(
    ident: str, rows: list[UnitRow], slices: list[str], measured: Measured, messages: Messages
) -> Markup | None:
    figures = Figures(messages)
    dots = [
        Dot(
            label=row.title,
            x=row.reference,
            y=row.mean,
            group=slices.index(row.slice),
        )
        for row in rows
        if row.reference is not None and row.mean is not None
    ]
    if not dots:
        return None
    lines = Lines(
        x=f"{messages('context.reference')} →",
        y=f"↑ {messages('context.share')}",
        parity=messages("context.parity"),
        ticks=tuple((value, figures.percent(value, trim=True)) for value in QUARTERS),
    )
    title = messages("context.plot-title", measure=measured.title[messages.language])
    description = messages("context.plot-desc")
    return scatter(dots, lines, ident=ident, title=title, description=description)
