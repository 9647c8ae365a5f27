"""The forecast beside runs of the real engine, closed formulas and planted truths."""

from __future__ import annotations

import asyncio
import math
import random
from itertools import pairwise
from statistics import mean
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from isonomia import MockModel, load
from isonomia.assess.models import Form, Options, Reply, expand
from isonomia.assess.models.forecast import Outlook, Past, _rejected, _strengths, forecast
from isonomia.assess.models.session import JOURNAL_NAME, Session
from isonomia.assess.models.suite import Option, Prompt, Unit
from isonomia.errors import AskError, UsageError
from isonomia.evidence import Journal, Tolerance
from isonomia.statistics import Looks, Strata, holm, sum_of_means, unseen
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from isonomia.assess.models import Request, Suite
    from isonomia.evidence import Assessment

UNITS = 60
WHY = Text(en="x", vi="x", fr="x")
TOLERANCES = {
    name: Tolerance(low=low, high=high, reason=WHY)
    for name, low, high in [("pair", -0.2, 0.2), ("level", 0.4, 0.6), ("gap", -0.15, 0.15)]
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "pair": {"kind": "arms", "arms": ("woman", "man")},
    "level": {"kind": "level", "arms": ("woman",), "reference": 0.5},
    "gap": {"kind": "slices", "arms": ("woman",), "slices": ("s0", "s1")},
}
FAR = {"pair": 0.6, "level": 0.3, "gap": 0.45}


@pytest.fixture
def suite(mini: Suite) -> Suite:
    """Return a suite whose prompts are a measure, a unit and an arm."""
    arms = [
        one.model_copy(update={"cues": (one.id,), "slots": {"who": one.id}}) for one in mini.arms
    ]
    units = [
        Unit(id=f"u{n}", title="", slice=f"s{n % 2}", slots={"unit": f"u{n}"}) for n in range(UNITS)
    ]
    options = (Option(id="care", text=" yes"), Option(id="no", text=" no"))
    measures, contrasts = [], []
    for name, question in QUESTIONS.items():
        prompts = (Prompt(id="one", text=f"{name} {{unit}} {{who}}"),)
        asked = {"id": name, "prompts": prompts, "options": options}
        measures.append(mini.measures[0].model_copy(update=asked))
        put = {"id": name, "measure": name, "tolerance": TOLERANCES[name], **question}
        contrasts.append(mini.contrasts[0].model_copy(update=put))
    parts = {"measures": tuple(measures), "contrasts": tuple(contrasts)}
    return mini.model_copy(update={"arms": tuple(arms), "units": tuple(units), **parts})


def planted(effects: dict[str, float], seed: int, deviation: float) -> MockModel:
    """Return a model whose scores have these contrasts in truth, and this spread over units."""

    def respond(request: Request) -> dict[str, float]:
        name, unit, arm = request.prompt.split()
        z = random.Random(f"{seed} {request.prompt}").gauss()  # noqa: S311  no secret
        effect = effects.get(name, 0.0)
        half = {"pair": arm == "woman", "gap": int(unit[1:]) % 2 == 0}.get(name)
        shift = effect if half is None else effect / 2 if half else -effect / 2
        # A difference of two arms spreads as far as the other scores do.
        share = 0.5 + shift + deviation * z / (math.sqrt(2) if name == "pair" else 1)
        return {" yes": min(max(share, 0.0), 1.0), " no": min(max(1 - share, 0.0), 1.0)}

    return MockModel(respond)


def run(model: MockModel, suite: Suite, folder: Path, **options: Any) -> Assessment:
    async def ask() -> Assessment:
        async with model as card:
            with Journal(folder / JOURNAL_NAME) as journal:
                session = Session(card, [suite], Options(**options), folder)
                return await session.run(model, journal, lambda _: None)

    folder.mkdir()
    return asyncio.run(ask())


def past_of(folder: Path) -> Past:
    with Journal(folder / JOURNAL_NAME) as journal:
        return Past.of(load(folder), journal.entries())


def scores(assessment: Assessment, measure: str, arm: str, slice_: str) -> NDArray[np.float64]:
    cells, wanted = assessment.tally.measure(f"mini/{measure}"), (arm, slice_)
    return np.array([cell.mean for key, cell in cells if cell.n and (key.arm, key.slice) == wanted])


@pytest.mark.parametrize(("effects", "deviation"), [({}, 0.12), (FAR, 0.25)], ids=["even", "far"])
def test_expected_questions_are_those_of_whole_runs(
    suite: Suite, tmp_path: Path, effects: dict[str, float], deviation: float
) -> None:
    models = [planted(effects, seed, deviation) for seed in range(6)]
    runs = [
        run(model, suite, tmp_path / str(seed), seed=seed).coverage.total
        for seed, model in enumerate(models)
    ]
    foreseen = forecast([suite], Options(), spread=deviation)
    expected = (foreseen.far if effects else foreseen.even).trials
    # If all stopped at the first look, or none before the last, nothing would be foreseen.
    assert [one.sizes[0] for one in foreseen.questions] == [(24,), (24,), (12, 12)]
    assert 24 / UNITS * 1.1 < expected / foreseen.most.trials < 0.95
    chance = 2 * float(np.std(runs, ddof=1)) / math.sqrt(len(runs))
    assert expected == pytest.approx(mean(runs), abs=0.05 * mean(runs) + chance)


