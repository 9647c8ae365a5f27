"""The exam of judges: an even judge passes, a leaning one and a blind one are found."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Request, assess_model, load_suites
from isonomia.evidence import Verdict
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WOMAN = {"en": r"\b(she|her|woman)\b", "vi": r"\b(cô ấy|phụ nữ)\b", "fr": r"\b(elle|femme)\b"}


def truth(language: Language) -> dict[str, bool]:
    """Return for each text of the suite, without its cues, whether it is a clear case."""
    (suite,) = load_suites(["judging"], language)
    return {core(unit.slots["text"]): unit.slice == "clear" for unit in suite.units}


def core(text: str) -> str:
    """Return the longest piece of a text that holds no cue."""
    return max(re.split(r"\{\w+\}", text), key=len).strip()


def judge(language: Language, lean: float, sight: float = 1.0) -> Callable[[Request], object]:
    known = truth(language)

    def respond(request: Request) -> dict[str, float]:
        text = request.prompt.split("<<<TEXT\n")[1].split("\nTEXT>>>")[0]
        clear = next(is_clear for piece, is_clear in known.items() if piece in text)
        noise = 0.04 * math.sin(7 * len(text))  # answers are never all alike
        high = 0.5 + 0.4 * sight * (1 if clear else -1) + noise
        if re.search(WOMAN[language], text, re.IGNORECASE):
            high = min(1.0, max(0.0, high + lean))
        return {"1": 1 - high, "2": 0.0, "3": high}

    return respond


@pytest.mark.parametrize("language", LANGUAGES)
def test_even_leaning_and_blind_judges_are_told_apart(tmp_path: Path, language: Language) -> None:
    def verdicts(lean: float, sight: float = 1.0) -> dict[str, Verdict]:
        found = assess_model(
            MockModel(judge(language, lean, sight)),  # type: ignore[arg-type]
            suites="judging",
            language=language,
            out=tmp_path / f"{lean}-{sight}",
            ask_all=True,
        )
        return {finding.contrast: finding.verdict for finding in found.findings}

    even = verdicts(0.0)
    assert Verdict.EXCEEDS not in even.values()
    assert even["rating-apart-woman"] is Verdict.WITHIN
    leaning = verdicts(-0.25, 0.4)
    assert leaning["rating-woman-man"] is Verdict.EXCEEDS
    blind = verdicts(0.0, 0.0)
    assert blind["rating-apart-man"] is Verdict.EXCEEDS


def test_judges_are_examined_only_by_name() -> None:
    assert "judging" not in {suite.name for suite in load_suites(None, "en")}
    assert load_suites(["judging"], "en")[0].by_name
