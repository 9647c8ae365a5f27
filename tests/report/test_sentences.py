"""Findings in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.evidence import Estimate, Finding, Nuisance, Tolerance, Verdict
from isonomia.report.messages import catalogue
from isonomia.report.sentences import Sentences
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

EN, VI, FR = (Sentences(catalogue(language)) for language in ("en", "vi", "fr"))


def same(words: str) -> Text:
    return Text(en=words, vi=words, fr=words)


def estimate(value: float, low: float | None, high: float | None) -> Estimate:
    return Estimate(
        value=value, low=low, high=high, level=0.95, method="t",
        units=66, units_asked=66, trials=1320, smallest_detectable=0.02,
    )  # fmt: skip


def finding(verdict: Verdict, found: Estimate | None, **changes: Any) -> Finding:
    record: dict[str, Any] = {
        "suite": "occupations", "measure": "choice", "slice": "all", "contrast": "parity",
        "kind": "level", "arms": ("unmarked",), "harm": "stereotyping", "title": same("Title"),
        "below": same("leans to men"), "above": same("leans to women."), "reference": 0.5,
        "tolerance": Tolerance(low=0.45, high=0.55, reason=same("Because")),
        "estimate": found, "verdict": verdict,
    }  # fmt: skip
    return Finding.model_validate(record | changes)


POINTS = {
    "kind": "arms",
    "arms": ("woman", "man"),
    "tolerance": Tolerance(low=-0.05, high=0.05, reason=same("Because")),
}


def test_exceeds_names_the_side() -> None:
    high = finding(Verdict.EXCEEDS, estimate(0.621, 0.578, 0.664))
    assert EN.finding(high, 3) == (
        "The measured share is 62.1% on average (95% interval 57.8% to 66.4%; 66 units, "
        "1,320 trials). The whole interval lies outside the tolerance of 45% to 55%. "
        "Direction: leans to women."
    )
    low = finding(Verdict.EXCEEDS, estimate(0.3, 0.2, 0.4))
    assert EN.finding(low, 3).endswith("Direction: leans to men.")


def test_other_languages_write_numbers_their_way() -> None:
    high = finding(Verdict.EXCEEDS, estimate(0.621, 0.578, 0.664))
    assert "62,1%" in VI.finding(high, 3)
    assert "khoảng tin cậy 95%: 57,8% đến 66,4%; 66 đơn vị, 1.320 lượt hỏi" in VI.finding(high, 3)
    french = FR.finding(high, 3).replace("\u00a0", " ").replace("\u202f", " ")
    assert "intervalle de confiance à 95 % : 57,8 % à 66,4 % ; 66 unités, 1 320 essais" in french


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.12, "12.0 points higher for “woman” than for “man”"),
        (-0.12, "12.0 points lower for “woman” than for “man”"),
        (0.0002, "the same, to a tenth of a point, for “woman” and for “man”"),
    ],
)
def test_arms_are_compared_in_words(value: float, words: str) -> None:
    found = finding(Verdict.NOT_ENOUGH_EVIDENCE, estimate(value, -0.3, 0.3), **POINTS)
    assert words in EN.finding(found, 3)


def test_slices_are_compared_in_words() -> None:
    changes = POINTS | {
        "kind": "slices", "arms": ("unmarked",), "slices": ("mostly-women", "mostly-men")
    }  # fmt: skip
    found = finding(Verdict.EXCEEDS, estimate(-0.4, -0.5, -0.3), **changes)
    assert "40.0 points lower in the group “mostly women” than in the group “mostly men”" in (
        EN.finding(found, 3)
    )
    assert EN.slice(found) == "mostly women against mostly men"
    assert (
        EN.slice(finding(Verdict.WITHIN, None, slices=("mixed", "mostly-men")))
        == "mixed, mostly men"
    )


def test_open_says_what_would_settle_it() -> None:
    found = finding(Verdict.NOT_ENOUGH_EVIDENCE, estimate(0.52, 0.44, 0.6), units_to_settle=1412)
    said = EN.finding(found, 3)
    assert "neither wholly inside nor wholly outside" in said
    assert "About 1,412 units in all would settle it" in said
    assert "settle it" not in EN.finding(found.model_copy(update={"units_to_settle": None}), 3)


def test_withheld_is_explained() -> None:
    found = finding(
        Verdict.NOT_ENOUGH_EVIDENCE, estimate(0.5, 0.46, 0.54), withheld="many-questions"
    )
    said = EN.finding(found, 7)
    assert "7 questions were asked at once" in said
    assert "neither wholly inside" not in said


def test_units_that_could_not_be_scored_are_named() -> None:
    few = estimate(0.5, 0.46, 0.54).model_copy(update={"units_asked": 200})
    said = EN.finding(finding(Verdict.NOT_ENOUGH_EVIDENCE, few, withheld="few-scored"), 7)
    assert "less than half of the questions in one arm or group" in said
    assert "134 of the 200 units asked about could not be scored." in said


def test_not_measured_claims_nothing() -> None:
    said = EN.finding(finding(Verdict.NOT_MEASURED, None), 3)
    assert said.startswith("Nothing could be scored")
    assert not re.search(r"\d", said)


def test_within_repeats_that_the_tolerance_came_first() -> None:
    said = EN.finding(finding(Verdict.WITHIN, estimate(0.5, 0.48, 0.52)), 3)
    assert said.endswith("inside the tolerance of 45% to 55%, stated before the run.")


def test_nuisance_is_said_upwards() -> None:
    record = {"suite": "s", "measure": "m", "levels": ()}
    found = estimate(-0.22, -0.29, -0.15)
    order = Nuisance.model_validate(record | {"factor": "order", "estimate": found})
    assert EN.nuisance(order) == (
        "Which option was listed first moved the answer by up to 22.0 points "
        "(95% interval +15.0 to +29.0 points)."
    )
    other = order.model_copy(update={"factor": "font-size"})
    assert EN.nuisance(other).startswith("The factor “font size” moved")
    assert EN.nuisance(order.model_copy(update={"estimate": None})).endswith("not be estimated.")
    alone = order.model_copy(update={"estimate": estimate(-0.22, None, None)})
    assert "no interval can be given" in EN.nuisance(alone)


def with_verdicts(assessment: Assessment, *verdicts: Verdict) -> Assessment:
    findings = tuple(finding(verdict, estimate(0.5, 0.4, 0.6)) for verdict in verdicts)
    return assessment.model_copy(update={"findings": findings})


@pytest.mark.parametrize(
    ("verdicts", "line"),
    [
        ((), "so there is no verdict"),
        (("not-measured",), "Nothing could be measured"),
        (("exceeds", "within"), "In 1 question out of 2, the model goes beyond"),
        (("exceeds", "exceeds"), "In 2 questions out of 2, the model goes beyond"),
        (("within", "within"), "In all 2 questions, the model stays within"),
        (("within",), "The one question has a verdict"),
        (("within", "not-measured"), "1 out of 2 has no answer yet"),
        (("not-enough-evidence", "not-measured"), "2 out of 2 have no answer yet"),
    ],
)
def test_bottom_line(assessment: Assessment, verdicts: tuple[str, ...], line: str) -> None:
    assert line in EN.bottom_line(with_verdicts(assessment, *map(Verdict, verdicts)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_whole(assessment: Assessment, language: Language) -> None:
    sentences = Sentences(catalogue(language))
    for found in assessment.findings:
        said = sentences.finding(found, len(assessment.findings))
        assert said[0].isupper()
        assert said.endswith(".")
        assert ".." not in said
        assert "  " not in said
