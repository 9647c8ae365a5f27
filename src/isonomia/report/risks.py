"""The risk register as a page and as Markdown: harm by harm, the most pressing first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.evidence import Verdict
from isonomia.govern import Likelihood, risk_register
from isonomia.report.figures import Figures
from isonomia.report.html import environment
from isonomia.report.markdown import bulleted, escaped, tabulated
from isonomia.report.messages import catalogue_of
from isonomia.report.sentences import Sentences, scale_of, unit_of

if TYPE_CHECKING:
    from isonomia.evidence import Assessment
    from isonomia.govern import Reach, Risk, RiskRegister
    from isonomia.report.figures import Scale
    from isonomia.report.messages import Messages
    from isonomia.vocabulary import Language

__all__ = ["render_risks", "render_risks_markdown"]

SHAPES = {
    Likelihood.SHOWN: Verdict.EXCEEDS,
    Likelihood.NOT_RULED_OUT: Verdict.NOT_ENOUGH_EVIDENCE,
    Likelihood.UNKNOWN: Verdict.NOT_MEASURED,
    Likelihood.NOT_FOUND: Verdict.WITHIN,
}
"""Whose colour and shape a likelihood has."""


class RiskView(NamedTuple):
    """One risk in words; ``number`` is its place in the register, ``rests`` may be empty."""

    number: int
    risk: Risk
    likelihood: str
    evidence: str
    rests: str


class HarmView(NamedTuple):
    """All risks of one harm, which share its severity and what can be done."""

    name: str
    risks: list[RiskView]

    @property
    def first(self) -> Risk:
        """The most pressing one."""
        return self.risks[0].risk


def render_risks(assessment: Assessment, language: Language = "en") -> str:
    """Return the risk register as HTML: self-contained, without script, in one language.

    Parameters
    ----------
    assessment : Assessment
        What was found, of whatever subject.
    language : {"en", "vi", "fr"}
        Language of the page.
    """
    messages, register = catalogue_of(assessment, language), risk_register(assessment)
    views = _views(register, messages)
    return (
        environment()
        .get_template("risks.html.j2")
        .render(
            a=assessment,
            r=register,
            m=messages,
            figures=Figures(messages),
            language=language,
            summary=_summary(register, messages),
            risks=views,
            harms=_by_harm(views, messages),
            likelihoods=list(SHAPES),
            shapes_of=SHAPES,
        )
    )


def render_risks_markdown(assessment: Assessment, language: Language = "en") -> str:
    """Return the risk register as Markdown; see ``render_risks``."""
    messages, register = catalogue_of(assessment, language), risk_register(assessment)
    views = _views(register, messages)
    parts = [
        f"# {escaped(messages('risks.page', subject=assessment.subject.name))}",
        f"**{escaped(_summary(register, messages))}**",
        messages("risks.order"),
        _table(views, messages) if views else messages("risks.none"),
        *(part for view in _by_harm(views, messages) for part in _harm(view, language, messages)),
        *_untested(register, language, messages),
        f"## {messages('risks.sources')}",
        bulleted(f"{escaped(one.text)} <{one.url}>" for one in register.sources.values()),
    ]
    if not (messages.reviewed and register.reviewed) and language != "en":
        parts.append(f"<sub>{messages('foot.unreviewed')}</sub>")
    return "\n\n".join(part for part in parts if part) + "\n"


def _views(register: RiskRegister, messages: Messages) -> list[RiskView]:
    return [
        RiskView(
            number, risk, _likelihood(risk, messages), *_evidence(risk, messages)
        )
        for number, risk in enumerate(register.risks, 1)
    ]  # fmt: skip


def _by_harm(views: list[RiskView], messages: Messages) -> list[HarmView]:
    harms: dict[str, list[RiskView]] = {}
    for view in views:
        harms.setdefault(view.risk.harm, []).append(view)
    return [HarmView(messages.name(harm), risks) for harm, risks in harms.items()]


def _summary(register: RiskRegister, messages: Messages) -> str:
    """Return how many risks there are of each likelihood, in one sentence."""
    found = [risk.likelihood for risk in register.risks]
    counts = [
        messages(f"risks.count-{likelihood}", n=found.count(likelihood))
        for likelihood in SHAPES
        if likelihood in found
    ]
    if not counts:
        return messages("risks.none")
    return messages("risks.summary", n=len(found), counts=", ".join(counts))


def _likelihood(risk: Risk, messages: Messages) -> str:
    """Return in words what can be said of a risk's likelihood."""
    if risk.likelihood is Likelihood.SHOWN and risk.direction is not None:
        side = risk.direction[messages.language].rstrip(".")
        return messages("risks.shown", side=side)
    if risk.likelihood is Likelihood.UNKNOWN:
        return messages("risks.unknown")
    scale, bounds, figures = scale_of(risk.evidence), risk.evidence.tolerance, Figures(messages)
    tolerance = figures.tolerance(bounds.low, bounds.high, scale)
    if risk.likelihood is Likelihood.NOT_FOUND:
        return messages("risks.not-found", tolerance=tolerance)
    if risk.reach is None:
        return messages("risks.no-interval")
    ends = _ends(risk.reach, scale, messages)
    if not ends:
        return messages("risks.withheld", tolerance=tolerance)
    return messages("risks.reaches", ends=ends, tolerance=tolerance)


