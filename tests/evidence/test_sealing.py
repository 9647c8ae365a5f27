"""Sealed answers: nothing of them lies about in plain text, and nobody can change them unseen."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.errors import AssessmentError, StorageError
from isonomia.evidence import Journal, JournalEntry
from isonomia.evidence.keys import Key, delete_key, make_key
from isonomia.evidence.sealing import outside, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CELL = ["letters/help", "first", "unit", "woman", "plain", ""]
WRITTEN = "what the model wrote"
KEY = Key(bytes(range(32)))


def body(text: str = WRITTEN) -> dict[str, object]:
    return {"asked": {"cell": CELL, "prompt": "Please write."}, "reply": {"text": text, "calls": 1}}


def entry(trial: str, text: str = WRITTEN, *, sealed: bool = True) -> JournalEntry:
    return JournalEntry(trial, True, body(text), sealed)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stored(path: Path) -> list[tuple[str, bytes]]:
    base = sqlite3.connect(path)
    rows = base.execute("SELECT trial, body FROM answers ORDER BY number").fetchall()
    base.close()
    return rows


def store(path: Path, rows: list[tuple[str, bytes]]) -> None:
    """Write answers past the journal, as somebody with the file and other tools could."""
    base = sqlite3.connect(path)
    base.executescript("DROP TRIGGER no_update; DROP TRIGGER no_delete;")
    base.execute("DELETE FROM answers")
    base.executemany("INSERT INTO answers (trial, received, body) VALUES (?, 1, ?)", rows)
    base.commit()
    base.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a closed journal with two sealed answers, a failure, and one that is not sealed."""
    path = tmp_path / "run" / "answers.sqlite"
    path.parent.mkdir()
    with Journal(path) as journal:
        journal.append(entry("a" * 24))
        journal.append(entry("b" * 24, "another answer"))
        failure: dict[str, object] = {"error": f"HTTP 500: cannot parse {WRITTEN}", "calls": 2}
        journal.append(JournalEntry("c" * 24, False, failure, sealed=True))
        journal.append(entry("d" * 24, "harmless", sealed=False))
    return path


def test_sealed_answers_are_read_back_and_stand_in_no_file(path: Path) -> None:
    with Journal(path) as journal:
        # While the journal is open, too: SQLite's log beside it is a file like any other.
        journal.append(entry("e" * 24))
        assert len(files_of(path.parent)) > 2
        for content in files_of(path.parent).values():
            assert WRITTEN.encode() not in content
            assert b"Please write." not in content.replace(orjson.dumps(body("harmless")), b"")
        found = {one.trial[0]: one for one in journal.entries()}
    assert found["a"].body == body()
    assert found["b"].body == body("another answer")
    assert found["c"].body["error"] == f"HTTP 500: cannot parse {WRITTEN}"
    assert {name: one.sealed for name, one in found.items()} == {
        **dict.fromkeys("abce", True),
        "d": False,
    }
    assert b"harmless" in path.read_bytes()
    assert WRITTEN not in repr(found)


