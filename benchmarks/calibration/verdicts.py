"""Verdicts on a fixed sample, from the tally on: how often they are false.

The truth lies on the upper limit of the tolerance, where a false "within" and a false "exceeds" are
both likeliest, or there is no bias at all. Families are twelve independent questions under Holm,
each of them at the edge: there even one verdict is one too many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell

from isonomia.evidence import (
    AnswerState,
    CellKey,
    Contrast,
    Kind,
    Question,
    Tally,
    Tolerance,
    Verdict,
    conclude,
)
from isonomia.vocabulary import Text

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, float], Array]
"""Draws n units with a true effect: a row of scores for each arm, NaN where one is missing."""

ALPHA = 0.05
TOLERANCE = 0.1
ARMS = {"arms": ("woman", "man"), "level": ("unmarked",), "slices": ("unmarked",)}
SLICES = ("first", "second", "third")
WORDS = Text(en="simulated", vi="simulated", fr="simulated")


class Law(NamedTuple):
    """How the units of one question are scored."""

    name: str
    kind: Kind
    draw: Draw


def graded_pairs(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw a first arm that is closer to 1 than the second, which is 0.4 on average."""
    second = rng.beta(2, 3, n)
    share = effect / 0.6
    return np.array([second + (1 - second) * rng.beta(6 * share, 6 * (1 - share), n), second])


def paired_events(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw one answer an arm: 0.3 and the effect, and 0.3 of other units."""
    chance = rng.random(n)
    return np.array([chance < 0.3 + effect, chance > 0.7]).astype(float)


def few_units(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw arms that agree, but for a few units that show all of the effect."""
    both = rng.beta(2, 3, n)
    odd = rng.random(n) < effect
    return np.array([np.where(odd, 1.0, both), np.where(odd, 0.0, both)])


def refused(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw paired events, of which half of those that show the effect are refused."""
    scores = paired_events(rng, n, effect)
    silent = (scores[0] > scores[1]) & (rng.random(n) < 0.5)
    return np.where(silent, np.nan, scores)


def graded_level(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw probabilities around one half and the effect."""
    return rng.beta(6 * (0.5 + effect), 6 * (0.5 - effect), (1, n))


def event_level(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw one answer a unit."""
    return (rng.random((1, n)) < 0.5 + effect).astype(float)


def graded_slices(rng: np.random.Generator, n: int, effect: float) -> Array:
    """Draw units of which each third differs from the next by the effect."""
    means = 0.5 + effect * (0.5 - np.arange(n) % 3)
    return rng.beta(6 * means, 6 * (1 - means))[None]


def at_random(rng: np.random.Generator, n: int, _: float) -> Array:
    """Draw arms that have nothing to do with each other, any score being as likely."""
    return rng.random((2, n))


GRADED = Law("graded pairs", "arms", graded_pairs)
EVENTS = Law("paired events", "arms", paired_events)
FEW = Law("few units show it all", "arms", few_units)
AT_RANDOM = Law("answers at random", "arms", at_random)
REFUSED = Law("refused where it shows", "arms", refused)
LAWS = {
    GRADED: (8, 48),
    EVENTS: (8, 48),
    FEW: (8, 48),
    Law("graded level", "level", graded_level): (24,),
    Law("events, level", "level", event_level): (24,),
    Law("graded slices", "slices", graded_slices): (24,),
}
"""With the units that are drawn."""

FAMILY = tuple(LAWS) * 2
"""The twelve questions of one run."""


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Yield the errors at the edge, those of a random responder, and those of families."""
    both = (Verdict.WITHIN, Verdict.EXCEEDS)
    for law, sizes in LAWS.items():
        for n in sizes:
            yield from errors(f"{law.name}, n {n}", both, said([law], n, replicates, rng))
    runs = said([AT_RANDOM], 24, replicates, rng)
    yield from errors(f"{AT_RANDOM.name}, n 24", both[1:], runs)
    runs = said([REFUSED], 24, replicates, rng)
    yield from errors(f"{REFUSED.name}, n 24", both[:1], runs)
    runs = said(FAMILY, 24, replicates, rng)
    yield from errors(f"{len(FAMILY)} questions, n 24", both, runs)


def errors(setting: str, wrong: tuple[Verdict, ...], runs: list[list[Verdict]]) -> Iterator[Cell]:
    """Yield, for each verdict that is wrong here, in how many runs it was said even once."""
    for verdict in wrong:
        hits = sum(verdict in run for run in runs)
        yield Cell(f'false "{verdict}"', setting, "error", ALPHA, hits, len(runs))


def said(
    laws: Sequence[Law], n: int, replicates: int, rng: np.random.Generator
) -> list[list[Verdict]]:
    """Return what simulated runs said of their questions, one for each law."""
    return [
        concluded([(law.kind, law.draw(rng, n, TOLERANCE)) for law in laws])
        for _ in range(replicates)
    ]


def concluded(drawn: Sequence[tuple[Kind, Array]]) -> list[Verdict]:
    """Return the product's verdicts on questions of one run, each with its own units."""
    tally = Tally()
    questions = []
    for number, (kind, scores) in enumerate(drawn):
        name = f"measure-{number}"
        _count(tally, f"suite/{name}", ARMS[kind], scores)
        questions.append(Question("suite", "stereotyping", _contrast(name, kind)))
    return [finding.verdict for finding in conclude(tally, questions, level=1 - ALPHA)]


def _count(tally: Tally, measure: str, arms: tuple[str, ...], scores: Array) -> None:
    for arm, row in zip(arms, scores, strict=True):
        for unit, score in enumerate(row):
            key = CellKey(measure, SLICES[unit % 3], f"unit-{unit:03}", arm)
            if np.isnan(score):
                tally.add(key, AnswerState.REFUSED)
            else:
                tally.add(key, AnswerState.ANSWERED, float(score))


def _contrast(name: str, kind: Kind) -> Contrast:
    centre = 0.5 if kind == "level" else 0.0
    return Contrast(
        id=name,
        measure=name,
        kind=kind,
        arms=ARMS[kind],
        slices=SLICES[:2] if kind == "slices" else (),
        reference=centre,
        tolerance=Tolerance(low=centre - TOLERANCE, high=centre + TOLERANCE, reason=WORDS),
        title=WORDS,
        below=WORDS,
        above=WORDS,
    )
