"""The report: one HTML file that needs nothing but a reader."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from isonomia.evidence import Verdict
from isonomia.evidence.writing import write_file
from isonomia.report.exhibits import exhibit_views
from isonomia.report.figures import Figures, Scale
from isonomia.report.forest import MARKS
from isonomia.report.frontier import DEGREES, frontier_views, place_name
from isonomia.report.messages import catalogue_of, is_of_data
from isonomia.report.plots import forest_views, units_views
from isonomia.report.reading import check_tables
from isonomia.report.scatter import SHAPES
from isonomia.report.sentences import Sentences, scale_of, unit_of
from isonomia.report.sources import sources_view
from isonomia.report.tables import group_tables, measure_tables, overview

if TYPE_CHECKING:
    from jinja2 import Template

    from isonomia.evidence import Assessment, Finding
    from isonomia.vocabulary import Language

__all__ = ["environment", "render_html", "write_html"]

SECTIONS = (
    "frontier",
    "findings",
    "plots",
    "exhibits",
    "untested",
    "sources",
    "answers",
    "context",
    "nuisance",
    "suites",
    "method",
    "reproduce",
)
"""Plain words first, numbers second, method third."""

MOST_BLANK_CARDS = 3
"""More findings of "not measured" are listed in a table."""

STEPS = range(1, 9)
STEPS_OF_DATA = range(1, 7)
TERMS_OF_DATA = (
    "unit",
    "tolerance",
    "interval",
    "share",
    "point",
    "ratio",
    "p",
    "detectable",
    "skipped",
)
TERMS = (
    "unit",
    "trial",
    "arm",
    "tolerance",
    "interval",
    "share",
    "point",
    "p",
    "detectable",
    "states",
)


def write_html(assessment: Assessment, path: Path | str, language: Language = "en") -> Path:
    """Write the report as one HTML file, whole or not at all.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    path : Path
        The file to write.
    language : {"en", "vi", "fr"}
        Language of the page.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    StorageError
        The file cannot be written.
    """
    return write_file(Path(path), render_html(assessment, language).encode())


def render_html(assessment: Assessment, language: Language = "en") -> str:
    """Return the report as HTML: self-contained, without script, in one language."""
    messages = catalogue_of(assessment, language)
    tables = measure_tables(assessment)
    views = frontier_views(assessment, messages)
    of_data = is_of_data(assessment)
    return _template().render(
        a=assessment,
        m=messages,
        figures=Figures(messages),
        sentences=Sentences(messages),
        language=language,
        tables=tables,
        measure_titles={
            (table.measured.suite, table.measured.measure): table.measured.title for table in tables
        },
        suite_titles={suite.name: suite.title for suite in assessment.plan.suites},
        asked_at_once=sum(finding.estimate is not None for finding in assessment.findings),
        verdict_counts=_verdict_counts(assessment),
        overview=overview(assessment),
        **_findings(assessment),
        forests=forest_views(assessment, messages),
        groups=group_tables(assessment),
        checks=check_tables(assessment),
        units=units_views(assessment, messages),
        frontiers=views,
        exhibits=exhibit_views(assessment.exhibits, assessment.plan.level, messages),
        sources=sources_view(assessment, messages),
        of_data=of_data,
        steps=STEPS_OF_DATA if of_data else STEPS,
        terms=TERMS_OF_DATA if of_data else TERMS,
        sections=_sections(assessment, has_frontier=bool(views)),
        command=_resumed(assessment.run.command),
    )


def _sections(assessment: Assessment, *, has_frontier: bool) -> list[str]:
    """Return the sections that have something to say, in their order."""
    asked = not is_of_data(assessment)
    says = {
        "frontier": has_frontier,
        "exhibits": bool(assessment.exhibits),
        "sources": bool(assessment.sources),
        "answers": asked,
        "context": asked or bool(assessment.context),
        "nuisance": asked,
    }
    return [name for name in SECTIONS if says.get(name, True)]


def _template() -> Template:
    return environment().get_template("report.html.j2")


@cache
def environment() -> Environment:
    """Return what all pages are made with."""
    environment = Environment(
        loader=PackageLoader("isonomia.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["position"] = _position
    environment.globals.update(
        marks=MARKS,
        shapes=SHAPES,
        degrees=DEGREES,
        place_name=place_name,
        scale_of=scale_of,
        unit_of=unit_of,
        difference=Scale.DIFFERENCE,
        is_link=_is_link,
    )
    return environment


def _verdict_counts(assessment: Assessment) -> list[tuple[Verdict, int]]:
    """Return how often each verdict was given, the worst first, also those never given."""
    found = Counter(finding.verdict for finding in assessment.findings)
    return [(verdict, found[verdict]) for verdict in MARKS]


def _findings(assessment: Assessment) -> dict[str, list[Finding]]:
    """Return the findings that get a card each, and those that are only listed.

    Where many questions could not be put to a model, a card for each would bury the rest.
    """
    found = assessment.worst_first()
    blank = [finding for finding in found if finding.verdict is Verdict.NOT_MEASURED]
    if len(blank) <= MOST_BLANK_CARDS:
        return {"told": found, "listed": []}
    return {"told": [finding for finding in found if finding not in blank], "listed": blank}


def _resumed(command: str) -> str:
    """Return the command that continues a run."""
    return command if "--resume" in command.split() else f"{command} --resume"


def _position(names: list[str], name: str) -> int:
    """Return the place of a name in a list, counted from 1."""
    return names.index(name) + 1


def _is_link(url: str) -> bool:
    """Whether an address from a suite file may become a link: never a script."""
    return url.startswith(("https://", "http://"))
