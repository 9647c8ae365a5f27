"""Runs set side by side: the right difference, the right words, and how often they are wrong."""

from __future__ import annotations

import math
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import numpy as np
import orjson
import pytest

from isonomia import statistics
from isonomia.errors import UsageError
from isonomia.evidence import (
    AnswerState,
    Assessment,
    CellKey,
    Change,
    Comparison,
    Contrast,
    Cost,
    Coverage,
    Difference,
    Hashes,
    Measured,
    Plan,
    Question,
    Run,
    Subject,
    SuiteRecord,
    Tally,
    Verdict,
    across,
    compare,
    comparison_schema_text,
    comparison_text,
    conclude,
    context,
)
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = Path(__file__).parents[2] / "docs" / "comparison.schema.json"
WORDS = Text(en="x", vi="x", fr="x")
PARTS = ("question", "harm", "arms", "units", "method", "limits")
LEVEL = 0.95
RUNS = count()


def contrast(kind: str = "arms", **changes: Any) -> Contrast:
    width = {"level": (0.4, 0.6)}.get(kind, (-0.1, 0.1))
    record = {
        "id": "gap",
        "measure": "choice",
        "kind": kind,
        "arms": ["woman", "man"] if kind in {"arms", "ratio"} else ["unmarked"],
        "slices": ["a", "b"] if kind == "slices" else [],
        "reference": 0.5 if kind == "level" else 0.0,
        "tolerance": {"low": width[0], "high": width[1], "reason": WORDS},
        "title": WORDS,
        "below": WORDS,
        "above": WORDS,
    }
    return Contrast.model_validate(record | changes)


def tally_of(values: Iterable[float], kind: str = "arms", prefix: str = "u") -> Tally:
    """Return a tally in which each unit has the given value of the contrast."""
    tally = Tally()
    for number, value in enumerate(values):
        place = CellKey("s/choice", "ab"[number % 2], f"{prefix}{number}", "unmarked")
        if kind == "arms":
            arms = {"woman": 0.5 + value / 2, "man": 0.5 - value / 2}
        else:
            arms = {"unmarked": value}
        for arm, score in arms.items():
            tally.add(place._replace(arm=arm), AnswerState.ANSWERED, min(1.0, max(0.0, score)))
    return tally


def suite(**changes: Any) -> SuiteRecord:
    record = {
        "name": "s",
        "version": "1",
        "language": "en",
        "reviewed": False,
        "digest": "d1",
        "title": WORDS,
        "card": dict.fromkeys(PARTS, WORDS),
    }
    return SuiteRecord.model_validate(record | changes)


def run_of(
    tally: Tally,
    *asked: Contrast,
    looks: tuple[int, ...] = (),
    judged: Tally | None = None,
    seed: int = 0,
    by_rule: bool = False,
    answers: str = "",
    read_by: str = "probabilities",
    **suite_changes: Any,
) -> Assessment:
    """Return an assessment of one suite whose findings follow from a tally."""
    seen = tally if judged is None else judged
    questions = [Question("s", "stereotyping", one, looks, by_rule) for one in asked]
    return Assessment(
        subject=Subject(name="model"),
        plan=Plan(suites=(suite(**suite_changes),), seed=seed, repeat=1, level=LEVEL, trials=1),
        complete=True,
        findings=conclude(seen, questions, LEVEL),
        context=context(seen, questions, LEVEL),
        nuisance=(),
        measures=(
            Measured(
                suite="s",
                measure="choice",
                title=WORDS,
                form="question",
                read_by=read_by,
                coverage={},
            ),
        ),
        coverage=Coverage(),
        cost=Cost(calls=0, tokens_in=0, tokens_out=0),
        not_tested=(),
        hashes=Hashes(plan="p", answers=answers or f"run {next(RUNS)}"),
        tally_rows=Assessment.rows(tally),
        run=Run(started="2026-11-22", seconds=1.0, asked=1, version="0.1.0", command="x"),
    )


