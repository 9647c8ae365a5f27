"""Markdown for pull requests: short, whole, and unbroken by what others wrote into names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.evidence import Comparison, Cost, Verdict
from isonomia.report import render_comparison_markdown, render_markdown
from isonomia.report.markdown import JOINER, MARKS, escaped
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language


def rows(text: str) -> list[list[str]]:
    """Return the cells of every line of a table."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_for_each_finding_worst_first(assessment: Assessment, language: Language) -> None:
    head, rule, *body = rows(render_markdown(assessment, language))
    assert {len(cells) for cells in (head, rule, *body)} == {6}
    assert set("".join(rule)) == {" ", "-"}
    for cells, finding in zip(body, assessment.worst_first(), strict=True):
        assert cells[0].strip().startswith(MARKS[finding.verdict])
        assert finding.title[language] in cells[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_tested_and_the_cost_are_there(
    assessment: Assessment, language: Language
) -> None:
    text = render_markdown(assessment, language)
    for gap in assessment.not_tested:
        assert gap.what[language] in text
        assert gap.why[language] in text
    assert re.search(r"\b3\D?210\b", text)
    assert len(text) < 6000
    priced = assessment.model_copy(
        update={"cost": Cost(calls=1, tokens_in=2, tokens_out=3, amount=1.5, currency="USD")}
    )
    assert re.search(r"1[.,]50 USD", render_markdown(priced, language))


def test_english_needs_no_reviewer_and_others_say_that_they_do(assessment: Assessment) -> None:
    assert "native" not in render_markdown(assessment)
    assert "người bản ngữ" in render_markdown(assessment, "vi")


@pytest.mark.parametrize("variant", ["unmeasured", "bare", "one_unit", "stopped", "hostile"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_assessments_have_a_text_too(
    variants: dict[str, Assessment], variant: str, language: Language
) -> None:
    text = render_markdown(variants[variant], language)
    assert not re.search(r"\b(nan|inf|None|undefined)\b", text)
    assert "<script" not in text
    assert "<img" not in text
    for cells in rows(text):
        assert len(cells) == 6


def test_a_run_that_is_not_complete_says_so(variants: dict[str, Assessment]) -> None:
    text = render_markdown(variants["stopped"])
    assert "> **This run is not complete.** It stopped early: the budget of 2,000 calls" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("`rm -rf`", r"\`rm -rf\`"),
        ("*x* _y_ ~z~", r"\*x\* \_y\_ \~z\~"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("[x](y)", r"\[x\](y)"),
        ("@octocat #12", f"@{JOINER}octocat #{JOINER}12"),
        ("see https://evil.example", f"see https:{JOINER}//evil.example"),
        ("WWW.evil.example", f"WWW.{JOINER}evil.example"),
        ("one\r\ntwo\x00three\u202eruof", "one two three ruof"),
    ],
)
def test_escaping(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.text(max_size=200))
def test_any_text_stays_in_its_cell(text: str) -> None:
    shown = escaped(text)
    assert len(shown.splitlines()) <= 1
    assert len(re.split(r"(?<!\\)(?:\\\\)*\|", f"a{shown}b")) == 1
    assert not re.search(r"<|@\w|https?:/", shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_has_a_column_for_each_run_and_each_difference(
    comparison: Comparison, language: Language
) -> None:
    text = render_comparison_markdown(comparison, language)
    assert all(len(cells) == 1 + 3 + 2 for cells in rows(text))
    assert len(rows(text)) == 2 + len(comparison.questions)
    for run in comparison.runs:
        assert run.subject in text


def test_a_comparison_says_what_must_be_known_once(comparison: Comparison) -> None:
    warned = tuple(
        question.model_copy(
            update={
                "differences": tuple(
                    one.model_copy(update={"cautions": ("other-language",)})
                    for one in question.differences
                )
            }
        )
        for question in comparison.questions
    )
    text = render_comparison_markdown(comparison.model_copy(update={"questions": warned}))
    assert text.count("asked in different languages") == 2  # once for B, once for C
    assert "That does not mean that they are alike." in text


def test_every_verdict_has_a_mark() -> None:
    assert set(MARKS) == set(Verdict)
