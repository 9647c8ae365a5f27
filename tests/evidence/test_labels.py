"""Labels: on disk before anyone is told so, and read from whatever a spreadsheet makes of them."""

from __future__ import annotations

import csv
import errno
import os
import resource
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.errors import AssessmentError, StorageError
from isonomia.evidence.labels import LabelBook, read_labels

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = {"t1": ("woman", "man"), "t2": ("woman", "man"), "t3": ("care", "power")}
SPREADSHEETS = {
    "plain": b"trial,label,by,at\nt1,woman,An,2026-11-21T10:00:00+00:00\nt3,power,,\n",
    "excel": b"\xef\xbb\xbftrial;label;by;at\r\nt1;woman;An;2026-11-21\r\nt3;power;;\r\n",
    "tabs": b"trial\tlabel\nt1\twoman\nt3\tpower\n",
    "no end of line": b"trial,label\nt1,woman\nt3,power",
    "all quoted": b'"trial";"label"\n"t1";"woman"\n"t3";"power"\n',
    "old end of line": b"trial,label\rt1,woman\rt3,power\r",
    "exported": b'trial,question,options,text,label\nt1,Who?,a; b,"She\n""ran"", then",woman\n'
    b"t2,Who?,a; b,He ran,\nt3,What?,a; b,It,power\n",
    "untidy": b" Trial , LABEL \n t1 , Woman \n\n,\n t3,POWER , extra\nt2\n",
}


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_label_is_a_row_with_who_and_when(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.csv")
    assert book.labels == {}
    assert not book.path.exists()
    before = datetime.now(UTC).replace(microsecond=0)
    book.add("t1", "woman", 'An "N", Hà Nội')
    header, (trial, label, by, at) = rows(book.path)
    assert header == ["trial", "label", "by", "at"]
    assert (trial, label, by) == ("t1", "woman", 'An "N", Hà Nội')
    assert timedelta(0) <= datetime.fromisoformat(at) - before <= timedelta(minutes=1)
    assert book.labels == {"t1": "woman"}


def test_the_last_row_of_a_trial_counts_and_an_empty_label_withdraws(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("trial,label\nt1,woman\nt2,woman\nt1,man\nt2,\nt3,\nt3,care\n")
    assert LabelBook(path).labels == {"t1": "man", "t3": "care"}
    assert read_labels(path, KNOWN) == {"t1": "man", "t3": "care"}


def test_undo_takes_back_this_sitting_only_the_last_first(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    LabelBook(path).add("t1", "woman")
    book = LabelBook(path)
    assert (book.undo(), book.last, book.given) == (None, None, 0)
    book.add("t2", "man", "An")
    book.add("t3", "care")
    assert (book.last, book.given) == ("t3", 2)
    assert (book.undo(), book.undo(), book.undo()) == ("t3", "t2", None)
    assert (book.last, book.given) == (None, 0)
    assert book.labels == LabelBook(path).labels == {"t1": "woman"}
    assert [row[:3] for row in rows(path)[4:]] == [["t3", "", ""], ["t2", "", "An"]]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(["woman", "man"])),
            st.none(),  # take back
        ),
        max_size=12,
    )
)
def test_memory_and_disk_always_agree(acts: list[tuple[str, str] | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        book = LabelBook(path)
        size = 0
        for act in acts:
            if act is None:
                book.undo()
            else:
                book.add(*act)
            grown = path.stat().st_size if path.exists() else 0
            assert grown >= size  # nothing that was written is ever changed
            size = grown
            assert LabelBook(path).labels == book.labels


def test_a_label_survives_the_death_of_the_process(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    script = (
        "import os, sys; from pathlib import Path;"
        "from isonomia.evidence.labels import LabelBook;"
        "LabelBook(Path(sys.argv[1])).add('t1', 'woman'); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 9
    assert LabelBook(path).labels == {"t1": "woman"}


def test_a_label_is_synced_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bytes] = []
    book = LabelBook(tmp_path / "labels.csv")
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        synced.append(book.path.read_bytes())
        assert "t1" not in book.labels

    monkeypatch.setattr(os, "fsync", fsync)
    book.add("t1", "woman")
    assert synced == [book.path.read_bytes()]


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let the system refuse to write beyond a size, as a full disk does, after a partial write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_half_row(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.csv")
    book.add("t1", "woman")
    before = book.path.read_bytes()
    with (
        no_file_longer_than(len(before) + 5),
        pytest.raises(StorageError, match=r"labels\.csv .*not saved"),
    ):
        book.add("t2", "man")
    assert book.path.read_bytes() == before
    assert book.labels == {"t1": "woman"}
    with no_file_longer_than(len(before) + 5), pytest.raises(StorageError):
        book.undo()
    assert (book.labels, book.last) == ({"t1": "woman"}, "t1")
    book.add("t2", "man")
    assert LabelBook(book.path).labels == {"t1": "woman", "t2": "man"}


def test_a_failed_sync_is_no_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    book = LabelBook(tmp_path / "labels.csv")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(StorageError, match="Input/output error"):
            book.add("t1", "woman")
    assert book.labels == {}
    assert book.path.read_bytes() == b""
    book.add("t2", "man")  # the header is not forgotten
    assert LabelBook(book.path).labels == {"t2": "man"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="No such file"):
        LabelBook(tmp_path / "gone" / "labels.csv").add("t1", "woman")


@pytest.mark.parametrize("kind", SPREADSHEETS)
def test_files_from_elsewhere_are_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(SPREADSHEETS[kind])
    assert read_labels(path, KNOWN) == {"t1": "woman", "t3": "power"}


@pytest.mark.parametrize("kind", SPREADSHEETS)
def test_files_from_elsewhere_are_continued_in_their_own_way(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(SPREADSHEETS[kind])
    book = LabelBook(path)
    book.add("t2", "man", "An; or, Bình")
    book.add("t1", "man")
    assert path.read_bytes().startswith(SPREADSHEETS[kind])
    assert read_labels(path, KNOWN) == {"t1": "man", "t2": "man", "t3": "power"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"trial,label\nt1,woman\nt1,womn\n", r"row 3, column label: .*none of woman, man\.$"),
        (b"trial,label\nt3,woman\n", r"row 2, column label: .*none of care, power\.$"),
        (b"trial,label\nt9,woman\n", r"row 2, column trial: "),
        (b"trial,label\n\nt1,man\n,man\n", r"row 4, column trial: "),
        (b'trial,text,label\nt1,"a\nb\nc",man\nt2,x,women\n', r"row 3, column label: "),
        (b"unit,label\nt1,woman\n", r"row 1: .*columns trial and label\.$"),
        (b"t1,woman\n", r"row 1: "),
        (b"\n", r"row 1: "),
        (b'{"a": 1}' * 50_000, r"row 1: "),
        (b'trial,label\nt1,"woman\n', r"not a readable CSV file \(line 2: "),
        (b"PK\x03\x04\xff\xfe\x00", r"not UTF-8 text: save the sheet as “CSV UTF-8”"),
        ("trial,label\nt1,woman\n".encode("utf-16"), r"not UTF-8 text"),
    ],
)
def test_a_wrong_file_is_one_sentence_that_names_the_place(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(AssessmentError, match=words) as caught:
        read_labels(path, KNOWN)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cell_in_the_wrong_column_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("trial,label\nt1,an insult\nan insult,man\n")
    for trials in (KNOWN, {}):
        with pytest.raises(AssessmentError) as caught:
            read_labels(path, trials)
        assert "insult" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match=r"gone\.csv \(No such file"):
        read_labels(tmp_path / "gone.csv", KNOWN)


def test_a_file_cut_off_while_it_was_made_holds_no_labels(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.touch()
    assert read_labels(path, KNOWN) == {}
    LabelBook(path).add("t1", "man")
    assert read_labels(path, KNOWN) == {"t1": "man"}
