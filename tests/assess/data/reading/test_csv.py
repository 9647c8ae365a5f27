"""CSV: cells that hold line ends, rows that do not fit, columns that are not there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def table(tmp_path: Path) -> Callable[[bytes | str], Path]:
    def write(content: bytes | str) -> Path:
        path = tmp_path / "a.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


cell = st.text(st.characters(codec="utf-8"), max_size=8)


@settings(deadline=None, max_examples=50)
@given(rows=st.lists(st.tuples(cell, cell), max_size=8), separator=st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read(
    read: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    separator: str,
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([("text", "from"), *rows])
    path = tmp_path_factory.mktemp("csv") / "a.tsv"
    path.write_bytes(out.getvalue().encode())
    done = read(path, source="from")
    assert [(one.text, one.source) for one in done.documents] == rows
    assert done.skipped == {}


def test_rows_that_cannot_be_read(read: Callable[..., Any], table: Callable[..., Path]) -> None:
    path = table(
        b"\xef\xbb\xbfid,text\n"
        b"1,one\n"
        b"2,two,too many\n"
        b"3\n"
        b'4,"lines\nin a cell"\n'
        b"\n"
        b"5,caf\xe9\n"
        b"caf\xe9,six\n"
        b'7,"odd"quote\n'
        b"8," + b"x" * 200 + b"\n"
        b'9,"' + b"many\n" * 50 + b'"\n'
        b"10,ten\n"
        b'11,"never closed\n'
        b"12,swallowed\n"
    )
    done = read(path, max_record=100)
    assert done.texts == ["one", "lines\nin a cell", "six", "ten"]
    assert done.places == {
        "broken-row": [3, 4, 10, 64],
        "not-utf8": [8],
        "too-long": [11, 12],
    }
    assert done.lines == 65


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,body\n1,a\n", r"a\.csv has no column 'text': its columns are id, body\."),
        ("id\tbody\n1\ta\n", r"its columns are id, body\."),
        (",".join(f"c{n}" for n in range(30)), r"c18, c19 and 10 more\."),
        ("id,text\r1,one\r", r"The first line of .*a\.csv does not name columns: give a CSV"),
        ('id,"\x1b[31m\n"', r"its columns are id, \\x1b\[31m\\n\.$"),
        ("text,text\na,b\n", "has several columns 'text'"),
        (b"text,caf\xe9\n", "The first line of .* is not UTF-8"),
        ("text," + "x" * 200, "is too long to name columns"),
    ],
)
def test_a_first_line_that_does_not_name_the_columns(
    read: Callable[..., Any], table: Callable[..., Path], content: bytes | str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        read(table(content), max_record=150)


@pytest.mark.parametrize("content", ["\n\n", "text\n", "text"])
def test_a_table_without_rows_holds_no_records(
    read: Callable[..., Any], table: Callable[..., Path], content: str
) -> None:
    done = read(table(content))
    assert (done.texts, done.skipped, done.sources[0].records) == ([], {}, 0)


def test_strict_stops_at_a_row_that_does_not_fit(
    read: Callable[..., Any], table: Callable[..., Path]
) -> None:
    with pytest.raises(UsageError, match=r"Line 3 of .*a\.csv is not a row of as many cells"):
        read(table("id,text\n1,one\n2,two,three\n"), strict=True)