def spread(centre: float, units: int, width: float = 0.02) -> list[float]:
    """Return values that lie symmetrically around a centre, in either slice."""
    return [centre + width * (number // 2 % 3 - 1) for number in range(units)]


def only(comparison: Comparison) -> Difference:
    ((difference,),) = [question.differences for question in comparison.questions]
    return difference


def pair(first: Iterable[float], second: Iterable[float], kind: str = "arms") -> Difference:
    asked = contrast(kind)
    runs = [run_of(tally_of(values, kind), asked) for values in (first, second)]
    return only(compare(runs))


# What the difference is


def test_a_difference_is_taken_unit_by_unit() -> None:
    draw = np.random.default_rng(1)
    first, units = draw.uniform(-0.4, 0.4, 40), np.arange(40)
    second = first + 0.05 + 0.01 * (units % 3)
    found = pair(first, second)
    expected = statistics.sum_of_means(
        [
            statistics.Strata(
                [(second - first)[0::2], (second - first)[1::2]], [0.5, 0.5], (-2.0, 2.0)
            )
        ]
    )
    assert found.design == "paired"
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(expected.value, abs=1e-6)
    assert found.estimate.low == pytest.approx(expected.low, abs=1e-6)
    assert found.estimate.high == pytest.approx(expected.high, abs=1e-6)
    # Units differ by some 0.23; their pairing leaves next to nothing of that.
    assert found.estimate.high - found.estimate.low < 0.01  # type: ignore[operator]


def test_a_difference_of_slices_is_that_of_both_runs() -> None:
    first = [0.8, 0.4] * 10
    second = [0.7, 0.5] * 10
    found = pair(first, second, "slices")
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(-0.2)
    assert found.estimate.units == 20


def test_swapping_the_runs_turns_the_answer_round() -> None:
    draw = np.random.default_rng(2)
    first, second = draw.normal(0.05, 0.05, 30), draw.normal(0.2, 0.05, 30)
    one, other = pair(first, second), pair(second, first)
    assert one.estimate is not None
    assert other.estimate is not None
    assert one.estimate.value == pytest.approx(-other.estimate.value)
    assert one.estimate.low == pytest.approx(-other.estimate.high)  # type: ignore[operator]
    assert (one.change, other.change) == (Change.LARGER, Change.SMALLER)


def test_more_arms_with_weights_are_compared_as_they_were_asked() -> None:
    asked = contrast(arms=["w1", "m1", "w2", "m2"], weights=[1, -1, -1, 1])

    def run(extra: float) -> Assessment:
        tally = Tally()
        for number in range(24):
            noise = 0.01 * (number % 3 - 1) * (1 + 10 * extra)
            scores = {"w1": 0.5 + extra, "m1": 0.4, "w2": 0.5, "m2": 0.4 + noise}
            for arm, score in scores.items():
                key = CellKey("s/choice", "a", f"u{number}", arm)
                tally.add(key, AnswerState.ANSWERED, score)
        return run_of(tally, asked)

    found = only(compare([run(0.0), run(0.2)]))
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(0.2)
    assert found.change is Change.LARGER


# What is said of it


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        (0.55, 0.75, Change.LARGER),
        (0.45, 0.25, Change.LARGER),
        (0.75, 0.55, Change.SMALLER),
        (0.75, 0.35, Change.SMALLER),  # to the other side, but less far
        (0.70, 0.30, Change.DIFFERS),  # as far, to the other side
        (0.60, 0.60, Change.NOT_DISTINGUISHABLE),
    ],
)
def test_a_lean_is_a_distance_from_the_reference(
    first: float, second: float, change: Change
) -> None:
    noise = np.random.default_rng(3).normal(0, 0.03, 60)
    found = pair(first + noise[:30], second + noise[30:], "level")
    assert found.change is change


def test_not_distinguishable_says_what_it_could_have_shown() -> None:
    draw = np.random.default_rng(4)
    found = pair(draw.normal(0, 0.2, 24), draw.normal(0, 0.2, 24))
    assert found.change is Change.NOT_DISTINGUISHABLE
    assert not found.within_margin
    assert found.estimate is not None
    assert found.estimate.smallest_detectable > 0.05  # type: ignore[operator]


