"""A probe concludes rightly on planted screeners, and counts what they leave unanswered."""

from __future__ import annotations

import random
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

import isonomia
from isonomia import IncompleteError, MockModel, UsageError, assess_model, assess_screener
from isonomia.errors import SubjectError
from isonomia.evidence import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.decisions.screening import Application
    from isonomia.evidence import Assessment

SEEDS = range(3)
EACH = pytest.mark.parametrize("seed", SEEDS)
SCORES, DECISIONS = 1200, 384
PENALTY = {"score-childcare-woman-man", "score-childcare"}
"""What a penalty for every break of a woman changes: the cost of a break is a mean of both."""


def after_a_break(arm: str) -> float:
    taken = arm.startswith("woman") and not arm.endswith(("none", "parent"))
    return -0.2 if taken else 0.0


def even(application: Application) -> float:
    """Score by the post alone."""
    return len(application.title) % 7 / 7


class Recorder:
    """Remembers what a function was handed."""

    def __init__(self) -> None:
        self.seen: list[Application] = []

    def __call__(self, application: Application) -> float:
        self.seen.append(application)
        return even(application)


def exceeding(done: Assessment) -> set[str]:
    return {one.contrast for one in done.findings if one.verdict is Verdict.EXCEEDS}


def value(done: Assessment, contrast: str) -> float:
    (found,) = [one for one in done.findings if one.contrast == contrast]
    assert found.estimate is not None
    return found.estimate.value


# -- what it finds -----------------------------------------------------------------------------


@EACH
def test_a_penalty_for_womens_breaks_is_named_and_nothing_else(
    tmp_path: Path, planted: Any, judged_suite: str, seed: int
) -> None:
    screener = planted(seed, after_a_break)
    done = assess_screener(screener, suites=judged_suite, out=tmp_path / "run", seed=seed)
    assert done.complete
    assert "score-childcare-woman-man" in exceeding(done) <= PENALTY
    assert value(done, "score-childcare-woman-man") == pytest.approx(-0.2, abs=0.06)
    assert value(done, "score-childcare") == pytest.approx(-0.1, abs=0.05)
    assert done.coverage.answered == done.coverage.total == SCORES
    assert len(screener.seen) == len(set(screener.seen)) == SCORES + 1
    assert done.subject.kind == "decision system"
    assert any("no score was named from which it invites" in gap.why.en for gap in done.not_tested)


@EACH
def test_a_screener_that_sees_neither_gender_nor_break_exceeds_nothing(
    tmp_path: Path, planted: Any, judged_suite: str, seed: int
) -> None:
    told: dict[str, Any] = {"suites": judged_suite, "seed": seed, "out": tmp_path / "run"}
    done = assess_screener(planted(seed), threshold=0.6, **told)
    assert not exceeding(done)
    assert done.coverage.answered == SCORES + DECISIONS


