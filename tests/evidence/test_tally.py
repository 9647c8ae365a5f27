"""The tally's algebra: merging is exact, in any order and any grouping."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.evidence import AnswerState, Assessment, Cell, CellKey, Tally

KEYS = [
    CellKey("s/m", slice_, unit, arm)
    for slice_ in ("a", "b")
    for unit in ("u1", "u2")
    for arm in ("woman", "man")
]


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    tally = Tally()
    for key in draw(st.lists(st.sampled_from(KEYS), max_size=12)):
        state = draw(st.sampled_from(AnswerState))
        score = draw(st.floats(0, 1)) if state is AnswerState.ANSWERED else None
        label = draw(st.none() | st.sampled_from(["yes", "no"]))
        tally.add(key, state, score, label)
        if score is not None and draw(st.booleans()):
            seen = draw(st.sampled_from(["yes", "no"]))
            tally.check(key, label or "", seen, float(seen == "yes"))
    return tally


@given(tallies(), tallies(), tallies())
def test_merge_is_associative_and_commutative_to_the_last_bit(a: Tally, b: Tally, c: Tally) -> None:
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(b) == b.merge(a)
    assert Assessment.rows(a.merge(b)) == Assessment.rows(b.merge(a))


@given(tallies())
def test_the_empty_tally_is_neutral(tally: Tally) -> None:
    assert tally.merge(Tally()) == tally == Tally().merge(tally)


@given(tallies(), tallies())
def test_merging_changes_neither(a: Tally, b: Tally) -> None:
    before = Assessment.rows(a), Assessment.rows(b)
    merged = a.merge(b)
    for key in KEYS:
        merged.add(key, AnswerState.ANSWERED, 1.0)
    assert (Assessment.rows(a), Assessment.rows(b)) == before


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.data())
def test_splitting_the_trials_over_machines_gives_the_same_counts(
    scores: list[float], data: st.DataObject
) -> None:
    whole, parts = Tally(), [Tally(), Tally(), Tally()]
    for score in scores:
        whole.add(KEYS[0], AnswerState.ANSWERED, score)
        data.draw(st.sampled_from(parts)).add(KEYS[0], AnswerState.ANSWERED, score)
    assert parts[2].merge(parts[0]).merge(parts[1]) == whole


def test_a_cell_holds_the_moments_of_its_scores() -> None:
    tally = Tally()
    for score in (0.25, 0.5, 1.0):
        tally.add(KEYS[0], AnswerState.ANSWERED, score, "yes")
    tally.add(KEYS[0], AnswerState.REFUSED)
    cell = tally[KEYS[0]]
    assert (cell.n, cell.trials) == (3, 4)
    assert cell.mean == pytest.approx(1.75 / 3)
    assert cell.squares == int((0.0625 + 0.25 + 1) * 10**12)
    assert cell.labels == {"yes": 3}
    assert cell.states == {AnswerState.ANSWERED: 3, AnswerState.REFUSED: 1}


def test_a_person_checks_only_what_was_scored_and_it_survives_being_written() -> None:
    tally = Tally()
    tally.add(KEYS[0], AnswerState.ANSWERED, 1.0, "yes")
    tally.check(KEYS[0], "yes", "no", 0.0)
    cell = tally[KEYS[0]]
    assert (cell.checked, cell.human, cell.joint) == (1, 0, {("yes", "no"): 1})
    with pytest.raises(ValueError, match="no more can be checked"):
        tally.check(KEYS[0], "yes", "no", 0.0)
    with pytest.raises(ValueError, match="no more can be checked"):
        tally.check(KEYS[1], "yes", "no", 0.0)
    (row,) = Assessment.rows(tally)
    assert (row.checked, row.human, row.joint) == (1, 0, (("yes", "no", 1),))


@pytest.mark.parametrize("state", [AnswerState.UNSCORABLE, AnswerState.FAILED])
def test_only_an_answer_has_a_score(state: AnswerState) -> None:
    with pytest.raises(ValueError, match="cannot have the score"):
        Tally().add(KEYS[0], state, 0.5)
    with pytest.raises(ValueError, match="needs a score"):
        Tally().add(KEYS[0], AnswerState.ANSWERED)


def test_a_refusal_that_is_what_is_measured_has_a_score_and_stays_a_refusal() -> None:
    tally = Tally()
    tally.add(KEYS[0], AnswerState.REFUSED, 1.0)
    tally.add(KEYS[0], AnswerState.REFUSED)
    assert tally[KEYS[0]].n == 1
    assert tally[KEYS[0]].mean == 1.0
    assert tally[KEYS[0]].states == {AnswerState.REFUSED: 2}


def test_nothing_scored_has_no_mean() -> None:
    with pytest.raises(ZeroDivisionError):
        _ = Cell().mean
