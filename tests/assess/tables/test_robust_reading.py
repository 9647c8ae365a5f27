"""Files as they are found: links in circles, odd names, damaged archives, long cells."""

from __future__ import annotations

import csv
import gzip
import os
import tempfile
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.decisions import DecisionFields, decision_assessment
from isonomia.assess.decisions import profile_from_cells as decisions_from_cells
from isonomia.assess.decisions.counting import CELL_COLUMNS
from isonomia.assess.tables import (
    TableFields,
    count_table,
    counting,
    profile_from_cells,
    table_assessment,
    table_query,
)
from isonomia.assess.tables.files import find_files
from isonomia.assess.tables.mapping import NOT_MAPPED, UNKNOWN, Meaning, as_number
from isonomia.assess.tables.sql import meaning_case, number_of
from isonomia.errors import UsageError
from isonomia.evidence import load_profile, save_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GENDER = TableFields({"gender": "sex"})


def test_a_pattern_over_links_in_circles_comes_back(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for other in ("x", "y"):
            (tmp_path / name / other).symlink_to(tmp_path)
        (tmp_path / name / "t.csv").write_text("sex\nF\n")
    found = find_files([str(tmp_path / "**" / "*.csv")])
    assert [file.path.parent.name for file in found] == ["a", "b"]
    assert find_files([tmp_path]) == found


def test_names_that_no_terminal_should_see_are_spelled_out(tmp_path: Path) -> None:
    for place, name in enumerate((b"\x1b[31mred\n.csv", b"\xff.csv")):
        (tmp_path / os.fsdecode(name)).write_text(f"sex\n{'FM'[place]}\n")
    profile = count_table([tmp_path], GENDER).profile
    names = [source.name.rpartition("/")[2] for source in profile.sources]
    assert names == [r"\x1b[31mred\n.csv", r"\xff.csv"]
    assert load_profile(save_profile(profile, tmp_path / "profile.json")) == profile
    with pytest.raises(UsageError, match=r"no file at .*\\x1b\[2Jno\.csv"):
        find_files([tmp_path / "\x1b[2Jno.csv"])


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "nothing.csv")
    with pytest.raises(UsageError, match="broken link"):
        find_files([tmp_path / "link.csv"])
    with pytest.raises(UsageError, match="an empty path"):
        find_files([""])


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-3],
        lambda content: content[:5],
        lambda content: flipped(content, 0),
        lambda content: content + b"and more",
    ],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_damaged_archive_is_named_and_never_counted_in_part(
    tmp_path: Path,
    pack: Callable[[Path], Path],
    form: str,
    damage: Callable[[bytes], bytes],
) -> None:
    people = "FMFFMMFM" * 5_000
    lines = [one if form == "csv" else f'{{"sex": "{one}"}}' for one in people]
    plain = tmp_path / f"people.{form}"
    plain.write_text("\n".join(["sex"] * (form == "csv") + lines))
    packed = pack(plain)
    packed.write_bytes(damage(packed.read_bytes()))
    with pytest.raises(UsageError, match=r"Cannot read .*people\.") as raised:
        count_table([packed], GENDER)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("at", [20, 200, -6])
def test_one_wrong_byte_in_an_archive_is_found(tmp_path: Path, form: str, at: int) -> None:
    lines = [f'{{"sex": "{"FM"[n % 3 % 2]}", "n": {n * n}}}' for n in range(5_000)]
    head = "sex,n\n" if form == "csv" else ""
    content = gzip.compress((head + "\n".join(lines)).encode())
    path = tmp_path / f"people.{form}.gz"
    path.write_bytes(flipped(content, at % len(content)))
    with pytest.raises(UsageError, match=r"Cannot read .*people\."):
        count_table([path], GENDER)


@pytest.mark.parametrize("length", [131_073, 900_000])
def test_a_column_name_without_an_end_gets_a_sentence(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sex,"x' + "y" * length + "\nF,1\n")
    with pytest.raises(UsageError, match=r"first line of .*a\.csv"):
        count_table([path], GENDER)


def test_nothing_stays_behind_of_a_count_that_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("sex\nF\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def interrupt(*_: object) -> None:
        assert list(tmp_path.glob("isonomia-*"))
        raise KeyboardInterrupt

    for place in ("bytes_of", "add_lost"):
        with monkeypatch.context() as patch:
            patch.setattr(counting, place, interrupt)
            with pytest.raises(KeyboardInterrupt):
                count_table([tmp_path / "a.csv"], GENDER)
    assert not list(tmp_path.glob("isonomia-*"))


HEAD = "gender,n,labelled,positives\n"
LABELLED = TableFields({"gender": "sex"}, "able=1")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "F,inf,0,0\n", "line 2: n is 'inf'"),
        (HEAD + "F,3,0,0\nM,nan,0,0\n", "line 3: n is 'nan'"),
        (HEAD + "F,3,0,-0.5\n", "line 2: positives is '-0.5'"),
        (HEAD + "F,1e300,0,0\n", "no number of rows"),
        (HEAD + "F,3,4,0\n", "line 2: labelled is 4, more than n with 3"),
        (HEAD + "F,3,2,0\nM,3,1,2\n", "line 3: positives is 2, more than labelled with 1"),
        (HEAD + '"' + "x" * 2_000_000 + "\n", "no CSV"),
        ('"' + "x" * 2_000_000 + "\n", "no CSV"),
        (HEAD.replace("\n", ",n\n") + "F,3,1,1,3\n", "several columns 'n'"),
    ],
)
@pytest.mark.parametrize("limit", [2**17, 2**30], ids=["usual limit", "raised by others"])
def test_cells_that_no_count_gives_get_a_sentence(
    tmp_path: Path, text: str, sentence: str, limit: int
) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(text)
    # One limit for the whole process: whoever ran before may have raised it.
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(UsageError, match=sentence):
            profile_from_cells(path, LABELLED)
    finally:
        csv.field_size_limit(before)


