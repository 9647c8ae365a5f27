"""Judges that err, in both arms alike or in each in its own way: naive against corrected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from benchmarks.calibration.cell import Cell
from statsmodels.stats.inter_rater import cohens_kappa

from isonomia.statistics import Interval, newcombe
from isonomia.statistics.judging import (
    Confusion,
    PartlyLabelled,
    agreement,
    corrected_difference,
    corrected_rate,
    prediction_powered,
)

Array: TypeAlias = npt.NDArray[np.float64]
Limits: TypeAlias = tuple[float, float]
Draw: TypeAlias = Callable[[np.random.Generator, int], tuple[Array, Array]]

LEVEL = 0.95
NAIVE = "judge's labels as they are, Newcombe"
POOLED = "Rogan-Gladen, one calibration for both arms"
Z = 1.959963984540054


class Judge(NamedTuple):
    """The shares that a judge calls right."""

    sensitivity: float
    specificity: float

    def labels(self, rng: np.random.Generator, truth: Array) -> Array:
        """Return what the judge says of such units."""
        right = np.where(truth > 0, self.sensitivity, self.specificity)
        return np.where(rng.random(truth.shape) < right, truth, 1 - truth)


GOOD = Judge(0.8, 0.9)
ERRORS = {
    "both arms 80/90": (GOOD, GOOD),
    "80/90 and 70/90": (GOOD, Judge(0.7, 0.9)),
    "80/90 and 80/80": (GOOD, Judge(0.8, 0.8)),
    "80/90 and 70/80": (GOOD, Judge(0.7, 0.8)),
}
ALIKE, _, _, BOTH_DIFFER = ERRORS
OTHERS = [
    *((ALIKE, base, n) for base, n in product((0.1, 0.3, 0.5), (100, 400))),
    *((errors, 0.3, 400) for errors in list(ERRORS)[1:3]),
    *((BOTH_DIFFER, base, 400) for base in (0.1, 0.5)),
]


def cells(replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Simulate differences of two arms, single rates, few labels, and kappa."""
    for differ, n, labels in product((0.0, 0.1), (100, 400), (50, 100, 200)):
        setting = Setting(BOTH_DIFFER, 0.3, differ, n, labels)
        yield from two_arms(setting, replicates, rng)
    for errors, base, n in OTHERS:
        for differ in (0.0, 0.1):
            setting = Setting(errors, base, differ, n, 100)
            yield from two_arms(setting, replicates, rng, bootstrap=False)
    for rate, labels in product((0.02, 0.1, 0.3), (50, 200)):
        yield from one_rate(rate, labels, replicates, rng)
    for name, labels in product(KINDS, (10, 20, 30)):
        yield from few_labels(name, labels, replicates, rng)
    for base, n in product((0.1, 0.4), (20, 100)):
        yield from beyond_chance(base, n, replicates, rng)


class Setting(NamedTuple):
    """Two arms of n units, each calibrated on so many labelled units of its own."""

    errors: str
    base: float
    differ: float
    n: int
    labels: int

    def __str__(self) -> str:
        return (
            f"judge {self.errors}, rates {self.base + self.differ:.1f} and {self.base:.1f}, "
            f"n {self.n}, {self.labels} labels an arm"
        )


def two_arms(
    setting: Setting, replicates: int, rng: np.random.Generator, bootstrap: bool = True
) -> Iterator[Cell]:
    """Compare what the judge says, one calibration for both arms, one for each, and labels."""
    hits: Counter[str] = Counter()
    rates = (setting.base + setting.differ, setting.base)
    judges = ERRORS[setting.errors]
    for _ in range(replicates):
        truth = pairs(rng, rates, setting.n + setting.labels)
        judged = np.stack([j.labels(rng, t) for j, t in zip(judges, truth, strict=True)])
        first, second = (sample(rng, *arm, setting) for arm in zip(rates, judges, strict=True))
        found: dict[str, Interval | Limits] = {
            NAIVE: newcombe(*first[:2], *second[:2]),
            POOLED: one_calibration(first, second),
            "Rogan-Gladen by arm, hybrid score": corrected_difference(first, second),
            "prediction-powered, paired units": paired_powered(truth, judged, setting.labels),
        }
        if bootstrap:
            name = "Rogan-Gladen by arm, bootstrap"
            found[name] = corrected_difference(first, second, method="bootstrap")
        hits.update({name: covers(found[name], setting.differ) for name in found})
    for name, count in hits.items():
        ours = name not in (NAIVE, POOLED)
        yield Cell(name, str(setting), "coverage", LEVEL, count, replicates, ours)