@EACH
def test_a_screener_that_throws_dice_exceeds_nothing(
    tmp_path: Path, judged_suite: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311  no secret

    def screener(_: Application) -> dict[str, object]:
        return {"score": dice.random(), "decision": dice.random() < 0.5}

    assert not exceeding(assess_screener(screener, suites=judged_suite, out=tmp_path / "run"))


def test_a_penalty_in_decisions_is_named(
    tmp_path: Path, arm_of: Callable[[Application], str]
) -> None:
    def screener(application: Application) -> bool:
        taken = arm_of(application) == "woman-childcare"
        return random.Random(application.cv).random() < (0.1 if taken else 0.9)  # noqa: S311

    done = assess_screener(screener, out=tmp_path / "run", language="fr")
    assert "invite-childcare-woman-man" in exceeding(done)
    assert "invite-woman-man" not in exceeding(done)
    assert done.coverage.total == DECISIONS
    assert any("decision but no score" in gap.why.en for gap in done.not_tested)


# -- what goes wrong ---------------------------------------------------------------------------


def test_failures_are_counted_and_asked_again_alone(tmp_path: Path, small_suite: str) -> None:
    calls, answered = count(), []

    def frail(application: Application) -> float:
        if next(calls) % 10 == 9:
            raise ValueError("no such field")
        answered.append(application)
        return even(application)

    told: dict[str, Any] = {"name": "one", "suites": small_suite, "out": tmp_path / "run"}
    cut = assess_screener(frail, **told)
    assert not cut.complete
    assert (cut.coverage.answered, cut.coverage.failed) == (54, 6)
    assert cut.run.stopped == "6 questions failed"
    again = Recorder()
    with pytest.raises(UsageError, match="--resume"):
        assess_screener(even, **told)
    done = assess_screener(again, **told, resume=True)
    assert done.complete
    assert done.coverage.answered == 60
    assert len(again.seen) == 1 + 6
    assert not set(again.seen[1:]) & set(answered[1:])


def test_a_run_that_was_cut_short_asks_the_rest_alone(tmp_path: Path, small_suite: str) -> None:
    seen: list[Application] = []

    def breaking(application: Application) -> float:
        if len(seen) == 31:
            raise IncompleteError("The power went.")
        seen.append(application)
        return even(application)

    told: dict[str, Any] = {"name": "one", "suites": small_suite, "out": tmp_path / "run"}
    with pytest.raises(IncompleteError, match=r"^The power went"):
        assess_screener(breaking, **told)
    first = seen[1:]
    for other in ({"scale": (0, 2)}, {"threshold": 0.5}, {"name": "another"}, {"seed": 1}):
        with pytest.raises(UsageError, match="resume it with the same settings"):
            assess_screener(even, **(told | other), resume=True)
    rest = Recorder()
    done = assess_screener(rest, **told, resume=True)
    assert done.complete
    assert len(first) + len(rest.seen[1:]) == len({*first, *rest.seen[1:]}) == 60


def test_a_budget_ends_a_run(tmp_path: Path, small_suite: str) -> None:
    done = assess_screener(even, suites=small_suite, out=tmp_path / "run", max_calls=20)
    assert not done.complete
    assert done.coverage.total == 20


def test_a_scale_that_does_not_hold_is_said_at_once(tmp_path: Path, small_suite: str) -> None:
    def of_a_hundred(application: Application) -> float:
        return 100 * even(application)

    told: dict[str, Any] = {"suites": small_suite}
    with pytest.raises(SubjectError, match=r"outside the scale 0 to 1: .* --scale"):
        assess_screener(of_a_hundred, out=tmp_path / "run", **told)
    assert not (tmp_path / "run" / "assessment.json").exists()
    scaled = assess_screener(of_a_hundred, scale=(0, 100), out=tmp_path / "scaled", **told)
    plain = assess_screener(even, out=tmp_path / "plain", **told)
    assert scaled.complete
    assert value(scaled, "score-woman-man") == pytest.approx(value(plain, "score-woman-man"))


def test_what_is_no_score_is_unscorable_and_is_counted(tmp_path: Path, small_suite: str) -> None:
    odd = {1: None, 2: 1.5, 3: float("nan"), 4: "high", 5: True, 6: [0.5], 7: float("inf")}

    def screener(application: Application) -> dict[str, object]:
        number = int(application.title.split()[-1]) if "baker" in application.title else 0
        return {"score": odd.get(number, 0.5)}

    done = assess_screener(screener, suites=small_suite, out=tmp_path / "run")
    assert done.complete
    assert (done.coverage.answered, done.coverage.unscorable) == (60 - 14, 14)


def test_no_score_at_all_is_not_measured(tmp_path: Path, small_suite: str) -> None:
    done = assess_screener(lambda _: {"score": None}, suites=small_suite, out=tmp_path / "run")
    assert done.coverage.unscorable == done.coverage.total == 60
    assert {one.verdict for one in done.findings} == {Verdict.NOT_MEASURED}


def test_screeners_are_not_asked_what_models_are_nor_the_other_way_round(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="asks a screener, not a model"):
        assess_model(MockModel(lambda _: "x"), suites="screening", out=tmp_path / "model")
    with pytest.raises(UsageError, match="asks a model, not a screener"):
        assess_screener(even, suites="hiring", out=tmp_path / "screener")
    assert isonomia.assess_screener is assess_screener
