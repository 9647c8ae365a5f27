"""Parquet: row groups, nested columns, wrong types, damage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = 10_000


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    def write(query: str, name: str = "a [1]*'s.parquet", groups: int = 2048) -> Path:
        folder = tmp_path_factory.mktemp("year=2020")
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY ({query}) TO '{folder}/x' (FORMAT parquet, ROW_GROUP_SIZE {groups})"
            )
        return (folder / "x").rename(folder / name)

    return write


@pytest.fixture(scope="module")
def table(parquet: Callable[..., Path]) -> Path:
    return parquet(
        "SELECT 'text ' || range AS text, {'web': {'site': 's' || range % 3}} AS meta, range AS n,"
        " encode('b' || range) AS raw, 2000 + range % 20 AS year, range / 2 AS \"dotted.name\","
        " TIMESTAMPTZ '2021-12-31 23:59:00+00' AS at FROM range(10000)"
    )


def test_rows_are_texts(read: Callable[..., Any], table: Path) -> None:
    done = read(table, source="meta.web.site", language="dotted.name", time="at")
    assert len(done.documents) == ROWS
    assert done.documents[3] == (4, "text 3", "s0", "1.5", "2021-12-31 23:59:00+00")
    assert [(s.name, s.records) for s in done.sources] == [(str(table), ROWS)]


@pytest.mark.parametrize("size", [1, 30_000, 10**9])
def test_every_row_is_read_once_however_a_file_is_cut(
    read: Callable[..., Any], table: Path, size: int
) -> None:
    whole, cut = read(table), read(table, shard_bytes=size)
    assert cut.documents == whole.documents
    assert cut.lines == ROWS
    assert len({source.digest for source in cut.sources}) == len(cut.sources)
    if size == 1:
        assert [source.name for source in cut.sources][1] == f"{table}[row groups 1-2]"
        assert sum(source.bytes for source in cut.sources) == whole.sources[0].bytes


def test_the_digest_is_that_of_the_columns_that_are_read(
    read: Callable[..., Any], parquet: Callable[..., Path]
) -> None:
    one = parquet("SELECT 'a' || range AS text, 1 AS n FROM range(100)")
    two = parquet("SELECT 'a' || range AS text, 2 AS n FROM range(100)")
    other = parquet("SELECT 'b' || range AS text, 1 AS n FROM range(100)")
    digests = [read(path).sources[0].digest for path in (one, two, other)]
    assert digests[0] == digests[1] != digests[2]
    assert read(one, source="n").sources[0].digest != read(two, source="n").sources[0].digest


def test_bytes_are_read_where_they_are_text(
    read: Callable[..., Any], parquet: Callable[..., Path]
) -> None:
    path = parquet(
        "SELECT CASE range % 4 WHEN 0 THEN NULL WHEN 1 THEN 'caf\\xE9'::BLOB "
        "WHEN 2 THEN encode(repeat('x', 200)) ELSE encode('café') END AS text FROM range(8)"
    )
    done = read(path, max_record=100)
    assert done.texts == ["café", "café"]
    assert done.places == {"text-is-null": [1, 5], "not-utf8": [2, 6], "too-long": [3, 7]}
    with pytest.raises(UsageError, match=r"Row 1 of .* has null in place of a text: mend it"):
        read(path, strict=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"text": "body"},
            r"has no column 'body': its columns are text, meta, n, raw, year",
        ),
        ({"text": "text", "source": "x"}, r"has no column 'x': its columns are"),
        ({"text": "meta.none"}, r"has no column 'meta\.none'"),
        ({"text": "text", "source": "meta.none"}, r"has no column 'meta\.none'"),
        ({"text": "text.none"}, r"has no column 'text\.none'"),
        ({"text": "n"}, r"The column 'n' of .* is of type BIGINT, not text"),
        ({"text": "meta"}, r"The column 'meta' of .* is of type STRUCT"),
    ],
)
def test_a_column_that_is_no_text_is_a_sentence(
    read: Callable[..., Any], table: Path, fields: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        read(table, **fields)


@pytest.mark.parametrize("damage", ["no footer", "not parquet", "short"])
def test_a_file_that_is_no_parquet_is_a_sentence(
    read: Callable[..., Any], table: Path, tmp_path: Path, damage: str
) -> None:
    raw = table.read_bytes()
    path = tmp_path / "a.parquet"
    path.write_bytes({"no footer": raw[:-100], "not parquet": b"x" * 999, "short": b"P"}[damage])
    with pytest.raises(UsageError, match=r"a\.parquet cannot be read as Parquet: ") as failure:
        read(path)
    assert "\n" not in str(failure.value)


def test_rows_behind_a_damaged_page_are_counted(
    read: Callable[..., Any], parquet: Callable[..., Path]
) -> None:
    path = parquet("SELECT 'text ' || hash(range) AS text FROM range(10000)")
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 2000] = b"\xff" * 2000
    path.write_bytes(raw)
    done = read(path, shard_bytes=1)
    assert set(done.skipped) == {"corrupt"}
    assert len(done.texts) + done.skipped["corrupt"] == ROWS
    assert len(done.texts) >= 2048 * 3
    with pytest.raises(UsageError, match=r"Row [\d,]+ of .* is damaged from here on"):
        read(path, shard_bytes=1, strict=True)


def test_pages_that_need_too_much_memory_are_a_sentence(
    read: Callable[..., Any], parquet: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = parquet("SELECT repeat(hash(range)::VARCHAR, 500) AS text FROM range(4000)", groups=4000)
    monkeypatch.setattr("isonomia.assess.data.reading.parquet.MEMORY", "20MB")
    with pytest.raises(UsageError, match="need more than 20MB: write the file with smaller ones"):
        read(path)


def test_a_column_by_the_name_of_a_row_number_is_no_damage(
    read: Callable[..., Any], parquet: Callable[..., Path]
) -> None:
    path = parquet("SELECT 'a' || range AS text, 7 AS file_row_number FROM range(5000)")
    assert len(read(path).texts) == 5000
    with pytest.raises(UsageError, match="file_row_number"):
        read(path, shard_bytes=1)
