"""Plain text: a paragraph is a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_paragraphs_are_documents(read: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf\n\none\ntwo \r\n \t\r\nthree\n\n\n\nfour")
    done = read(path)
    assert [(one.line, one.text) for one in done.documents] == [
        (3, "one\ntwo \r\n"),
        (6, "three\n"),
        (10, "four"),
    ]
    assert (done.lines, done.skipped) == (10, {})


def test_paragraphs_that_cannot_be_read(read: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    short = b"123456789\n" * 5
    path.write_bytes(b"caf\xe9\n\n" + short + b"\n" + b"x" * 60 + b"\nend\n\nlast\n")
    done = read(path, max_record=40)
    assert done.texts == ["last\n"]
    assert done.places == {"not-utf8": [1], "too-long": [3, 9]}
