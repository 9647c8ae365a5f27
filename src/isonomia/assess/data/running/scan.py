"""Counting the texts of one shard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isonomia.assess.data.corpus.scanner import Scanner
from isonomia.assess.data.reading import MAX_RECORD, Fields, ShardReader
from isonomia.assess.data.running.keys import DocumentKeys
from isonomia.assess.data.running.results import ShardResult
from isonomia.evidence import Counts, Profile

if TYPE_CHECKING:
    from isonomia.assess.data.corpus.settings import CorpusSettings
    from isonomia.assess.data.reading import Document, Shard

__all__ = ["CorpusTask", "scan_shard"]

READING_RULES = "1"
"""Raised whenever the same bytes would give other documents than before."""

BATCH = 2**16
"""Characters that are handed over at a time; the scanner gathers blocks of its own."""


@dataclass(frozen=True)
class CorpusTask:
    """What is counted in the shards of a corpus. Can be sent to other processes and machines.

    Attributes
    ----------
    fields : Fields
        Where the text of a record is, its source, its language and its time.
    scanner : CorpusSettings
        Term lists, window, engine.
    strict : bool
        Stop at the first record that cannot be read.
    max_record : int
        Bytes of the longest record that is read.
    """

    fields: Fields
    scanner: CorpusSettings
    strict: bool = False
    max_record: int = MAX_RECORD

    @property
    def settings(self) -> dict[str, str]:
        """All that the counts depend on besides the data, for a profile."""
        named = {
            f"{name} field": value
            for name in ("text", "source", "language", "time")
            if (value := getattr(self.fields, name))
        }
        return {
            **self.scanner.recorded,
            **named,
            "longest record": str(self.max_record),
            "reading rules": READING_RULES,
        }


def scan_shard(shard: Shard, task: CorpusTask) -> ShardResult:
    """Count the texts of a shard: the same bytes and the same task give the same counts.

    The profile has the scanner's tables and one more, ``reading``: documents that were counted
    without what their field should tell (``no-year``, ``no-source``).

    Raises
    ------
    UsageError
        The file cannot be read as what it is, or the task is strict and a record cannot be.
    ChangedError
        The file is not as it was when it was planned.
    """
    scan = _Scan(shard, task)
    for document in scan.reader:
        scan.add(document)
    return scan.result()


class _Scan:
    def __init__(self, shard: Shard, task: CorpusTask) -> None:
        self.reader = ShardReader(
            shard, task.fields, max_record=task.max_record, strict=task.strict
        )
        self._task = task
        self._keys = DocumentKeys(
            task.scanner.languages, task.scanner.default, task.fields.source or ""
        )
        self._scanner = Scanner(task.scanner)
        self._texts: list[str] = []
        self._of: list[tuple[str, str, str]] = []
        self._held = self._records = 0

    def add(self, document: Document) -> None:
        key = self._keys.of(document)
        if key is None:
            self.reader.skip("no-word-list", document.line)
            return
        self._texts.append(document.text)
        self._of.append(key)
        self._held += len(document.text)
        self._records += 1
        if self._held >= BATCH:
            self._flush()

    def result(self) -> ShardResult:
        self._flush()
        notes = Counts("reading", ("note",), ("documents",))
        for note, documents in self._keys.notes.items():
            notes.add((note,), (documents,))
        profile = Profile(
            kind="corpus",
            settings=self._task.settings,
            sources=(self.reader.source(self._records),),
            counts=(*(counts.table for counts in self._scanner.counts()), notes.table),
        )
        places = {why: tuple(lines) for why, lines in self.reader.skips.places.items()}
        return ShardResult(profile, self.reader.lines, places)

    def _flush(self) -> None:
        if self._texts:
            self._scanner.add(self._texts, self._of)
        self._texts, self._of, self._held = [], [], 0