def _ends(reach: Reach, scale: Scale, messages: Messages) -> str:
    """Return how far an interval reaches beyond a tolerance; empty if it does not."""
    figures = Figures(messages)
    low = "" if reach.low is None else figures.value(reach.low, scale)
    high = "" if reach.high is None else figures.value(reach.high, scale)
    if low and high:
        return messages(
            "risks.both",
            low=messages("risks.down-to", end=low),
            high=messages("risks.up-to", end=high),
        )
    if low:
        return messages("risks.down-to", end=low)
    return messages("risks.up-to", end=high) if high else ""


def _evidence(risk: Risk, messages: Messages) -> tuple[str, str]:
    """Return the estimate with its limits in brackets, and in words with what it rests on."""
    estimate, scale = risk.evidence.estimate, scale_of(risk.evidence)
    if estimate is None:
        return messages("number.none"), ""
    figures = Figures(messages)
    value, limits = figures.value(estimate.value, scale), messages("exhibits.no-interval")
    if estimate.low is not None and estimate.high is not None:
        low, high = (figures.bare(end, scale) for end in (estimate.low, estimate.high))
        limits = messages("exhibits.ends", low=low, high=high)
    rests = messages(
        "risks.rests",
        evidence=f"{value} ({Sentences(messages).interval(estimate, scale)})",
        basis=messages(f"count.{unit_of([risk.evidence])}", n=estimate.units),
    )
    return f"{value} {limits}", rests


def _table(views: list[RiskView], messages: Messages) -> str:
    heads = ("number", "risk", "severity", "likelihood", "evidence", "owner", "due")
    return tabulated(
        [messages(f"risks.{head}") for head in heads],
        [
            [
                str(view.number),
                f"{messages('page.label', term=escaped(messages.name(view.risk.harm)))} "
                f"{escaped(view.risk.evidence.question[messages.language])} "
                f"<sub>{escaped(view.risk.id)}</sub>",
                messages(f"severity.{view.risk.severity or 'unrated'}"),
                messages(f"likelihood.{view.risk.likelihood}"),
                escaped(view.evidence),
                " ",
                " ",
            ]
            for view in views
        ],
    )


def _harm(view: HarmView, language: Language, messages: Messages) -> list[str]:
    first = view.first
    severity = messages(f"severity.{first.severity or 'unrated'}")
    facts = [(messages("risks.what"), first.what)]
    facts += [(messages("risks.who"), first.who)] if first.who else []
    lines = [
        f"**{messages('page.label', term=name)}** {escaped(text[language])}" for name, text in facts
    ]
    why = f" {escaped(first.severity_reason[language])}" if first.severity_reason else ""
    lines.append(f"**{messages('page.label', term=messages('risks.severity'))}** {severity}.{why}")
    lines += [
        f"**{one.number}.** {escaped(one.risk.evidence.question[language])} "
        f"{escaped(one.likelihood)}"
        for one in view.risks
    ]
    actions = [
        f"**{messages('page.label', term=messages(f'role.{action.role}'))}** "
        f"{escaped(action.text[language])}"
        for action in first.actions
    ]
    return [
        f"## {escaped(view.name)}",
        bulleted(lines),
        *([f"**{messages('risks.actions')}**", bulleted(actions)] if actions else []),
    ]


def _untested(register: RiskRegister, language: Language, messages: Messages) -> list[str]:
    if not register.not_tested:
        return []
    gaps = (
        f"**{messages('page.label', term=escaped(gap.what[language]))}** "
        f"{escaped(gap.why[language])}"
        for gap in register.not_tested
    )
    return [f"## {messages('untested.title')}", messages("risks.untested"), bulleted(gaps)]
