"""A guard: whether a text resembles technology-facilitated gender-based violence, and which act."""

from isonomia.protect.guard.baseline import BaselineGuard, load_guard
from isonomia.protect.guard.screening import UNKNOWN, Guard, Screening

__all__ = ["UNKNOWN", "BaselineGuard", "Guard", "Screening", "load_guard"]
