"""Whole runs that stop early: nothing asked that is settled, nothing gained by interrupting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from isonomia import MockModel, assess_model
from isonomia.assess.models import Form, expand, load_suites, replay
from isonomia.errors import UsageError
from isonomia.evidence import Assessment, Verdict, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models import Request


MEN = {
    unit.title for unit in load_suites(["occupations"], "en")[0].units if unit.slice == "mostly-men"
}


def leaning(request: Request) -> str | dict[str, float]:
    """Say "she" of all but men's occupations where options are weighed; write of both in turn."""
    if request.form is Form.WRITE:
        return "She rose early." if request.seed % 2 else "He rose early."
    share = 0.4 if any(title in request.prompt for title in MEN) else 0.95
    return {
        option: share if option.strip().lower() == "she" else 1 - share
        for option in request.options
    }


def run(folder: Path, **options: Any) -> Assessment:
    return assess_model(MockModel(leaning), out=folder, suites=["occupations"], **options)


def record(folder: Path) -> bytes:
    written = orjson.loads((folder / "assessment.json").read_bytes())
    del written["run"]
    return orjson.dumps(written)


def test_what_is_settled_is_not_asked_on_and_the_rest_is(tmp_path: Path) -> None:
    assessment = run(tmp_path)
    spared = {one.measure: one.spared for one in assessment.measures}
    assert assessment.complete
    assert assessment.coverage.total + sum(spared.values()) == assessment.plan.trials
    assert spared["continuation"] > 0
    assert spared["choice"] > 0
    assert spared["writing"] == 0  # evenly spread answers are hard to tell from even ones
    looks = {finding.contrast: finding.look for finding in assessment.findings}
    parity = next(f for f in assessment.findings if f.contrast == "continuation-parity")
    assert parity.verdict is Verdict.EXCEEDS
    assert looks["continuation-parity"] < 4
    assert looks["writing-parity"] == 4
    assert "cut short" not in str(assessment.not_tested)


def test_asking_all_asks_all(tmp_path: Path) -> None:
    assessment = run(tmp_path, ask_all=True)
    assert assessment.coverage.total == assessment.plan.trials
    assert {finding.looks for finding in assessment.findings} == {1}
    early = run(tmp_path / "early")
    wide, narrow = (
        next(f.estimate for f in one.findings if f.contrast == "continuation-parity")
        for one in (early, assessment)
    )
    assert wide is not None
    assert narrow is not None
    assert wide.units < narrow.units == 66


@pytest.mark.parametrize("calls", [7, 200, 400])
def test_interrupted_or_not_the_assessment_is_the_same(tmp_path: Path, calls: int) -> None:
    cut = run(tmp_path / "cut", max_calls=calls)
    assert not cut.complete
    whole = run(tmp_path / "cut", resume=True)
    assert whole.complete
    run(tmp_path / "straight")
    assert record(tmp_path / "cut") == record(tmp_path / "straight")


def test_stopping_between_looks_earns_no_verdict(tmp_path: Path) -> None:
    """However large the budget that one picks after having seen what there is."""
    before = run(tmp_path, max_calls=100)
    assert {finding.verdict for finding in before.findings} == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert {finding.withheld for finding in before.findings} == {"early"}
    at_look = {f.contrast: f for f in run(tmp_path, max_calls=500, resume=True).findings}
    later = {f.contrast: f for f in run(tmp_path, max_calls=520, resume=True).findings}
    assert at_look["writing-parity"].look > 0
    assert later == at_look


def test_whether_to_stop_early_is_decided_before_the_run(tmp_path: Path) -> None:
    run(tmp_path, max_calls=50)
    with pytest.raises(UsageError, match="started without --ask-all, which cannot be changed"):
        run(tmp_path, resume=True, ask_all=True)
    assert load(tmp_path).plan.ask_all is False


@pytest.mark.parametrize("left", [1, 12, 60, 100])
def test_a_run_cut_within_its_last_units_earns_nothing(tmp_path: Path, left: int) -> None:
    """Though every unit was begun: its other wordings and arms were not asked."""

    def even(request: Request) -> str | dict[str, float]:
        return dict.fromkeys(request.options, 0.5) or "They cared and were paid a salary."

    planned = len(expand(load_suites(["roles"], "en")[0]))
    cut = assess_model(
        MockModel(even), out=tmp_path, suites=["roles"], ask_all=True, max_calls=planned - left
    )
    assert not cut.complete
    assert {finding.look for finding in cut.findings} == {0}
    assert {finding.verdict for finding in cut.findings} == {Verdict.NOT_ENOUGH_EVIDENCE}


def test_a_tolerance_changed_after_the_answers_were_seen_is_refused(
    tmp_path: Path, make_suite: Callable[..., Path]
) -> None:
    path = make_suite()
    model = MockModel(lambda request: dict.fromkeys(request.options, 0.5) or "She left.")
    assess_model(model, out=tmp_path / "run", suites=[str(path)])
    make_suite(("low = -0.1", "low = -0.9"))
    with pytest.raises(UsageError, match="stated otherwise"):
        assess_model(model, out=tmp_path / "run", suites=[str(path)], resume=True)
    with pytest.raises(UsageError, match="not as they were"):
        replay(tmp_path / "run", [str(path)])
