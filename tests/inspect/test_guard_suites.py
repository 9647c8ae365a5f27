"""Inspect asks models, so a suite that asks a guard is refused in a sentence."""

from __future__ import annotations

import pytest

pytest.importorskip("inspect_ai")

from isonomia.errors import UsageError
from isonomia.inspect.questions import Questions


def test_a_suite_that_asks_a_guard_is_refused() -> None:
    with pytest.raises(UsageError, match="isonomia assess guard"):
        Questions.told("guard-exam", "en", 0, 1).load()
