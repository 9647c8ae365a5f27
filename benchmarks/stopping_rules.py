"""How many units until a verdict: looking a few times, looking always, and looking once.

Simulated paired differences between -1 and 1 with a standard deviation of 0.2, a tolerance of 0.1
on either side and true effects from none to far outside. Looking a few times is `Looks` with
`unit_mean`; looking always is `MeanSequence`. Printed for each rule: units used on average, in
units and as a share of the plan, and how often it said "within" or "exceeds" before they ran out.
Then the widths of the limits that the bets give, beside those of other bets. Seeds are fixed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from isonomia.assess.models.agenda import LEAST_AT_A_LOOK, LOOKS
from isonomia.statistics import unit_mean
from isonomia.statistics.sequential import Looks, MeanSequence, RateDifference

Array = npt.NDArray[np.float64]

SEED = 20261121
REPLICATES = 1000
PLANS = (66, 200)
EFFECTS = (0.0, 0.05, 0.09, 0.15, 0.2, 0.3, 0.5)
SPREAD, TOLERANCE, BOUNDS = 0.2, 0.1, (-1.0, 1.0)
ALPHAS = (0.05, 0.05 / 12)
"""One question alone, and the smallest of twelve under Holm."""

SCHEDULES = (
    (1 / 3, 2 / 3, 1.0),
    (0.25, 0.5, 0.75, 1.0),
    (0.4, 0.6, 0.8, 1.0),
    (0.2, 0.4, 0.6, 0.8, 1.0),
)
RULES = [
    Looks((1.0,)),
    *(Looks(shares, power) for shares in SCHEDULES for power in (1.0, 2.0, 3.0)),
]


def engine(plan: int) -> Looks:
    """Return the looks of the product's own engine: none before 20 units."""
    seen = [round(share * plan) for share in LOOKS]
    return Looks(tuple(n / plan for n in seen if n >= LEAST_AT_A_LOOK))


class Stop(NamedTuple):
    """When a rule stopped, and what it said: "within", "exceeds" or nothing."""

    units: int
    verdict: str


def main() -> None:
    """Simulate, print both tables, and a summary as the last line."""
    replicates = int(sys.argv[1]) if sys.argv[1:] else REPLICATES
    with ProcessPoolExecutor(2) as pool:
        stops = list(pool.map(simulate, EFFECTS, [replicates] * len(EFFECTS)))
    for plan in PLANS:
        for alpha in ALPHAS:
            print(f"\n{plan} units planned, alpha {alpha:.4f}: mean units (within %, exceeds %)")
            print(" " * 14 + "".join(f"{effect:>18}" for effect in EFFECTS))
            for name in (*map(name_of, RULES), "engine", "betting"):
                cells = [cell(found[plan, alpha, name]) for found in stops]
                print(f"{name:<14}" + "".join(f"{text:>18}" for text in cells))
    print("\nMean width of 95 % limits after 50, 200 and 500 observations")
    for name, widths in {**mean_widths(), **rate_widths()}.items():
        print(f"{name:<44}" + "".join(f"{width:>8.3f}" for width in widths))
    far = stops[EFFECTS.index(0.3)]
    figures = {
        f"units_of_{plan}_{rule}": np.mean([stop.units for stop in far[plan, 0.05, rule]])
        for plan in PLANS
        for rule in ("engine", "betting")
    }
    print(f"replicates={replicates} " + " ".join(f"{k}={v:.1f}" for k, v in figures.items()))


def name_of(looks: Looks) -> str:
    """Name a rule by the number of looks, the first one, and the power of the spending."""
    number = len(looks.fractions)
    return f"{number}_from_{looks.fractions[0]:.2g}^{looks.power:g}" if number > 1 else "1_look"


def cell(stops: list[Stop]) -> str:
    shares = (np.mean([stop.verdict == word for stop in stops]) for word in ("within", "exceeds"))
    within, exceeds = (round(100 * float(share)) for share in shares)
    return f"{np.mean([stop.units for stop in stops]):.0f} ({within}, {exceeds})"


Key = tuple[int, float, str]


def simulate(effect: float, replicates: int) -> dict[Key, list[Stop]]:
    """Return how every rule fared with one true effect."""
    rng = np.random.default_rng([SEED, EFFECTS.index(effect)])
    size = (1 - effect**2) / SPREAD**2 - 1  # of a beta law with this mean and spread
    found: dict[Key, list[Stop]] = {}
    for _ in range(replicates):
        units = 2 * rng.beta(size * (1 + effect) / 2, size * (1 - effect) / 2, max(PLANS)) - 1
        for key, stop in (*looked_sometimes(units), *looked_always(units)):
            found.setdefault(key, []).append(stop)
    return found


