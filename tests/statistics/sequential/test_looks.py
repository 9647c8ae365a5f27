"""Boundaries for a few looks, against printed tables, scipy and paths that were simulated."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from isonomia.statistics import Interval, paired_difference, settle, unit_mean
from isonomia.statistics.sequential import Looks
from isonomia.statistics.sequential.spending import levels

EVEN = {k: tuple(j / k for j in range(1, k + 1)) for k in range(1, 11)}
SCHEDULES = [
    Looks(EVEN[2]),
    Looks(EVEN[5], 1.0),
    Looks(EVEN[3], 3.0),
    Looks((0.25, 0.3, 0.9, 1.0), 1.5),
    Looks((0.01, 0.02, 1.0)),
]


def boundary(looks: Looks, look: int, alpha: float) -> float:
    return float(stats.norm.isf(looks.nominal(look, alpha) / 2))


@pytest.mark.parametrize(
    ("power", "printed"),
    [
        # Lan & DeMets (1983): their alpha t at five looks; Kim & DeMets (1987) for the square.
        (1.0, [2.58, 2.49, 2.41, 2.34, 2.28]),
        (2.0, [3.09, 2.71, 2.47, 2.28, 2.11]),
    ],
)
def test_printed_boundaries(power: float, printed: list[float]) -> None:
    looks = Looks(EVEN[5], power)
    assert [boundary(looks, k, 0.05) for k in range(1, 6)] == pytest.approx(printed, abs=0.006)


def crossing(number: int, edges: list[float]) -> float:
    """The chance that any of so many even looks crosses, from `levels` turned inside out."""
    spends: list[float] = []
    for look, edge in enumerate(edges, start=1):
        wanted = 2 * float(stats.norm.sf(edge))

        def excess(spend: float, look: int = look, wanted: float = wanted) -> float:
            return float(levels(EVEN[number][:look], np.array([[*spends, spend]]))[0, -1]) - wanted

        spends.append(float(optimize.brentq(excess, 1e-9, wanted, xtol=1e-12)))
    return sum(spends)


@pytest.mark.parametrize(
    ("number", "pocock", "obrien_fleming"),
    [
        (2, 2.178, 1.977),
        (3, 2.289, 2.004),
        (4, 2.361, 2.024),
        (5, 2.413, 2.040),
        (10, 2.555, 2.087),
    ],
)
def test_the_constants_of_pocock_and_of_obrien_and_fleming_err_in_5_percent(
    number: int, pocock: float, obrien_fleming: float
) -> None:
    """Jennison & Turnbull (2000), tables 2.1 and 2.3; a last digit is worth some 0.0002."""
    flat = [pocock] * number
    falling = [obrien_fleming * math.sqrt(number / k) for k in range(1, number + 1)]
    assert crossing(number, flat) == pytest.approx(0.05, abs=1.5e-4)
    assert crossing(number, falling) == pytest.approx(0.05, abs=1.5e-4)


@pytest.mark.parametrize("looks", SCHEDULES)
@pytest.mark.parametrize("alpha", [0.005, 0.05, 0.6])
def test_scipy_finds_that_each_look_spends_its_share(looks: Looks, alpha: float) -> None:
    times = np.array(looks.fractions)[:4]
    ratio = times[:, None] / times
    correlation = np.sqrt(np.minimum(ratio, 1 / ratio))
    edges = np.array([boundary(looks, k, alpha) for k in range(1, len(times) + 1)])
    for k in range(1, len(times) + 1):
        stays = stats.multivariate_normal.cdf(
            edges[:k], cov=correlation[:k, :k], abseps=1e-7, maxpts=10**6, lower_limit=-edges[:k]
        )
        assert 1 - float(stays) == pytest.approx(alpha * times[k - 1] ** looks.power, abs=2e-5)


@pytest.mark.parametrize("first", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("alpha", [1e-4, 1e-9, 1e-14])
def test_tiny_error_rates_are_spent_as_they_should_be(first: float, alpha: float) -> None:
    """Two looks leave one integral, which scipy adds up without cancellation."""
    looks = Looks((first, 1.0), 2.0)
    c1, c2 = boundary(looks, 1, alpha), boundary(looks, 2, alpha)
    assert 2 * stats.norm.sf(c1) == pytest.approx(alpha * first**2, rel=1e-5)
    root, rest = math.sqrt(first), math.sqrt(1 - first)

    def crosses(z: float) -> float:
        both = stats.norm.sf((c2 - root * z) / rest) + stats.norm.sf((c2 + root * z) / rest)
        return float(stats.norm.pdf(z) * both)

    peak = min(c1, root * c2)
    late = 2 * integrate.quad(crosses, 0, c1, points=[peak], epsrel=1e-9, epsabs=0, limit=200)[0]
    assert late == pytest.approx(alpha * (1 - first**2), rel=2e-5)


@pytest.mark.parametrize("looks", SCHEDULES)
def test_smaller_alphas_give_smaller_levels(looks: Looks) -> None:
    """Nested intervals: `settle` bisects on that."""
    alphas = np.concatenate([np.logspace(-18, -0.01, 1500), 1 - np.logspace(-2, -9, 30)])
    for look in range(1, len(looks.fractions) + 1):
        found = [looks.nominal(look, float(alpha)) for alpha in alphas]
        assert found == sorted(found)
        assert np.all(found <= alphas)
        before = looks.fractions[look - 2] if look > 1 else 0.0
        share = looks.fractions[look - 1] ** looks.power - before**looks.power
        assert np.all(found >= alphas * share * (1 - 1e-12))


@given(st.sampled_from(SCHEDULES), st.floats(-17, 0), st.data())
def test_the_sequential_p_value_inverts_the_level(
    looks: Looks, exponent: float, data: st.DataObject
) -> None:
    look = data.draw(st.integers(1, len(looks.fractions)))
    p = 10.0**exponent
    overall = looks.overall(look, p)
    assert p <= overall <= 1
    if overall < 1:
        assert looks.nominal(look, overall) >= p * (1 - 1e-9)
        assert looks.nominal(look, overall * (1 - 1e-6)) < p


@pytest.mark.parametrize("looks", SCHEDULES)
def test_a_smaller_p_value_never_costs_more(looks: Looks) -> None:
    """Also where the table ends."""
    ps = np.logspace(-18, 0, 4000)
    for look in range(1, len(looks.fractions) + 1):
        found = [looks.overall(look, float(p)) for p in ps]
        assert found == sorted(found)


def test_one_look_is_no_schedule_at_all() -> None:
    looks = Looks((1.0,))
    interval = unit_mean([0.1, 0.4, 0.2, 0.7], (0, 1))
    for alpha in (1e-300, 1e-15, 0.05, 0.999):
        assert looks.nominal(1, alpha) == alpha == looks.overall(1, alpha)
    assert looks.repeated(interval, 1) is interval


def test_ends_of_the_scale() -> None:
    looks = Looks(EVEN[3])
    assert looks.overall(2, 0.0) == 0.0
    assert looks.overall(2, 1.0) == looks.overall(1, 0.5) == 1.0
    assert looks.overall(1, 1e-40) == pytest.approx(9e-40)
    assert looks.nominal(3, 1e-40) == pytest.approx(5 / 9 * 1e-40)


def test_a_repeated_interval_is_the_same_estimate_further_out() -> None:
    values = np.random.default_rng(3).beta(2, 5, 30)
    interval, looks = unit_mean(values, (0, 1), 0.9), Looks(EVEN[4])
    wide = looks.repeated(interval, 2)
    assert (wide.value, wide.se, wide.df, wide.level, wide.n) == (
        interval.value,
        interval.se,
        interval.df,
        0.9,
        30,
    )
    assert wide.method == interval.method + ", repeated at 4 looks"
    by_hand = unit_mean(values, (0, 1), 1 - looks.nominal(2, 0.1))
    assert (wide.low, wide.high) == pytest.approx((by_hand.low, by_hand.high), rel=1e-12)
    assert wide.at(0.1) == pytest.approx((wide.low, wide.high), rel=1e-12)
    assert wide.at(0.1, 3.0) == interval.at(looks.nominal(2, 0.1), 3.0)
    assert pickle.loads(pickle.dumps(wide)).at(0.01) == wide.at(0.01)  # noqa: S301


def test_what_cannot_be_estimated_stays_so() -> None:
    alone = unit_mean([0.4], (0, 1))
    assert Looks(EVEN[4]).repeated(alone, 1) == alone


@pytest.mark.parametrize("look", [1, 2, 3])
def test_settling_a_repeated_interval_gives_the_sequential_p_value(look: int) -> None:
    a, b = np.random.default_rng(1).uniform(0, 1, (2, 40))
    plain = paired_difference(0.5 + a / 2, b / 2, (0, 1))
    looks = Looks(EVEN[3])
    once, ever = settle(plain, -0.3, 0.3), settle(looks.repeated(plain, look), -0.3, 0.3)
    assert ever.p_exceeds == pytest.approx(looks.overall(look, once.p_exceeds), rel=1e-6)
    assert ever.p_within == 1.0


@pytest.mark.parametrize("looks", [SCHEDULES[1], SCHEDULES[3]])
def test_paths_leave_the_repeated_intervals_no_more_often_than_promised(looks: Looks) -> None:
    times, paths = np.array(looks.fractions), 4000
    steps = np.sqrt(np.diff(times, prepend=0.0))
    means = np.cumsum(np.random.default_rng(5).normal(0, steps, (paths, len(times))), 1) / times
    missed = np.zeros(paths, dtype=bool)
    for k, time in enumerate(times, start=1):
        width = Interval(0.0, -1.0, 1.0, time**-0.5, None, 0.8, "by hand", 9)
        low, high = looks.repeated(width, k).at(0.2)
        missed |= (means[:, k - 1] < low) | (means[:, k - 1] > high)
    assert missed.mean() == pytest.approx(0.2, abs=3.5 * math.sqrt(0.2 * 0.8 / paths))


Call = Callable[[], object]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Looks(()), "ending with 1"),
        (lambda: Looks((0.5,)), "ending with 1"),
        (lambda: Looks((0.5, 0.5, 1.0)), "a hundredth apart"),
        (lambda: Looks((0.7, 0.4, 1.0)), "a hundredth apart"),
        (lambda: Looks((0.0, 1.0)), "a hundredth apart"),
        (lambda: Looks((0.995, 1.0)), "a hundredth apart"),
        (lambda: Looks((math.nan, 1.0)), "a hundredth apart"),
        (lambda: Looks((0.5, 1.0), 0.0), "positive, finite power"),
        (lambda: Looks((0.5, 1.0), math.inf), "positive, finite power"),
        (lambda: Looks((0.5, 1.0)).nominal(3, 0.05), "looks 1 to 2"),
        (lambda: Looks((0.5, 1.0)).nominal(0, 0.05), "looks 1 to 2"),
        (lambda: Looks((0.5, 1.0)).nominal(1, 1.0), "error rate"),
        (lambda: Looks((0.5, 1.0)).overall(1, -0.1), "p-value"),
    ],
)
def test_what_is_no_schedule_is_refused(call: Call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
