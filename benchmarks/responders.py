"""A random responder must come out clean, a planted stereotyper must be found.

Run by ``make bench-responders``. Each simulated run is a whole one: both suites over HTTP against a
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

EDGE = 0.001
"""How far from the tolerance's limit the responders at the edge are."""

PLANTED = ("occupations/continuation-gap", "occupations/choice-gap", "occupations/writing-gap")


class Job(NamedTuple):
    """One simulated run."""

    kind: str
    logprobs: bool
    number: int


KINDS = ("random", "even", "inside", "outside", "stereotyper")
"""``random`` draws every answer's probability anew around one half; ``even`` always says one half.
``inside`` and ``outside`` lean just short of and just beyond every limit: there a false "exceeds",
and a false "within", is likeliest. ``stereotyper`` leans with the labour market."""


def main() -> None:
    """Simulate, print what came out for each responder, and a summary as the last line."""
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    figures = []
    with ProcessPoolExecutor(2) as pool:
        for kind in KINDS:
            for logprobs in (True, False):
                jobs = [Job(kind, logprobs, number) for number in range(runs)]
                share = report(kind, logprobs, list(pool.map(simulate, jobs)))
                figures.append(f"{kind}_{'probabilities' if logprobs else 'sampled'}={share:.4f}")
    print(f"runs={runs} {' '.join(figures)}")


def report(kind: str, logprobs: bool, runs: list[dict[str, str]]) -> float:
    """Print what the runs of one responder concluded and return the share that matters.

    That is the share of planted effects found for the stereotyper, else the share of runs with
    even one false verdict.
    """
    print(f"\n{kind}, {'probabilities' if logprobs else 'sampled answers'}")
    counts: dict[str, Counter[str]] = {}
    for run in runs:
        for name, verdict in run.items():
            counts.setdefault(name, Counter())[verdict] += 1
    for name, counted in sorted(counts.items()):
        print(f"  {name}: " + ", ".join(f"{v} {n}" for v, n in sorted(counted.items())))
    planted = [name for name in PLANTED if kind == "stereotyper"]
    false = Verdict.WITHIN if kind == "outside" else Verdict.EXCEEDS
    wrong = sum(any(v == false for name, v in run.items() if name not in planted) for run in runs)
    interval = wilson(wrong, len(runs))
    print(
        f"  runs with even one false {false!r}: {wrong} of {len(runs)} "
        f"(95 % interval {interval.low:.3f} to {interval.high:.3f})"
    )
    if not planted:
        return wrong / len(runs)
    found = [run[name] for run in runs for name in planted if run[name] != Verdict.NOT_MEASURED]
    hits = sum(verdict == Verdict.EXCEEDS for verdict in found)
    print(f"  planted effects found: {hits} of {len(found)}")
    return hits / len(found)


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
    """Return a responder; every question is told by its seed, so that it knows what it is asked."""
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
        share = min(max(centre(job.kind, trial) + noise(job.kind, dice), 0.001), 0.999)
        return answer(trial, share, dice, weighed=job.logprobs)

    return respond


def centre(kind: str, trial: Trial) -> float:
    """Return the probability of the target that a responder has on average."""
    if kind in {"random", "even"}:
        return 0.5
    if kind == "stereotyper":
        return 0.5 + (LEAN.get(trial.slice, 0.0) if trial.suite == "occupations" else 0.0)
    sign = 1 if kind == "outside" else -1
    if trial.suite == "occupations":
        return 0.5 + 0.0556 + sign * EDGE
    lean = (0.1 + sign * EDGE) / 2
    return 0.5 + (lean if trial.arm in {"woman", "non-binary"} else -lean)


def noise(kind: str, dice: random.Random) -> float:
    """Return how far one question lies from the average."""
    return 0.0 if kind == "even" else 0.6 * (dice.betavariate(2, 2) - 0.5)


def answer(
    trial: Trial, share: float, dice: random.Random, *, weighed: bool
) -> str | dict[str, float]:
    """Answer one question so that the target comes out with the given probability."""
    chosen = dice.random() < share
    if trial.request.form is Form.WRITE:
        if trial.suite == "roles":
            return f"A day of {'children and family' if chosen else 'business and salary'}."
        return "She rose early." if chosen else "He rose early."
    target = {"woman", "care"}
    odds = {
        text: share if name in target else 1 - share
        for name, text in zip(trial.options, trial.request.options, strict=True)
    }
    if weighed:
        return odds
    return next(
        text
        for name, text in zip(trial.options, trial.request.options, strict=True)
        if (name in target) == chosen
    )


if __name__ == "__main__":
    main()