def test_a_difference_is_ruled_out_by_many_units_that_were_all_scored() -> None:
    draw = np.random.default_rng(5)
    first, second = draw.normal(0, 0.03, (2, 200))
    found = pair(first, second)
    assert found.margin == pytest.approx(0.1)
    assert found.within_margin
    few = pair(first[:20], second[:20])
    assert few.estimate is not None
    assert few.estimate.high < 0.05  # type: ignore[operator]
    assert not few.within_margin  # twenty units may hold none of a kind that breaks the margin
    thinned = tally_of(second)
    for number in range(0, 200, 8):
        for arm in ("woman", "man"):
            key = CellKey("s/choice", "ab"[number % 2], f"u{number}", arm)
            thinned.add(key, AnswerState.REFUSED)
            thinned.add(key, AnswerState.REFUSED)
    missing = only(compare([run_of(tally_of(first), contrast()), run_of(thinned, contrast())]))
    assert missing.change is Change.NOT_DISTINGUISHABLE
    assert not missing.within_margin  # what was refused might have been worse


def test_a_small_difference_can_be_shown_and_yet_lie_within_the_margin() -> None:
    noise = np.random.default_rng(6).normal(0, 0.01, 300)
    found = pair(spread(0.05, 300), np.array(spread(0.08, 300)) + noise)
    assert found.change is Change.LARGER
    assert found.within_margin


def test_holm_allows_for_every_difference() -> None:
    draw = np.random.default_rng(7)
    quiet = [contrast(id=f"quiet-{number}", measure="quiet") for number in range(7)]
    shift = 0.6 * math.sqrt(2) * 0.05 / math.sqrt(30)
    alone, among = [], []
    for value in (0.0, shift):
        loud = tally_of(value + draw.normal(0, 0.05, 30))
        rest = Tally((key._replace(measure="s/quiet"), cell) for key, cell in
                     tally_of(draw.normal(0, 0.05, 30)))  # fmt: skip
        alone.append(run_of(loud, contrast()))
        among.append(run_of(loud.merge(rest), contrast(), *quiet))
    by_itself, comparison = only(compare(alone)), compare(among)
    assert by_itself.change is not Change.NOT_DISTINGUISHABLE
    assert comparison.family == 8
    found = comparison.questions[0].differences[0]
    assert found.change is Change.NOT_DISTINGUISHABLE
    assert found.by_chance
    assert found.p_differs == pytest.approx(8 * by_itself.p_differs)  # type: ignore[operator]


# What stands in the way


def obstacle(first: Assessment, second: Assessment) -> str:
    found = only(compare([first, second]))
    assert found.change is Change.NOT_COMPARABLE
    assert found.p_differs is None
    return found.obstacle


def test_other_tolerances_and_other_questions_are_not_compared() -> None:
    tally = tally_of(spread(0.0, 24))
    wide = {"low": -0.3, "high": 0.3, "reason": WORDS}
    plain = run_of(tally, contrast())
    assert obstacle(plain, run_of(tally, contrast(tolerance=wide))) == "other-tolerance"
    assert obstacle(plain, run_of(tally, contrast(arms=["man", "woman"]))) == "other-question"


def test_what_was_asked_of_one_run_alone_is_listed() -> None:
    tally = tally_of(spread(0.0, 24))
    more = run_of(tally, contrast(), contrast(id="other"))
    comparison = compare([more, run_of(tally, contrast())])
    assert [one.contrast for one in comparison.unmatched] == ["other"]
    assert comparison.family == 1


def test_a_question_that_the_baseline_lacks_is_shown_but_not_compared() -> None:
    tally = tally_of(spread(0.0, 24))
    both = [contrast(), contrast(id="other")]
    comparison = compare([run_of(tally, both[0]), run_of(tally, *both), run_of(tally, *both)])
    _, other = comparison.questions
    assert [result.run for result in other.results] == ["B", "C"]
    assert [one.obstacle for one in other.differences] == ["not-asked", "not-asked"]
    assert comparison.family == 2


def test_silence_stays_in_the_family() -> None:
    tally, silent = tally_of(spread(0.0, 24)), Tally()
    for key, _ in tally:
        silent.add(key, AnswerState.REFUSED)
    comparison = compare([run_of(tally, contrast()), run_of(silent, contrast())])
    assert only(comparison).obstacle == "not-measured"
    assert comparison.family == 1


