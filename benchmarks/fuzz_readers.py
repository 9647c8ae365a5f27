"""Damaged files of every kind through the readers: what is no sentence and no count is a crash.

Run by ``make fuzz-readers``; ``--seconds`` or ``--inputs`` say how long, ``--seed`` which files.

Valid files of all kinds are made from a few records, then damaged: bits flipped, pieces cut out,
doubled, moved or replaced by bytes that readers stumble over, packed bytes and plain ones alike.
Each is planned and scanned as `assess data` would, with random limits and cuts. A worker process
does it, so that a crash of a library, a hang and too much memory are seen as well. With atheris
installed its mutations are used in place of our own; without it, coverage does not guide them.

An input ends in one of three ways: counted (what could not be read is skipped and counted),
refused (one sentence), or a crash: any other exception, a dead worker, a hang, too much memory.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb
import zstandard

from isonomia.assess.data.corpus import CorpusSettings
from isonomia.assess.data.reading import Fields, plan_shards
from isonomia.assess.data.running import CorpusTask, scan_shard
from isonomia.errors import IsonomiaError

MEMORY = 600 * 2**20
"""Bytes that a worker may grow by: a window of Zstandard and some pages of Parquet."""

HANG = 20
"""Seconds for an input of some kilobytes."""

ODD = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b'"', b"\n", b"\r"),
    *(b"\n\n", b",", b"{", b"}", b"NaN", b"null", b"1e999", b"\\u0000", b"-", b"\x1a", b" " * 99),
    *(b"[" * 2000, b"9" * 5000, b'{"text": 5}\n', b'"text"', "é́".encode(), "\u2028".encode()),
    *(b"\xfd\x2f\xb5\x28", b"\x1f\x8b\x08", b"PAR1", b"\x00\x00\x00\x80", b"\xff\xff\xff\xff"),
]

TEXTS = [
    "She is a nurse. He is an engineer.",
    "Elle est infirmière.",
    "Cô ấy là bác sĩ.",
    "",
    'line\nbreak, and "quotes"',
    "x" * 3000,
]


def records(chance: random.Random) -> list[dict[str, object]]:
    return [
        {
            "text": chance.choice(TEXTS),
            "from": chance.choice(["web", "news", 5, None]),
            "lang": chance.choice(["en", "fr-CA", "vi", "de", None]),
            "at": chance.choice(["2021-03-04", 2020, "soon", None]),
        }
        for _ in range(chance.randrange(30))
    ]


def jsonl(given: list[dict[str, object]], _: random.Random) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in given)


def text(given: list[dict[str, object]], _: random.Random) -> bytes:
    return "\n\n".join(str(one["text"]) for one in given).encode()


def rows(given: list[dict[str, object]], chance: random.Random) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["text", "from", "lang", "at"], delimiter=chance.choice(",;\t"))
    writer.writeheader()
    writer.writerows(given)
    return out.getvalue().encode()


def parquet(given: list[dict[str, object]], chance: random.Random) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "a.parquet"
        codec = chance.choice(["snappy", "zstd", "uncompressed", "gzip"])
        connection.execute(
            'CREATE TABLE t (text VARCHAR, "from" VARCHAR, lang VARCHAR, "at" VARCHAR)'
        )
        for one in given or [dict.fromkeys(("text", "from", "lang", "at"))]:
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", list(one.values()))
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, CODEC '{codec}')")
        return path.read_bytes()


KINDS = {".jsonl": jsonl, ".json": jsonl, ".txt": text, ".csv": rows, ".tsv": rows}
PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": lambda raw: gzip.compress(raw, mtime=0),
    ".zst": lambda raw: zstandard.ZstdCompressor().compress(raw),
}


def make(chance: random.Random) -> tuple[str, bytes]:
    """Return a damaged file's name and content."""
    given = records(chance)
    if chance.random() < 0.2:
        return "a.parquet", damage(parquet(given, chance), chance)
    suffix = chance.choice(list(KINDS))
    packing = chance.choice(["", "", ".gz", ".zst"])
    plain = KINDS[suffix](given, chance)
    if chance.random() < 0.6:
        plain = damage(plain, chance)
    packed = PACK[packing](plain)
    return f"a{suffix}{packing}", damage(packed, chance) if chance.random() < 0.6 else packed


