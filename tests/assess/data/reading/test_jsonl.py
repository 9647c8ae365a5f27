"""JSON Lines: whatever stands in a line, it is a text or it is counted and located."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def lines(path: Path, *records: object) -> Path:
    raw = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in records]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "cut', "broken-json"),
        (b"{}{}", "broken-json"),
        (b"[" * 100_000, "broken-json"),
        (b'{"text": "a\x00b"}', "broken-json"),
        (b'{"text": ' + b"9" * 5000 + b".}", "broken-json"),
        (b'{"text": "caf\xe9"}', "not-utf8"),
        (b"\xff\xfe\x00", "not-utf8"),
        (b'{"text": "\\ud800"}', "lone-surrogate"),
        (b'{"body": "a"}', "no-text-field"),
        (b"{}", "no-text-field"),
        (b'{"text": null}', "text-is-null"),
        (b'{"text": 5}', "text-not-a-string"),
        (b'{"text": true}', "text-not-a-string"),
        (b'{"text": ["a"]}', "text-not-a-string"),
        (b'{"text": {"text": "a"}}', "text-not-a-string"),
        (b'["text"]', "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"null", "not-an-object"),
        (b"NaN", "not-an-object"),
        (b'{"text": "' + b"x" * 200 + b'"}', "too-long"),
        (b"x" * 200, "too-long"),
    ],
)
def test_a_line_that_is_no_text_is_counted_and_located(
    read: Callable[..., Any], tmp_path: Path, line: bytes, reason: str
) -> None:
    limit = 100 if reason == "too-long" else 200_000
    path = lines(tmp_path / "a.jsonl", {"text": "one"}, line, b"", {"text": "two"}, line)
    done = read(path, max_record=limit)
    assert done.texts == ["one", "two"]
    assert done.skipped == {reason: 2}
    assert done.places == {reason: [2, 5]}
    assert done.sources[0].skipped == {reason: 2}
    assert (done.sources[0].records, done.lines) == (2, 5)
    with pytest.raises(UsageError, match=r"Line 2 of .*a\.jsonl .*: mend it, or read without --st"):
        read(path, max_record=limit, strict=True)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'\xef\xbb\xbf{"text": "marked"}', "marked"),
        (b'{"text": "x", "score": NaN, "most": -Infinity}', "x"),
        (b'{"text": "first", "text": "last"}', "last"),
        (b'{"text": "a\\u0000b"}', "a\0b"),
        (b'{"text": "\\ud83d\\ude00", "n": NaN}', "\N{GRINNING FACE}"),
        (b'{"text": ""}', ""),
        (b'  {"text": "blanks"}  \r', "blanks"),
        (b'{"text": "n", "n": 123456789012345678901234567890}', "n"),
    ],
)
def test_odd_lines_that_are_texts(
    read: Callable[..., Any], tmp_path: Path, line: bytes, text: str
) -> None:
    done = read(lines(tmp_path / "a.jsonl", line))
    assert (done.texts, done.skipped) == ([text], {})


def test_fields_may_be_nested_and_their_names_may_hold_dots(
    read: Callable[..., Any], tmp_path: Path
) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        {"doc": {"text": "one"}, "meta": {"from": "web", "lang": "fr"}, "at": 2021},
        {"doc": {"text": "two"}, "meta": "none"},
        {"doc.text": "three", "doc": {"text": "not this"}, "meta": {"from": None}},
        {"doc": "four"},
    )
    done = read(path, text="doc.text", source="meta.from", language="meta.lang", time="at")
    assert [one[1:] for one in done.documents] == [
        ("one", "web", "fr", 2021),
        ("two", None, None, None),
        ("three", None, None, None),
    ]
    assert done.skipped == {"no-text-field": 1}


def test_the_source_says_what_was_read(read: Callable[..., Any], tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *({"text": f"text {n}"} for n in range(100)))
    raw = path.read_bytes()
    whole, parts = read(path), read(path, shard_bytes=500)
    assert [(s.name, s.digest, s.bytes, s.records) for s in whole.sources] == [
        (str(path), hashlib.sha256(raw).hexdigest(), len(raw), 100)
    ]
    at = 0
    for source in parts.sources:
        piece = raw[at : at + source.bytes]
        assert source.name == f"{path}[{at}-{at + source.bytes}]"
        assert source.digest == hashlib.sha256(piece).hexdigest()
        assert source.records == piece.count(b"\n")
        at += source.bytes
    assert at == len(raw)
    assert len(parts.sources) > 3


record = st.one_of(
    st.text(max_size=20).map(lambda text: json.dumps({"text": text}).encode()),
    st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b" ")),
    st.sampled_from([b"", b" ", b"\xef\xbb\xbf", b'{"text": 1}', b"x" * 90, b"\r"]),
)


@settings(deadline=None, max_examples=60)
@given(
    records=st.lists(record, max_size=12),
    ended=st.booleans(),
    size=st.integers(1, 60),
    suffix=st.sampled_from([".jsonl", ".txt"]),
)
def test_every_record_is_read_once_however_a_file_is_cut(  # noqa: PLR0917 - hypothesis gives them
    read: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
    records: list[bytes],
    ended: bool,
    size: int,
    suffix: str,
) -> None:
    path = tmp_path_factory.mktemp("cut") / f"a{suffix}"
    path.write_bytes(b"\n".join(records) + b"\n" * ended)
    whole, cut = read(path, max_record=80), read(path, max_record=80, shard_bytes=size)
    assert cut.documents == whole.documents
    assert (cut.skipped, cut.lines) == (whole.skipped, whole.lines)
    assert sum(source.bytes for source in cut.sources) == path.stat().st_size


@pytest.mark.parametrize("suffix", [".jsonl", ".txt", ".csv"])
def test_a_line_without_end_is_never_held(
    read: Callable[..., Any], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    start = {".jsonl": b'{"text": "one"}\n', ".txt": b"one\n\n", ".csv": b"text\none\n"}[suffix]
    with path.open("wb") as file:
        file.write(start)
        file.seek(128 * 2**20)  # zeros, which take no place on most disks
        file.write(b"\n" + start)
    tracemalloc.start()
    try:
        done = read(path, max_record=2**20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done.skipped == {"too-long": 1}
    assert done.texts[0].strip() == "one"
    assert peak < 16 * 2**20


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("a.jsonl", '{"text": "a"}'.encode("utf-16"), "looks like UTF-16: convert it to UTF-8"),
        ("a.csv", "text\na".encode("utf-32"), "looks like UTF-32"),
        ("a.txt", b"\xfe\xff\0a", "looks like UTF-16"),
        ("a.json", b'\xef\xbb\xbf\n [{"text": "a"}]', "holds one JSON list"),
    ],
)
def test_a_file_of_another_encoding_or_form_is_refused_at_once(
    read: Callable[..., Any], tmp_path: Path, name: str, head: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(head)
    with pytest.raises(UsageError, match=words):
        read(tmp_path / name)


def test_strict_names_the_line_of_the_file_from_any_shard(
    read: Callable[..., Any], tmp_path: Path
) -> None:
    path = lines(tmp_path / "a.jsonl", *([{"text": "good"}] * 50), b"bad")
    with pytest.raises(UsageError, match=r"^Line 51 of .*a\.jsonl is not valid JSON: mend it"):
        read(path, strict=True, shard_bytes=100)
