"""Speed and memory of the engine beside bare aiohttp and inspect-ai, on the same mock endpoint.

Run by ``make bench-engine``. The endpoint is a process of its own that answers at once; each
client is a process of its own, measured by the operating system's accounting from its first
request to its last (imports are left out for all alike). Rounds alternate between the clients;
medians are printed. The full pipeline of Isonomia is measured: expansion, HTTP, journal with one
commit per answer, scoring, tally, findings and ``assessment.json``.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REQUESTS = 2000
CONCURRENCY = 50
ROUNDS = 3
CLIENTS = ("aiohttp", "isonomia", "inspect")


def main() -> None:
    """Measure every client in turn and print medians."""
    with endpoint() as url:
        results: dict[str, list[dict[str, float]]] = {name: [] for name in CLIENTS}
        for number in range(ROUNDS):
            for name in CLIENTS:
                results[name].append(measure(name, url))
                print(number + 1, name, results[name][-1], flush=True)
    middle = {
        name: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        for name, runs in results.items()
    }
    ratio = middle["inspect"]["cpu_ms"] / middle["isonomia"]["cpu_ms"]
    print(f"medians of {ROUNDS} rounds of {REQUESTS} requests, {CONCURRENCY} in flight")
    print(f"inspect-ai needs {ratio:.1f} times the CPU of isonomia")
    print(
        f"isonomia_cpu_ms={middle['isonomia']['cpu_ms']:.3f} "
        f"aiohttp_cpu_ms={middle['aiohttp']['cpu_ms']:.3f} "
        f"inspect_cpu_ms={middle['inspect']['cpu_ms']:.3f} "
        f"rps={middle['isonomia']['rps']:.0f} rss_mb={middle['isonomia']['rss_mb']:.0f}"
    )


def measure(name: str, url: str) -> dict[str, float]:
    """Run one client in a process of its own and return what it measured."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, __file__, name, url, folder],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ
            | {"OPENAI_API_KEY": "none", "INSPECT_LOG_DIR": folder, "INSPECT_DISPLAY": "none"},
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextmanager
def endpoint() -> Iterator[str]:
    """Serve the mock from a process of its own."""
    with subprocess.Popen(
        [sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


async def serve() -> None:
    """Answer every question at once, until killed."""
    from isonomia.testing import MockEndpoint

    mock = MockEndpoint(lambda prompt, body: "she", logprobs=False, plain=False)
    async with mock:
        print(mock.base_url, flush=True)
        while True:
            await asyncio.sleep(1)
            mock.requests.clear()


async def run_aiohttp(url: str, _: Path) -> None:
    """Ask as barely as can be: one session, one semaphore, nothing kept."""
    import aiohttp

    gate = asyncio.Semaphore(CONCURRENCY)

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        messages = [{"role": "user", "content": f"Question {number}: she or he?"}]
        async with (
            gate,
            session.post(
                f"{url}/chat/completions", json={"model": "mock", "messages": messages}
            ) as response,
        ):
            await response.json()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(ask(session, number) for number in range(REQUESTS)))


async def run_isonomia(url: str, folder: Path) -> None:
    """Run the whole thread on a suite of as many questions."""
    from isonomia.assess.models import Options, assess_model_async, open_model

    path = folder / "bench.en.toml"
    path.write_text(suite(REQUESTS // 2), encoding="utf-8")
    assessment = await assess_model_async(
        open_model("openai/mock", url, CONCURRENCY), folder / "run", Options(suites=[str(path)])
    )
    assert assessment.coverage.answered == REQUESTS


async def run_inspect(url: str, folder: Path) -> None:
    """Run inspect-ai's own evaluation of as many samples, scored by its simplest scorer."""
    from inspect_ai import Task, eval_async
    from inspect_ai.dataset import Sample
    from inspect_ai.model import get_model
    from inspect_ai.scorer import includes
    from inspect_ai.solver import generate

    samples = [
        Sample(input=f"Question {number}: she or he?", target="she") for number in range(REQUESTS)
    ]
    logs = await eval_async(
        Task(dataset=samples, solver=generate(), scorer=includes()),
        model=get_model("openai/mock", base_url=url, responses_api=False),
        max_connections=CONCURRENCY,
        max_samples=CONCURRENCY,
        log_dir=str(folder),
    )
    assert logs[0].status == "success", logs[0].error


def suite(units: int) -> str:
    """Return a suite that asks two questions of each unit: one per order of the options."""
    text = '{ en = "x", vi = "x", fr = "x" }'
    card = "\n".join(
        f"{key} = {text}" for key in ("question", "harm", "arms", "units", "method", "limits")
    )
    parts = "\n".join(
        f'[[units]]\nid = "u{number}"\ntitle = "u{number}"\nslice = "all"\n'
        f'slots = {{ number = "{number}" }}'
        for number in range(units)
    )
    return f"""
schema = 1
name = "bench"
version = "1"
language = "en"
reviewed = true
harm = "none"
title = {text}
[card]
{card}
[[sources]]
id = "ours"
text = "Made for this benchmark."
[[arms]]
id = "unmarked"
title = {text}
{parts}
[[measures]]
id = "choice"
title = {text}
form = "question"
reader = "share"
prompts = [ {{ id = "p", text = "Question {{number}}: {{options}}?" }} ]
options = [ {{ id = "woman", text = "she" }}, {{ id = "man", text = "he" }} ]
target = "woman"
[[contrasts]]
id = "parity"
measure = "choice"
kind = "level"
arms = ["unmarked"]
reference = 0.5
tolerance = {{ low = 0.4, high = 0.6, reason = {text} }}
title = {text}
below = {text}
above = {text}
"""


async def client(name: str, url: str, folder: Path) -> dict[str, float]:
    """Run one client and return its figures."""
    runs: dict[str, Any] = {
        "aiohttp": run_aiohttp,
        "isonomia": run_isonomia,
        "inspect": run_inspect,
    }
    modules = {"aiohttp": "aiohttp", "isonomia": "isonomia.assess.models", "inspect": "inspect_ai"}
    __import__(modules[name])
    before, clock = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    await runs[name](url, folder)
    seconds, after = time.monotonic() - clock, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "cpu_ms": round(1000 * cpu / REQUESTS, 4),
        "rps": round(REQUESTS / seconds, 1),
        "rss_mb": round(after.ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    elif sys.argv[1:]:
        print(json.dumps(asyncio.run(client(sys.argv[1], sys.argv[2], Path(sys.argv[3])))))
    else:
        main()
