"""The data card: what people know of their data beside what the audit found, in three forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from isonomia.errors import UsageError
from isonomia.evidence import Verdict
from isonomia.govern import croissant, data_files, known_facts
from isonomia.report.figures import Figures
from isonomia.report.html import environment
from isonomia.report.markdown import bulleted, escaped, tabulated
from isonomia.report.messages import catalogue_of
from isonomia.report.sentences import Sentences, scale_of
from isonomia.report.sources import sources_view

if TYPE_CHECKING:
    from isonomia.evidence import Assessment, Finding
    from isonomia.govern import DataFile, Facts
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["data_card", "render_card", "render_card_markdown"]

MOST_FILES = 20


class FactView(NamedTuple):
    """One fact, and what people wrote."""

    title: str
    texts: tuple[str, ...]


class CardView(NamedTuple):
    """A card in one language.

    ``missing`` pairs each fact that is still to fill in with its name in the facts file and with
    what is wanted.
    """

    name: str
    facts: list[FactView]
    missing: list[tuple[str, str, str]]
    biases: list[tuple[Finding, str]]
    limitations: list[str]
    left_out: str
    files: list[DataFile]
    more_files: int


def render_card(assessment: Assessment, facts: Facts, language: Language = "en") -> str:
    """Return the card as HTML: self-contained, without script, in one language.

    Parameters
    ----------
    assessment : Assessment
        Of a dataset.
    facts : Facts
        What people filled in.
    language : {"en", "vi", "fr"}
        Language of the page.

    Raises
    ------
    UsageError
        The assessment is of something other than data.
    """
    _check_kind(assessment)
    messages = catalogue_of(assessment, language)
    return (
        environment()
        .get_template("card.html.j2")
        .render(
            a=assessment,
            m=messages,
            card=_view(assessment, facts, messages),
            figures=Figures(messages),
            sources=sources_view(assessment, messages),
            language=language,
        )
    )


def render_card_markdown(assessment: Assessment, facts: Facts, language: Language = "en") -> str:
    """Return the card as Markdown; see ``render_card``."""
    _check_kind(assessment)
    messages = catalogue_of(assessment, language)
    view, read = _view(assessment, facts, messages), sources_view(assessment, messages)
    parts = [
        f"# {escaped(messages('card.page', subject=view.name))}",
        bulleted(
            f"**{messages('page.label', term=fact.title)}** {escaped('; '.join(fact.texts))}"
            for fact in view.facts
        ),
        f"## {messages('card.biases')}",
        messages("card.biases-intro"),
        _findings(view, messages),
        f"## {messages('card.limitations')}",
        bulleted(map(escaped, view.limitations)) or messages("untested.none"),
        *([f"## {messages('sources.title')}", read.summary] if read else []),
        view.left_out and escaped(view.left_out),
        _files(view, messages),
        *_missing(view, messages),
    ]
    if not messages.reviewed:
        parts.append(f"<sub>{messages('foot.unreviewed')}</sub>")
    return "\n\n".join(part for part in parts if part) + "\n"


def data_card(assessment: Assessment, facts: Facts, language: Language = "en") -> dict[str, Any]:
    """Return the card as JSON-LD, in Croissant with its RAI vocabulary; see ``render_card``."""
    _check_kind(assessment)
    messages = catalogue_of(assessment, language)
    view = _view(assessment, facts, messages)
    return croissant(
        assessment,
        facts,
        biases=[_bias(finding, said, messages) for finding, said in view.biases],
        limitations=view.limitations,
        missing=view.left_out,
        language=language,
    )


def _bias(finding: Finding, said: str, messages: Messages) -> str:
    """Return a question with its verdict and what was found, on one line."""
    verdict = messages(f"verdict.{finding.verdict}")
    title = messages("page.label", term=finding.title[messages.language].rstrip("."))
    return f"{title} {verdict}. {said}"


def _check_kind(assessment: Assessment) -> None:
    if assessment.subject.kind != "dataset":
        raise UsageError(
            f"A data card is for data, and {assessment.subject.name} is a "
            f"{assessment.subject.kind}: isonomia report and isonomia risks are for all subjects."
        )


def _view(assessment: Assessment, facts: Facts, messages: Messages) -> CardView:
    language, known = messages.language, known_facts()
    files = data_files(assessment.sources)
    sentences = Sentences(messages)
    asked = sum(finding.estimate is not None for finding in assessment.findings)
    found = assessment.worst_first()
    return CardView(
        name=facts.one("name") or assessment.subject.name,
        facts=[
            FactView(known[name].title[language], facts.given[name])
            for name in known
            if name in facts.given
        ],
        missing=[
            (name, known[name].title[language], known[name].hint[language])
            for name in facts.missing
        ],
        biases=[
            (finding, sentences.finding(finding, asked))
            for finding in found
            if finding.verdict is not Verdict.NOT_MEASURED
        ],
        limitations=_limitations(assessment, messages),
        left_out=_left_out(assessment, messages),
        files=files[:MOST_FILES],
        more_files=max(0, len(files) - MOST_FILES),
    )


def _limitations(assessment: Assessment, messages: Messages) -> list[str]:
    """Return what the audit could not tell, and what its own limits are."""
    language = messages.language
    gaps = [
        f"{messages('page.label', term=gap.what[language])} {gap.why[language]}"
        for gap in assessment.not_tested
    ]
    blank = [
        messages("card.not-measured", question=finding.title[language])
        for finding in assessment.findings
        if finding.verdict is Verdict.NOT_MEASURED
    ]
    limits = [
        suite.card["limits"][language] for suite in assessment.plan.suites if "limits" in suite.card
    ]
    return [*limits, *gaps, *blank]


def _left_out(assessment: Assessment, messages: Messages) -> str:
    """Return which records could not be read, in words; empty where all could."""
    read = sources_view(assessment, messages)
    if read is None or not read.reasons:
        return ""
    reasons = [f"{reason} ({messages.count(n)})" for reason, n in read.reasons]
    return messages("card.left-out", reasons="; ".join(reasons))


def _findings(view: CardView, messages: Messages) -> str:
    if not view.biases:
        return messages("bottom.none")
    figures, language = Figures(messages), messages.language
    heads = ("plots.question", "plots.verdict", "findings.estimate", "findings.tolerance")
    return tabulated(
        [messages(head) for head in heads],
        [
            [
                escaped(finding.title[language]),
                messages(f"verdict.{finding.verdict}"),
                escaped(_number(finding, figures, messages)),
                figures.tolerance(finding.tolerance.low, finding.tolerance.high, scale_of(finding)),
            ]
            for finding, _ in view.biases
        ],
    )


def _number(finding: Finding, figures: Figures, messages: Messages) -> str:
    """Return an estimate with its interval."""
    if finding.estimate is None:
        return messages("number.none")
    scale = scale_of(finding)
    interval = Sentences(messages).interval(finding.estimate, scale)
    return f"{figures.value(finding.estimate.value, scale)} ({interval})"


def _files(view: CardView, messages: Messages) -> str:
    if not view.files:
        return ""
    rows = [[escaped(file.name), file.digest or messages("card.no-digest")] for file in view.files]
    table = tabulated([messages("sources.name"), "SHA-256"], rows)
    more = messages("card.more-files", n=view.more_files) if view.more_files else ""
    return "\n\n".join(part for part in (table, more) if part)


def _missing(view: CardView, messages: Messages) -> list[str]:
    if not view.missing:
        return []
    return [
        f"## {messages('card.missing')}",
        messages("card.missing-intro"),
        bulleted(f"{title} (`{name}`): {hint}" for name, title, hint in view.missing),
    ]