def pairs(rng: np.random.Generator, rates: tuple[float, float], n: int) -> Array:
    """Return the truth of n units in both arms, alike in half of what moves them; (2, n)."""
    first, other = rng.random((2, n))
    second = np.where(rng.random(n) < 0.5, first, other)
    return np.stack([first < rates[0], second < rates[1]]).astype(float)


def sample(
    rng: np.random.Generator, rate: float, judge: Judge, setting: Setting
) -> tuple[int, int, Confusion]:
    """Return an arm of n units that the judge labelled, and its calibration."""
    both = (rng.random(setting.n + setting.labels) < rate).astype(float)
    judged = judge.labels(rng, both)
    yes, said = both[setting.n :] > 0, judged[setting.n :] > 0
    counts = (yes & said, ~yes & said, yes & ~said, ~yes & ~said)
    calibration = Confusion(*(int(np.count_nonzero(part)) for part in counts))
    return int(judged[: setting.n].sum()), setting.n, calibration


def one_calibration(
    first: tuple[int, int, Confusion], second: tuple[int, int, Confusion]
) -> Limits:
    """Rogan and Gladen (1978) by the delta method, were the errors the same in both arms."""
    (x1, n1, c1), (x2, n2, c2) = first, second
    c, p1, p2 = c1 + c2, x1 / n1, x2 / n2
    if not c.is_informative:
        return -math.inf, math.inf
    se, sp = c.both / c.positives, c.neither / c.negatives
    youden = se + sp - 1
    value = (p1 - p2) / youden
    errors = se * (1 - se) / c.positives + sp * (1 - sp) / c.negatives
    arm = Z * math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2 + value**2 * errors) / youden
    return value - arm, value + arm


def paired_powered(truth: Array, judged: Array, labels: int) -> Interval:
    human, machine = truth[0] - truth[1], judged[0] - judged[1]
    group = PartlyLabelled(human[:labels], machine[:labels], machine[labels:], (-1.0, 1.0))
    return prediction_powered([group])


