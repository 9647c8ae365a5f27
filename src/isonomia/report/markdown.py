"""Short Markdown for pull requests and job summaries, in the dialect of GitHub."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isonomia.evidence import Change, Verdict
from isonomia.report.changes import ChangeSentences, worst_first
from isonomia.report.exhibits import exhibit_views
from isonomia.report.figures import Figures, Scale
from isonomia.report.messages import catalogue, catalogue_of, is_of_data
from isonomia.report.sentences import Sentences, scale_of, unit_of
from isonomia.report.sources import sources_view

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isonomia.evidence import (
        Assessment,
        ComparedQuestion,
        Comparison,
        Difference,
        Estimate,
        Finding,
    )
    from isonomia.report.exhibits import ExhibitView
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = [
    "bulleted",
    "escaped",
    "render_comparison_markdown",
    "render_markdown",
    "tabulated",
]

MOST_EXHIBITS, MOST_ROWS = 2, 10
"""Tables, and rows of each, that a comment on a pull request can hold."""

MARKS = {
    Verdict.EXCEEDS: "✕",
    Verdict.NOT_ENOUGH_EVIDENCE: "?",
    Verdict.NOT_MEASURED: "–",
    Verdict.WITHIN: "✓",
}

CHANGE_MARKS = {
    Change.LARGER: "▲",
    Change.DIFFERS: "◆",
    Change.SMALLER: "▼",
    Change.NOT_DISTINGUISHABLE: "?",
    Change.NOT_COMPARABLE: "–",
}

JOINER = "\u2060"
"""Cannot be seen; keeps a name from becoming a mention and an address from becoming a link."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_MARKUP = re.compile(r"([\\`*_{}\[\]|~$])")
_ADDRESS = re.compile(r"(https?:|ftp:|www\.|[@#])", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """Return a text on one line that is shown as it is: no markup, no mention, no link."""
    plain = _MARKUP.sub(r"\\\1", _UNSEEN.sub(" ", text))
    return _ADDRESS.sub(rf"\1{JOINER}", plain).translate(_ENTITIES).strip()


def render_markdown(assessment: Assessment, language: Language = "en") -> str:
    """Return the verdicts, what was not tested and the cost, for a comment on a pull request.

    Parameters
    ----------
    assessment : Assessment
        What was found.
    language : {"en", "vi", "fr"}
        Language of the text.
    """
    messages = catalogue_of(assessment, language)
    subject = escaped(assessment.subject.name)
    parts = [
        f"## {messages('page.title', subject=subject)}",
        f"**{escaped(Sentences(messages).bottom_line(assessment))}**",
        *_incomplete(assessment, messages),
        _verdicts(assessment, messages),
        *_exhibits(assessment, messages),
        *_untested(assessment, messages),
        *_spent(assessment, messages),
        *_foot("markdown.more", messages),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_comparison_markdown(comparison: Comparison, language: Language = "en") -> str:
    """Return a comparison for a comment on a pull request; see ``render_markdown``."""
    messages = catalogue(language)
    sentences = ChangeSentences(messages, comparison)
    baseline = comparison.baseline.label
    labels = [run.label for run in comparison.runs]
    others = [messages("comparison.minus", run=label, baseline=baseline) for label in labels[1:]]
    parts = [
        f"## {messages('comparison.heading', n=len(labels))}",
        "\n".join(
            f"- **{run.label}** {escaped(run.subject)}"
            + ("" if run.complete else f" ({messages('comparison.incomplete')})")
            for run in comparison.runs
        ),
        f"**{escaped(sentences.bottom_line())}**",
        tabulated(
            [messages("plots.question"), *labels, *others],
            [_compared(question, labels, messages) for question in worst_first(comparison)],
        ),
        bulleted([*_caveat(comparison, messages), *_cautions(comparison, sentences, messages)]),
        *_foot("markdown.more-compared", messages),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _incomplete(assessment: Assessment, messages: Messages) -> list[str]:
    if assessment.complete:
        return []
    reason = assessment.run.stopped or messages("incomplete.unknown")
    return [
        f"> **{messages('incomplete.title')}** {escaped(messages('incomplete.why', reason=reason))}"
    ]


def _verdicts(assessment: Assessment, messages: Messages) -> str:
    if not assessment.findings:
        return messages("findings.none")
    level = Figures(messages).percent(assessment.plan.level, trim=True)
    heads = [
        messages("plots.verdict"),
        messages("plots.question"),
        messages("findings.estimate"),
        messages("findings.interval", level=level),
        messages("findings.tolerance"),
        messages(f"findings.{unit_of(assessment.findings)}"),
    ]
    return tabulated(heads, [_finding(finding, messages) for finding in assessment.worst_first()])


def _finding(finding: Finding, messages: Messages) -> list[str]:
    figures, scale, none = Figures(messages), scale_of(finding), messages("number.none")
    estimate = finding.estimate
    return [
        _verdict(finding.verdict, messages),
        f"{escaped(finding.title[messages.language])} "
        f"<sub>{escaped(f'{finding.suite}/{finding.contrast}')}</sub>",
        none if estimate is None else figures.value(estimate.value, scale),
        _ends(estimate, scale, messages),
        figures.tolerance(finding.tolerance.low, finding.tolerance.high, scale),
        messages.count(estimate.units if estimate else 0),
    ]


def _untested(assessment: Assessment, messages: Messages) -> list[str]:
    head, language = f"**{messages('untested.title')}**", messages.language
    if not assessment.not_tested:
        return [head, messages("untested.none")]
    gaps = [(escaped(g.what[language]), escaped(g.why[language])) for g in assessment.not_tested]
    return [
        head,
        f"{messages('untested.intro')} {'; '.join(what for what, _ in gaps)}.",
        f"<details><summary>{messages('markdown.detail')}</summary>",
        bulleted(f"**{messages('page.label', term=what)}** {why}" for what, why in gaps),
        "</details>",
    ]


def _exhibits(assessment: Assessment, messages: Messages) -> list[str]:
    """Return the first tables, closed; the page has all of them, and all of their rows."""
    shown = exhibit_views(assessment.exhibits[:MOST_EXHIBITS], assessment.plan.level, messages)
    return [part for view in shown for part in _exhibit(view, messages)]


def _exhibit(view: ExhibitView, messages: Messages) -> list[str]:
    rows = [
        [escaped(f"{cell.words} {cell.interval}") for cell in row] for row in view.rows[:MOST_ROWS]
    ]
    left = len(view.rows) - len(rows)
    return [
        f"<details><summary>{escaped(view.title)}</summary>",
        escaped(view.caption),
        tabulated([escaped(head.title) for head in view.heads], rows),
        *([messages("markdown.rows", n=left)] if left else []),
        "</details>",
    ]


def _spent(assessment: Assessment, messages: Messages) -> list[str]:
    """Return what was read, or what asking cost."""
    read = sources_view(assessment, messages)
    if read is not None:
        reasons = [f"{escaped(reason)}: {messages.count(n)}" for reason, n in read.reasons]
        summary = " · ".join([read.summary, *reasons])
        return [f"**{messages('sources.title')}**", summary]
    if is_of_data(assessment):
        return []
    return [f"**{messages('reproduce.cost')}**", _cost(assessment, messages)]


def _cost(assessment: Assessment, messages: Messages) -> str:
    cost, figures = assessment.cost, Figures(messages)
    amount = messages("reproduce.no-price")
    if cost.amount is not None:
        amount = f"{figures.amount(cost.amount)} {escaped(cost.currency)}"
    facts = {
        "calls": messages.count(cost.calls),
        "tokens-in": messages.count(cost.tokens_in),
        "tokens-out": messages.count(cost.tokens_out),
        "duration": figures.duration(assessment.run.seconds),
        "amount": amount,
    }
    return " · ".join(
        f"{messages('page.label', term=messages(f'reproduce.{name}'))} {value}"
        for name, value in facts.items()
    )


def _compared(question: ComparedQuestion, labels: list[str], messages: Messages) -> list[str]:
    figures, none = Figures(messages), messages("number.none")
    cells = [escaped(question.title[messages.language])]
    for label in labels:
        result = question.result(label)
        if result is None:
            cells.append(none)
            continue
        value = none
        if result.estimate is not None:
            value = figures.value(result.estimate.value, scale_of(question))
        cells.append(f"{value}<br>{_verdict(result.verdict, messages)}")
    return cells + [_changed(difference, messages) for difference in question.differences]


def _changed(difference: Difference, messages: Messages) -> str:
    change, estimate = difference.change, difference.estimate
    words = f"{CHANGE_MARKS[change]} {messages(f'change.{change}')}"
    if estimate is None:
        return words
    value = Figures(messages).bare(estimate.value, Scale.DIFFERENCE)
    return f"{value} ({_ends(estimate, Scale.DIFFERENCE, messages)})<br>{words}"


def _caveat(comparison: Comparison, messages: Messages) -> list[str]:
    """Return what must not be read into a difference that could not be shown."""
    change = Change.NOT_DISTINGUISHABLE
    if change not in comparison.changes():
        return []
    name = messages("page.label", term=messages(f"change.{change}"))
    return [f"**{name}** {messages(f'change-meaning.{change}')}"]


def _cautions(
    comparison: Comparison, sentences: ChangeSentences, messages: Messages
) -> Iterable[str]:
    """Return each thing that a reader must know once, with the run that it is about."""
    said = [
        f"**{messages('page.label', term=difference.run)}** {escaped(text)}"
        for question in comparison.questions
        for difference in question.differences
        for text in sentences.cautions(difference)
    ]
    return dict.fromkeys(said)


def _ends(estimate: Estimate | None, scale: Scale, messages: Messages) -> str:
    if estimate is None or estimate.low is None or estimate.high is None:
        return messages("number.none")
    return Figures(messages).interval(estimate.low, estimate.high, scale)


def _verdict(verdict: Verdict, messages: Messages) -> str:
    return f"{MARKS[verdict]} {messages(f'verdict.{verdict}')}"


def tabulated(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def bulleted(items: Iterable[str]) -> str:
    """Return a list; its items are escaped already."""
    return "\n".join(f"- {item}" for item in items)


def _foot(key: str, messages: Messages) -> list[str]:
    notes = [messages(key), *([] if messages.reviewed else [messages("foot.unreviewed")])]
    return [f"<sub>{' '.join(notes)}</sub>"]
