"""Counts and profiles: merging is addition, and nothing is counted twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate

from isonomia.errors import AssessmentError, UsageError
from isonomia.evidence import (
    Counts,
    Profile,
    Source,
    as_counted,
    is_profile,
    load_profile,
    merge_profiles,
    profile_schema_text,
    save_profile,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = Path(__file__).parents[2] / "docs" / "profile.schema.json"
KEYS, COLUMNS = ("gender", "age"), ("n", "selected")
rows = st.lists(
    st.tuples(
        st.tuples(st.sampled_from(("woman", "man", "")), st.sampled_from(("old", "young"))),
        st.tuples(st.integers(0, 2**70), st.integers(0, 2**70)),
    )
)


def counts(given_rows: list[tuple[tuple[str, ...], tuple[int, ...]]]) -> Counts:
    return Counts("decisions", KEYS, COLUMNS, given_rows)


@given(rows, rows, rows)
def test_merging_is_addition(
    one: list[tuple[tuple[str, str], tuple[int, int]]],
    two: list[tuple[tuple[str, str], tuple[int, int]]],
    three: list[tuple[tuple[str, str], tuple[int, int]]],
) -> None:
    a, b, c = counts([*one]), counts([*two]), counts([*three])
    assert a.merge(b) == b.merge(a)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(b) == counts([*one, *two])
    assert list(a.merge(b).without(b).by("gender")) == list(
        counts([*one, *((key, (0, 0)) for key, _ in two)]).by("gender")
    )


@given(rows)
def test_margins_add_up(given_rows: list[tuple[tuple[str, str], tuple[int, int]]]) -> None:
    whole = counts([*given_rows])
    for key, sums in whole.by("age"):
        assert dict(zip(COLUMNS, sums, strict=True)) == whole.where(age=key[0]).total
    assert whole.total["n"] == sum(sums[0] for _, sums in given_rows)


def test_what_is_not_a_part_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="exceed those of the whole"):
        counts([(("woman", "old"), (2, 1))]).without(counts([(("woman", "old"), (3, 0))]))


def test_counts_of_different_things_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        counts([]).merge(Counts("decisions", ("age", "gender"), COLUMNS))


def profile(name: str, digest: str, n: int, **settings: str) -> Profile:
    return Profile(
        kind="decisions",
        settings={"outcome": "hired", **settings},
        sources=(Source(name=name, digest=digest, bytes=10, records=n, skipped={"broken": 1}),),
        counts=(counts([(("woman", "old"), (n, 1))]).table,),
    )


def test_profiles_of_parts_are_the_profile_of_the_whole(tmp_path: Path) -> None:
    parts = [profile("a.csv", "01", 2), profile("b.csv", "02", 3)]
    whole = merge_profiles(parts)
    assert whole == merge_profiles(parts[::-1])
    assert whole.table("decisions")["woman", "old"] == {"n": 5, "selected": 2}
    assert (whole.records, whole.skipped) == (5, {"broken": 2})
    assert load_profile(save_profile(whole, tmp_path / "profile.json")) == whole
    assert load_profile(tmp_path).digest == whole.digest


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([], "nothing to merge"),
        ([profile("a.csv", "01", 2), profile("copy.csv", "01", 2)], "counted twice"),
        ([profile("a.csv", "01", 2), profile("b.csv", "02", 2, group="age")], "differently"),
        (
            [
                profile("a.csv", "01", 2),
                profile("b.csv", "02", 2).model_copy(update={"kind": "corpus"}),
            ],
            "of one kind",
        ),
        (
            [
                profile("a.csv", "01", 2),
                profile("b.csv", "02", 2).model_copy(update={"counts": ()}),
            ],
            "different tables",
        ),
    ],
)
def test_what_cannot_be_merged_is_refused(others: list[Profile], words: str) -> None:
    with pytest.raises(AssessmentError, match=words):
        merge_profiles(others)


def test_two_empty_files_are_no_double_count() -> None:
    assert merge_profiles([profile("a.csv", "e3", 0), profile("b.csv", "e3", 0)]).records == 0


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: path.unlink(), "No profile at"),
        (lambda path: path.write_text('{"schema": 1,'), "not valid JSON"),
        (lambda path: path.write_text('{"schema": 2}'), "newer Isonomia"),
        (lambda path: path.write_text('{"schema": 1}'), "not a readable profile"),
        (lambda path: path.write_text("[]"), "not a readable profile"),
    ],
)
def test_a_damaged_profile_is_named(
    tmp_path: Path, damage: Callable[[Path], object], words: str
) -> None:
    path = save_profile(profile("a.csv", "01", 2), tmp_path / "profile.json")
    damage(path)
    with pytest.raises(AssessmentError, match=words):
        load_profile(path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table["rows"][0][1].append(1), "has not the parts gender, age, n, selected"),
        (lambda table: table["rows"][0][0].pop(), "has not the parts"),
        (lambda table: table["rows"][0][0].append(table["rows"][0][1].pop()), "valid string"),
        (lambda table: table["rows"].append(table["rows"][0]), "two rows of 'decisions'"),
        (lambda table: table["rows"][0][1].__setitem__(1, -1), "is negative"),
        (lambda table: table["keys"].__setitem__(1, "gender"), "two keys of 'decisions'"),
        (lambda table: table["columns"].__setitem__(1, "n"), "a name of their own"),
        (lambda table: table.update(columns=[], rows=[]), "a name of their own"),
    ],
)
def test_a_table_that_was_changed_by_hand_is_named(
    tmp_path: Path, change: Callable[[dict[str, list[object]]], object], words: str
) -> None:
    path = save_profile(profile("a.csv", "01", 2), tmp_path / "profile.json")
    record = orjson.loads(path.read_bytes())
    change(record["counts"][0])
    path.write_bytes(orjson.dumps(record))
    with pytest.raises(AssessmentError, match=rf"not a readable profile: counts\.0.*{words}"):
        load_profile(path)


@pytest.mark.parametrize("name", ["records", "bytes"])
def test_a_source_of_fewer_than_no_records_is_named(tmp_path: Path, name: str) -> None:
    path = save_profile(profile("a.csv", "01", 2), tmp_path / "profile.json")
    record = orjson.loads(path.read_bytes())
    record["sources"][0][name] = -1
    path.write_bytes(orjson.dumps(record))
    with pytest.raises(AssessmentError, match=rf"sources\.0\.{name}"):
        load_profile(path)


def test_a_table_that_is_twice_or_not_there_is_named(tmp_path: Path) -> None:
    whole = profile("a.csv", "01", 2)
    path = tmp_path / "profile.json"
    save_profile(whole.model_copy(update={"counts": whole.counts * 2}), path)
    with pytest.raises(AssessmentError, match="the table 'decisions' is there twice"):
        load_profile(path)
    with pytest.raises(AssessmentError, match=r"not a whole profile of decisions.*'cells'"):
        whole.table("cells")


def test_what_is_called_a_profile_is_read_as_one(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    assert not is_profile(path)
    path.write_bytes(b"\xff{")
    assert is_profile(path)
    assert not is_profile(tmp_path)
    other = path.rename(tmp_path / "other.json")
    assert not is_profile(other)
    assert is_profile(save_profile(profile("a.csv", "01", 2), other))
    save_profile(profile("a.csv", "01", 2), path)
    assert is_profile(tmp_path)


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError(), KeyError("x"), MemoryError(), TypeError("x"), ValueError("x")]
)
def test_numbers_that_contradict_each_other_are_the_files_fault(fault: Exception) -> None:
    with (
        pytest.raises(AssessmentError, match=rf"run/profile\.json .*{type(fault).__name__}"),
        as_counted("run/profile.json"),
    ):
        raise fault


def test_our_own_sentences_pass_through() -> None:
    with pytest.raises(UsageError, match=r"^as it is$"), as_counted("profile.json"):
        raise UsageError("as it is")


def test_the_schema_is_as_documented_and_describes_what_is_written(tmp_path: Path) -> None:
    assert SCHEMA.read_text(encoding="utf-8") == profile_schema_text()
    path = save_profile(profile("a.csv", "01", 2), tmp_path / "profile.json")
    validate(orjson.loads(path.read_bytes()), orjson.loads(SCHEMA.read_bytes()))
