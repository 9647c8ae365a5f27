"""A guard: whether a text resembles technology-facilitated gender-based violence, and which act."""

from isonomia.protect.guard.baseline import BASELINE, BaselineGuard, load_guard
from isonomia.protect.guard.judge import JudgeGuard
from isonomia.protect.guard.record import (
    ScreeningRecord,
    failed,
    screened,
    screening_schema_text,
)
from isonomia.protect.guard.screening import UNKNOWN, Guard, Screening

__all__ = [
    "BASELINE",
    "UNKNOWN",
    "BaselineGuard",
    "Guard",
    "JudgeGuard",
    "Screening",
    "ScreeningRecord",
    "failed",
    "load_guard",
    "screened",
    "screening_schema_text",
]
