"""Screeners of applications, probed with CVs that differ only in gender and in a career break."""

from isonomia.assess.decisions.screening.assess import assess_screener
from isonomia.assess.decisions.screening.function import FunctionScreener
from isonomia.assess.decisions.screening.opening import screener_of
from isonomia.assess.decisions.screening.pipeline import PipelineScreener
from isonomia.assess.decisions.screening.screener import Application, Said, Screener
from isonomia.assess.decisions.screening.screener_model import ScreenerModel
from isonomia.assess.decisions.screening.service import ServiceScreener
from isonomia.assess.decisions.screening.terms import Terms

__all__ = [
    "Application",
    "FunctionScreener",
    "PipelineScreener",
    "Said",
    "Screener",
    "ScreenerModel",
    "ServiceScreener",
    "Terms",
    "assess_screener",
    "screener_of",
]
