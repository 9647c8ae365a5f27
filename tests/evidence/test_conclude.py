"""From tallies to findings: the right cells, the right verdict, the price of many questions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from isonomia.evidence import (
    AnswerState,
    CellKey,
    Contrast,
    Finding,
    Question,
    Sample,
    Tally,
    Tolerance,
    Verdict,
    conclude,
    context,
    nuisance,
    sample,
)
from isonomia.vocabulary import Text


def text(words: str) -> Text:
    return Text(en=words, vi=words, fr=words)


def contrast(**changes: Any) -> Contrast:
    tolerance = {"low": 0.4, "high": 0.6, "reason": text("because")}
    return Contrast.model_validate(
        {
            "id": "parity",
            "measure": "choice",
            "kind": "level",
            "arms": ["unmarked"],
            "reference": 0.5,
            "tolerance": tolerance,
            "title": text("title"),
            "below": text("below"),
            "above": text("above"),
        }
        | changes
    )


def tally_of(scores: dict[tuple[str, str, str], list[float]], measure: str = "s/choice") -> Tally:
    """Return a tally from {(slice, unit, arm): scores}."""
    tally = Tally()
    for (slice_, unit, arm), values in scores.items():
        for value in values:
            tally.add(CellKey(measure, slice_, unit, arm), AnswerState.ANSWERED, value)
    return tally


def spread(centre: float, units: int, arm: str = "unmarked", slice_: str = "a") -> Any:
    """Return units whose means lie symmetrically around a centre."""
    return {
        (slice_, f"{slice_}{number}", arm): [centre + 0.02 * (number % 3 - 1)]
        for number in range(units)
    }


def conclude_one(tally: Tally, **changes: Any) -> Finding:
    (finding,) = conclude(tally, [Question("s", "stereotyping", contrast(**changes))], 0.95)
    return finding


def values(found: Sample) -> list[list[float]]:
    return [group.values.tolist() for group in found.groups]


def test_each_kind_of_contrast_takes_its_own_cells() -> None:
    tally = tally_of(
        {
            ("a", "u1", "woman"): [0.9, 0.7],
            ("a", "u1", "man"): [0.1],
            ("a", "u2", "woman"): [0.5],  # no man arm: no pair
            ("b", "u3", "woman"): [0.3],
            ("b", "u3", "man"): [0.2],
        }
    )
    level = sample(tally, "s/choice", contrast(arms=["woman"]))
    assert values(level) == [pytest.approx([0.8, 0.5, 0.3])]
    arms = sample(tally, "s/choice", contrast(kind="arms", arms=["woman", "man"]))
    assert values(arms) == [pytest.approx([0.7, 0.1])]
    assert arms.trials == 5
    slices = sample(tally, "s/choice", contrast(kind="slices", arms=["woman"], slices=["a", "b"]))
    assert values(slices) == [pytest.approx([0.8, 0.5]), pytest.approx([-0.3])]
    only_b = sample(tally, "s/choice", contrast(kind="arms", arms=["woman", "man"], slices=["b"]))
    assert values(only_b) == [pytest.approx([0.1])]


def test_slices_are_kept_apart_so_that_their_gap_does_not_blur_their_mean() -> None:
    tally = tally_of(spread(0.2, 6, slice_="low") | spread(0.8, 12, slice_="high"))
    found = sample(tally, "s/choice", contrast())
    assert found.value == pytest.approx(0.6)
    interval = found.interval(0.95)
    assert interval.high is not None
    assert interval.high < 0.62  # units that differ by 0.6 would give 0.75 if thrown together
    small = tally_of(spread(0.2, 3, slice_="low") | spread(0.8, 6, slice_="high"))
    thrown_together = sample(small, "s/choice", contrast()).interval(0.95)
    assert thrown_together.high is not None
    assert thrown_together.high > 0.75


@pytest.mark.parametrize(
    ("centre", "units", "verdict"),
    [
        (0.5, 30, Verdict.WITHIN),
        (0.8, 30, Verdict.EXCEEDS),
        (0.2, 30, Verdict.EXCEEDS),
        (0.6, 30, Verdict.NOT_ENOUGH_EVIDENCE),
        (0.5, 1, Verdict.NOT_ENOUGH_EVIDENCE),
        (0.9, 1, Verdict.NOT_ENOUGH_EVIDENCE),
        (0.5, 0, Verdict.NOT_MEASURED),
    ],
)
def test_the_verdict_follows_the_whole_interval(
    centre: float, units: int, verdict: Verdict
) -> None:
    assert conclude_one(tally_of(spread(centre, units))).verdict is verdict


def test_three_units_that_agree_do_not_make_a_certainty() -> None:
    tally = tally_of({("a", f"u{number}", "unmarked"): [0.5] for number in range(3)})
    finding = conclude_one(tally)
    assert finding.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert finding.estimate is not None
    assert finding.estimate.low is not None
    assert finding.estimate.low < 0.4


def test_repeats_of_a_prompt_are_not_new_units() -> None:
    few = tally_of({("a", f"u{n}", "unmarked"): [0.3 + 0.1 * n] for n in range(5)})
    many = tally_of({("a", f"u{n}", "unmarked"): [0.3 + 0.1 * n] * 50 for n in range(5)})
    one, other = conclude_one(few), conclude_one(many)
    assert one.estimate is not None
    assert other.estimate is not None
    assert (one.estimate.low, one.estimate.high) == (other.estimate.low, other.estimate.high)
    assert (one.estimate.trials, other.estimate.trials) == (5, 250)


def test_holm_withholds_a_verdict_that_one_question_alone_would_earn() -> None:
    tally = tally_of(spread(0.625, 12))
    alone = conclude_one(tally, tolerance={"low": 0.4, "high": 0.612, "reason": text("r")})
    assert alone.verdict is Verdict.EXCEEDS
    close = contrast(tolerance={"low": 0.4, "high": 0.612, "reason": text("r")})
    crowd = [close.model_copy(update={"id": f"parity-{n}"}) for n in range(12)]
    found = conclude(tally, [Question("s", "h", one) for one in crowd], 0.95)
    assert {finding.verdict for finding in found} == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert {finding.withheld for finding in found} == {"many-questions"}


@pytest.mark.parametrize(
    ("unscored", "verdict"), [(12, Verdict.EXCEEDS), (13, Verdict.NOT_ENOUGH_EVIDENCE)]
)
def test_a_minority_of_units_that_could_be_scored_earns_no_verdict(
    unscored: int, verdict: Verdict
) -> None:
    tally = tally_of(spread(0.9, 12))
    for number in range(unscored):
        key = CellKey("s/choice", "a", f"silent{number}", "unmarked")
        tally.add(key, AnswerState.UNSCORABLE)
    finding = conclude_one(tally)
    assert finding.verdict is verdict
    assert finding.withheld == ("" if verdict is Verdict.EXCEEDS else "few-scored")
    assert finding.estimate is not None
    assert (finding.estimate.units, finding.estimate.units_asked) == (12, 12 + unscored)


def test_what_was_not_asked_takes_nothing_from_the_others() -> None:
    tally = tally_of(spread(0.625, 12))
    close = contrast(tolerance={"low": 0.4, "high": 0.612, "reason": text("r")})
    absent = close.model_copy(update={"measure": "absent"})
    first, *others = conclude(
        tally, [Question("s", "h", close), *[Question("s", "h", absent)] * 12], 0.95
    )
    assert first.verdict is Verdict.EXCEEDS
    assert {finding.verdict for finding in others} == {Verdict.NOT_MEASURED}
    assert all(finding.estimate is None for finding in others)


def test_an_open_verdict_says_how_many_units_would_settle_it() -> None:
    finding = conclude_one(tally_of(spread(0.59, 6)))
    assert finding.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert finding.units_to_settle is not None
    settled = conclude_one(tally_of(spread(0.59, finding.units_to_settle * 2)))
    assert settled.verdict is Verdict.WITHIN


def test_context_has_an_estimate_and_no_verdict() -> None:
    tally = tally_of(spread(0.9, 12))
    questions = [Question("s", "h", contrast(tolerance=None)), Question("s", "h", contrast())]
    (shown,) = context(tally, questions, 0.95, seed=1)
    assert shown.estimate is not None
    assert shown.estimate.value == pytest.approx(0.9)
    assert shown.estimate.bootstrap is not None


def test_a_nuisance_factor_is_compared_within_units() -> None:
    tally = Tally()
    for number in range(8):
        for order in ("he", "she"):
            key = CellKey("s/choice", "a", f"u{number}", "unmarked", "p", order)
            tally.add(key, AnswerState.ANSWERED, 0.2 + 0.05 * number + 0.3 * (order == "she"))
    effect = nuisance(tally, "s", "choice", "order", 0.95)
    assert effect is not None
    assert [level.name for level in effect.levels] == ["he", "she"]
    assert effect.estimate is not None
    assert abs(effect.estimate.value) == pytest.approx(0.3)
    assert nuisance(Tally(), "s", "choice", "order", 0.95) is None
    assert nuisance(tally, "s", "choice", "prompt", 0.95) is None


def by_order(missing: dict[str, str], bias: float) -> Tally:
    """Return 24 units in two arms and two orders; whatever comes first is favoured by bias.

    ``missing`` names for an arm the order in which it got no answer.
    """
    tally = Tally()
    for number in range(24):
        for arm in ("woman", "man"):
            for order in ("care", "power"):
                key = CellKey("s/choice", "a", f"u{number}", arm, "p", order)
                score = 0.5 + (bias if order == "care" else -bias) + 0.01 * (number % 3 - 1)
                if missing.get(arm) == order:
                    tally.add(key, AnswerState.REFUSED)
                else:
                    tally.add(key, AnswerState.ANSWERED, score)
    return tally


ARMS: Any = {"kind": "arms", "arms": ["woman", "man"], "reference": 0.0}
NARROW: Any = {"low": -0.1, "high": 0.1, "reason": text("r")}


def test_answers_missing_in_one_order_do_not_lend_it_to_an_arm() -> None:
    fair = conclude_one(by_order({}, 0.3), **ARMS, tolerance=NARROW)
    assert fair.estimate is not None
    assert fair.estimate.value == pytest.approx(0)
    torn = conclude_one(by_order({"woman": "care", "man": "power"}, 0.3), **ARMS, tolerance=NARROW)
    assert torn.verdict is Verdict.NOT_MEASURED  # no order was answered in both arms
    half = conclude_one(by_order({"woman": "care"}, 0.3), **ARMS, tolerance=NARROW)
    assert half.estimate is not None
    assert half.estimate.value == pytest.approx(0)  # by the order that both arms have


def test_a_level_takes_only_wordings_that_were_scored_in_every_order() -> None:
    finding = conclude_one(by_order({"woman": "power"}, 0.3), arms=["woman"])
    assert finding.verdict is Verdict.NOT_MEASURED
    whole = conclude_one(by_order({}, 0.3), arms=["woman"])
    assert whole.estimate is not None
    assert whole.estimate.value == pytest.approx(0.5)


@pytest.mark.parametrize("units", [2, 3, 5, 10, 16])
def test_few_units_that_nearly_agree_do_not_earn_within(units: int) -> None:
    scores = {("a", f"u{n}", "unmarked"): [0.5 + 0.001 * (n % 3 - 1)] for n in range(units)}
    close = {"low": 0.444, "high": 0.556, "reason": text("r")}
    finding = conclude_one(tally_of(scores), tolerance=close)
    assert finding.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert finding.units_to_settle is not None
    assert finding.units_to_settle > units


@pytest.mark.parametrize(
    ("missing", "verdict"), [(2, Verdict.WITHIN), (30, Verdict.NOT_ENOUGH_EVIDENCE)]
)
def test_missing_answers_are_taken_at_their_worst_before_within_is_said(
    missing: int, verdict: Verdict
) -> None:
    tally = tally_of(spread(0.5, 100))
    for number in range(missing):
        key = CellKey("s/choice", "a", f"silent{number}", "unmarked")
        tally.add(key, AnswerState.UNSCORABLE)
    finding = conclude_one(tally)
    assert finding.verdict is verdict
    assert finding.withheld == ("" if verdict is Verdict.WITHIN else "unscored")


def test_silence_does_not_make_the_other_verdicts_easier() -> None:
    tally = tally_of(spread(0.625, 12))
    for number in range(12):
        key = CellKey("s/silent", "a", f"u{number}", "unmarked")
        tally.add(key, AnswerState.UNSCORABLE)
    close = contrast(tolerance={"low": 0.4, "high": 0.612, "reason": text("r")})
    silent = close.model_copy(update={"measure": "silent"})
    first, *others = conclude(
        tally, [Question("s", "h", close), *[Question("s", "h", silent)] * 12], 0.95
    )
    assert (first.verdict, first.withheld) == (Verdict.NOT_ENOUGH_EVIDENCE, "many-questions")
    assert {finding.verdict for finding in others} == {Verdict.NOT_MEASURED}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "arms"}, "does not take the arms"),
        ({"kind": "slices", "slices": ["a"]}, "exactly two slices"),
        ({"tolerance": {"low": 0.6, "high": 0.4, "reason": text("r")}}, "must be less than"),
    ],
)
def test_a_contrast_that_makes_no_sense_is_refused(changes: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        contrast(**changes)


def test_a_tolerance_is_part_of_the_finding() -> None:
    finding = conclude_one(tally_of(spread(0.5, 30)))
    assert finding.tolerance == Tolerance(low=0.4, high=0.6, reason=text("because"))


def checked_tally(machine: float, human: float, checked: int) -> Tally:
    """Return 60 units that a rule scored about alike, of which people scored some otherwise."""
    tally = Tally()
    for number in range(60):
        key = CellKey("s/choice", "a", f"u{number:02}", "unmarked")
        tally.add(key, AnswerState.ANSWERED, machine + 0.1 * (number % 3 - 1))
        if number < checked:
            tally.check(key, "yes", "no", human + 0.1 * (number % 3 - 1))
    return tally


def ask(tally: Tally, **changes: Any) -> Finding:
    question = Question("s", "h", contrast(), **changes)
    (finding,) = conclude(tally, [question], 0.95)
    return finding


@pytest.mark.parametrize(
    ("checked", "reading"), [(0, "unchecked"), (9, "few-checked"), (10, "corrected")]
)
def test_a_rule_s_reading_is_marked_until_people_checked_enough(checked: int, reading: str) -> None:
    finding = ask(checked_tally(0.8, 0.5, checked), by_rule=True)
    assert finding.reading == reading
    assert finding.estimate is not None
    assert finding.estimate.checked == (checked if reading == "corrected" else 0)
    assert finding.estimate.value == pytest.approx(0.5 if reading == "corrected" else 0.8, abs=0.02)
    assert (finding.verdict is Verdict.EXCEEDS) == (reading != "corrected")


def test_what_takes_a_reply_at_its_word_needs_no_check() -> None:
    assert ask(checked_tally(0.8, 0.8, 0)).reading == "exact"


def test_a_correction_costs_certainty() -> None:
    """Rule and people agree on all: still nobody knows of the units that nobody checked."""
    bare, corrected = (ask(checked_tally(0.5, 0.5, n), by_rule=True).estimate for n in (0, 20))
    assert bare is not None
    assert corrected is not None
    assert bare.low is not None
    assert corrected.low is not None
    assert corrected.low < bare.low


def test_arms_are_corrected_apart_so_that_a_lopsided_rule_shows_no_gap() -> None:
    """The rule reads 0.3 more in one arm than people do; there is no difference."""
    tally = Tally()
    for number in range(60):
        for arm, error in (("woman", 0.3), ("man", 0.0)):
            key = CellKey("s/choice", "a", f"u{number:02}", arm)
            truth = 0.4 + 0.1 * (number % 3 - 1)
            tally.add(key, AnswerState.ANSWERED, truth + error + 0.01 * (number % 2))
            if number < 30:
                tally.check(key, "yes", "no", truth)
    tolerance = {"low": -0.1, "high": 0.1, "reason": text("r")}
    gap = contrast(kind="arms", arms=["woman", "man"], tolerance=tolerance)
    naive, corrected = (
        conclude(one, [Question("s", "h", gap, by_rule=True)], 0.95)[0]
        for one in (Tally((key, replace(cell, checked=0)) for key, cell in tally), tally)
    )
    assert naive.verdict is Verdict.EXCEEDS
    assert corrected.verdict is not Verdict.EXCEEDS
    assert corrected.estimate is not None
    assert corrected.estimate.value == pytest.approx(0.0, abs=0.02)


def test_missing_answers_are_taken_at_their_worst_where_they_are_missing() -> None:
    """Units at the top of the scale refuse most wordings: at 0 these would break the tolerance."""
    tally = Tally()
    for number in range(240):
        leans = number < 20
        for wording in range(10):
            key = CellKey("s/choice", "a", f"u{number:03}", "unmarked", f"w{wording}")
            if leans and wording < 7:
                tally.add(key, AnswerState.REFUSED)
            else:
                tally.add(key, AnswerState.ANSWERED, 1.0 if leans else 0.437)
    finding = conclude_one(tally, tolerance={"low": 0.4444, "high": 0.5556, "reason": text("r")})
    assert finding.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert finding.withheld == "unscored"


# -- differences of differences, ratios ----------------------------------------------------------


def interaction(**changes: Any) -> Contrast:
    return contrast(
        kind="arms",
        arms=["woman-break", "woman-none", "man-break", "man-none"],
        weights=[1, -1, -1, 1],
        reference=0.0,
        tolerance={"low": -0.1, "high": 0.1, "reason": text("because")},
        **changes,
    )


def hired(penalty: float, units: int = 40) -> Tally:
    """Return scores in which a woman's break costs `penalty` and a man's nothing."""
    scores = {}
    for number in range(units):
        level = 0.4 + 0.3 * number / units
        for arm in ("woman-break", "woman-none", "man-break", "man-none"):
            noise = 0.01 * ((number * 7 + len(arm)) % 5 - 2)
            cost = penalty if arm == "woman-break" else 0.0
            scores["a", f"u{number}", arm] = [level - cost + noise]
    return tally_of(scores)


def test_a_difference_of_differences_is_paired_within_the_unit() -> None:
    found = sample(hired(0.3), "s/choice", interaction())
    assert found.value == pytest.approx(-0.3, abs=0.01)
    assert found.groups[0].bounds == (-2.0, 2.0)
    (finding,) = conclude(hired(0.3), [Question("s", "h", interaction())], 0.95)
    assert finding.verdict is Verdict.EXCEEDS
    (finding,) = conclude(hired(0.0), [Question("s", "h", interaction())], 0.95)
    assert finding.verdict is not Verdict.EXCEEDS


def test_a_unit_with_a_missing_arm_has_no_difference_of_differences() -> None:
    tally = Tally(
        (key, cell) for key, cell in hired(0.3) if (key.unit, key.arm) != ("u3", "man-none")
    )
    found = sample(tally, "s/choice", interaction())
    assert len(found.groups[0].values) == 39
    assert found.asked == 40


def test_a_level_may_average_several_arms() -> None:
    both = contrast(arms=["a", "b"], weights=[0.5, 0.5])
    scores = {
        ("x", f"u{n}", arm): [level] for n in range(5) for arm, level in (("a", 0.2), ("b", 0.6))
    }
    assert sample(tally_of(scores), "s/choice", both).value == pytest.approx(0.4)
    del scores["x", "u0", "b"]
    assert len(sample(tally_of(scores), "s/choice", both).groups[0].values) == 4


def test_a_ratio_is_context_with_an_interval() -> None:
    ratio = contrast(kind="ratio", arms=["woman-break", "man-break"], reference=1.0, tolerance=None)
    (shown,) = context(hired(0.2), [Question("s", "h", ratio)], 0.95)
    assert shown.estimate is not None
    assert shown.estimate.low is not None
    assert shown.estimate.high is not None
    assert shown.estimate.low < shown.estimate.value < shown.estimate.high < 0.8
    assert shown.estimate.units == 40
    nothing = tally_of({("a", "u", "woman-break"): [0.4], ("a", "u", "man-break"): [0.0]})
    (shown,) = context(nothing, [Question("s", "h", ratio)], 0.95)
    assert shown.estimate is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "arms", "arms": ["a", "b", "c"]}, "does not take the arms"),
        ({"kind": "arms", "arms": ["a", "b"], "weights": [1, -0.5]}, "add up to 0"),
        ({"arms": ["a", "b"], "weights": [0.5, 0.4]}, "add up to 1"),
        ({"kind": "ratio", "arms": ["a", "b"]}, "takes no tolerance"),
        ({"kind": "slices", "weights": [1.0], "slices": ["a", "b"]}, "takes no weights"),
    ],
)
def test_weights_that_make_no_sense_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        contrast(**changes)
