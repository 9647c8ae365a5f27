"""The gate: what a policy lets pass, and how it says that something does not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from isonomia.errors import UsageError
from isonomia.evidence import Coverage, Verdict
from isonomia.report import Acceptance, Policy, check, load_policy

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import Assessment

TODAY = date(2026, 11, 21)
FULL = """
fail_on = ["exceeds", "not-measured"]
min_answered = 0.9
require_complete = false

[[accept]]
suite = "occupations"
contrast = "gap-choice"
reason = "Known; the mitigation ships in December."
until = 2026-12-31
"""


def accepted(until: date = TODAY, contrast: str = "gap-choice") -> Policy:
    entry = Acceptance(suite="occupations", contrast=contrast, reason="Known.", until=until)
    return Policy(accept=(entry,))


def write(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_exceeds_fails_by_default(assessment: Assessment) -> None:
    result = check(assessment, Policy(), TODAY)
    assert not result.passed
    assert result.failures == (
        "Does it tie occupations to the gender that mostly holds them? "
        "(occupations/gap-choice): exceeds tolerance.",
    )


@given(st.sets(st.sampled_from(list(Verdict))))
def test_every_verdict_named_fails(assessment: Assessment, verdicts: set[Verdict]) -> None:
    policy = Policy(fail_on=tuple(verdicts))
    found = [finding for finding in assessment.findings if finding.verdict in verdicts]
    assert len(check(assessment, policy, TODAY).failures) == len(found)


def test_accepted_passes_to_the_end_of_its_day(assessment: Assessment) -> None:
    result = check(assessment, accepted(), TODAY)
    assert result.passed
    assert result.accepted[0].endswith("exceeds tolerance, accepted until 2026-11-21: Known.")
    late = check(assessment, accepted(date(2026, 11, 20)), TODAY)
    assert late.failures[0].endswith("it was accepted only until 2026-11-20.")
    assert late.accepted == ()


def test_unknown_acceptance_is_named(assessment: Assessment) -> None:
    with pytest.raises(UsageError, match="occupations/gap-chioce, which this assessment does not"):
        check(assessment, accepted(contrast="gap-chioce"), TODAY)


def test_incomplete_run_fails(variants: dict[str, Assessment]) -> None:
    result = check(variants["stopped"], accepted(), TODAY)
    assert result.failures == ("The run is not complete: the budget of 2,000 calls was spent.",)
    lenient = accepted().model_copy(update={"require_complete": False})
    assert check(variants["stopped"], lenient, TODAY).passed


def test_too_few_answers_fail(assessment: Assessment) -> None:
    thin = assessment.model_copy(update={"coverage": Coverage(answered=1, refused=3)})
    assert check(thin, accepted(), TODAY).failures == (
        "Only 1 of 4 trials were answered (25.0%); the policy asks for at least 50.0%.",
    )


def test_nothing_cannot_pass(variants: dict[str, Assessment]) -> None:
    assert len(check(variants["bare"], Policy(), TODAY).failures) == 3
    silent = Policy(min_answered=0, require_complete=False)
    assert not check(variants["bare"], silent, TODAY).passed


def test_reads_a_policy_file(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, FULL))
    assert policy.fail_on == (Verdict.EXCEEDS, Verdict.NOT_MEASURED)
    assert policy.accept[0].until == date(2026, 12, 31)
    assert load_policy(write(tmp_path, "")) == Policy()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail_on = [", "not valid TOML"),
        ('fail_on = ["bad"]', "fail_on.1: "),
        ("min_answered = 1.5", "min_answered: "),
        ("minimum = 1", "minimum: "),
        (FULL.replace("until = 2026-12-31", ""), "accept.1.until: Field required"),
        (FULL.replace("Known; the mitigation ships in December.", " "), "accept.1.reason: "),
        (FULL + FULL[FULL.index("[[") :], "accept names occupations/gap-choice twice"),
    ],
)
def test_wrong_policy_names_the_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=r"policy\.toml") as caught:
        load_policy(write(tmp_path, text))
    assert message in str(caught.value)


def test_missing_policy_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Cannot read the policy"):
        load_policy(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    with pytest.raises(UsageError, match="save it as UTF-8"):
        load_policy(tmp_path / "latin.toml")


def test_policy_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Policy().min_answered = 0.1  # type: ignore[misc]
