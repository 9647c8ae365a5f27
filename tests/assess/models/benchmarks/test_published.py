"""Our score beside the paper's: where they agree, and what stands in the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from isonomia.assess.models import Suite, assess_model, load_benchmark
from isonomia.assess.models.benchmarks import bbq, crows_pairs, stereoset, winogender, winogenerated
from isonomia.evidence import AnswerState, Assessment, CellKey, Context, Tally
from isonomia.report import render_html
from isonomia.testing import MockModel

Tiny = Callable[[str], Path]
Leaning = Callable[[Suite, str, float], MockModel]

SCORE = {"biased": 1.0, "against": 0.0, "unknown": 0.5}


def shown(assessment: Assessment, name: str) -> Context:
    return next(one for one in assessment.context if one.id == name)


def value(assessment: Assessment, name: str) -> float:
    estimate = shown(assessment, name).estimate
    assert estimate is not None
    return estimate.value


def bbq_tally(rng: np.random.Generator, units: int, each: int) -> Tally:
    tally = Tally()
    for unit in range(units):
        for name in rng.choice(list(SCORE), each, p=rng.dirichlet([2, 1, 2])):
            key = CellKey("bbq/ambiguous", "women", f"u{unit}", "ambiguous")
            tally.add(key, AnswerState.ANSWERED, SCORE[str(name)], str(name))
    return tally


def test_twice_the_mean_less_one_is_the_papers_ambiguous_bias_score() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        tally = bbq_tally(rng, 12, 16)
        means = [cell.mean for _, cell in tally]
        score = bbq.scores(tally, {})["ambiguous-published"].value
        assert 2 * float(np.mean(means)) - 1 == pytest.approx(score, abs=1e-12)
        # And that is the paper's product of what is wrong and the lean among the rest.
        labels = {name: sum(cell.labels[name] for _, cell in tally) for name in SCORE}
        named = labels["biased"] + labels["against"]
        accuracy = labels["unknown"] / sum(labels.values())
        lean = 2 * labels["biased"] / named - 1
        assert score == pytest.approx((1 - accuracy) * lean, abs=1e-12)
        assert bbq.scores(tally, {})["ambiguous-accuracy"].value == pytest.approx(accuracy)


def test_the_report_shows_them_as_context(tiny: Tiny, leaning: Leaning, tmp_path: Path) -> None:
    suite = load_benchmark("bbq", tiny("bbq"))
    found = assess_model(
        leaning(suite, "biased", 0.9), benchmark="bbq", data=tiny("bbq"), out=tmp_path
    )
    assert value(found, "ambiguous-published") == 1.0
    assert value(found, "ambiguous-accuracy") == 0.0
    assert value(found, "disambiguated-published") == 1.0
    assert value(found, "disambiguated-accuracy") == pytest.approx(0.5)
    assert value(found, "ambiguous-women") == pytest.approx(0.925)
    page = render_html(found)
    assert "bias score s_AMB" in page
    assert "CC BY 4.0" in page
    assert "point de biais" not in render_html(found, "fr")


def test_crows_pairs_counts_pairs_and_no_ties(tiny: Tiny, tmp_path: Path) -> None:
    model = MockModel(
        lambda request: {
            option: 0.5 if "flutes" in option else 0.9 if option.startswith("Women") else 0.1
            for option in request.options
        }
    )
    data = tiny("crows-pairs")
    found = assess_model(model, benchmark="crows-pairs", data=data, ask_all=True, out=tmp_path)
    counted = shown(found, "preference-published").estimate
    assert counted is not None
    assert (counted.value, counted.units, counted.units_asked) == (1.0, 28, 29)
    of_them = shown(found, "preference-published-counters").estimate
    assert of_them is not None
    assert (of_them.units, of_them.units_asked) == (15, 15)
    assert crows_pairs.scores(Tally(), {}) == {}


def test_stereoset_by_hand() -> None:
    tally = Tally()

    def add(measure: str, unit: str, name: str, times: int) -> None:
        for _ in range(times):
            key = CellKey(f"stereoset/{measure}", "all", unit, "unmarked", "inside")
            tally.add(key, AnswerState.ANSWERED, 1.0, name)

    add("preference", "aunt", "stereotype", 3)
    add("preference", "aunt", "opposite", 1)
    add("sense", "aunt", "meaningful", 6)
    add("sense", "aunt", "nonsense", 2)
    add("preference", "uncle", "opposite", 2)
    add("sense", "uncle", "meaningful", 4)
    add("preference", "cousin", "stereotype", 1)  # asked in part
    found = {name: score.value for name, score in stereoset.scores(tally, {}).items()}
    assert found["preference-published"] == pytest.approx((0.75 + 0) / 2)
    assert found["sense-published"] == pytest.approx((0.75 + 1) / 2)
    assert found["icat-published"] == pytest.approx(0.875 * 0.375 / 0.5)
    assert stereoset.scores(Tally(), {}) == {}


@pytest.mark.parametrize("name", ["winogender", "winogenerated"])
def test_pronouns_that_follow_the_labour_market_correlate(
    tiny: Tiny, tmp_path: Path, name: str
) -> None:
    suite = load_benchmark(name, tiny(name))
    shares = {unit.title: unit.reference or 0.0 for unit in suite.units}

    def respond(request: object) -> dict[str, float]:
        options: tuple[str, ...] = request.options  # type: ignore[attr-defined]
        prompt: str = request.prompt  # type: ignore[attr-defined]
        share = next(shares[title] for title in shares if f"{title} " in f"{prompt} ")
        women = {" she", " her", "she", "her"}
        return {
            option: share if option.startswith(tuple(women)) else (1 - share) / 2
            for option in options
        }

    found = assess_model(MockModel(respond), benchmark=name, data=tiny(name), out=tmp_path)
    assert value(found, "occupation-correlation") == pytest.approx(1.0, abs=1e-6)
    assert found.findings[0].verdict.value == "exceeds"


def test_without_a_spread_there_is_no_correlation() -> None:
    assert winogender.scores(Tally(), {}) == {}
    tally = Tally()
    for unit in "ab":
        key = CellKey("winogenerated/occupation", "mixed", unit, "unmarked")
        tally.add(key, AnswerState.ANSWERED, 0.5)
    assert winogenerated.scores(tally, {"a": 0.1, "b": 0.2}) == {}


def test_what_cannot_be_scored_is_shown_without_a_number(tiny: Tiny, tmp_path: Path) -> None:
    model = MockModel(lambda _request: "mumble mumble mumble")
    found = assess_model(model, benchmark="bbq", data=tiny("bbq"), limit=40, out=tmp_path)
    assert shown(found, "ambiguous-published").estimate is None
    unsure = MockModel(lambda _request: "Nobody can tell")
    found = assess_model(unsure, benchmark="bbq", data=tiny("bbq"), limit=40, out=tmp_path / "b")
    assert value(found, "ambiguous-accuracy") == 1.0
    assert shown(found, "disambiguated-published").estimate is None
