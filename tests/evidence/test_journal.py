"""The journal keeps what it was given, and nothing can change it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from isonomia.errors import AssessmentError, StorageError
from isonomia.evidence import Journal, JournalEntry

if TYPE_CHECKING:
    from pathlib import Path


def entry(trial: str, *, received: bool = True, text: str = "she") -> JournalEntry:
    return JournalEntry(trial, received, {"reply": text} if received else {"error": text})


def test_what_was_appended_is_read_back_by_key(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with Journal(path) as journal:
        journal.append(entry("b"))
        journal.append(entry("a", text="xin chào, “elle”"))
    with Journal(path) as journal:
        assert [found.trial for found in journal.entries()] == ["a", "b"]
        assert next(journal.entries()).body == {"reply": "xin chào, “elle”"}
        assert journal.answered() == {"a", "b"}


def test_a_failure_is_superseded_by_a_later_answer_but_never_removed(tmp_path: Path) -> None:
    with Journal(tmp_path / "answers.sqlite") as journal:
        journal.append(entry("a", received=False, text="timeout"))
        assert journal.answered() == set()
        assert next(journal.entries()).received is False
        journal.append(entry("a"))
        assert next(journal.entries()).received is True
    rows = sqlite3.connect(tmp_path / "answers.sqlite").execute("SELECT count(*) FROM answers")
    assert rows.fetchone() == (2,)


def test_no_trial_has_two_answers(tmp_path: Path) -> None:
    with Journal(tmp_path / "answers.sqlite") as journal:
        journal.append(entry("a"))
        with pytest.raises(StorageError, match="UNIQUE"):
            journal.append(entry("a", text="he"))


@pytest.mark.parametrize("change", ["UPDATE answers SET body = x'00'", "DELETE FROM answers"])
def test_the_journal_is_append_only(tmp_path: Path, change: str) -> None:
    path = tmp_path / "answers.sqlite"
    with Journal(path) as journal:
        journal.append(entry("a"))
    base = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        base.execute(change)
    base.close()


def test_the_digest_depends_on_the_answers_and_not_on_their_order(tmp_path: Path) -> None:
    digests = []
    for name, order in (("x", "abc"), ("y", "cab"), ("z", "ab")):
        with Journal(tmp_path / name) as journal:
            for trial in order:
                journal.append(entry(trial))
            digests.append(journal.digest())
    assert digests[0] == digests[1] != digests[2]


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"holiday photos " * 100)
    with pytest.raises(AssessmentError, match="is no journal of Isonomia"):
        Journal(path)
    assert path.read_bytes().startswith(b"holiday photos")


def test_a_journal_of_a_newer_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 9")
    base.close()
    with pytest.raises(AssessmentError, match="written by a newer Isonomia"):
        Journal(path)


def test_a_damaged_journal_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with Journal(path) as journal:
        for number in range(200):
            journal.append(entry(str(number), text="x" * 500))
    damaged = bytearray(path.read_bytes())
    damaged[5000:60000] = b"\xaa" * 55000
    path.write_bytes(damaged)
    with pytest.raises(AssessmentError, match="or it is damaged"), Journal(path) as journal:
        list(journal.entries())


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Could not write"):
        Journal(tmp_path / "missing" / "answers.sqlite")


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    journal = Journal(path)
    journal.append(entry("a"))
    # SQLite's own way to run out of room: no page may be added.
    journal._base.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError, match=r"full.*--resume"):
        journal.append(entry("b", text="x" * 100_000))
    journal.close()
    with Journal(path) as journal:
        assert journal.answered() == {"a"}


CHILD = """
import sys
from pathlib import Path
from isonomia.evidence import Journal, JournalEntry
journal = Journal(Path(sys.argv[1]))
for number in range(100_000):
    journal.append(JournalEntry(str(number), True, {"reply": "x" * 50}))
    print(number, flush=True)
"""


def test_a_killed_process_loses_no_committed_answer(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 200:
                break
        os.kill(child.pid, signal.SIGKILL)
        committed = [int(line), *map(int, child.stdout.read().split())][-1]
    with Journal(path) as journal:
        assert len(journal.answered()) >= committed + 1
