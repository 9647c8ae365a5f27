"""Assessments, told to people and to pipelines: pages, Markdown, JUnit, and the gate."""

from isonomia.report.card import data_card, render_card, render_card_markdown
from isonomia.report.compare import render_comparison
from isonomia.report.frontiers import render_frontiers
from isonomia.report.gate import Acceptance, GateResult, Policy, check, load_policy
from isonomia.report.html import render_html, write_html
from isonomia.report.junit import render_junit
from isonomia.report.markdown import render_comparison_markdown, render_markdown
from isonomia.report.risks import render_risks, render_risks_markdown

__all__ = [
    "Acceptance",
    "GateResult",
    "Policy",
    "check",
    "data_card",
    "load_policy",
    "render_card",
    "render_card_markdown",
    "render_comparison",
    "render_comparison_markdown",
    "render_frontiers",
    "render_html",
    "render_junit",
    "render_markdown",
    "render_risks",
    "render_risks_markdown",
    "write_html",
]
