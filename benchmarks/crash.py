"""Kill -9 at random moments of a run, then resume: what is lost, what is asked twice.

Run by ``make bench-crash``. The command itself is run against a mock endpoint in this process that
remembers every question by its seed. Questions are asked one at a time, so that each question that
comes in proves that the answer before it was committed: that one must never be lost. The one that
was in flight when the process died may be asked again, and is counted apart.
"""

from __future__ import annotations

import asyncio
import random
import signal
import sys
import tempfile
from pathlib import Path

from isonomia.assess.models import expand, load_suites
from isonomia.evidence import Journal, load
from isonomia.testing import MockEndpoint

KILLS = 20
REPEAT = 8


async def main() -> None:
    """Kill, resume, count."""
    suites = load_suites(["occupations"], "en")
    key_of = {trial.request.seed: trial.key for trial in expand(suites[0], REPEAT)}
    moments = random.Random(20)
    lost = twice = in_flight = 0
    committed: set[str] = set()

    def respond(prompt: str, _: dict[str, object]) -> str | dict[str, float]:
        return "She came." if prompt.startswith("Write") else {" she": 0.5, " he": 0.5}

    async with MockEndpoint(respond) as endpoint:
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder) / "run"
            command = ["assess", "model", "openai/mock", "--suite", "occupations", "--repeat"]
            command += [str(REPEAT), "--base-url", endpoint.base_url, "--out", str(run), "--resume"]
            command += ["--concurrency", "1"]
            for kill in range(KILLS + 1):
                endpoint.requests.clear()
                child = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "isonomia", *command, stderr=asyncio.subprocess.DEVNULL
                )
                if kill < KILLS:
                    share = len(key_of) // (KILLS + 4)
                    await until(endpoint, moments.randrange(1, share))
                    child.send_signal(signal.SIGKILL)
                await child.wait()
                seeds = [request.body["seed"] for request in endpoint.requests]
                asked = [key_of[seed] for seed in seeds if seed in key_of]
                twice += len(asked) - len(set(asked) - committed)
                with Journal(run / "answers.sqlite") as journal:
                    answered = journal.answered()
                lost += len((committed | set(asked[:-1])) - answered)
                in_flight += len(set(asked) - answered)
                print(f"kill {kill + 1}: {len(answered)} answers committed", flush=True)
                committed = answered
            assessment = load(run)
    assert child.returncode == 0
    assert assessment.complete
    print(f"planned={len(key_of)} answered={assessment.coverage.answered}")
    print(f"kills={KILLS} lost={lost} asked_twice={twice} in_flight_when_killed={in_flight}")


async def until(endpoint: MockEndpoint, questions: int) -> None:
    """Wait until so many questions have come in."""
    while len(endpoint.requests) < questions + 3:  # noqa: ASYNC110  it is a plain list
        await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(main())
