"""Pooled cells against direct integration, their symmetries, and average coverage."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from scipy.optimize import brentq

from isonomia.statistics.pooling import PooledCell, pool_means, pool_rates

Array = npt.NDArray[np.float64]
UNIT = (0.0, 1.0)
# Rubin (1981): effects of coaching in eight schools, and their standard errors.
EFFECTS = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERRORS = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])
counts = st.lists(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
).filter(lambda cells: any(n for _, n in cells))


def table(cells: list[PooledCell]) -> Array:
    return np.array([[cell.value, cell.low, cell.high] for cell in cells])


def rates_by_brute_force(x: list[int], n: list[int]) -> Array:
    """Value and limits on a plain grid of √ρ and μ, with scipy's distributions; ρ is uniform."""
    roots, means = np.meshgrid((np.arange(80) + 0.5) / 80, (np.arange(240) + 0.5) / 240)
    both = 1 / roots.ravel() ** 2 - 1
    a, b = means.ravel() * both, (1 - means.ravel()) * both
    fit = np.log(roots.ravel())  # dρ = 2 √ρ d√ρ
    for hits, size in zip(x, n, strict=True):
        fit += stats.betabinom.logpmf(hits, size, a, b)
    kept = fit > fit.max() - 10
    a, b, weights = a[kept], b[kept], np.exp(fit[kept] - fit.max())
    weights /= weights.sum()

    def quantile(hits: int, size: int, p: float) -> float:
        def excess(t: float) -> float:
            return float(weights @ special.betainc(a + hits, b + size - hits, t)) - p

        return float(brentq(excess, 0, 1, xtol=1e-4))

    return np.array(
        [
            [
                weights @ ((a + hits) / (a + b + size)),
                quantile(hits, size, 0.025) if hits or not size else 0.0,
                quantile(hits, size, 0.975) if hits < size or not size else 1.0,
            ]
            for hits, size in zip(x, n, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("x", "n"),
    [
        ([4, 0, 5, 1, 0], [10, 4, 12, 1, 0]),
        ([1, 12, 0, 11], [30, 20, 0, 11]),
        ([60, 70, 55, 0], [200, 200, 200, 0]),
        ([10], [25]),
    ],
)
def test_rates_are_integrated_rightly(x: list[int], n: list[int]) -> None:
    assert table(pool_rates(x, n)) == pytest.approx(rates_by_brute_force(x, n), abs=2e-3)


def test_eight_schools_are_integrated_rightly() -> None:
    """Sizes in proportion to 1 / error² give the schools one spread within."""
    sizes = np.rint(1e6 / ERRORS**2).astype(int)
    ours = table(pool_means(EFFECTS, ERRORS, sizes, (-200.0, 200.0)))
    between = (np.arange(40_000) + 0.5)[:, None]  # τ² up to 200², uniform
    precision = 1 / (ERRORS**2 + between)
    total = precision.sum(axis=1)
    centre = precision @ EFFECTS / total
    misfit = (precision * (EFFECTS - centre[:, None]) ** 2).sum(axis=1)
    fit = np.log(precision).sum(axis=1) / 2 - np.log(total) / 2 - misfit / 2
    weights = np.exp(fit - fit.max()) / np.exp(fit - fit.max()).sum()
    means = (EFFECTS / ERRORS**2 + centre[:, None] / between) / (1 / ERRORS**2 + 1 / between)
    own = 1 / (1 / ERRORS**2 + 1 / between)
    sds = np.sqrt(own + (own / between) ** 2 / total[:, None])
    for i in range(8):
        assert ours[i, 0] == pytest.approx(weights @ means[:, i], abs=0.1)
        for limit, p in zip(ours[i, 1:], (0.025, 0.975), strict=True):
            below = weights @ stats.norm.cdf(limit, means[:, i], sds[:, i])
            assert below == pytest.approx(p, abs=1e-3)


@pytest.mark.parametrize("spread", [0.005, 0.02, 0.06])
def test_equal_cells_shrink_by_morriss_formula(spread: float) -> None:
    """Morris (1983): with τ² uniform and equal errors the mean of 1 - w is an incomplete gamma."""
    k, error = 10, 0.02
    y = 0.5 + spread * (np.arange(k) - (k - 1) / 2) / 3
    found = pool_means(y, np.full(k, error), np.full(k, 10_000), UNIT)
    misfit = float(((y - 0.5) ** 2).sum()) / error**2
    ratio = special.gammainc((k - 1) / 2, misfit / 2) / special.gammainc((k - 3) / 2, misfit / 2)
    pull = (k - 3) / misfit * float(ratio)
    for cell, mean in zip(found, y, strict=True):
        assert cell.value - 0.5 == pytest.approx((1 - pull) * (mean - 0.5), abs=2e-5)


@settings(max_examples=40, deadline=None)
@given(counts, st.integers(0, 99))
def test_every_cell_comes_back_in_its_place(cells: list[tuple[int, int]], seed: int) -> None:
    x, n = (np.array(column) for column in zip(*cells, strict=True))
    found = pool_rates(x, n)
    assert [cell.n for cell in found] == n.tolist()
    for cell, hits in zip(found, x, strict=True):
        assert cell.raw == (hits / cell.n if cell.n else None)
        assert 0 <= cell.low < cell.high <= 1
        assert cell.low <= cell.value <= cell.high
        assert cell.high - cell.low > 0.01
    order = np.random.default_rng(seed).permutation(x.size)
    assert table(pool_rates(x[order], n[order])) == pytest.approx(table(found)[order], abs=1e-9)
    mirrored = table(pool_rates(n - x, n))
    assert mirrored == pytest.approx(1 - table(found)[:, [0, 2, 1]], abs=1e-6)
    wide = table(pool_rates(x, n, 0.99))
    assert (wide[:, 1] <= table(found)[:, 1] + 1e-9).all()
    assert (wide[:, 2] >= table(found)[:, 2] - 1e-9).all()


def test_an_empty_cell_gets_the_interval_of_a_further_cell() -> None:
    x, n = [4, 6, 5, 7, 3, 0], [20, 20, 20, 20, 20, 0]
    *seen, empty = pool_rates(x, n)
    assert empty.raw is None
    assert empty.n == 0
    assert empty.value == pytest.approx(0.25, abs=0.03)
    assert empty.high - empty.low > max(cell.high - cell.low for cell in seen)
    means = [cell.raw for cell in seen] + [None]
    *seen, empty = pool_means(means, [0.1] * 5 + [None], n, UNIT)
    assert empty.raw is None
    assert empty.value == pytest.approx(0.25, abs=0.03)
    assert empty.high - empty.low > max(cell.high - cell.low for cell in seen)


def test_few_units_are_pulled_far_and_many_hardly() -> None:
    x, n = [20, 22, 18, 21, 1, 10, 1000], [100, 100, 100, 100, 2, 20, 2000]
    found = pool_rates(x, n)
    pulls = [0.5 - cell.value for cell in found[-3:]]
    assert pulls == sorted(pulls, reverse=True)
    assert pulls[0] > 0.1
    assert pulls[2] < 0.005
    errors = [0.4 / math.sqrt(size) for size in n]
    found = pool_means([hits / size for hits, size in zip(x, n, strict=True)], errors, n, UNIT)
    pulls = [0.5 - cell.value for cell in found[-3:]]
    assert pulls == sorted(pulls, reverse=True)
    assert pulls[0] > 0.1
    assert pulls[2] < 0.005


def test_many_units_leave_each_cell_its_own_interval() -> None:
    x, n = np.array([200, 500, 900, 1400]), np.full(4, 2000)
    own = [stats.beta.ppf(p, x + 0.5, n - x + 0.5) for p in (0.025, 0.975)]
    assert table(pool_rates(x, n))[:, 1:] == pytest.approx(np.array(own).T, abs=4e-3)
    y, error = np.array([0.1, 0.25, 0.45, 0.7]), 0.004
    own = [y - 1.96 * error, y + 1.96 * error]
    found = table(pool_means(y, np.full(4, error), n, UNIT))
    assert found[:, 1:] == pytest.approx(np.array(own).T, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(counts, st.integers(0, 99))
def test_means_keep_order_scale_and_place(cells: list[tuple[int, int]], seed: int) -> None:
    n = np.array([size for _, size in cells])
    rng = np.random.default_rng(seed)
    y = np.where(n > 0, rng.uniform(0, 1, n.size), np.nan)
    errors = np.where(n > 1, rng.uniform(0, 0.2, n.size), np.nan)
    found = pool_means(y, errors, n, UNIT)
    assert [cell.n for cell in found] == n.tolist()
    assert [cell.raw for cell in found] == [
        v if size else None for v, size in zip(y, n, strict=True)
    ]
    assert all(0 <= cell.low <= cell.value <= cell.high <= 1 for cell in found)
    assert all(cell.high > cell.low for cell in found)
    order = rng.permutation(n.size)
    shuffled = table(pool_means(y[order], errors[order], n[order], UNIT))
    assert shuffled == pytest.approx(table(found)[order], abs=1e-9)
    scaled = table(pool_means(10 * y - 5, 10 * errors, n, (-5.0, 5.0)))
    assert scaled == pytest.approx(10 * table(found) - 5, abs=1e-6)
    mirrored = table(pool_means(-y, errors, n, (-1.0, 0.0)))
    assert mirrored == pytest.approx(-table(found)[:, [0, 2, 1]], abs=1e-6)


@pytest.mark.parametrize("n", [1, 2, 5, 20])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_units_that_all_agree_claim_no_certainty(n: int, level: float) -> None:
    """Clopper & Pearson's limit, at no event among all units of all cells, is within each one's."""
    sizes, error = [n] * 6 + [0], 0.0 if n > 1 else math.nan
    unseen = float(stats.beta.ppf(0.5 + level / 2, 1, 6 * n))
    for hits, value in ((0, 0.0), (1, 1.0)):
        rates = pool_rates([hits * size for size in sizes], sizes, level)
        means = pool_means([value] * 6 + [None], [error] * 6 + [None], sizes, UNIT, level)
        for cell in (*rates, *means):
            assert cell.low <= max(0.0, value - unseen) + 1e-5
            assert cell.high >= min(1.0, value + unseen) - 1e-5


@pytest.mark.parametrize("events", range(1, 10))
def test_too_few_events_do_not_show_how_they_are_spread(events: int) -> None:
    """No limit is nearer than Clopper & Pearson's for all units, whatever cell they fell into."""
    x, n = np.array([events, 0, 0, 0]), np.array([20, 20, 20, 0])
    low = float(stats.beta.ppf(0.025, events, 61 - events))
    high = float(stats.beta.ppf(0.975, events + 1, 60 - events))
    found, mirrored = table(pool_rates(x, n)), table(pool_rates(n - x, n))
    for lows, highs in ((found[:, 1], found[:, 2]), (1 - mirrored[:, 2], 1 - mirrored[:, 1])):
        assert lows.max() <= low + 1e-4
        assert highs.min() >= high - 1e-4


@pytest.mark.parametrize("events", [1.0, 3.0])
@pytest.mark.parametrize(("k", "n"), [(100, 10), (300, 1)])
def test_events_too_rare_to_be_seen_are_covered(k: int, n: int, events: float) -> None:
    """So many events are expected in all cells together that often none is seen anywhere."""
    rng, rate, held = np.random.default_rng(7), events / k / n, []
    for _ in range(30):
        found = table(pool_rates(rng.binomial(n, rate, k), np.full(k, n)))
        held.append(np.mean((found[:, 1] <= rate) & (rate <= found[:, 2])))
    assert np.mean(held) >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 30)


@pytest.mark.parametrize(("k", "sd"), [(8, 0.02), (8, 0.15), (24, 0.08)])
def test_intervals_hold_on_average_over_cells(k: int, sd: float) -> None:
    """Planted rates about 0.3 and planted means about 0.5, in cells of 0 to 20 units."""
    rng = np.random.default_rng(k)
    both, held = 0.3 * 0.7 / sd**2 - 1, []
    for _ in range(60):
        n = rng.integers(0, 21, k)
        rate, mean = rng.beta(0.3 * both, 0.7 * both, k), rng.normal(0.5, sd, k).clip(0, 1)
        rates = table(pool_rates(rng.binomial(n, rate), n))
        y = rng.normal(mean, 0.2 / np.sqrt(np.maximum(n, 1))).clip(0, 1)
        within = 0.2 * np.sqrt(rng.chisquare(np.maximum(n - 1, 1)) / np.maximum(n - 1, 1))
        means = table(pool_means(y, within / np.sqrt(np.maximum(n, 1)), n, UNIT))
        for found, truth in ((rates, rate), (means, mean)):
            held.append(np.mean((found[:, 1] <= truth) & (truth <= found[:, 2])))
    assert np.mean(held) >= 0.95 - 3 * np.std(held) / math.sqrt(len(held))


def test_one_cell_unlike_the_others_is_pulled_too_far() -> None:
    """The promise is not for each cell; the documentation says so, and this shows it."""
    rng = np.random.default_rng(5)
    n, held = np.full(24, 15), 0
    for _ in range(60):
        x = rng.binomial(n, np.append(np.full(23, 0.2), 0.5))
        low, high = table(pool_rates(x, n))[-1, 1:]
        held += low <= 0.5 <= high
    assert held / 60 < 0.8


@pytest.mark.parametrize(
    ("x", "n", "words"),
    [
        ([1, 2], [3], "one length"),
        ([], [], "whole counts"),
        ([0, 0], [0, 0], "a unit in at least one cell"),
        ([4], [3], "more successes than units"),
        ([-1], [3], "none negative"),
        ([0.5], [3], "whole counts"),
        ([[1]], [[3]], "one per cell"),
    ],
)
def test_impossible_counts_are_refused(x: list[int], n: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        pool_rates(x, n)


@pytest.mark.parametrize(
    ("means", "errors", "sizes", "words"),
    [
        ([0.5], [0.1, 0.1], [3, 3], "one length"),
        ([0.5, 0.5], [0.1], [3, 3], "needs a standard error"),
        ([0.5, 0.5], [0.1, None], [3, 3], "needs a standard error"),
        ([0.5, 0.5], [0.1, -0.1], [3, 3], "needs a standard error"),
        ([0.5, 1.5], [0.1, 0.1], [3, 3], "between 0.0 and 1.0"),
        ([0.5, None], [0.1, 0.1], [3, 3], "must be a number"),
        ([None], [None], [0], "a unit in at least one cell"),
    ],
)
def test_what_cannot_be_cells_is_refused(
    means: list[float | None], errors: list[float | None], sizes: list[int], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        pool_means(means, errors, sizes, UNIT)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_is_a_probability_and_bounds_are_finite(level: float) -> None:
    with pytest.raises(ValueError, match="confidence level"):
        pool_rates([1], [2], level)
    with pytest.raises(ValueError, match="confidence level"):
        pool_means([0.5], [0.1], [2], UNIT, level)
    with pytest.raises(ValueError, match="finite bounds"):
        pool_means([0.5], [0.1], [2], (1.0, 0.0))