def test_a_model_like_one_that_was_asked(suite: Suite, tmp_path: Path) -> None:
    """Its spread is that of the unit values; what it found decides when asking stops."""
    far = run(planted(FAR, 1, 0.2), suite, tmp_path / "far", ask_all=True)
    foreseen = forecast([suite], Options(), past=past_of(tmp_path / "far"))
    for one in foreseen.questions:
        name, values = one.contrast.measure, []
        for slice_ in ("s0", "s1"):
            other = scores(far, name, "man", slice_) if name == "pair" else 0.0
            values.append(scores(far, name, "woman", slice_) - other)
        # Slices are equally large and kept apart: what they differ in is no spread.
        apart = math.sqrt(sum(part.var(ddof=1) for part in values) / 2)
        assert one.measured
        assert one.spread == pytest.approx(apart, rel=1e-6)
    assert foreseen.like is not None
    supposed = forecast([suite], Options(), spread=0.2).far.trials
    assert foreseen.like.trials == pytest.approx(supposed, rel=0.15)
    assert foreseen.like.trials < 0.8 * foreseen.even.trials


def test_what_a_run_could_not_read_is_taken_to_stay_open(suite: Suite, tmp_path: Path) -> None:
    answer = planted(FAR, 1, 0.05)._respond

    def respond(request: Request) -> Any:
        name, unit, _ = request.prompt.split()
        silent = {"pair": UNITS, "level": 14, "gap": 38}[name]
        return Reply(refused=True) if int(unit[1:]) < silent else answer(request)

    assessment = run(MockModel(respond), suite, tmp_path / "run", ask_all=True)
    foreseen = forecast([suite], Options(), past=Past.of(assessment), spread=0.3)
    pair, level, gap = foreseen.questions
    assert (pair.measured, pair.spread, pair.value) == (False, 0.3, None)
    assert (gap.measured, gap.value) == (True, None)
    assert level.value == pytest.approx(0.8, abs=0.05)
    read = [scores(assessment, "level", "woman", slice_) for slice_ in ("s0", "s1")]
    assert [len(values) for values in read] == [23, 23]
    # What 46 of 60 units told is as much as 60 would that spread so much more.
    apart = math.sqrt(sum(values.var(ddof=1) for values in read) / 2)
    assert level.spread == pytest.approx(apart * math.sqrt(60 / 46), rel=1e-6)
    assert foreseen.like is not None
    # Only what is asked for the level alone is spared: one measure of three.
    assert foreseen.like.trials == foreseen.most.trials - (UNITS - level.sizes[0][0]) * 2


def respond_in_forms(request: Request) -> Reply:
    if request.form is Form.WRITE:
        if "Monday" in request.prompt:
            raise AskError("The line is dead.")
        return Reply("She slept.", tokens_in=30, tokens_out=12)
    share = 0.5 + len(request.prompt) % 7 / 100
    logprobs = (math.log(share), math.log(1 - share))
    if request.form is Form.CONTINUE:
        return Reply(logprobs=logprobs, calls=3, tokens_in=15, tokens_out=3)
    return Reply(logprobs=logprobs, tokens_in=20, tokens_out=1)


def test_calls_and_tokens_are_those_of_the_past_run(mini: Suite, tmp_path: Path) -> None:
    """12 continuations, 12 choices and 6 stories, of which 2 failed; with a third prompt, 18."""
    run(MockModel(respond_in_forms), mini, tmp_path / "run")
    past, first = past_of(tmp_path / "run"), mini.measures[0]
    prompts = (*first.prompts, Prompt(id="so", text="So {Subject}"))
    longer = (first.model_copy(update={"prompts": prompts}), *mini.measures[1:])
    foreseen = forecast([mini.model_copy(update={"measures": longer})], Options(), past=past)
    assert foreseen.like is not None
    for one in (foreseen.most, foreseen.even, foreseen.far, foreseen.like):
        assert one.trials == 36  # one look, and continuations and stories have no tolerance
        assert one.calls == pytest.approx(18 * 3 + 12 + 6)
        assert one.tokens_in == pytest.approx(18 * 15 + 12 * 20 + 4 * 30)
        assert one.tokens_out == pytest.approx(18 * 3 + 12 + 4 * 12)
    cost, average = past.assessment.cost, Past.of(past.assessment)
    took = forecast([mini], Options(), past=average).most[1:4]
    assert took == pytest.approx((cost.calls, cost.tokens_in, cost.tokens_out))


def test_without_a_run_calls_and_tokens_are_supposed(mini: Suite) -> None:
    for repeat in (1, 2):
        found = forecast([mini], Options(repeat=repeat)).most
        texts = [trial.request.prompt for trial in expand(mini, repeat)]
        assert found.trials == found.calls == len(texts) == 30 * repeat
        assert found.tokens_in == pytest.approx(sum(map(len, texts)) / 4)
        assert found.tokens_out == repeat * (12 * 1 + 12 * 8 + 6 * 20)


