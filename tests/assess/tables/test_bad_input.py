"""Whatever a file holds: a sentence or a count, and never a traceback or a silent loss."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.tables import TableFields, count_table, counting
from isonomia.assess.tables.accounting import Bytes, bytes_of
from isonomia.assess.tables.files import find_files
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.tables.files import DataFile

GENDER = TableFields({"gender": "sex"})


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return write


def cells(*paths: Path | str, fields: TableFields = GENDER) -> dict[str, int]:
    profile = count_table(list(paths), fields).profile
    return {key[0]: sums[0] for key, sums in profile.table("cells").by(*list(fields.columns)[:1])}


def test_broken_rows_are_counted_by_reason_with_their_lines(
    file: Callable[[str, bytes], Path],
) -> None:
    content = b'\xef\xbb\xbfid,sex,x\n1,F,a\n2,F\n3,\xff,x\n4,M,a,b\n5,M,c\n6,"F,d\n'
    found = count_table([file("a.csv", content)], GENDER)
    assert found.profile.skipped == {
        "too-few-fields": 1,
        "too-many-fields": 1,
        "not-utf8": 1,
        "broken-quotes": 1,
    }
    assert found.profile.records == 2
    assert [place.line for place in found.places] == [3, 4, 5, 7]
    with pytest.raises(UsageError, match=r"a\.csv, line 3: .*too-few-fields.*--strict"):
        count_table([file("a.csv", content)], GENDER, strict=True)


def test_broken_lines_of_json_are_counted_with_their_lines(
    file: Callable[[str, bytes], Path],
) -> None:
    content = (
        b'{"sex": "F"}\n{"sex": \n\n[1]\nnull\n{"sex": "\xff"}\n{"sex": {"a": 1}}\n{"sex": true}'
    )
    found = count_table([file("a.jsonl", content)], GENDER)
    assert found.profile.skipped == {"broken-json": 1, "no-object": 2, "not-utf8": 1}
    assert [(place.line, place.reason) for place in found.places] == [
        (2, "broken-json"),
        (4, "no-object"),
        (5, "no-object"),
        (6, "not-utf8"),
    ]
    groups = {key[0] for key, _ in found.profile.table("cells")}
    assert groups == {"F", '{"a":1}', "true"}


def test_names_with_patterns_blanks_and_quotes_are_just_names(
    file: Callable[[str, bytes], Path],
) -> None:
    content = b'"s""e;x\'--",y\nF,1\nM,2\nF,3\n'
    path = file("we [ird]*/it's; DROP TABLE a?.csv", content)
    file("we [ird]*/it's; DROP TABLE ab.csv", b'"s""e;x\'--",y\nX,1\n')
    fields = TableFields({"gender": "s\"e;x'--"})
    assert cells(path, fields=fields) == {"F": 2, "M": 1}
    assert cells(path.parent, fields=fields) == {"F": 2, "M": 1, "X": 1}


def test_folders_patterns_and_links_name_each_real_file_once(
    file: Callable[[str, bytes], Path], tmp_path: Path
) -> None:
    path = file("in/a.csv", b"sex\nF\n")
    file("in/deep/b.jsonl", b'{"sex": "M"}')
    file("in/notes.txt", b"not a table")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "same.csv").symlink_to(path)
    assert cells(tmp_path / "in") == {"F": 1, "M": 1}
    assert cells(str(tmp_path / "in" / "**" / "*.csv"), path) == {"F": 1}
    assert [found.form for found in find_files([tmp_path / "in"])] == ["csv", "jsonl"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "nothing to count"),
        ("a.csv", b"\n \n", "is empty"),
        ("a.csv", b"sex\n", "no row to count"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.jsonl", b'{"gender": "F"}', r"has the key 'sex'; the first one has 'gender'"),
        ("a.csv", b"Sex,b\nF,1\n", r"no column 'sex'; it has 'Sex', 'b'"),
        ("a.csv", b"sex,sex\nF,M\n", "several columns 'sex'"),
        ("a.csv", b"sex,x\nF,1\r\nM,2\n", "two different ways"),
        ("a.csv", "sex\nF\n".encode("utf-16"), "UTF-16"),
        ("a.parquet", b"PAR1 and no more", "Cannot read"),
        ("a.csv.gz", b"not packed", "Cannot read"),
        ("a.csv.zst", b"not packed", "Cannot read"),
        ("a.xlsx", b"zip", "no ending"),
        ("a.csv", b"sex\n" + b"".join(b"%d\n" % n for n in range(21)), "21 different numbers"),
        ("a.csv", b"sex\n" + b"".join(b"n%d\n" % n for n in range(2001)), "more than 2,000"),
    ],
)
def test_a_file_that_cannot_be_counted_gets_a_sentence(
    file: Callable[[str, bytes], Path], name: str, content: bytes, sentence: str
) -> None:
    path = file(name, content)
    with pytest.raises(UsageError, match=sentence) as raised:
        count_table([path], GENDER)
    assert "\n" not in str(raised.value)


def test_a_path_to_nothing_a_device_and_an_empty_folder_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file at"):
        find_files([tmp_path / "nothing-*.csv"])
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        find_files(["/dev/null"])
    with pytest.raises(UsageError, match="holds no CSV"):
        find_files([tmp_path])


def test_an_empty_file_among_others_does_not_stop_the_count(
    file: Callable[[str, bytes], Path],
) -> None:
    assert cells(file("a.csv", b""), file("b.csv", b"sex;x\nF;1\n")) == {"F": 1}


def test_a_file_that_changes_while_it_is_read_is_refused(
    file: Callable[[str, bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file("a.csv", b"sex\nF\n")

    def meddle(found: DataFile) -> Bytes:
        path.write_bytes(b"sex\nM\nM\n")
        os.utime(path, (time.time() + 5, time.time() + 5))
        return bytes_of(found)

    monkeypatch.setattr(counting, "bytes_of", meddle)
    with pytest.raises(UsageError, match="changed while it was read"):
        count_table([path], GENDER)


def test_a_very_long_line_is_counted_as_too_long(file: Callable[[str, bytes], Path]) -> None:
    content = b"sex,x\nF,1\nM," + b"y" * 5_000_000 + b"\nF,2\n"
    profile = count_table([file("a.csv", content)], GENDER).profile
    assert profile.skipped == {"too-long": 1}
    assert profile.records == 2
    lines = b'{"sex": "F"}\n{"x": "' + b"y" * 5_000_000 + b'"}\n{\n{"sex": "M"}\n'
    found = count_table([file("a.jsonl", lines)], GENDER)
    assert found.profile.skipped == {"too-long": 1, "broken-json": 1}
    assert [place.line for place in found.places] == [2, 3]
    assert found.profile.records == 2


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_line_longer_than_what_is_read_at_once_is_not_lost(
    file: Callable[[str, bytes], Path], ending: str
) -> None:
    rest = b"y" * 70_000_000
    content = b"sex,x\nF,1\nM," + rest + b"\nF,2\n"
    if ending == "jsonl":
        content = b'{"sex": "F"}\n{"x": "' + rest + b'"}\n\n{"sex": "M"}\n'
    profile = count_table([file(f"a.{ending}", content)], GENDER).profile
    assert profile.skipped == {"too-long": 1}
    assert profile.records == 2


def test_lines_that_a_missing_quotation_mark_swallows_are_counted(
    file: Callable[[str, bytes], Path],
) -> None:
    rows = b"F,abcdefg\n" * 1_000_000
    path = file("a.csv", b"sex,x\n" + rows + b'M,"broken\n' + rows * 3)
    profile = count_table([path], GENDER).profile
    lost = profile.skipped["broken-quotes"]
    assert lost > 1
    assert 4_000_001 - 1 <= profile.records + lost <= 4_000_001
    with pytest.raises(UsageError, match="broken-quotes"):
        count_table([path], GENDER, strict=True)


def test_blank_lines_and_line_ends_within_quotes_are_no_loss(
    file: Callable[[str, bytes], Path],
) -> None:
    content = b'\xef\xbb\xbf\n\n"s\nx",x\n\nF,"one\ntwo\r\n\nthree"\n\nM,"""\n"\n\n'
    found = count_table([file("a.csv", content)], TableFields({"gender": "s\nx"})).profile
    assert not found.skipped
    assert found.records == 2
    again = count_table([file("b.csv", b"sex,x\r\nF,1\r\n\r\nM,2\r\n")], GENDER).profile
    assert (again.records, again.skipped.total()) == (2, 0)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[sex]\nF = 'woman'\n", r"\[sex\] maps nothing"),
        ("gender = 1\n", "is no section"),
        ("[gender]\nF = 1\n", "F must be a text"),
        ("[gender]\ncuts = [5, 4]\n", "rising order"),
        ("[gender]\ncuts = ['a']\n", "rising order"),
        ("[gender\n", "not valid TOML"),
    ],
)
def test_a_mapping_that_makes_no_sense_gets_a_sentence(
    file: Callable[[str, bytes], Path], text: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        TableFields({"gender": "sex"}, "", file("m.toml", text.encode()))


def test_a_text_that_looks_like_a_band_is_no_band(file: Callable[[str, bytes], Path]) -> None:
    path = file("m.toml", b"[age]\ncuts = [30]\n")
    table = file("a.csv", b"age\n31\n\x011\n\x01x\n\n")
    fields = TableFields({"age": "age"}, "", path)
    assert sum(cells(table, fields=fields).values()) >= 3