def test_the_cell_stays_in_view_and_the_key_beside_the_run(path: Path) -> None:
    record: dict[str, Any] = orjson.loads(stored(path)[0][1])
    assert record["asked"] == {"cell": CELL}
    assert set(record) == {"asked", "sealed"}
    key = path.with_name("answers.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {one.name for one in path.parent.iterdir()} == {"answers.sqlite", "answers.key"}
    held = Key.read(key)
    assert held is not None
    assert held.secret not in path.read_bytes()
    assert held.secret.hex() not in repr(held)


def test_without_a_sealed_answer_there_is_no_key_and_the_old_format(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with Journal(path) as journal:
        journal.append(entry("a", sealed=False))
        assert journal.sealed() == set()
    assert [one.name for one in tmp_path.iterdir()] == ["answers.sqlite"]
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone() == (1,)


def test_a_journal_with_sealed_answers_is_of_a_newer_format(path: Path) -> None:
    """What knows no seals must not take one for an answer."""
    for _ in range(2):
        base = sqlite3.connect(path)
        assert base.execute("PRAGMA user_version").fetchone() == (2,)
        base.close()
        Journal(path).close()


def test_the_same_answers_give_the_same_digest_though_no_ciphertext_is_the_same(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with Journal(path) as first, Journal(other / "answers.sqlite") as second:
        for one in list(first.entries())[::-1]:
            second.append(one)
        assert first.digest() == second.digest()
        whole = first.digest()
        second.append(entry("f"))
        assert first.digest() != second.digest()
    rows = zip(sorted(stored(path)), sorted(stored(other / "answers.sqlite")), strict=False)
    assert all(one != two for one, two in rows if b"harmless" not in one[1])
    delete_key(path.with_name("answers.key"))
    with Journal(path) as journal:
        assert journal.digest() == whole


def test_one_changed_letter_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    for text in (WRITTEN, WRITTEN + "."):
        folder = tmp_path / str(len(text))
        folder.mkdir()
        with Journal(folder / "answers.sqlite") as journal:
            journal.append(entry("a", text))
            digests.add(journal.digest())
    assert len(digests) == 2


def test_with_the_key_gone_one_sentence_says_what_that_means(path: Path) -> None:
    delete_key(path.with_name("answers.key"))
    with Journal(path) as journal:
        with pytest.raises(AssessmentError, match=r"is gone: nobody can read .* still work\.$"):
            list(journal.entries())
        # No second key is made: two keys in one run would hide that the first is gone.
        with pytest.raises(AssessmentError, match="is gone"):
            journal.append(entry("f"))
        assert [one.trial[0] for one in journal.entries(sealed=False)] == ["d"]
        assert {trial[0] for trial in journal.sealed()} == {"a", "b", "c"}
        journal.append(entry("g", sealed=False))
    assert not path.with_name("answers.key").exists()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda key: key.write_bytes(b""), "is damaged or no key"),
        (lambda key: key.write_bytes(key.read_bytes()[:-9]), "is damaged or no key"),
        (lambda key: key.write_bytes(b"\xff" * 60), "is damaged or no key"),
        (lambda key: key.write_bytes(key.read_bytes()[23:]), "is damaged or no key"),
        (lambda key: (key.unlink(), make_key(key)), "is not the key of these answers"),
        (lambda key: (key.unlink(), key.mkdir()), "Cannot read the key"),
    ],
    ids=["empty", "short", "bytes", "headless", "another", "folder"],
)
def test_a_wrong_key_is_a_sentence(
    path: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    damage(path.with_name("answers.key"))
    with Journal(path) as journal:
        with pytest.raises(AssessmentError, match=sentence) as caught:
            list(journal.entries())
        with pytest.raises(AssessmentError, match=sentence):
            journal.append(entry("f"))
    assert WRITTEN not in str(caught.value)


def turned(box: str, place: int) -> str:
    """Return a box with another letter in one place."""
    return box[:place] + ("B" if box[place] == "A" else "A") + box[place + 1 :]


BOXES: dict[str, Callable[[str], str]] = {
    "nonce": lambda box: turned(box, 0),
    "cipher": lambda box: turned(box, 40),
    "tag": lambda box: turned(box, len(box) - 6),
    "cut": lambda box: box[:-8],
    "empty": lambda _: "",
    "no-base64": lambda box: "*" + box[1:],
}
RECORDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "digest": lambda record: record["sealed"].update(sha256="0" * 64),
    "cell": lambda record: record["asked"]["cell"].__setitem__(3, "man"),
    "added": lambda record: record.update(note="seen"),
}