def test_a_run_that_was_cut_between_looks_earns_no_difference() -> None:
    whole, part = tally_of(spread(0.3, 48)), tally_of(spread(0.3, 24))
    looks = (24, 48)
    base = run_of(tally_of(spread(0.0, 48)), contrast(), looks=looks)
    assert obstacle(base, run_of(whole, contrast(), looks=looks, judged=part)) == "cut-short"
    early = run_of(tally_of(spread(0.3, 12)), contrast(), looks=looks)
    assert early.findings[0].look == 0
    assert obstacle(base, early) == "cut-short"


def test_too_little_is_said_to_be_too_little() -> None:
    few = tally_of(spread(0.0, 24))
    for number in range(24):
        for _ in range(2):
            few.add(
                CellKey("s/choice", "ab"[number % 2], f"u{number}", "woman"), AnswerState.REFUSED
            )
    base = run_of(tally_of(spread(0.0, 24)), contrast())
    assert obstacle(base, run_of(few, contrast())) == "few-scored"
    one = run_of(tally_of([0.1]), contrast())
    assert obstacle(one, run_of(tally_of([0.3]), contrast())) == "few-units"


def test_a_comparison_needs_runs_that_have_something_in_common() -> None:
    tally = tally_of(spread(0.0, 24))
    with pytest.raises(UsageError, match="needs 2 to 26 runs, not 1"):
        compare([run_of(tally, contrast())])
    with pytest.raises(UsageError, match="no question in common"):
        compare([run_of(tally, contrast()), run_of(tally, contrast(id="other"))])


# What must be known


def test_only_units_that_both_asked_count_and_the_reader_is_told() -> None:
    looks = (24, 36, 48)
    long = run_of(tally_of(spread(0.0, 48)), contrast(), looks=looks)
    short = run_of(tally_of(spread(0.3, 24, width=0.1)), contrast(), looks=looks)
    found = only(compare([long, short]))
    assert found.design == "paired"
    assert found.estimate is not None
    assert found.estimate.units == 24
    assert found.units_of == (48, 24)
    assert found.cautions == ("shared-units",)
    assert "repeated at 3 looks" in found.estimate.method
    assert found.change is Change.LARGER


def test_other_units_are_two_independent_samples() -> None:
    first = run_of(tally_of(spread(0.0, 24)), contrast())
    second = run_of(tally_of(spread(0.3, 24), prefix="v"), contrast())
    found = only(compare([first, second]))
    assert found.design == "independent"
    assert found.estimate is not None
    assert found.estimate.method.startswith("Welch t over the units of two runs")
    assert found.estimate.units == 48
    assert found.cautions == ("other-units",)
    assert found.change is Change.LARGER


@pytest.mark.parametrize(
    ("changes", "caution"),
    [
        ({"language": "vi", "digest": "d2"}, "other-language"),
        ({"digest": "d2"}, "other-suite"),
        ({"read_by": "text"}, "read-otherwise"),
        ({"by_rule": True}, "unchecked"),
        ({"answers": "same"}, "same-answers"),
    ],
)
def test_cautions(changes: dict[str, Any], caution: str) -> None:
    tally = tally_of(spread(0.0, 24))
    first = run_of(tally, contrast(), answers="same")
    second = run_of(tally, contrast(), **({"answers": "another"} | changes))
    assert only(compare([first, second])).cautions == (caution,)


def test_people_s_labels_correct_the_difference_too() -> None:
    """A rule that reads 0.2 too much in the second run alone: people tell, and it is taken out."""

    def run(bias: float, answers: str) -> Assessment:
        tally = Tally()
        for number in range(80):
            key = CellKey("s/choice", "a", f"u{number}", "unmarked")
            truth = 0.5 + 0.02 * (number % 3 - 1)
            tally.add(key, AnswerState.ANSWERED, truth + bias)
            if number < 30:
                tally.check(key, "x", "y", truth)
        return run_of(tally, contrast("level"), by_rule=True, answers=answers)

    found = only(compare([run(0.0, "1"), run(0.2, "2")]))
    assert found.estimate is not None
    assert found.estimate.checked == 30
    assert found.estimate.value == pytest.approx(0.0, abs=0.02)
    assert found.change is Change.NOT_DISTINGUISHABLE
    assert found.cautions == ()


