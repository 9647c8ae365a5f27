"""Less data buy no better verdict: outcomes, groups and rows that are not known may be anything."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.assess.decisions import DecisionFields, assess_decisions
from isonomia.assess.decisions.claims import ratio_reach
from isonomia.errors import UsageError
from isonomia.evidence import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isonomia.evidence import Finding

WHOLE = [
    (gender, outcome)
    for gender in ("woman", "man")
    for outcome, times in (("yes", 1_500), ("no", 1_500))
    for _ in range(times)
]


def selection(path: Path, rows: Sequence[tuple[str, ...]]) -> Finding:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("gender", "hired"), *rows])
    made = assess_decisions(path, DecisionFields({"gender": "gender"}, "hired=yes"))
    (found,) = (one for one in made.findings if one.measure == "selection")
    return found


def test_what_is_whole_is_within(tmp_path: Path) -> None:
    assert selection(tmp_path / "whole.csv", WHOLE).verdict is Verdict.WITHIN


@pytest.mark.parametrize(
    "lost",
    [
        [("woman", "")] * 1_200,
        [("", "no")] * 1_200,
        [("", "")] * 900,
        [("woman", "no", "one cell too many")] * 1_200,
    ],
    ids=["no outcome", "no group", "neither", "unreadable"],
)
def test_what_is_missing_could_undo_it(tmp_path: Path, lost: list[tuple[str, ...]]) -> None:
    found = selection(tmp_path / "torn.csv", [*WHOLE, *lost])
    assert found.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert found.withheld == "unscored"


def test_little_that_is_missing_undoes_nothing(tmp_path: Path) -> None:
    rows = [*WHOLE, ("woman", ""), ("", "yes"), ("man", "no", "odd")]
    assert selection(tmp_path / "nearly.csv", rows).verdict is Verdict.WITHIN


counts = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda two: (two[0], sum(two)))
few = st.integers(0, 10)


@given(st.tuples(counts, counts), st.tuples(few, few), st.tuples(few, few), st.data())
def test_no_way_of_filling_in_goes_beyond_the_reach(
    groups: tuple[tuple[int, int], tuple[int, int]],
    without: tuple[int, int],
    strangers: tuple[int, int],
    data: st.DataObject,
) -> None:
    first, second = groups
    (x1, n1), (x2, n2) = groups
    (missing, others), (selected, rejected) = without, strangers
    if not (n1 and x2):
        return
    down, up = ratio_reach(first, second, missing, others, strangers)
    extra1, extra2 = data.draw(st.integers(0, missing)), data.draw(st.integers(0, others))
    to_first = data.draw(st.tuples(st.integers(0, selected), st.integers(0, rejected)))
    filled1 = (x1 + extra1 + to_first[0]) / (n1 + missing + sum(to_first))
    rest = (selected - to_first[0], rejected - to_first[1])
    filled2 = (x2 + extra2 + rest[0]) / (n2 + others + sum(rest))
    value = x1 / n1 / (x2 / n2)
    assert value - down - 1e-9 <= filled1 / filled2 <= value + up + 1e-9


def test_a_break_after_which_all_are_taken_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "breaks.csv"
    rows = [("yes", "yes")] * 100 + [("no", "no")] * 300
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("gap", "hired"), *rows])
    fields = DecisionFields({"gap": "gap"}, "hired=yes", career_break="gap=yes")
    found = assess_decisions(path, fields).findings
    (turned,) = (one for one in found if one.measure == "break-turned")
    assert turned.verdict is Verdict.EXCEEDS
    assert turned.estimate is not None
    assert turned.estimate.value == 0.0


@pytest.mark.parametrize("outcome", ["hired", "hired=True"])
def test_one_value_in_two_spellings_is_no_two_outcomes(tmp_path: Path, outcome: str) -> None:
    path = tmp_path / "joined.csv"
    rows = [("woman", "True"), ("woman", "False"), ("man", "true"), ("man", "false")]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("gender", "hired"), *rows])
    with pytest.raises(UsageError, match="differ in capitals alone"):
        assess_decisions(path, DecisionFields({"gender": "gender"}, outcome))


def test_free_text_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "free.csv"
    said = [f"she said she was called by number {n}" for n in range(30)]
    rows = [("woman", "yes")] * 30 + [("man", text) for text in said]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("gender", "hired"), *rows])
    out = tmp_path / "run"
    assess_decisions(path, DecisionFields({"gender": "gender"}, "hired=yes"), out=out)
    kept = (out / "profile.json").read_text() + (out / "assessment.json").read_text()
    assert "she said" not in kept
    assert "(other values)" in kept


def test_a_column_of_names_is_no_column_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("who", "hired"), *((f"Ann {n}", "yes") for n in range(40))])
    with pytest.raises(UsageError, match="seems to name people"):
        assess_decisions(path, DecisionFields({"who": "who"}, "hired=yes"))


def test_nobody_else_selected_is_asked_the_other_way_round(tmp_path: Path) -> None:
    path = tmp_path / "three.csv"
    rows = [("a", "no")] * 40 + [("b", "no")] * 40 + [("c", "yes")] * 30 + [("c", "no")] * 10
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("group", "hired"), *rows])
    found = assess_decisions(path, DecisionFields({"group": "group"}, "hired=yes")).findings
    (about_c,) = (one for one in found if one.arms == ("others", "c"))
    assert about_c.verdict is Verdict.EXCEEDS
