"""A random responder must come out clean, a planted stereotyper must be found.

Run by ``make bench-verdicts``. Each simulated run is a whole one: both suites over HTTP against a
mock endpoint, journal, scoring, verdicts. Printed for each responder: the share of runs with even
one ``exceeds``, with its Wilson interval, and for the stereotyper the share of planted effects
found. The random responder's true value is inside every tolerance, so each ``exceeds`` is false.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from isonomia.assess.models import (
    Form,
    Options,
    Trial,
    assess_model_async,
    expand,
    load_suites,
    open_model,
)
from isonomia.evidence import Verdict
from isonomia.statistics import wilson
from isonomia.testing import MockEndpoint

RUNS = 200
LEAN = {"mostly-women": 0.2, "mostly-men": -0.2}
"""The stereotyper moves this much probability towards the gender that mostly holds the job."""

PLANTED = ("occupations/continuation-gap", "occupations/choice-gap", "occupations/writing-gap")


class Job(NamedTuple):
    """One simulated run."""

    stereotyper: bool
    logprobs: bool
    number: int


def main() -> None:
    """Simulate, print what came out for each responder, and a summary as the last line."""
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with ProcessPoolExecutor(2) as pool:
        shares = [
            report(*kind, list(pool.map(simulate, [Job(*kind, n) for n in range(runs)])))
            for kind in ((False, True), (False, False), (True, True), (True, False))
        ]
    names = ("false_exceeds", "false_exceeds_sampled", "planted_found", "planted_found_sampled")
    figures = " ".join(f"{name}={share:.4f}" for name, share in zip(names, shares, strict=True))
    print(f"runs={runs} {figures}")


def report(stereotyper: bool, logprobs: bool, runs: list[dict[str, str]]) -> float:
    """Print what the runs of one responder concluded and return the share that matters."""
    who = "stereotyper" if stereotyper else "random responder"
    print(f"\n{who}, {'probabilities' if logprobs else 'sampled answers'}")
    counts: dict[str, Counter[str]] = {}
    for run in runs:
        for name, verdict in run.items():
            counts.setdefault(name, Counter())[verdict] += 1
    for name, counted in sorted(counts.items()):
        print(f"  {name}: " + ", ".join(f"{v} {n}" for v, n in sorted(counted.items())))
    planted = [name for name in PLANTED if stereotyper and Verdict.NOT_MEASURED not in counts[name]]
    wrong = sum(
        any(v == Verdict.EXCEEDS for name, v in run.items() if name not in planted) for run in runs
    )
    interval = wilson(wrong, len(runs))
    print(
        f"  runs with even one false exceeds: {wrong} of {len(runs)} "
        f"(95 % interval {interval.low:.3f} to {interval.high:.3f})"
    )
    if not stereotyper:
        return wrong / len(runs)
    found = sum(run[name] == Verdict.EXCEEDS for run in runs for name in planted)
    print(f"  planted effects found: {found} of {len(runs) * len(planted)}")
    return found / (len(runs) * len(planted))


def simulate(job: Job) -> dict[str, str]:
    """Do one run and return the verdict of each finding."""
    return asyncio.run(run_once(job))


async def run_once(job: Job) -> dict[str, str]:
    """Serve one responder and assess it."""
    with tempfile.TemporaryDirectory() as folder:
        async with MockEndpoint(responder(job), logprobs=job.logprobs) as endpoint:
            assessment = await assess_model_async(
                open_model("openai/mock", endpoint.base_url), folder, Options(seed=job.number)
            )
    return {f"{f.suite}/{f.contrast}": f.verdict for f in assessment.findings}


def responder(job: Job) -> Callable[[str, dict[str, Any]], str | dict[str, float]]:
    """Return a responder that answers at random, or leans the way the labour market does.

    Every question is told by its seed, so that the responder knows what it stands for.
    """
    dice = random.Random(job.number)
    trials = {
        trial.request.seed: trial
        for suite in load_suites(None, "en")
        for trial in expand(suite, seed=job.number)
    }

    def respond(_: str, body: dict[str, Any]) -> str | dict[str, float]:
        trial = trials.get(body.get("seed", -1))
        if trial is None:
            return {"yes": 0.5, "no": 0.5}  # a question that introduces the model
        share = dice.betavariate(2, 2)
        if job.stereotyper and trial.suite == "occupations":
            share = min(max(share + LEAN.get(trial.slice, 0.0), 0.001), 0.999)
        return answer(trial, share, dice)

    return respond


def answer(trial: Trial, share: float, dice: random.Random) -> str | dict[str, float]:
    """Answer one question so that the target comes out with the given probability."""
    if trial.request.form is Form.WRITE:
        chosen = dice.random() < share
        if trial.suite == "roles":
            return f"A day of {'children and family' if chosen else 'business and salary'}."
        return "She rose early." if chosen else "He rose early."
    odds = {"woman": share, "care": share}
    return {
        text: odds.get(name, 1 - share)
        for name, text in zip(trial.options, trial.request.options, strict=True)
    }


if __name__ == "__main__":
    main()