def looked_sometimes(units: Array) -> Iterator[tuple[Key, Stop]]:
    for plan in PLANS:
        named = {name_of(rule): rule for rule in RULES} | {"engine": engine(plan)}
        for name, rule in named.items():
            seen = [math.ceil(share * plan - 1e-9) for share in rule.fractions]
            intervals = [
                rule.repeated(unit_mean(units[:n], BOUNDS), look) for look, n in enumerate(seen, 1)
            ]
            for alpha in ALPHAS:
                verdicts = (verdict(interval.at(alpha)) for interval in intervals)
                stops = (Stop(n, word) for n, word in zip(seen, verdicts, strict=True) if word)
                yield (plan, alpha, name), next(stops, Stop(plan, ""))


def looked_always(units: Array) -> Iterator[tuple[Key, Stop]]:
    sequence, stops = MeanSequence(bounds=BOUNDS), dict.fromkeys(ALPHAS, Stop(max(PLANS) + 1, ""))
    for n, value in enumerate(units, 1):
        sequence.update([value])
        for alpha, stop in stops.items():
            word = "" if stop.verdict else verdict(sequence.limits(alpha))
            if word:
                stops[alpha] = Stop(n, word)
    for plan in PLANS:
        for alpha, stop in stops.items():
            yield (plan, alpha, "betting"), stop if stop.units <= plan else Stop(plan, "")


def verdict(limits: tuple[float, float]) -> str:
    low, high = limits
    if low >= -TOLERANCE and high <= TOLERANCE:
        return "within"
    return "exceeds" if low > TOLERANCE or high < -TOLERANCE else ""


MOMENTS = (50, 200, 500)


def mean_widths() -> dict[str, list[float]]:
    """Return the widths of our bets on a mean beside those that look ahead by a plug-in."""
    rng, paths = np.random.default_rng(SEED), 40
    laws = {
        "graded, spread 0.1": rng.beta(12, 12, (paths, MOMENTS[-1])),
        "graded, skewed": rng.beta(1, 4, (paths, MOMENTS[-1])),
        "events, half": rng.binomial(1, 0.5, (paths, MOMENTS[-1])).astype(float),
        "events, one in twenty": rng.binomial(1, 0.05, (paths, MOMENTS[-1])).astype(float),
    }
    found = {}
    for law, draws in laws.items():
        found[f"mixed bets: {law}"] = [
            float(np.mean([np.diff(followed(x[:n]).limits(0.05)) for x in draws])) for n in MOMENTS
        ]
        found[f"plug-in bets: {law}"] = [
            1 - sum(float(np.mean(plugged(side[:, :n]))) for side in (draws, 1 - draws))
            for n in MOMENTS
        ]
    return found


def followed(values: Array) -> MeanSequence:
    sequence = MeanSequence(bounds=(0.0, 1.0))
    sequence.update(values)
    return sequence


def plugged(draws: Array, alpha: float = 0.05) -> Array:
    """Return the lower limits of Waudby-Smith & Ramdas's predictable plug-in, on our grid.

    Their bets sqrt(2 log(2/alpha) / (v t log(1 + t))), v the variance so far, cut off at 3/(4m).
    """
    grid, (paths, n) = np.arange(1, 400) / 400, draws.shape
    wealth = np.zeros((paths, len(grid)))
    best = wealth.copy()
    total, squares = np.full(paths, 0.5), np.full(paths, 0.25)
    for t in range(1, n + 1):
        x = draws[:, t - 1]
        bet = np.sqrt(2 * math.log(2 / alpha) / (squares * math.log(1 + t)))
        wealth += np.log1p(np.minimum(bet[:, None], 0.75 / grid) * (x[:, None] - grid))
        np.maximum(best, wealth, out=best)
        total += x
        squares += (x - total / (t + 1)) ** 2
    limits: Array = (best >= math.log(2 / alpha)).sum(axis=1) / 400
    return limits


def rate_widths() -> dict[str, list[float]]:
    """Return the widths for two rates in blocks, beside bets on the differences of their means."""
    rng, paths, found = np.random.default_rng(SEED), 20, {}
    for size in (1, 5):
        for rates in ((0.5, 0.5), (0.1, 0.05), (0.02, 0.02)):
            ours, theirs = np.zeros((2, paths, len(MOMENTS)))
            for path in range(paths):
                one, other = RateDifference(), MeanSequence(bounds=BOUNDS)
                for block in range(1, MOMENTS[-1] // size + 1):
                    x1, x2 = rng.binomial(size, rates)
                    one.update(int(x1), size, int(x2), size)
                    other.update([(x1 - x2) / size])
                    if block * size in MOMENTS:
                        column = MOMENTS.index(block * size)
                        ours[path, column] = np.diff(one.limits(0.05))[0]
                        theirs[path, column] = np.diff(other.limits(0.05))[0]
            for name, widths in (("two rates", ours), ("mean differences", theirs)):
                found[f"{name}: {rates} in blocks of {size}"] = list(widths.mean(axis=0))
    return found


if __name__ == "__main__":
    main()
