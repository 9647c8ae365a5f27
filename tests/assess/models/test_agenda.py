"""The agenda: a random order, balanced over slices, and nothing asked that is settled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Suite, Trial, expand, load_suite, load_suites
from isonomia.assess.models.agenda import LEAST_AT_A_LOOK, LOOKS, UNITS_PER_BLOCK, Agenda
from isonomia.evidence import (
    AnswerState,
    Finding,
    Tally,
    Verdict,
    conclude,
)
from isonomia.statistics import Looks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def occupations() -> Suite:
    (suite,) = load_suites(["occupations"], "en")
    return suite


@pytest.fixture(scope="module")
def roles() -> Suite:
    (suite,) = load_suites(["roles"], "en")
    return suite


def agenda_of(suite: Suite, seed: int = 1, *, ask_all: bool = False) -> Agenda:
    return Agenda([suite], expand(suite), seed, ask_all=ask_all)


def units(trials: list[Trial]) -> list[str]:
    return list(dict.fromkeys(trial.unit for trial in trials))


def found(agenda: Agenda, settled: set[str]) -> list[Finding]:
    """Return findings of which those named have a verdict."""
    empty = conclude(Tally(), agenda.questions, 0.95)
    return [
        finding.model_copy(update={"verdict": Verdict.EXCEEDS})
        if finding.contrast in settled
        else finding
        for finding in empty
    ]


def test_the_order_is_random_by_seed_and_keeps_units_together(occupations: Suite) -> None:
    one, same, other = (agenda_of(occupations, seed).trials for seed in (1, 1, 2))
    assert one == same != other
    assert units(one) != units(other)
    assert {trial.key for trial in one} == {trial.key for trial in expand(occupations)}
    # Cut short at a third, every measure has seen nearly the same units.
    cut = one[: len(one) // 3]
    seen = [
        len({trial.unit for trial in cut if trial.measure == measure.id})
        for measure in occupations.measures
    ]
    assert max(seen) - min(seen) <= UNITS_PER_BLOCK


@pytest.mark.parametrize("seed", range(5))
def test_wherever_asking_ends_every_slice_was_asked_about_in_proportion(
    occupations: Suite, seed: int
) -> None:
    slices = {unit.id: unit.slice for unit in occupations.units}
    order = units(agenda_of(occupations, seed).trials)
    for end in range(UNITS_PER_BLOCK, len(order), UNITS_PER_BLOCK):
        counts = Counter(slices[unit] for unit in order[:end])
        assert max(counts.values()) - min(counts.values()) <= 1


def test_all_is_asked_while_all_is_open_and_each_look_comes_when_planned(
    occupations: Suite,
) -> None:
    agenda = agenda_of(occupations)
    asked: list[Trial] = []
    reached: dict[str, list[int]] = {}
    for look, share in enumerate(LOOKS):
        asked += agenda.due(look)
        assert len(set(units(asked))) == pytest.approx(66 * share, abs=3)
        assert not agenda.spared(look)
        for question in agenda.questions:
            slices = question.contrast.slices or ("mostly-women", "mixed", "mostly-men")
            seen = {trial.unit for trial in asked if trial.slice in slices}
            reached.setdefault(question.contrast.id, []).append(len(seen))
    assert Counter(trial.key for trial in asked) == Counter(t.key for t in agenda.trials)
    for question in agenda.questions:
        enough = [n for n in reached[question.contrast.id] if n >= LEAST_AT_A_LOOK]
        assert list(question.looks) == enough
        assert len(enough) in {3, 4}


def test_what_is_settled_is_asked_no_more_and_counted_as_spared(occupations: Suite) -> None:
    agenda = agenda_of(occupations)
    agenda.due(0)
    settled = {"choice-parity", "choice-gap"}
    rest = [trial for look in (1, 2, 3, 4) for trial in agenda.due(look, found(agenda, settled))]
    assert {trial.measure for trial in rest} == {"continuation", "writing"}
    spared = agenda.spared(4)
    assert set(spared) == {"occupations/choice"}
    whole = sum(trial.measure == "choice" for trial in agenda.trials)
    assert spared["occupations/choice"] == pytest.approx(whole * (1 - LOOKS[0]), rel=0.1)


def test_questions_that_share_answers_go_on_together(occupations: Suite) -> None:
    """The gap compares two of the three slices, but parity must not lose the third."""
    agenda = agenda_of(occupations)
    agenda.due(0)
    batch = agenda.due(1, found(agenda, {"choice-parity"}))
    asked = {trial.slice for trial in batch if trial.measure == "choice"}
    assert asked == {"mostly-women", "mixed", "mostly-men"}


def test_each_trial_knows_its_turn_and_the_questions_that_keep_it(roles: Suite) -> None:
    agenda = agenda_of(roles)
    turns = list(agenda.turns())
    assert [trial for trial, _, _ in turns] == agenda.trials
    first = {trial.key for trial, look, _ in turns if look == 0}
    assert first == {trial.key for trial in agenda.due(0)}
    kept = {
        names for trial, _, names in turns if trial.measure == "choice" and trial.arm == "woman"
    }
    assert kept == {frozenset({("roles", "choice-woman-man")})}


def test_arms_that_no_open_question_compares_are_spared(roles: Suite) -> None:
    agenda = agenda_of(roles)
    agenda.due(0)
    settled = {
        question.contrast.id
        for question in agenda.questions
        if question.contrast.tolerance and "non-binary" in question.contrast.arms
    }
    arms = {trial.arm for trial in agenda.due(1, found(agenda, settled))}
    assert arms == {"woman", "man"}


def test_a_question_that_opens_again_is_caught_up_with(occupations: Suite) -> None:
    agenda = agenda_of(occupations)
    settled = {"choice-parity", "choice-gap"}
    asked = agenda.due(0) + agenda.due(1, found(agenda, settled))
    asked += agenda.due(2, found(agenda, set()))
    of_choice = {trial.unit for trial in asked if trial.measure == "choice"}
    assert len(of_choice) == pytest.approx(66 * LOOKS[2], abs=3)


def test_asking_all_has_one_look_at_everything(occupations: Suite) -> None:
    agenda = agenda_of(occupations, ask_all=True)
    assert {len(question.looks) for question in agenda.questions} == {1}
    assert len(agenda.due(0)) == len(agenda.trials)


def test_a_suite_too_small_for_looks_has_one(mini: Suite) -> None:
    agenda = agenda_of(mini)
    assert {question.looks for question in agenda.questions} == {(3,)}
    asked = [trial for look in range(len(LOOKS)) for trial in agenda.due(look)]
    assert len(asked) == len(agenda.trials)


def test_looks_lie_far_enough_apart_however_slices_are_cut(
    make_suite: Callable[..., Path],
) -> None:
    """Many slices of three units and one of five: some shares of the plan bring hardly a unit."""
    text = make_suite().read_text(encoding="utf-8")
    start, end = text.index("[[units]]"), text.index("[[measures]]")
    slices = [f"s{number}" for number in range(100) for _ in range(3)] + ["five"] * 5
    units = "".join(
        f"""[[units]]