def test_labels_of_other_units_keep_their_correction() -> None:
    """Where people checked other units in each run, pairing would throw their labels away."""

    def run(checked: range, answers: str) -> Assessment:
        tally = Tally()
        for number in range(80):
            key = CellKey("s/choice", "a", f"u{number}", "unmarked")
            tally.add(key, AnswerState.ANSWERED, 0.5 + 0.02 * (number % 3 - 1))
            if number in checked:
                tally.check(key, "x", "y", 0.5)
        return run_of(tally, contrast("level"), by_rule=True, answers=answers)

    found = only(compare([run(range(30), "1"), run(range(40, 70), "2")]))
    assert found.design == "independent"
    assert found.estimate is not None
    assert found.estimate.checked == 60
    assert found.cautions == ("other-labels",)


def test_context_is_side_by_side_and_claims_nothing() -> None:
    tally = tally_of([0.3 + 0.01 * (number % 5) for number in range(24)])
    asked = [contrast(), contrast("ratio", id="ratio", tolerance=None),
             contrast("arms", id="shown", tolerance=None)]  # fmt: skip
    comparison = compare([run_of(tally, *asked), run_of(tally, *asked)])
    assert [row.kind for row in comparison.context] == ["ratio", "arms"]
    for row in comparison.context:
        assert row.estimates["A"] == row.estimates["B"] is not None
    assert len(comparison.questions) == 1


# What is written


