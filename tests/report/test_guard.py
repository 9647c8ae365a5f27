"""The page of a guard speaks of a guard, in every language."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from isonomia.report import render_html
from isonomia.report.messages import catalogue
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from isonomia.evidence import Assessment

EACH = pytest.mark.parametrize("language", LANGUAGES)
MODEL = {
    "en": r"\bthe model\b|language model",
    "vi": "mô hình (vượt|nằm|ngôn ngữ)|thấy mô hình",
    "fr": r"\ble modèle\b|modèle de langage",
}
GUARD = {"en": "the guard goes beyond", "vi": "bộ lọc vượt ngưỡng", "fr": "le filtre dépasse"}


def words_of(page: str) -> str:
    """Return a page's words up to its findings, which are in the suites' own words."""
    text = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text)


@EACH
def test_only_texts_that_there_are_have_a_twin_for_guards(language: Language) -> None:
    entries = catalogue(language).entries
    twins = {key for key in entries if key.startswith("guard.")}
    assert len(twins) > 10
    assert {key.removeprefix("guard.") for key in twins} <= entries.keys()
    for key in twins:
        assert entries[key] != entries[key.removeprefix("guard.")]


@EACH
def test_a_guard_is_called_one(assessment: Assessment, language: Language) -> None:
    subject = assessment.subject.model_copy(update={"kind": "guard"})
    guarded = words_of(render_html(assessment.model_copy(update={"subject": subject}), language))
    plain = words_of(render_html(assessment, language))
    assert GUARD[language] in guarded
    assert GUARD[language] not in plain
    head = slice(0, guarded.index(GUARD[language]) + 40)
    assert re.search(MODEL[language], plain)
    assert not re.search(MODEL[language], guarded[head])
