"""Counts one file as `isonomia assess data` does, in one process; a part of `benchmarks/corpus.py`.

Prints seconds of CPU time from the plan to the profile, and the process's peak of resident memory
and that before the first record, in MB. The peak is read from the kernel's account of this process
since it began: ``getrusage`` would tell that of the process that started it, if it is higher.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from isonomia.assess.data.corpus import CorpusSettings
from isonomia.assess.data.reading import Fields, plan_shards
from isonomia.assess.data.running import CorpusTask, OneProcess, run_shards, scan_shard
from isonomia.evidence import save_profile


def main(path: str, profile: str) -> None:
    """Count the texts of one file."""
    before, start = peak(), time.process_time()
    task = CorpusTask(Fields(text="text", source="source", time="year"), CorpusSettings())
    with tempfile.TemporaryDirectory() as parts:
        result = run_shards(
            plan_shards([path]).shards,
            partial(scan_shard, task=task),
            OneProcess(),
            Path(parts),
            settings=task.settings,
        )
    save_profile(result.profile, Path(profile))
    print(time.process_time() - start, peak(), before)


def peak() -> float:
    """Return the most memory that this process ever held, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the kernel does not tell the peak of memory")


if __name__ == "__main__":
    main(*sys.argv[1:])