def test_a_run_that_counted_no_tokens_tells_none(mini: Suite, tmp_path: Path) -> None:
    run(MockModel(lambda r: dict.fromkeys(r.options, 0.5) or "So."), mini, tmp_path / "run")
    found = forecast([mini], Options(), past=past_of(tmp_path / "run"))
    assert found.most == forecast([mini], Options()).most


def test_asking_all_spares_nothing(suite: Suite) -> None:
    found = forecast([suite], Options(ask_all=True), spread=0.01)
    assert found.most == found.even == found.far
    assert {len(one.stages) for one in found.questions} == {1}


def outlooks(suite: Suite, units: int, level: float, spread: float) -> list[Outlook]:
    """Return the three questions with so many units each, looked at once at such a level."""
    found = forecast([suite], Options(ask_all=True)).questions
    sizes = [(units,), (units,), (math.ceil(units / 2),) * 2]
    return [
        one._replace(sizes=(size,), levels=np.array([[level]]), spread=spread)
        for one, size in zip(found, sizes, strict=True)
    ]


def test_what_is_detectable_is_found_with_probability_four_fifths(suite: Suite) -> None:
    """By the noncentral t distribution, at the level of the last of several looks."""
    found = forecast([suite], Options(), spread=0.2).questions
    for one, units in zip(found, [(60,), (60,), (30, 30)], strict=True):
        assert one.sizes[-1] == units
        fractions = tuple(sum(sizes) / sum(units) for sizes in one.sizes)
        level = Looks(fractions).nominal(len(fractions), 0.05 / 3)
        error, df = 0.2 * math.sqrt(sum(1 / n for n in units)), sum(units) - len(units)
        critical = stats.t.ppf(1 - level / 2, df)
        assert one.detectable == pytest.approx((critical + stats.t.ppf(0.8, df)) * error, rel=1e-4)
        power = stats.nct.sf(critical, df, (one.detectable or 0.0) / error)
        assert power == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("spread", [0.05, 0.15])
@pytest.mark.parametrize("place", [1, 2])
def test_the_units_needed_show_an_even_model_with_probability_four_fifths(
    suite: Suite, spread: float, place: int
) -> None:
    """For small spreads what may have been missed decides, for large ones the t interval."""
    one = outlooks(suite, UNITS, 0.05, spread)[place]
    assert one.needed is not None
    assert how_often_within(one, one.needed) > 0.73
    fewer = outlooks(suite, math.ceil(0.7 * one.needed), 0.05, spread)[place]
    share = how_often_within(fewer, sum(fewer.sizes[0]))
    assert share < 0.6
    drawn = _strengths(fewer, fewer.even, np.random.default_rng(1))[0, 1]
    assert drawn.mean() == pytest.approx(share, abs=0.1)


def test_simulated_runs_are_judged_by_holms_method() -> None:
    p = np.random.default_rng(1).choice([0.004, 0.012, 0.02, 0.03, 0.2], (6, 200))
    strengths = (p[:, None] <= 0.05 / np.arange(1, 7)[None, :, None]).sum(axis=1)
    expected = np.array([holm(column) for column in p.T]).T <= 0.05
    assert (_rejected(strengths) == expected).all()
    assert 0 < expected[:, expected.any(axis=0)].mean() < 1


def how_often_within(one: Outlook, n: int, runs: int = 300) -> float:
    rng, level, (low, high) = np.random.default_rng(n), one.levels[-1, -1], one.tolerance
    within = 0
    sides = one.sides(one.even)
    for _ in range(runs):
        drawn = [rng.normal(mean, one.spread, math.ceil(n / len(sides))) for mean, _ in sides]
        groups = [
            Strata([np.clip(values, *bounds)], [1.0], bounds)
            for values, (_, bounds) in zip(drawn, sides, strict=True)
        ]
        least, most = sum_of_means(groups).at(level)
        seen = low <= least and most <= high
        within += seen and unseen(groups, low, high) <= level
    return within / runs


@pytest.mark.parametrize("units", [4, 40, 1000])
def test_the_more_units_spread_the_less_can_be_shown(suite: Suite, units: int) -> None:
    for one in outlooks(suite, units, 0.01, 0.1):
        courses = [one._replace(spread=spread) for spread in np.geomspace(0.01, 1, 20)]
        for less, more in pairwise(courses):
            assert (less.detectable or math.inf) < (more.detectable or 0.0)
            assert (less.needed or math.inf) <= (more.needed or 0)


def test_what_no_number_of_units_could_show(suite: Suite) -> None:
    pair, _, gap = outlooks(suite, UNITS, 0.01, 0.1)
    assert [pair._replace(even=even).needed for even in (-0.3, -0.2, 0.2, 0.3)] == [None] * 4
    assert gap._replace(sizes=((1, 5),)).detectable is None


def test_a_run_of_something_else_is_refused(suite: Suite, mini: Suite, tmp_path: Path) -> None:
    run(MockModel(respond_in_forms), mini, tmp_path / "run")
    with pytest.raises(UsageError, match="tells nothing of these suites"):
        forecast([suite], Options(), past=past_of(tmp_path / "run"))