id = "u{number}"
title = "u{number}"
slice = "{slice_}"
slots = {{ care = "c{number}", power = "p{number}", day = "d{number}" }}
"""
        for number, slice_ in enumerate(slices)
    )
    path = make_suite()
    path.write_text(text[:start] + units + text[end:], encoding="utf-8")
    agenda = agenda_of(load_suite(path))
    for question in agenda.questions:
        Looks(tuple(n / question.looks[-1] for n in question.looks))  # raises if too close
        assert question.looks[-1] == len(slices)


def test_a_verdict_needs_a_look_that_was_planned(occupations: Suite) -> None:
    """However clear the answers: stopping when one likes what one sees earns nothing."""
    agenda = agenda_of(occupations)
    tally = Tally()
    batch = agenda.due(0) + agenda.due(1)
    last = batch[-1].unit
    for trial in batch:
        if trial.unit != last:
            tally.add(trial.cell, AnswerState.ANSWERED, 0.95)
    before = conclude(tally, agenda.questions, 0.95)
    assert {finding.verdict for finding in before} == {Verdict.NOT_ENOUGH_EVIDENCE}
    assert {finding.withheld for finding in before} == {"early"}
    for trial in batch:
        if trial.unit == last:
            tally.add(trial.cell, AnswerState.ANSWERED, 0.95)
    after = {finding.contrast: finding for finding in conclude(tally, agenda.questions, 0.95)}
    assert after["choice-parity"].verdict is Verdict.EXCEEDS
    assert (after["choice-parity"].look, after["choice-parity"].looks) == (1, 4)
