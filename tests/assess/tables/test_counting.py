"""Counting by DuckDB gives what counting by hand gives, whatever stands in the cells."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.tables import TableFields, count_table, profile_from_cells, table_query
from isonomia.errors import UsageError
from isonomia.evidence import merge_profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What CSV, JSON and Parquet can all hold; quotes, separators, line ends and look-alikes included.
LETTERS = st.sampled_from(
    [*"abF'\",;|\t %*?[]{}\\é文\u0301", "\n", " OR 1=1 --", "NULL", "1", "1.0"]
)
TEXTS = st.lists(LETTERS, max_size=4).map("".join)
VALUES = st.one_of(st.none(), TEXTS)
NAMES = st.lists(TEXTS.map(str.strip).filter(bool), min_size=2, max_size=3, unique=True)

Row = tuple[str | None, ...]
FORMS = ("csv", "jsonl", "parquet")


def write(path: Path, names: Sequence[str], rows: Sequence[Row]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerows([names, *[["" if v is None else v for v in row] for row in rows]])
    elif path.suffix == ".jsonl":
        lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        quoted = ", ".join('"' + name.replace('"', '""') + '" VARCHAR' for name in names)
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE t ({quoted})")
            marks = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO t VALUES ({marks})", [*map(list, rows)])  # noqa: S608
            connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    return path


def by_hand(rows: Sequence[Row]) -> dict[tuple[str, ...], int]:
    # DuckDB trims what Unicode calls a space; of these only blanks stand in the cells here.
    def read(value: str | None) -> str:
        bare = (value or "").strip()
        return bare[:-2] if bare.endswith(".0") and bare[:-2].isdecimal() else bare

    return dict(Counter(tuple(map(read, row)) for row in rows))


@given(NAMES, st.data(), st.sampled_from(FORMS))
@settings(max_examples=40, deadline=None)
def test_counts_equal_those_of_a_plain_counter(
    names: list[str], data: st.DataObject, form: str
) -> None:
    row = st.tuples(*[VALUES] * len(names))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    if form == "csv":
        # One line with nothing in it is a line of no row in CSV; a key that nobody has, in JSON.
        rows = [("x", *row[1:]) for row in rows]
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / f"people.{form}", names, rows)
        columns = {f"q{place}": name for place, name in enumerate(names)}
        profile = count_table([path], TableFields(columns)).profile
    counted = {key: sums[0] for key, sums in profile.table("cells")}
    assert counted == by_hand(rows)
    assert profile.records == len(rows)
    assert not profile.skipped


def test_what_is_quoted_separates_no_columns(tmp_path: Path) -> None:
    names, rows = ["a;", ';x",""'], [("1", "2"), ("3", "4")]
    path = write(tmp_path / "people.csv", names, rows)
    profile = count_table([path], TableFields({"one": "a;", "two": ';x",""'})).profile
    assert profile.records == 2


MAPPING = """
[gender]
"F" = "woman"
"Mme" = "woman"
"H" = "man"
unknown = ["?", "N/A"]
[age]
cuts = [25, 40.0]
unknown = ["99"]
"x" = "40+"
"""
PEOPLE: list[Row] = [
    ("F", "24", "yes"),
    (" Mme ", "25", "no"),
    ("woman", "39.9", "no"),
    ("H", "40", "yes"),
    ("N/A", "99", "yes"),
    ("f", "old", None),
    (None, "x", "?"),
    ("it's", " 7 ", "yes"),
]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", FORMS)
def test_a_mapping_says_what_texts_mean_and_nothing_is_dropped(
    tmp_path: Path, mapping: Path, form: str
) -> None:
    path = write(tmp_path / f"people.{form}", ["sex", "years", "hired"], PEOPLE)
    fields = TableFields({"gender": "sex", "age": "years"}, "hired=yes", mapping)
    profile = count_table([path], fields).profile
    cells = profile.table("cells")
    assert {key: sums[0] for key, sums in cells.by("gender")} == {
        ("woman",): 3,
        ("man",): 1,
        ("(unknown)",): 1,
        ("(not mapped)",): 2,
        ("",): 1,
    }
    ages = {key[0]: sums[0] for key, sums in cells.by("age")}
    assert ages == {"<25": 2, "25–39": 2, "40+": 2, "(unknown)": 1, "(not mapped)": 1}
    assert cells.total == {"n": 8, "labelled": 7, "positives": 4}
    not_mapped = {
        key[1]: sums[0] for key, sums in profile.table("values") if key[2] == "(not mapped)"
    }
    assert not_mapped == {"f": 1, "it's": 1, "old": 1}


def test_parts_merge_into_the_whole_in_any_order(tmp_path: Path, mapping: Path) -> None:
    names = ["sex", "years", "hired"]
    fields = TableFields({"gender": "sex", "age": "years"}, "hired=yes", mapping)
    paths = [
        write(tmp_path / f"part-{at}.{form}", names, PEOPLE[at::3]) for at, form in enumerate(FORMS)
    ]
    whole = count_table(paths, fields).profile
    parts = [count_table([path], fields).profile for path in paths]
    assert merge_profiles(parts[::-1]) == whole
    once = count_table([write(tmp_path / "all.csv", names, PEOPLE)], fields).profile
    assert once.table("cells") == whole.table("cells")


def test_a_warehouse_counts_the_same_with_the_sql_that_is_printed(
    tmp_path: Path, mapping: Path
) -> None:
    people = [
        row for row in PEOPLE if row[1] not in {"old", "x"}
    ]  # a warehouse holds ages as numbers
    path = write(tmp_path / "p.parquet", ["sex", "years", "hired"], people)
    fields = TableFields({"gender": "sex", "age": "years"}, "hired=yes", mapping)
    result = tmp_path / "cells.csv"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE people_table AS FROM '{path}'")
        connection.execute(f"COPY ({table_query(fields)}) TO '{result}' (HEADER)")
    found = profile_from_cells(result, fields)
    local = count_table([path], fields).profile
    assert found.table("cells") == local.table("cells")
    assert found.settings == local.settings
    assert found.records == local.records


def test_whole_numbers_that_gaps_made_fractions_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "n.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (a DOUBLE, b BOOLEAN)")
        values = "(1, true), (NULL, false), ('nan', true), (2.5, NULL)"
        connection.execute(f"INSERT INTO t VALUES {values}")  # noqa: S608
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    cells = count_table([path], TableFields({"a": "a", "b": "b"})).profile.table("cells")
    assert {key for key, _ in cells} == {("1", "true"), ("", "false"), ("", "true"), ("2.5", "")}


def test_packed_files_count_like_plain_ones(tmp_path: Path, pack: Callable[[Path], Path]) -> None:
    path = write(tmp_path / "p.jsonl", ["sex", "years"], [row[:2] for row in PEOPLE])
    fields = TableFields({"gender": "sex"})
    plain = count_table([path], fields).profile.table("cells")
    assert count_table([pack(path)], fields).profile.table("cells") == plain


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("named", ["1", "1.0", ""])
def test_whole_numbers_are_one_value_however_they_are_written(
    tmp_path: Path, form: str, named: str
) -> None:
    rows: list[Row] = [("1", "1.0", "61"), ("1.0", "1", "30.0"), (" 2.00", "0", "99.0")]
    path = write(tmp_path / f"p.{form}", ["g", "o", "age"], [*rows, ("2.5", "0.0", "99")])
    mapping = tmp_path / "m.toml"
    mapping.write_text("[age]\ncuts = [60]\nunknown = [99]\n", encoding="utf-8")
    fields = TableFields({"g": "g", "age": "age"}, f"o={named}" if named else "o", mapping)
    profile = count_table([path], fields).profile
    cells = profile.table("cells")
    assert {key[0]: sums for key, sums in cells.by("g")} == {
        "1": (2, 2, 2),
        "2": (1, 1, 0),
        "2.5": (1, 1, 0),
    }
    assert {key[0]: sums[0] for key, sums in cells.by("age")} == {
        "60+": 1,
        "<60": 1,
        "(unknown)": 2,
    }
    values = profile.table("values")
    assert {key[1]: sums[0] for key, sums in values.where(column="label-values")} == {
        "0": 2,
        "1": 2,
    }
    assert (values.where(column="age").by("text")[("99",)]["n"]) == 2


def test_whole_numbers_are_one_value_in_a_warehouse_too(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", ["g", "o"], [("1", "1.0"), ("1.0", "1"), ("x", "0.0")])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[h]\n1 = "one"\n', encoding="utf-8")
    fields = TableFields({"g": "g", "h": "g"}, "o=1", mapping)
    result = tmp_path / "cells.csv"
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE people_table AS FROM read_csv('{path}', all_varchar=true)"
        )
        connection.execute(f"COPY ({table_query(fields)}) TO '{result}' (HEADER)")
    found = profile_from_cells(result, fields).table("cells")
    assert found == count_table([path], fields).profile.table("cells")


def test_a_number_that_a_mapping_reads_in_two_ways_gets_a_sentence(tmp_path: Path) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text('[g]\n"1" = "a"\n"1.0" = "b"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"\[g\]: 1 is mapped twice"):
        TableFields({"g": "g"}, "", mapping)
