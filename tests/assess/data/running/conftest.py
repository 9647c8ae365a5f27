"""A small corpus with everything in it, and what scans it."""

from __future__ import annotations

import gzip
import json
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.data.corpus import CorpusSettings
from isonomia.assess.data.reading import Fields, plan_shards
from isonomia.assess.data.running import CorpusTask, OneProcess, run_shards, scan_shard

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from isonomia.assess.data.reading import Shard
    from isonomia.assess.data.running import Executor, RunResult, ShardResult, Work

TASK = CorpusTask(
    Fields("text", "from", "lang", "at"), CorpusSettings({"en": "", "fr": ""}, "en", engine="fast")
)


@pytest.fixture
def task() -> CorpusTask:
    return TASK


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "b"):
        with (folder / f"{name}.jsonl").open("wb") as file:
            for n in range(300):
                said = "She is a nurse." if n % 3 else "He is an engineer, she is not."
                record = {"text": f"{said} {n}{name}", "from": f"s{n % 2}", "at": 2000 + n % 4}
                file.write(json.dumps(record).encode() + b"\n")
                if n in (100, 250):
                    file.write(b"broken\n")
    text = b"The doctor said he was tired.\n\nShe left.\n" * 50
    (folder / "c.txt.gz").write_bytes(gzip.compress(text, mtime=0))
    (folder / "d.csv").write_text(
        'lang,text,from,at\nfr-CA,"Elle est infirmière.",,\nde,Sie ist da.,,\n'
    )
    return folder


WORKS = """
import os, signal
from pathlib import Path
from isonomia.assess.data.running import scan_shard

def die_once(shard, task, marker):
    if shard.label.endswith("b.jsonl"):
        try:
            Path(marker).mkdir()
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return scan_shard(shard, task)

def die(shard):
    os._exit(1)
"""


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return functions that kill the worker they run in; other processes can import them."""
    (tmp_path / "works_of_this_test.py").write_text(WORKS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "works_of_this_test", raising=False)
    return import_module("works_of_this_test")


@pytest.fixture
def shards(corpus: Path) -> tuple[Shard, ...]:
    return plan_shards([str(corpus)], shard_bytes=4000).shards


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., RunResult]:
    """Return a function that counts shards, as the command does."""

    def run(
        shards: tuple[Shard, ...],
        executor: Executor | None = None,
        *,
        work: Work | None = None,
        parts: str = "parts",
        task: CorpusTask = TASK,
        on_done: Callable[[Shard, ShardResult], None] = lambda _shard, _result: None,
    ) -> RunResult:
        return run_shards(
            shards,
            work or partial(scan_shard, task=task),
            executor or OneProcess(),
            tmp_path / parts,
            settings=task.settings,
            on_done=on_done,
        )

    return run
