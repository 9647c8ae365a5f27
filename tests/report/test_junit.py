"""JUnit XML: the shape that CI systems read, and the same answer as the gate's."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.errors import UsageError
from isonomia.evidence import Coverage, Subject, Verdict
from isonomia.report import Acceptance, Policy, check, render_junit
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

TODAY = date(2026, 11, 21)
VARIANTS = ("whole", "hostile", "unmeasured", "bare", "one_unit", "stopped")

# What the schema that CI systems agree on allows: children, and attributes, of each element.
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase"},
    "testcase": {"failure", "skipped", "system-out"},
    "failure": set(),
    "skipped": set(),
    "system-out": set(),
}
NEEDED = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {
        "name",
        "tests",
        "failures",
        "errors",
        "skipped",
        "time",
        "timestamp",
        "hostname",
    },
    "testcase": {"classname", "name", "time"},
    "failure": {"message", "type"},
    "skipped": {"message"},
    "system-out": set(),
}


def parsed(
    assessment: Assessment, policy: Policy | None = None, language: Language = "en"
) -> ET.Element:
    text = render_junit(assessment, policy or Policy(), TODAY, language)
    assert text.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n")
    return ET.fromstring(text)  # noqa: S314  our own text


def counts(element: ET.Element) -> dict[str, int]:
    return {name: int(element.attrib[name]) for name in ("tests", "failures", "errors")}


def case(root: ET.Element, name: str) -> ET.Element:
    (found,) = [one for one in root.iter("testcase") if one.attrib["name"] == name]
    return found


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_has_the_shape_that_ci_systems_read(
    variants: dict[str, Assessment], variant: str, language: Language
) -> None:
    root = parsed(variants[variant], language=language)
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) == NEEDED[element.tag]
        assert {child.tag for child in element} <= CHILDREN[element.tag]
        assert element.tag != "testcase" or len(element) <= 1
        for name in ("tests", "failures", "errors", "skipped"):
            assert element.attrib.get(name, "0").isdecimal()
        float(element.attrib.get("time", "0"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_counts_are_those_of_the_cases(variants: dict[str, Assessment], variant: str) -> None:
    assessment = variants[variant]
    root = parsed(assessment)
    assert counts(root) == {
        name: sum(counts(suite)[name] for suite in root) for name in counts(root)
    }
    for suite in root:
        assert int(suite.attrib["tests"]) == len(list(suite))
        assert int(suite.attrib["failures"]) == len(list(suite.iter("failure")))
        assert int(suite.attrib["skipped"]) == len(list(suite.iter("skipped")))
    assert len(list(root.iter("testcase"))) == len(assessment.findings) + 1


def test_verdicts_become_outcomes(assessment: Assessment) -> None:
    root = parsed(assessment)
    outcomes = {
        Verdict.EXCEEDS: "failure",
        Verdict.NOT_ENOUGH_EVIDENCE: "skipped",
        Verdict.NOT_MEASURED: "skipped",
        Verdict.WITHIN: "system-out",
    }
    for finding in assessment.findings:
        found = case(root, finding.contrast)
        assert found[0].tag == outcomes[finding.verdict]
        assert finding.title.en in (found[0].text or "")
        assert found.attrib["classname"] == f"isonomia.{finding.suite}.{finding.measure}"
    assert case(root, "gap-choice")[0].attrib["message"] == "exceeds tolerance"
    assert len(case(root, "run")) == 0


@given(st.sets(st.sampled_from(list(Verdict))))
def test_fails_if_and_only_if_the_gate_does(assessment: Assessment, verdicts: set[Verdict]) -> None:
    policy = Policy(fail_on=tuple(verdicts))
    root = parsed(assessment, policy)
    assert int(root.attrib["failures"]) == len(check(assessment, policy, TODAY).failures)


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_a_run_lacks_fails_too(variants: dict[str, Assessment], variant: str) -> None:
    root = parsed(variants[variant])
    passed = check(variants[variant], Policy(), TODAY).passed
    assert (int(root.attrib["failures"]) == 0) is passed
    stopped = case(parsed(variants["stopped"]), "run")
    assert "the budget of 2,000 calls was spent" in stopped[0].attrib["message"]


def test_too_few_answers_are_told(assessment: Assessment) -> None:
    thin = assessment.model_copy(update={"coverage": Coverage(answered=1, refused=3)})
    message = case(parsed(thin), "run")[0].attrib["message"]
    assert message == (
        "Only 1 of 4 trials were answered (25.0%); the policy asks for at least 50.0%."
    )


def accepted(until: date, contrast: str = "gap-choice") -> Policy:
    entry = Acceptance(suite="occupations", contrast=contrast, reason="Known.", until=until)
    return Policy(accept=(entry,))


def test_what_is_accepted_is_skipped_until_its_day(assessment: Assessment) -> None:
    found = case(parsed(assessment, accepted(TODAY)), "gap-choice")[0]
    assert (found.tag, found.attrib["message"]) == (
        "skipped",
        "exceeds tolerance, accepted until 2026-11-21: Known.",
    )
    late = case(parsed(assessment, accepted(date(2026, 11, 20))), "gap-choice")[0]
    assert late.tag == "failure"
    assert late.attrib["message"].endswith("it was accepted only until 2026-11-20.")
    lenient = case(parsed(assessment, Policy(fail_on=())), "gap-choice")[0]
    assert lenient.tag == "skipped"
    assert lenient.attrib["message"] == "exceeds tolerance; the policy does not fail on it."
    with pytest.raises(UsageError, match="which this assessment does not have"):
        parsed(assessment, accepted(TODAY, "gap-chioce"))


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_name_can_be_read_back(assessment: Assessment, name: str) -> None:
    root = parsed(assessment.model_copy(update={"subject": Subject(name=name)}))
    shown = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", name)
    assert root.attrib["name"] == f"isonomia {shown}"


def test_names_stay_while_words_follow_the_language(assessment: Assessment) -> None:
    names = [
        [one.attrib["name"] for one in parsed(assessment, language=language).iter("testcase")]
        for language in LANGUAGES
    ]
    assert names[0] == names[1] == names[2]
    french = case(parsed(assessment, language="fr"), "gap-choice")[0]
    assert french.attrib["message"] == "dépasse la tolérance"
