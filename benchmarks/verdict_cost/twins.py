"""The proof that the benchmark judges as the product does."""

from __future__ import annotations

import math

import numpy as np
from benchmarks.verdict_cost.intervals import Array, Group, limits, summary, unseen, verdicts

from isonomia import statistics


def check(rng: np.random.Generator, samples: int = 300) -> None:
    """Compare with the product on random samples of every kind that the benchmark draws.

    Raises
    ------
    AssertionError
        A limit, a p-value or a verdict differs.
    """
    for number in range(samples):
        groups = [_made_up(rng) for _ in range(1 + number % 2)]
        alpha = float(rng.choice([0.05, 0.01, 0.0005]))
        theirs = [_as_product(group) for group in groups]
        one = statistics.sum_of_means(theirs, 1 - alpha)
        summaries = [summary(group) for group in groups]
        found = limits(groups, summaries, alpha)
        assert one.low is not None
        assert one.high is not None
        assert np.allclose(found, [[one.low], [one.high]], rtol=0.0, atol=1e-6)
        low, high = one.value - rng.uniform(0, 0.5), one.value + rng.uniform(0, 0.5)
        missed = statistics.unseen(theirs, low, high)
        assert math.isclose(missed, unseen(groups, summaries, low, high)[0], abs_tol=1e-12)
        settled, judged = (
            statistics.settle(one, low, high),
            verdicts(groups, low, high, alpha, alpha),
        )
        assert judged.within[0] == (max(settled.p_within, missed) <= alpha)
        assert judged.exceeds[0] == (settled.p_exceeds <= alpha)


def _as_product(group: Group) -> statistics.Strata:
    bounds = float(group.low[0]), float(group.high[0])
    return statistics.Strata([values[0] for values in group.strata], group.weights, bounds)


def _made_up(rng: np.random.Generator) -> Group:
    count = int(rng.integers(1, 4))
    strata = tuple(_scores(rng, (1, int(rng.integers(2, 40)))) for _ in range(count))
    shares = rng.dirichlet(np.full(count, 5.0))
    return Group(strata, tuple(map(float, shares)), np.array([-1.0]), np.array([1.0]))


def _scores(rng: np.random.Generator, size: tuple[int, int]) -> Array:
    share = float(rng.uniform(0.05, 0.95))
    if rng.random() < 0.5:
        return (rng.random(size) < share) - 1.0 * (rng.random(size) < share)
    return rng.beta(4 * share, 4 * (1 - share), size)
