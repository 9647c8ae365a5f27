"""The journal: every answer, on disk before it is scored.

An append-only SQLite file in WAL mode. An entry is committed before ``append`` returns, so a
killed process loses no committed answer; triggers refuse every change to what was written. Answers
that may harm are sealed before they are written; their key lies in a file beside the journal.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import orjson

from isonomia.errors import AssessmentError, StorageError
from isonomia.evidence.keys import KEY_NAME, Key, find_key, make_key
from isonomia.evidence.sealing import is_sealed, outside, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["Journal", "JournalEntry"]

PLAIN_FORMAT = 1
FORMAT = 2
"""From the first sealed entry on: what knows only format 1 would take it for an answer."""

KEY_ROW = "key of sealed answers"
"""Where the journal notes which key its sealed answers need."""

_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY,
    trial TEXT NOT NULL,
    received INTEGER NOT NULL CHECK (received IN (0, 1)),
    body BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_answer ON answers (trial) WHERE received = 1;
CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON answers
    BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON answers
    BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What came back for one trial.

    Attributes
    ----------
    trial : str
        The trial's key.
    received : bool
        True for an answer, False where asking failed.
    body : dict
        The reply, or ``{"error": …}``; JSON types only.
    sealed : bool
        Whether it may harm, so that it is encrypted on disk.
    """

    trial: str
    received: bool
    body: dict[str, object] = field(repr=False)
    sealed: bool = False


class Journal:
    """The answers of one run.

    Parameters
    ----------
    path : Path
        The SQLite file; made where it does not exist.

    Raises
    ------
    StorageError
        The file cannot be made or written.
    AssessmentError
        The file is no journal, or one of a newer format.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._key: Key | None = None
        with self._storage():
            # One statement is one transaction: what append() wrote is committed when it returns.
            self._base = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            try:
                self._open()
            except BaseException:
                self._base.close()
                raise

    def _open(self) -> None:
        execute = self._base.execute
        # Two processes that asked the same questions would pay for them twice.
        execute("PRAGMA locking_mode = EXCLUSIVE")
        execute("PRAGMA journal_mode = WAL")
        # Survives the death of the process at any moment; a power cut may cost the last answers,
        # which are then simply asked again.
        execute("PRAGMA synchronous = NORMAL")
        (found,) = execute("PRAGMA user_version").fetchone()
        if found > FORMAT:
            raise AssessmentError(
                f"{self.path} was written by a newer Isonomia: upgrade it, or choose another --out."
            )
        version = max(found, PLAIN_FORMAT)
        self._base.executescript(_TABLES + f"PRAGMA user_version = {version};")

    def about(self) -> dict[str, str]:
        """Return what the run was about, as recorded by ``describe``."""
        with self._storage():
            return dict(self._base.execute("SELECT key, value FROM about ORDER BY key"))

    def describe(self, about: dict[str, str]) -> None:
        """Record what the run is about; done once, before the first answer."""
        with self._storage():
            self._base.execute("BEGIN")
            self._base.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
            self._base.execute("COMMIT")

    def append(self, entry: JournalEntry) -> None:
        """Commit one entry.

        Raises
        ------
        StorageError
            The disk is full, the folder is read-only, or the trial was answered before.
        """
        body = entry.body
        if entry.sealed:
            body = seal(self._held_key(make=True), entry.trial, body, received=entry.received)
        with self._storage():
            self._base.execute(
                "INSERT INTO answers (trial, received, body) VALUES (?, ?, ?)",
                (entry.trial, entry.received, orjson.dumps(body)),
            )

    def answered(self) -> set[str]:
        """Return the keys of the trials that have an answer."""
        with self._storage():
            rows = self._base.execute("SELECT trial FROM answers WHERE received")
            return {trial for (trial,) in rows}

    def entries(
        self, of: Collection[str] | None = None, *, sealed: bool = True
    ) -> Iterator[JournalEntry]:
        """Yield for each trial its answer, or its last failure where it has none, by key.

        Parameters
        ----------
        of : collection of str, optional
            The trials' keys; by default all.
        sealed : bool
            Whether sealed entries are opened, too; else they are left out, and no key is needed.

        Raises
        ------
        AssessmentError
            The key of sealed entries is gone or wrong, or one was changed since it was written.
        """
        for trial, received, stored in self._stored():
            if of is not None and trial not in of:
                continue
            if not is_sealed(stored):
                yield JournalEntry(trial, received, stored)
            elif sealed:
                body = self._unsealed(trial, stored, received=received)
                yield JournalEntry(trial, received, body, sealed=True)

    def sealed(self) -> set[str]:
        """Return the keys of the trials whose entry is sealed; this needs no key."""
        return {trial for trial, _, stored in self._stored() if is_sealed(stored)}

    def digest(self) -> str:
        """Return the SHA-256 of all entries in the order of their trials' keys.

        Of a sealed entry, the SHA-256 of what it says takes part and not its ciphertext: the same
        answers give the same digest, and it needs no key.
        """
        digest = hashlib.sha256()
        for trial, received, stored in self._stored():
            body = outside(stored) if is_sealed(stored) else stored
            digest.update(orjson.dumps([trial, received, body]))
        return digest.hexdigest()

    def _stored(self) -> Iterator[tuple[str, bool, dict[str, object]]]:
        with self._storage():
            rows = self._base.execute(
                "SELECT trial, received, body FROM answers WHERE number IN"
                " (SELECT max(number) FROM answers GROUP BY trial) ORDER BY trial"
            )
            for trial, received, body in rows:
                yield trial, bool(received), orjson.loads(body)

    def _unsealed(
        self, trial: str, stored: dict[str, object], *, received: bool
    ) -> dict[str, object]:
        key = self._held_key(make=False)
        try:
            return unseal(key, trial, stored, received=received)
        except ValueError as error:
            raise AssessmentError(
                f"{self.path}: the sealed answer {trial[:8]} was changed or damaged after it was "
                f"written ({error}): restore the folder from a copy, or run it again."
            ) from None

    def _held_key(self, *, make: bool) -> Key:
        """Return the key of this run's sealed answers; the first of them has it made."""
        if self._key is None:
            path, known = self.path.with_name(KEY_NAME), self.about().get(KEY_ROW)
            if known is None and make:
                self._key = Key.read(path) or make_key(path)
                self._note(self._key)
            else:
                self._key = find_key(path, known)
        return self._key

    def _note(self, key: Key) -> None:
        with self._storage():
            # In this order: killed in between, the next sealed answer does both again.
            self._base.execute(f"PRAGMA user_version = {FORMAT}")
            self._base.execute("INSERT INTO about VALUES (?, ?)", (KEY_ROW, key.name))

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def _storage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StorageError(
                    f"Another process is writing {self.path}: wait for it, or choose another --out."
                ) from error
            raise StorageError(
                f"Could not write {self.path} ({error}); what was written before is safe. "
                "Free some space or choose a writable folder, then run again with --resume."
            ) from error
        except sqlite3.IntegrityError as error:
            raise StorageError(f"{self.path} already has that answer ({error}).") from error
        except (sqlite3.DatabaseError, orjson.JSONDecodeError) as error:
            raise AssessmentError(
                f"{self.path} is no journal of Isonomia, or it is damaged ({error}): "
                "choose another folder with --out."
            ) from error