def damage(content: bytes, chance: random.Random) -> bytes:
    """Return a content with up to five changes."""
    if find_spec("atheris") and content:
        return bytes(import_module("atheris").Mutate(content, len(content) + 1000))
    raw = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(raw) + 1)
        length = min(chance.choice([1, 2, 8, 100, 1000]), len(raw) - at)
        change = chance.randrange(6)
        if change == 0 and at < len(raw):
            raw[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            del raw[at:]
        elif change == 2:
            del raw[at : at + length]
        elif change == 3:
            raw[at:at] = raw[at : at + length] * chance.randrange(1, 20)
        elif change == 4:
            raw[at : at + chance.choice([0, length])] = chance.choice(ODD)
        else:
            raw[at : at + length] = chance.randbytes(length)
    return bytes(raw)


def scan(path: str, seed: int) -> tuple[str, int]:
    """Return how one file ended, and how many of its records were skipped."""
    chance = random.Random(seed)
    task = CorpusTask(
        Fields(
            "text", *(name if chance.random() < 0.5 else None for name in ("from", "lang", "at"))
        ),
        CorpusSettings({"en": "", "fr": "", "vi": ""}, "en"),
        strict=chance.random() < 0.1,
        max_record=chance.choice([50, 2000, 2**24]),
    )
    try:
        plan = plan_shards(
            [path], chance.choice([1, 100, 2**26]) if chance.random() < 0.5 else 2**26
        )
        skipped = [scan_shard(shard, task).profile.skipped.total() for shard in plan.shards]
    except IsonomiaError as error:
        return ("two lines" if "\n" in str(error) else "refused"), 0
    return "counted", sum(skipped)


def work(ends: Connection) -> None:
    """Scan what comes, and answer."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while True:
        path, seed = ends.recv()
        try:
            ended, skipped = scan(path, seed)
        except BaseException as error:
            ended, skipped = f"{type(error).__name__}: {error}", 0
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        ends.send(("memory" if grown * 1024 > MEMORY else ended, skipped))


class Worker:
    """A process that scans, started anew when it dies."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._ends, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def scan(self, path: Path, seed: int) -> tuple[str, int]:
        """Return how a file ended; a worker that is dead or hangs is of no more use."""
        try:
            self._ends.send((str(path), seed))
            if not self._ends.poll(HANG):
                return "hang", 0
            ended: tuple[str, int] = self._ends.recv()
        except (EOFError, ConnectionError):
            self._process.join(5)
            return f"died ({self._process.exitcode})", 0
        return ended

    def stop(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.join()


def main() -> int:
    """Make files, scan them, keep those that crash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inputs", type=int, default=sys.maxsize)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-crashes"))
    given = parser.parse_args()
    chance = random.Random(given.seed)
    if not find_spec("atheris"):
        print("atheris is not installed: random changes, not guided by coverage")
    ends: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    skipped = crashes = 0
    worker = Worker()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() - started < given.seconds and ends.total() < given.inputs:
            name, content = make(chance)
            seed = chance.randrange(2**32)
            path = Path(folder) / name
            path.write_bytes(content)
            ended, records_skipped = worker.scan(path, seed)
            path.unlink()
            ends[ended if ended in {"counted", "refused"} else "crash"] += 1
            kinds[name] += 1
            skipped += records_skipped
            if ended not in {"counted", "refused"}:
                crashes += 1
                given.keep.mkdir(exist_ok=True)
                kept = given.keep / f"{crashes}-{seed}-{name}"
                kept.write_bytes(content)
                print(f"{ended}: {kept}", flush=True)
                worker.stop()
                worker = Worker()
    worker.stop()
    print("by kind:", ", ".join(f"{name[1:]} {n:,}" for name, n in sorted(kinds.items())))
    print(
        f"inputs={ends.total()} crashes={crashes} refused={ends['refused']} "
        f"skipped_records={skipped}"
    )
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