def one_rate(rate: float, labels: int, replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Compare one arm's rate with the two Wald intervals of the literature."""
    methods: dict[str, Callable[[int, int, Confusion], Interval | Limits]] = {
        "Rogan-Gladen, hybrid score": corrected_rate,
        "Rogan-Gladen, bootstrap": partial(corrected_rate, method="bootstrap"),
        "Rogan-Gladen, Wald by the delta method": wald,
        "Rogan-Gladen, Lang and Reiczigel": lang_reiczigel,
    }
    setting = Setting("", rate, 0.0, 200, labels)
    hits = dict.fromkeys(methods, 0)
    for _ in range(replicates):
        arm = sample(rng, rate, GOOD, setting)
        for name, method in methods.items():
            hits[name] += covers(method(*arm), rate)
    words = f"judge 80/90, rate {rate}, n 200, {labels} labels"
    for name, count in hits.items():
        ours = name in list(methods)[:2]
        yield Cell(name, words, "coverage", LEVEL, count, replicates, ours)


def wald(x: int, n: int, c: Confusion) -> Limits:
    """Rogan and Gladen (1978), with the variance of all three rates."""
    if not c.is_informative:
        return -math.inf, math.inf
    p, se, sp = x / n, c.both / c.positives, c.neither / c.negatives
    return rogan_gladen((p, n), (se, c.positives), (sp, c.negatives), 0.0)


def lang_reiczigel(x: int, n: int, c: Confusion) -> Limits:
    """Lang and Reiczigel (2014): pseudo-counts, and a shift of the centre."""
    if not c.is_informative:
        return -math.inf, math.inf
    p = ((x + Z * Z / 2) / (n + Z * Z), n + Z * Z)
    se = ((c.both + 1) / (c.positives + 2), c.positives + 2)
    sp = ((c.neither + 1) / (c.negatives + 2), c.negatives + 2)
    return rogan_gladen(p, se, sp, 2 * Z * Z)


def rogan_gladen(p: Limits, se: Limits, sp: Limits, shift: float) -> Limits:
    (rate, n), (sens, n_se), (spec, n_sp) = p, se, sp
    youden = sens + spec - 1
    value = (rate + spec - 1) / youden
    misses, alarms = sens * (1 - sens) / n_se, spec * (1 - spec) / n_sp
    variance = rate * (1 - rate) / n + value**2 * misses + (1 - value) ** 2 * alarms
    centre = value + shift * (value * misses - (1 - value) * alarms)
    arm = Z * math.sqrt(variance) / youden
    return centre - arm, centre + arm


def binary(judge: Judge) -> Draw:
    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        truth = (rng.random(n) < 0.3).astype(float)
        return truth, judge.labels(rng, truth)

    return draw


def graded(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    truth = rng.beta(2, 3, n)
    return truth, np.clip(truth + rng.normal(0.05, 0.08, n), 0, 1)


def lopsided(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    truth = rng.beta(1, 4, n)
    return truth, truth * rng.uniform(0.5, 1.0, n)


KINDS: dict[str, tuple[float, Draw]] = {
    "judge 80/90 of a rate 0.3": (0.3, binary(GOOD)),
    "judge with 3 % false alarms of a rate 0.3": (0.3, binary(Judge(1.0, 0.97))),
    "judge of graded scores, 5 points high": (0.4, graded),
    "judge of skewed scores, a quarter low": (0.2, lopsided),
}


def few_labels(name: str, labels: int, replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Compare a mean from few labels with one λ fitted to the same labels and no more doubt."""
    truth, draw = KINDS[name]
    ours = plain = 0
    for _ in range(replicates):
        human, machine = draw(rng, labels + 1000)
        known, said, rest = human[:labels], machine[:labels], machine[labels:]
        group = PartlyLabelled(known, said, rest, (0.0, 1.0))
        ours += covers(prediction_powered([group]), truth)
        plain += covers(textbook(known, said, rest), truth)
    words = f"{name}, {labels} labels, 1,000 more units"
    yield Cell("prediction-powered mean", words, "coverage", LEVEL, ours, replicates)
    yield Cell("PPI++, normal interval", words, "coverage", LEVEL, plain, replicates, False)


def textbook(human: Array, machine: Array, rest: Array) -> Limits:
    """Angelopoulos, Duchi and Zrnic (2023), with λ in [0, 1]."""
    n, others = human.size, rest.size
    spread = np.concatenate([machine, rest]).var(ddof=1)
    weight = np.clip(np.cov(human, machine)[0, 1] / (spread * (1 + n / others)), 0, 1)
    rectified = human - weight * machine
    value = weight * rest.mean() + rectified.mean()
    variance = weight**2 * rest.var(ddof=1) / others + rectified.var(ddof=1) / n
    arm = Z * math.sqrt(variance)
    return float(value - arm), float(value + arm)


def beyond_chance(base: float, n: int, replicates: int, rng: np.random.Generator) -> Iterator[Cell]:
    """Compare kappa of a good judge with its interval without Wilson's."""
    judge = Judge(0.95, 0.97)
    shares = np.array(
        [
            [base * judge.sensitivity, (1 - base) * (1 - judge.specificity)],
            [base * (1 - judge.sensitivity), (1 - base) * judge.specificity],
        ]
    )
    chance = float(shares.sum(axis=1) @ shares.sum(axis=0))
    kappa = (float(np.trace(shares)) - chance) / (1 - chance)
    ours = plain = 0
    for table in rng.multinomial(n, shares.ravel(), replicates).reshape(-1, 2, 2):
        found = agreement(table).kappa
        ours += covers(found, kappa)
        plain += covers(asymptotic(table), kappa)
    words = f"judge 95/97, rate {base}, kappa {kappa:.2f}, {n} units"
    yield Cell("Cohen's kappa", words, "coverage", LEVEL, ours, replicates)
    yield Cell("Cohen's kappa, asymptotic", words, "coverage", LEVEL, plain, replicates, False)


def asymptotic(table: npt.NDArray[np.int64]) -> Limits:
    """Fleiss, Cohen and Everitt (1969); of no width where all agree."""
    if np.count_nonzero(table) < 2:
        return -math.inf, math.inf
    with np.errstate(invalid="ignore"):
        found = cohens_kappa(table)
    return float(found.kappa_low), float(found.kappa_upp)


def covers(found: Interval | Limits, truth: float) -> bool:
    """Whether an interval holds the truth; without limits nothing is claimed."""
    if isinstance(found, Interval):
        return found.low is None or found.high is None or found.low <= truth <= found.high
    return found[0] <= truth <= found[1]
