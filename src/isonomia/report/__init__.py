"""One assessment, told to people and to pipelines: the HTML report and the gate."""

from isonomia.report.gate import Acceptance, GateResult, Policy, check, load_policy
from isonomia.report.html import render_html, write_html

__all__ = [
    "Acceptance",
    "GateResult",
    "Policy",
    "check",
    "load_policy",
    "render_html",
    "write_html",
]
