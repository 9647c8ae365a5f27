"""Isonomia: measure gender bias in generative AI with verdicts that less data can never buy.

Examples
--------
>>> import isonomia
>>> isonomia.__version__
'0.1.0'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from isonomia.version import __version__

if TYPE_CHECKING:
    from isonomia.assess.data import assess_data
    from isonomia.assess.decisions.screening import assess_screener
    from isonomia.assess.guards import assess_guard
    from isonomia.assess.models import assess_model
    from isonomia.errors import IncompleteError, IsonomiaError, UsageError
    from isonomia.evidence import Assessment, Finding, Verdict, load
    from isonomia.report import write_html
    from isonomia.testing import MockEndpoint, MockModel

_HOMES = {
    "Assessment": "isonomia.evidence",
    "Finding": "isonomia.evidence",
    "IncompleteError": "isonomia.errors",
    "IsonomiaError": "isonomia.errors",
    "MockEndpoint": "isonomia.testing",
    "MockModel": "isonomia.testing",
    "UsageError": "isonomia.errors",
    "Verdict": "isonomia.evidence",
    "assess_data": "isonomia.assess.data",
    "assess_guard": "isonomia.assess.guards",
    "assess_model": "isonomia.assess.models",
    "assess_screener": "isonomia.assess.decisions.screening",
    "load": "isonomia.evidence",
    "write_html": "isonomia.report",
}

__all__ = [
    "Assessment",
    "Finding",
    "IncompleteError",
    "IsonomiaError",
    "MockEndpoint",
    "MockModel",
    "UsageError",
    "Verdict",
    "__version__",
    "assess_data",
    "assess_guard",
    "assess_model",
    "assess_screener",
    "load",
    "write_html",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``isonomia --help`` is quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'isonomia' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
