"""Less data must never buy a better verdict."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from isonomia.statistics import Interval, group_difference, paired_difference, unit_mean

Array = npt.NDArray[np.float64]
UNIT = (0.0, 1.0)
ALPHA = 0.05


def is_within(interval: Interval, tolerance: float) -> bool:
    return (
        interval.low is not None
        and interval.high is not None
        and -tolerance <= interval.low
        and interval.high <= tolerance
    )


def covers(interval: Interval, truth: float) -> bool:
    return interval.low is None or interval.high is None or interval.low <= truth <= interval.high


@pytest.mark.parametrize("tolerance", [0.02, 0.05, 0.1, 0.2, 0.4])
def test_a_rate_just_outside_is_hardly_ever_called_within(tolerance: float) -> None:
    """Not simulated: every number of events at every n, weighted by its probability."""
    for n in [*range(2, 60), *range(60, 300, 7)]:
        wrong = 0.0
        for events in range(n):
            sample = [1.0] * events + [0.0] * (n - events)
            if not is_within(unit_mean(sample, UNIT), tolerance):
                break  # more events only raise the limit: see test_means
            wrong += float(stats.binom.pmf(events, n, tolerance))
        assert wrong <= ALPHA, (n, wrong)


# (chance that only the first arm has the event, that only the second has it), repeats per unit
PLANTED = [((0.12, 0.02), 1), ((0.10, 0.0), 1), ((0.3, 0.2), 1), ((0.4, 0.3), 5)]


def arms(
    rng: np.random.Generator, chances: tuple[float, float], repeats: int, shape: tuple[int, int]
) -> tuple[Array, Array]:
    """Simulated unit means of two arms; one event leads to at most one differing answer."""
    draw = rng.random((*shape, repeats))
    first = draw < chances[0]
    second = draw > 1 - chances[1]
    return first.mean(axis=2), second.mean(axis=2)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 30, 100])
@pytest.mark.parametrize(("chances", "repeats"), PLANTED)
def test_a_planted_bias_just_outside(chances: tuple[float, float], repeats: int, n: int) -> None:
    first, second = arms(np.random.default_rng(n), chances, repeats, (400, n))
    bias, tolerance = chances[0] - chances[1], 0.0999
    room = 3 * (ALPHA * (1 - ALPHA) / 400) ** 0.5
    paired = [paired_difference(a, b, UNIT) for a, b in zip(first, second, strict=True)]
    assert sum(is_within(i, tolerance) for i in paired) / 400 <= ALPHA
    assert sum(covers(i, bias) for i in paired) / 400 >= 1 - ALPHA - room
    apart = [
        group_difference(a, b, UNIT) for a, b in zip(first, np.roll(second, 1, 0), strict=True)
    ]
    assert sum(is_within(i, tolerance) for i in apart) / 400 <= ALPHA
    assert sum(covers(i, bias) for i in apart) / 400 >= 1 - ALPHA - room


def test_a_bias_well_inside_is_found_within_more_often_with_more_units() -> None:
    shares = []
    for n in (5, 20, 80, 200, 500):
        first, second = arms(np.random.default_rng(n), (0.06, 0.05), 3, (200, n))
        found = [paired_difference(a, b, UNIT) for a, b in zip(first, second, strict=True)]
        shares.append(sum(is_within(i, 0.05) for i in found) / 200)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] > 0.95


@pytest.mark.parametrize("n", [5, 15, 60])
def test_coverage_of_graded_scores(n: int) -> None:
    samples = np.random.default_rng(n).beta(1, 4, (1500, n))
    share = sum(covers(unit_mean(s, UNIT), 0.2) for s in samples) / 1500
    # Skewed scores in small samples: Student's own interval falls to 0.92 here at n = 5.
    assert share >= 0.95 - 3 * (0.95 * 0.05 / 1500) ** 0.5