def cells_of(parts: list[int]) -> dict[str, int]:
    """Add up people who were selected or not, are able or not, or of whom that is not known."""
    able, unable, missed, refused, selected, others, above, below, nothing = parts
    sums = {
        "decided": able + unable + missed + refused + selected + others,
        "selected": able + unable + selected,
        "labelled": able + unable + missed + refused,
        "positives": able + missed,
        "true_positives": able,
        "labelled_selected": able + unable,
        "scored": above + below,
        "above": above,
    }
    return {"records": max(sums.values()) + nothing, **sums}


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 4), min_size=9, max_size=9), min_size=2, max_size=3),
    st.sampled_from(CELL_COLUMNS),
    st.integers(-1, 1),
)
def test_decisions_of_a_warehouse_are_refused_or_can_be_assessed(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]], name: str, error: int
) -> None:
    cells = [cells_of(part) for part in parts]
    cells[0][name] += error
    rows = [",".join([f"g{n}", *map(str, one.values())]) for n, one in enumerate(cells)]
    path = tmp_path_factory.mktemp("cells") / "cells.csv"
    path.write_text("\n".join([",".join(["gender", *CELL_COLUMNS]), *rows]))
    fields = DecisionFields({"gender": "sex"}, "hired=yes", "score", "able=1", above=0.5)
    try:
        profile = decisions_from_cells(path, fields)
    except UsageError:
        assert error
    else:
        decision_assessment(profile)


def test_u2028_within_a_cell_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(HEAD + "F\u2028x\x0bF,3,2,1\n", encoding="utf-8")
    assert profile_from_cells(path, LABELLED).records == 3


@pytest.mark.parametrize("name", ["n", "Labelled", "positives"])
def test_a_group_called_like_a_sum_is_refused_for_a_warehouse(tmp_path: Path, name: str) -> None:
    fields = TableFields({name: "sex"})
    with pytest.raises(UsageError, match="two columns called"):
        table_query(fields)
    with pytest.raises(UsageError, match="two columns called"):
        profile_from_cells(tmp_path / "cells.csv", fields)
    (tmp_path / "a.csv").write_text("sex\nF\n")
    assert count_table([tmp_path / "a.csv"], fields).profile.records == 1


NUMBERS = st.one_of(
    st.floats(-1e6, 1e6).map(repr),
    st.floats(-1e6, 1e6).map("{:.3e}".format),
    st.integers(-200, 200).map(str),
    st.text("0123456789", max_size=12),
)
PIECES = st.sampled_from(("0", "15", "5.", ".", "-", "+", "e", "E", "<", ">", " ", "n/a"))
NO_NUMBERS = st.lists(PIECES, max_size=3).map("".join)


@given(st.lists(st.one_of(NUMBERS, NO_NUMBERS), min_size=1, max_size=30))
def test_what_is_no_number_is_in_no_band_of_a_warehouse(texts: list[str]) -> None:
    meaning = Meaning(cuts=(-10.0, 0.5, 100.0))
    query = meaning_case("t", meaning, (UNKNOWN, NOT_MAPPED))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE given (t VARCHAR)")
        connection.executemany("INSERT INTO given VALUES (?)", [[text] for text in texts])
        asked = f"SELECT t, {query}, {number_of('t')} FROM given"  # noqa: S608
        found = connection.execute(asked).fetchall()
    for text, band, number in found:
        assert band == meaning.read(text)
        assert number == as_number(text)


def test_numbers_of_a_warehouse_are_numbers_there_too() -> None:
    meaning = Meaning(cuts=(0.5,))
    case = meaning_case("t", meaning, (UNKNOWN, NOT_MAPPED))
    values = "(VALUES (0.25::DOUBLE), (1e-7), (1e20), ('nan'), ('inf'), (NULL)) given(t)"
    asked = f"SELECT {case}, {number_of('t')} FROM {values}"  # noqa: S608
    with duckdb.connect() as connection:
        found = connection.execute(asked).fetchall()
    assert found == [
        ("<0.5", 0.25),
        ("<0.5", 1e-7),
        ("0.5+", 1e20),
        (NOT_MAPPED, None),
        (NOT_MAPPED, None),
        ("", None),
    ]


@pytest.mark.parametrize("name", ["\udcff", "\x1b[31mred"])
def test_names_that_cannot_be_shown_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        TableFields({name: "sex"})


def test_a_column_that_is_no_text_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"sex": "F"}\n')
    with pytest.raises(UsageError, match="is not UTF-8"):
        count_table([tmp_path / "a.jsonl"], TableFields({"g": "\udcff"}))
    with pytest.raises(UsageError, match="is not UTF-8"):
        table_query(TableFields({"g": "\udcff"}))


def test_a_group_of_which_nothing_else_is_known_is_crossed_without_a_warning(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text("sex,age\nF,1\nF,2\nM,1\nM,2\nX,\n")
    profile = count_table([tmp_path / "a.csv"], TableFields({"sex": "sex", "age": "age"})).profile
    tables = {table.id: table for table in table_assessment(profile).exhibits}
    held: list[Any] = list(tables["crossings-sex-age"].rows)
    rows = {row[0].en: row for row in held}
    assert rows["F, 1"][4].value == 1
    assert rows["X, 1"][1:3] == (0, 0.0)
    assert rows["X, 1"][4] is None
