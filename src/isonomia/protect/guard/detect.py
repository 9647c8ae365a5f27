"""Which of our languages a text is in, by its letters and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from isonomia.protect.guard.concepts import read_guard_data
from isonomia.protect.guard.plain import words
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from isonomia.vocabulary import Language

__all__ = ["detect"]

_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
"""Letters that Vietnamese has and neither English nor French."""

SAMPLE = 5000
"""Characters that are looked at; the rest of a text seldom changes its language."""

LEAD = 1.5
"""How many times more common words the first language must have than the second."""


def detect(plain_text: str) -> Language | None:
    """Return the language of a plain text; None where its words do not tell."""
    found = words(plain_text[:SAMPLE])
    common = _common()
    counts = Counter(dict.fromkeys(LANGUAGES, 0))
    for word in found:
        if _VIETNAMESE.search(word):
            counts["vi"] += 1
        else:
            counts.update(language for language in LANGUAGES if word in common[language])
    (first, most), (_, next_most), *_ = counts.most_common()
    if not most or most < LEAD * next_most:
        return None
    return first


@cache
def _common() -> dict[Language, frozenset[str]]:
    data = read_guard_data("languages")
    return {language: frozenset(str(data[language]).split()) for language in LANGUAGES}