@pytest.mark.parametrize("what", [*BOXES, *RECORDS])
def test_what_was_changed_after_it_was_written_does_not_open(path: Path, what: str) -> None:
    rows = stored(path)
    record: dict[str, Any] = orjson.loads(rows[0][1])
    if what in BOXES:
        record["sealed"]["box"] = BOXES[what](record["sealed"]["box"])
    else:
        RECORDS[what](record)
    store(path, [(rows[0][0], orjson.dumps(record))])
    sentence = r"the sealed answer aaaaaaaa was changed or damaged"
    with Journal(path) as journal, pytest.raises(AssessmentError, match=sentence) as caught:
        list(journal.entries())
    assert WRITTEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("sealed", [{}, [], "text", {"box": 7, "sha256": 7}])
def test_a_seal_that_is_none_does_not_open(path: Path, sealed: object) -> None:
    store(path, [("a" * 24, orjson.dumps({"asked": {"cell": CELL}, "sealed": sealed}))])
    with Journal(path) as journal:
        assert len(journal.digest()) == 64
        with pytest.raises(AssessmentError, match="changed or damaged"):
            list(journal.entries())


def test_an_answer_cannot_pass_for_that_of_another_trial(path: Path) -> None:
    (one, first), (two, second), *_ = stored(path)
    store(path, [(one, second), (two, first)])
    with Journal(path) as journal, pytest.raises(AssessmentError, match="changed or damaged"):
        list(journal.entries())


def test_a_failure_cannot_pass_for_an_answer() -> None:
    failure = seal(KEY, "a", body(), received=False)
    assert unseal(KEY, "a", failure, received=False) == body()
    with pytest.raises(ValueError, match="does not fit"):
        unseal(KEY, "a", failure, received=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text().filter(lambda name: name != "asked"), JSON), st.text())
def test_whatever_is_sealed_comes_back_and_nothing_else_opens_it(
    given_body: dict[str, object], trial: str
) -> None:
    locked = seal(KEY, trial, given_body, received=True)
    assert unseal(KEY, trial, orjson.loads(orjson.dumps(locked)), received=True) == given_body
    assert locked != seal(KEY, trial, given_body, received=True)
    assert outside(locked) == outside(seal(KEY, trial, given_body, received=True))
    with pytest.raises(ValueError, match="does not fit"):
        unseal(Key(bytes(32)), trial, locked, received=True)


def test_a_folder_that_takes_no_key_gets_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that was written before its key would be lost with it."""
    with Journal(tmp_path / "answers.sqlite") as journal:

        def refuse(*_: object, **__: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(StorageError, match=r"Could not write the key .*Permission denied"):
            journal.append(entry("a"))
        assert journal.sealed() == set()
        monkeypatch.undo()
        journal.append(entry("a"))
        assert next(journal.entries()).body == body()


def test_a_key_whose_making_was_interrupted_is_made_or_taken_up(tmp_path: Path) -> None:
    draft, key = tmp_path / ".answers.key.new", tmp_path / "answers.key"
    draft.write_bytes(b"isonomia ans")
    made = make_key(key)
    assert not draft.exists()
    # Killed after the key was there and before its name was noted: it is the key.
    with Journal(tmp_path / "answers.sqlite") as journal:
        journal.append(entry("a"))
    assert Key.read(key) == made


def test_a_key_that_cannot_be_deleted_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can still be read"):
        delete_key(tmp_path / "answers.key")


CHILD = """
import sys
from pathlib import Path
from isonomia.evidence import Journal, JournalEntry
journal = Journal(Path(sys.argv[1]))
for number in range(100_000):
    journal.append(JournalEntry(str(number), True, {"reply": sys.argv[2]}, True))
    print(number, flush=True)
"""


def test_a_killed_process_leaves_sealed_answers_and_their_key(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    command = [sys.executable, "-c", CHILD, str(path), WRITTEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) >= 50:
                break
        os.kill(child.pid, signal.SIGKILL)
    left = tmp_path / "left"
    shutil.copytree(tmp_path, left, ignore=shutil.ignore_patterns("left"))
    assert not any(WRITTEN.encode() in content for content in files_of(left).values())
    with Journal(left / "answers.sqlite") as journal:
        texts = [one.body["reply"] for one in journal.entries()]
    assert len(texts) > 50
    assert set(texts) == {WRITTEN}