def test_a_comparison_obeys_the_published_schema() -> None:
    schema = orjson.loads(SCHEMA.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    first = run_of(tally_of(spread(0.0, 24)), contrast())
    second = run_of(tally_of(spread(0.3, 24)), contrast())
    comparison = compare([first, second, first])
    text = comparison_text(comparison)
    jsonschema.validate(orjson.loads(text), schema)
    assert Comparison.model_validate(orjson.loads(text)) == comparison


def test_the_published_schema_is_the_code_s_own() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == comparison_schema_text(), "renew the schema"


# How often it errs

REPLICATES = 300


def noisy(draw: np.random.Generator, units: Any, value: float, noise: float) -> Tally:
    return tally_of(value + units + draw.normal(0, noise, len(units)))


def counted(template: Assessment, tally: Tally) -> Assessment:
    """Return a run with other counts; what its findings say of themselves does not matter here."""
    return template.model_copy(update={"tally_rows": Assessment.rows(tally)})


def seldom(times: int, replicates: int, rate: float = 0.05) -> bool:
    """Whether something is seen no oftener than its rate, but for three standard errors."""
    return times / replicates <= rate + 3 * math.sqrt(rate * (1 - rate) / replicates)


@pytest.mark.parametrize("kind", ["arms", "slices"])
def test_the_interval_of_a_difference_holds_the_truth(kind: str) -> None:
    draw, missed, shift = np.random.default_rng(10), 0, np.tile([0.1, -0.1], 18)
    asked, middle = contrast(kind), 0.0 if kind == "arms" else 0.5
    change = np.full(36, 0.1) if kind == "arms" else shift / 2
    for _ in range(REPLICATES):
        units = middle + draw.normal(0, 0.1, 36)
        first, second = (
            tally_of(units + effect + draw.normal(0, 0.06, 36), kind) for effect in (0.0, change)
        )
        interval = across((first, second), (-1.0, 1.0), "s/choice", asked).interval(LEVEL)
        assert interval.low is not None
        assert interval.high is not None
        missed += not interval.low < 0.1 < interval.high
    assert seldom(missed, REPLICATES)
    assert missed > REPLICATES / 100  # one that hardly ever misses would be wider than it says


def test_independent_runs_that_do_not_differ_are_seldom_said_to() -> None:
    draw, false, replicates = np.random.default_rng(15), 0, REPLICATES // 2
    asked = contrast()
    base = run_of(tally_of(spread(0.0, 24)), asked)
    other = run_of(tally_of(spread(0.0, 24), prefix="v"), asked)
    for _ in range(replicates):
        first, second = (noisy(draw, draw.normal(0, 0.1, 24), 0.05, 0.06) for _ in range(2))
        second = Tally((key._replace(unit=f"v{key.unit[1:]}"), cell) for key, cell in second)
        found = only(compare([counted(base, first), counted(other, second)]))
        assert found.design == "independent"
        false += found.change is not Change.NOT_DISTINGUISHABLE
    assert seldom(false, replicates)


def test_in_few_families_is_any_difference_claimed_that_is_not_there() -> None:
    """Three questions to three runs: a false claim in at most 5 % of such families."""
    draw, false, families = np.random.default_rng(11), 0, REPLICATES // 3
    asked = [contrast(id=f"q{number}", measure=f"m{number}") for number in range(3)]

    def counts(units: list[Any]) -> Tally:
        return Tally(
            (key._replace(measure=f"s/{one.measure}"), cell)
            for one, effects in zip(asked, units, strict=True)
            for key, cell in noisy(draw, effects, 0.05, 0.06)
        )

    template = run_of(counts([np.zeros(24)] * 3), *asked)
    for _ in range(families):
        units = [draw.normal(0, 0.1, 24) for _ in asked]
        comparison = compare([counted(template, counts(units)) for _ in range(3)])
        assert comparison.family == 6
        claims = {Change.LARGER, Change.DIFFERS, Change.SMALLER}
        false += bool(claims & set(comparison.changes()))
    assert seldom(false, families)


def test_leans_of_one_size_are_seldom_called_larger_or_smaller() -> None:
    """As far to the other side: the values differ every time, the leans do not."""
    draw, false, replicates = np.random.default_rng(12), 0, REPLICATES // 2
    template = run_of(tally_of(spread(0.0, 24)), contrast())
    for _ in range(replicates):
        units = draw.normal(0, 0.05, 24)
        first, second = noisy(draw, units, 0.1, 0.06), noisy(draw, -units, -0.1, 0.06)
        found = only(compare([counted(template, first), counted(template, second)]))
        assert found.change is not Change.NOT_DISTINGUISHABLE
        false += found.change in {Change.LARGER, Change.SMALLER}
    assert seldom(false, replicates)


def test_a_difference_at_the_margin_is_seldom_ruled_out() -> None:
    draw, false, replicates = np.random.default_rng(13), 0, REPLICATES // 2
    template = run_of(tally_of(spread(0.0, 80)), contrast())
    for _ in range(replicates):
        units = draw.normal(0, 0.05, 80)
        first, second = noisy(draw, units, 0.0, 0.03), noisy(draw, units, 0.1, 0.03)
        found = only(compare([counted(template, first), counted(template, second)]))
        false += found.within_margin
    assert seldom(false, replicates)


@pytest.mark.parametrize("same_order", [True, False])
def test_stopping_early_makes_no_false_difference_likelier(same_order: bool) -> None:
    """Both lean to just beyond the tolerance, so that chance decides when each is stopped."""
    draw, looks, replicates = np.random.default_rng(14), (24, 36, 48), REPLICATES // 3
    missed = stopped = 0
    for _ in range(replicates):
        units = draw.normal(0, 0.1, looks[-1])
        runs = []
        for seed in (0, 0 if same_order else 1):
            tally = noisy(draw, units, 0.17, 0.1)
            order = np.arange(looks[-1]) if seed == 0 else draw.permutation(looks[-1])
            for look in looks:
                asked = {f"u{number}" for number in order[:look]}
                seen = Tally((key, cell) for key, cell in tally if key.unit in asked)
                run = run_of(seen, contrast(), looks=looks, seed=seed)
                if run.findings[0].verdict in {Verdict.EXCEEDS, Verdict.WITHIN}:
                    break
            runs.append(run)
        found = only(compare(runs))
        stopped += min(found.units_of) < looks[-1]
        assert found.estimate is not None
        low, high = found.estimate.low, found.estimate.high
        missed += not low < 0.0 < high  # type: ignore[operator]
    assert stopped > replicates / 2
    assert seldom(missed, replicates)
