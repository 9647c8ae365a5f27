"""Decisions counted by DuckDB are those counted by hand, scores and lists included."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.decisions import (
    DecisionFields,
    count_decisions,
    decisions_query,
    profile_from_cells,
)
from isonomia.assess.decisions.scores import pooled_median
from isonomia.assess.decisions.view import DecisionView
from isonomia.assess.tables.counting import open_sheets
from isonomia.assess.tables.sheets import Reader
from isonomia.errors import UsageError
from isonomia.statistics.selection import above_median, exposure, top_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = ("gender", "hired", "able", "score", "gap", "vacancy", "place")
GROUPS = {"gender": "gender"}

Row = tuple[str, ...]


def write(path: Path, rows: Sequence[Row], names: tuple[str, ...] = NAMES) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    return path


row = st.tuples(
    st.sampled_from(["woman", "man", " man ", ""]),
    st.sampled_from(["yes", "no", "no", ""]),
    st.sampled_from(["1", "0", ""]),
    st.sampled_from(["0", "0.05", "0.31", "0.5", "0.5", "0.999", "1", "", "high"]),
    st.sampled_from(["true", "false"]),
    st.just("v"),
    st.just("1"),
)


@given(st.lists(row, min_size=3, max_size=40))
@settings(max_examples=25, deadline=None)
def test_sums_equal_those_of_a_plain_loop(rows: list[Row]) -> None:
    rows = [*rows, ("man", "yes", "1", "0.4", "true", "v", "1")]
    fields = DecisionFields(
        GROUPS, "hired=yes", score="score", label="able=1", career_break="gap=true"
    )
    with TemporaryDirectory() as folder:
        profile = count_decisions([write(Path(folder) / "d.csv", rows)], fields).profile
    cells = profile.table("cells")
    scores = [float(r[3]) for r in rows if r[3] not in {"", "high"}]
    median = float(np.median(scores))
    assert profile.settings["above"] == repr(median)
    for group in ("woman", "man", ""):
        for said, value in (("yes", "true"), ("no", "false")):
            here = [r for r in rows if r[0].strip() == group and r[4] == value]
            if not here:
                continue
            decided = [r for r in here if r[1]]
            both = [r for r in decided if r[2]]
            scored = [float(r[3]) for r in here if r[3] not in {"", "high"}]
            assert dict(cells[group, said]) == {
                "records": len(here),
                "decided": len(decided),
                "selected": sum(r[1] == "yes" for r in decided),
                "labelled": len(both),
                "positives": sum(r[2] == "1" for r in both),
                "true_positives": sum(r[1] == "yes" and r[2] == "1" for r in both),
                "labelled_selected": sum(r[1] == "yes" for r in both),
                "scored": len(scored),
                "above": sum(score > median for score in scored),
            }
    by_band = Counter(
        (r[0].strip(), str(min(int(float(r[3]) * 10), 9)))
        for r in rows
        if r[2] and r[3] not in {"", "high"}
    )
    assert {key: sums[0] for key, sums in profile.table("bands")} == by_band


@given(
    st.lists(st.floats(-1e300, 1e300, allow_subnormal=False), min_size=1, max_size=60),
    st.integers(1, 3),
)
@settings(max_examples=25, deadline=None)
def test_the_median_is_exact_over_all_files(scores: list[float], files: int) -> None:
    with TemporaryDirectory() as folder, Reader() as reader:
        paths = [
            write(Path(folder) / f"{n}.csv", [("x", repr(score)) for score in part], ("a", "score"))
            for n in range(files)
            if (part := scores[n::files])
        ]
        found = pooled_median(reader, open_sheets(reader, paths), "score")
    assert found == pytest.approx(float(np.median(scores)), rel=1e-15)


def test_the_median_of_many_sorted_and_tied_scores_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT range AS score FROM range(150001)")
        connection.execute("UPDATE t SET score = 3 WHERE score < 70000")
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    with Reader() as reader:
        assert pooled_median(reader, open_sheets(reader, [path]), "score") == 75000.0


def test_scoring_rates_are_those_of_local_law_144(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    scores = {"woman": rng.integers(0, 20, 90), "man": rng.integers(3, 20, 61)}
    rows = [(group, str(score)) for group, values in scores.items() for score in values]
    path = write(tmp_path / "s.csv", rows, ("gender", "score"))
    cells = count_decisions([path], DecisionFields(GROUPS, score="score")).profile.table("cells")
    found = {g: (cells[(g,)]["above"], cells[(g,)]["scored"]) for g in scores}
    assert found == above_median(scores)


def test_gaps_of_lists_are_those_of_the_rankings(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows: list[Row] = []
    expected: dict[str, list[tuple[float, float]]] = {"woman": [], "man": []}
    for number in range(12):
        ranking = rng.choice(["woman", "man"], 15).tolist()
        rows += [
            (group, f"v{number}", str(place), str(100 - place))
            for place, group in enumerate(ranking, 1)
        ]
        seen, top = exposure(ranking), top_counts(ranking, 5)
        for one, other in (("woman", "man"), ("man", "woman")):
            share = top[one][0] / 5 - top[one][1] / 15
            expected[one].append((seen[one] - seen[other], share))
    rng.shuffle(rows)
    path = write(tmp_path / "l.csv", rows, ("gender", "vacancy", "place", "score"))
    by_rank = DecisionFields(GROUPS, lists="vacancy", rank="place", top=5)
    by_score = DecisionFields(GROUPS, lists="vacancy", score="score", top=5)
    for fields in (by_rank, by_score):
        view = DecisionView(count_decisions([path], fields).profile)
        assert view.ranked("lists") == 12
        assert view.ranked("people") == len(rows)
        for at, measure in enumerate(("exposure", "top")):
            for group, gaps in view.gaps("gender", measure).items():
                found = np.repeat(list(gaps), list(gaps.values()))
                wanted = sorted(gap[at] for gap in expected[group])
                assert sorted(found) == pytest.approx(wanted, abs=1e-6)


def test_equals_share_their_places_and_the_unknown_hold_theirs(tmp_path: Path) -> None:
    rows = [("woman", "v", "1"), ("man", "v", "1"), ("", "v", "3"), ("man", "v", "4")]
    rows += [("man", "w", "1"), ("man", "w", "2"), ("man", "", "1"), ("man", "v", "late")]
    path = write(tmp_path / "l.csv", rows, ("gender", "vacancy", "place"))
    fields = DecisionFields(GROUPS, lists="vacancy", rank="place", top=1)
    view = DecisionView(count_decisions([path], fields).profile)
    places = 1 / np.log2(np.arange(2, 6))
    shared = places[:2].mean()
    gap = shared - (shared + places[3]) / 2
    assert list(view.gaps("gender", "exposure")["woman"]) == pytest.approx([gap], abs=1e-6)
    assert list(view.gaps("gender", "top")["woman"]) == pytest.approx([1 / 2 - 1 / 3], abs=1e-6)
    assert (view.ranked("lists"), view.ranked("people")) == (2, 6)
    assert view.ranked("one-group gender") == 1


def test_a_list_in_two_files_is_one_list(tmp_path: Path) -> None:
    names = ("gender", "vacancy", "place")
    one = write(tmp_path / "a.csv", [("woman", "v", "1")], names)
    two = write(tmp_path / "b.csv", [("man", "v", "2")], names)
    fields = DecisionFields(GROUPS, lists="vacancy", rank="place")
    view = DecisionView(count_decisions([one, two], fields).profile)
    assert view.ranked("lists") == 1
    assert len(view.gaps("gender", "exposure")["woman"]) == 1


def test_a_warehouse_counts_the_same_with_the_sql_that_is_printed(tmp_path: Path) -> None:
    rng = np.random.default_rng(8)
    picks: list[list[str]] = [
        ["woman", "man", " man", "?", ""],
        ["yes", "no", ""],
        ["1", "0", ""],
        ["0.2", "0.5", "0.8"],
        ["true", "false", ""],
    ]
    rows = [(*(str(rng.choice(pick)) for pick in picks), "v", "1") for _ in range(400)]
    path = write(tmp_path / "d.csv", rows)
    mapping = tmp_path / "m.toml"
    mapping.write_text('[gender]\nunknown = ["?"]\n', encoding="utf-8")
    fields = DecisionFields(
        GROUPS, "hired=yes", "score", "able=1", "gap=true", above=0.4, mapping=mapping
    )
    result = tmp_path / "cells.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE decisions AS FROM read_csv('{path}', all_varchar=true, nullstr='')"
        )
        connection.execute(f"COPY ({decisions_query(fields)}) TO '{result}' (HEADER)")
    found, local = profile_from_cells(result, fields), count_decisions([path], fields).profile
    assert found.table("cells") == local.table("cells")
    assert found.settings == local.settings
    for wrong, sentence in (
        (DecisionFields(GROUPS, "hired"), "say it, as in --outcome hired=VALUE"),
        (DecisionFields(GROUPS, score="score"), "--above"),
    ):
        with pytest.raises(UsageError, match=sentence):
            decisions_query(wrong)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gender,records\nwoman,1\n", "no column 'decided'"),
        ("", "no column 'gender'"),
        ("HEAD", "holds no cells"),
        ("HEAD\nwoman,2,1.5,0,0,0,0,0,0,0", "line 2: decided is '1.5'"),
        ("HEAD\nwoman,2,-1,0,0,0,0,0,0,0", "line 2: decided is '-1'"),
        ("HEAD\nwoman,2", "decided is None"),
    ],
)
def test_cells_that_are_not_the_querys_result_get_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    head = "gender,records,decided,selected,labelled,positives,true_positives,labelled_selected"
    path = tmp_path / "cells.csv"
    path.write_text(text.replace("HEAD", head + ",scored,above"), encoding="utf-8")
    with pytest.raises(UsageError, match=sentence):
        profile_from_cells(path, DecisionFields(GROUPS, "hired=yes"))
