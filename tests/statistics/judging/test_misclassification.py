"""Corrected rates against their definition, known special cases and exact coverage."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from isonomia.statistics import Interval, newcombe, wilson
from isonomia.statistics.judging import Confusion, corrected_difference, corrected_rate

if TYPE_CHECKING:
    from isonomia.statistics.judging.misclassification import Method

METHODS: tuple[Method, Method] = ("score", "bootstrap")
LARGE = 10**9
some = st.integers(1, 60)


@st.composite
def informative(draw: st.DrawFn) -> Confusion:
    """A judge that beats chance: as drawn, or with its answers turned round."""
    found, alarms, missed, passed = (draw(some) for _ in range(4))
    if found * passed < alarms * missed:
        found, alarms, missed, passed = missed, passed, found, alarms
    return Confusion(found + (found * passed == alarms * missed), alarms, missed, passed)


@st.composite
def readable(draw: st.DrawFn) -> tuple[int, int, Confusion]:
    """Counts that the judge's errors can produce: between its false alarms and its finds."""
    judge, n = draw(judges), draw(st.integers(1, 200))
    alarms, finds = judge.judge_only / judge.negatives, judge.both / judge.positives
    return round(n * (alarms + draw(st.floats(0, 1)) * (finds - alarms))), n, judge


judges = informative()
labelled = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def known(sensitivity: float, specificity: float) -> Confusion:
    """A judge calibrated on so many units that nothing is left in doubt."""
    both, neither = round(LARGE * sensitivity), round(LARGE * specificity)
    return Confusion(both, LARGE - neither, LARGE - both, neither)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@given(labelled)
def test_a_faultless_judge_leaves_wilson(counts: tuple[int, int]) -> None:
    ours, plain = corrected_rate(*counts, known(1, 1)), wilson(*counts)
    assert ours.value == pytest.approx(plain.value)
    assert limits(ours) == pytest.approx(limits(plain), abs=1e-4)


@settings(deadline=None)
@given(st.integers(20, 200), st.floats(0, 1), st.floats(0.6, 1), st.floats(0.6, 1))
def test_known_errors_move_wilsons_limits(
    n: int, place: float, sensitivity: float, specificity: float
) -> None:
    """Reiczigel, Földi & Ózsvári (2010): where the errors are known the limits carry over."""
    least, most = (
        math.floor(n * (1 - specificity + 1e-3)) + 1,
        math.ceil(n * (sensitivity - 1e-3)) - 1,
    )
    x = least + round(place * (most - least))
    moved = [
        (limit + specificity - 1) / (sensitivity + specificity - 1)
        for limit in proportion_confint(x, n, method="wilson")
    ]
    ours = limits(corrected_rate(x, n, known(sensitivity, specificity)))
    assert ours == pytest.approx(np.clip(moved, 0, 1), abs=2e-3)


def test_a_screened_herd() -> None:
    """The manual of epiR: 23 of 150 cows, test 96 % and 89 %: 5.1 in 100, from 0 to 13."""
    ours = corrected_rate(23, 150, known(0.96, 0.89))
    assert ours.value == pytest.approx(0.051, abs=5e-4)
    assert limits(ours) == pytest.approx((0.0, 0.13), abs=5e-3)


@pytest.mark.parametrize(
    ("x", "n", "judge"),
    [
        (30, 100, Confusion(16, 7, 4, 73)),
        (45, 100, Confusion(12, 12, 6, 20)),
        (3, 40, Confusion(9, 0, 1, 40)),
        (38, 40, Confusion(30, 2, 0, 18)),
        (25, 50, Confusion(6, 4, 5, 5)),
    ],
)
def test_limits_are_where_the_misfit_is_just_explained(x: int, n: int, judge: Confusion) -> None:
    """Try every rate: p - rate·Se - (1-rate)(1-Sp) with statsmodels' Wilson limits of the three."""
    tries = np.linspace(0, 1, 20_001)
    found = [
        (k / m, *proportion_confint(k, m, method="wilson"))
        for k, m in ((x, n), (judge.both, judge.positives), (judge.judge_only, judge.negatives))
    ]
    (p, p_low, p_high), (se, se_low, se_high), (alarms, alarms_low, alarms_high) = found
    misfit = p - tries * se - (1 - tries) * alarms
    down = np.hypot(
        np.hypot(p - p_low, tries * (se_high - se)), (1 - tries) * (alarms_high - alarms)
    )
    up = np.hypot(np.hypot(p_high - p, tries * (se - se_low)), (1 - tries) * (alarms - alarms_low))
    open_rates = tries[(misfit - down <= 0) & (misfit + up >= 0)]
    low, high = limits(corrected_rate(x, n, judge))
    assert (low, high) == pytest.approx((open_rates.min(), open_rates.max()), abs=6e-5)


@pytest.mark.parametrize("method", METHODS)
def test_large_samples_give_rogan_and_gladens_error(method: Method) -> None:
    """Their variance, by small steps in each rate instead of by their formula."""
    n, judge = 40_000, Confusion(8_000, 3_000, 2_000, 27_000)

    def rate(p: float, se: float, sp: float) -> float:
        return (p + sp - 1) / (se + sp - 1)

    at, sizes, step = (0.3, 0.8, 0.9), (n, 10_000, 30_000), 1e-6
    variance = 0.0
    for i, (share, size) in enumerate(zip(at, sizes, strict=True)):
        further = [v + step * (i == j) for j, v in enumerate(at)]
        slope = (rate(*further) - rate(*at)) / step
        variance += slope**2 * share * (1 - share) / size
    ours = corrected_rate(12_000, n, judge, method=method)
    assert ours.value == pytest.approx(rate(*at))
    low, high = limits(ours)
    assert high - low == pytest.approx(2 * 1.959964 * math.sqrt(variance), rel=0.04)


@given(labelled, judges)
def test_what_is_positive_is_a_matter_of_naming(counts: tuple[int, int], judge: Confusion) -> None:
    x, n = counts
    ours = corrected_rate(x, n, judge)
    mirrored = Confusion(judge.neither, judge.human_only, judge.judge_only, judge.both)
    other = corrected_rate(n - x, n, mirrored)
    assert ours.value == pytest.approx(1 - other.value, abs=1e-9)
    assert (ours.low is None) == (other.low is None)
    if ours.low is not None:
        low, high = limits(other)
        assert limits(ours) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@settings(deadline=None)
@given(readable(), st.sampled_from(METHODS))
def test_limits_are_nested(arm: tuple[int, int, Confusion], method: Method) -> None:
    ours = corrected_rate(*arm, method=method)
    if ours.low is None:
        assert method == "bootstrap"  # too many of its draws were of a judge that tells nothing
        return
    before = (ours.value, ours.value) if method == "score" else ours.at(0.5)
    for alpha in (0.5, 0.2, 0.05, 0.001, 1e-12):
        low, high = ours.at(alpha)
        assert low <= before[0] + 1e-9
        assert high >= before[1] - 1e-9
        assert math.isinf(low) or 0 <= low < high <= 1 or alpha == 0.5
        before = low, high
    near, far = ours.at(0.05, 25.0), ours.at(0.05)
    assert near[1] - near[0] <= far[1] - far[0]


@pytest.mark.parametrize(
    "judge",
    [Confusion(40, 6, 10, 54), Confusion(16, 7, 4, 73), Confusion(30, 0, 0, 30)],
)
def test_more_positives_never_lower_a_limit(judge: Confusion) -> None:
    found = [corrected_rate(x, 80, judge) for x in range(81)]
    lows, highs = zip(*(limits(one) for one in found if one.low is not None), strict=True)
    assert list(lows) == sorted(lows)
    assert list(highs) == sorted(highs)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "judge",
    [
        Confusion(5, 5, 5, 5),  # a coin
        Confusion(2, 30, 8, 10),  # worse than a coin
        Confusion(0, 3, 0, 40),  # no positives labelled
        Confusion(8, 0, 2, 0),  # no negatives labelled
        Confusion(0, 0, 0, 0),
    ],
)
def test_a_judge_that_tells_nothing_gives_nothing(judge: Confusion, method: Method) -> None:
    good = (30, 100, Confusion(40, 6, 10, 54))
    for ours in (
        corrected_rate(30, 100, judge, method=method),
        corrected_difference(good, (30, 100, judge), method=method),
        corrected_difference((30, 100, judge), good, method=method),
    ):
        assert math.isnan(ours.value)
        assert ours.low is ours.high is ours.se is None
        assert ours.method.endswith("not estimable")


@pytest.mark.parametrize("method", METHODS)
def test_a_rate_that_the_judge_cannot_produce_is_not_read(method: Method) -> None:
    """A judge with 30 % false alarms that finds 5 % was calibrated on something else."""
    judge = Confusion(90, 60, 10, 140)
    for x, value in ((10, 0.0), (199, 1.0)):
        ours = corrected_rate(x, 200, judge, method=method)
        assert ours.value == value
        assert ours.low is None
        assert "contradicted" in ours.method
    assert limits(corrected_rate(55, 200, judge, method=method))[1] > 0.05


def test_at_the_bounds_the_interval_keeps_its_width() -> None:
    """As few as its false alarms, or fewer by chance: no less is claimed to be possible."""
    judge = Confusion(45, 10, 5, 90)
    at_zero, below = (limits(corrected_rate(x, 100, judge)) for x in (10, 8))
    assert below[0] == at_zero[0] == 0.0
    assert 0.8 * at_zero[1] < below[1] <= at_zero[1]


@settings(max_examples=50, deadline=None)
@given(readable(), readable())
def test_a_difference_takes_both_arms_in_quadrature(
    first: tuple[int, int, Confusion], second: tuple[int, int, Confusion]
) -> None:
    a, b = corrected_rate(*first), corrected_rate(*second)
    ours = corrected_difference(first, second)
    assert ours.value == pytest.approx(a.value - b.value, abs=1e-12)
    assert ours.n == a.n + b.n
    (low1, high1), (low2, high2) = limits(a), limits(b)
    low = ours.value - math.sqrt((a.value - low1) ** 2 + (high2 - b.value) ** 2)
    high = ours.value + math.sqrt((high1 - a.value) ** 2 + (b.value - low2) ** 2)
    assert limits(ours) == pytest.approx((low, high), abs=1e-9)
    swapped = limits(corrected_difference(second, first))
    assert swapped == pytest.approx((-high, -low), abs=1e-9)


def test_faultless_judges_leave_newcombe() -> None:
    ours = corrected_difference((56, 70, known(1, 1)), (48, 80, known(1, 1)))
    oracle = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    assert limits(ours) == pytest.approx(oracle, abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_a_difference_that_only_the_judge_makes(method: Method) -> None:
    """The same rate, 0.3, in both arms; the judge is 80/90 in one and 70/80 in the other."""
    first = (31_000, 100_000, Confusion(2_400, 700, 600, 6_300))
    second = (35_000, 100_000, Confusion(2_100, 1_400, 900, 5_600))
    naive = limits(newcombe(*first[:2], *second[:2]))
    assert naive[1] < -0.03
    low, high = limits(corrected_difference(first, second, method=method))
    assert low < 0 < high
    together = first[2] + second[2]
    assert limits(corrected_difference((*first[:2], together), (*second[:2], together)))[1] < 0


@pytest.mark.parametrize("method", METHODS)
def test_a_difference_that_the_judge_hides(method: Method) -> None:
    """Rates 0.30 and 0.26; the judge's worse specificity in the second arm makes both 0.31."""
    judge = Confusion(20_800, 10_200, 5_200, 63_800)
    first = (31_000, 100_000, Confusion(24_000, 7_000, 6_000, 63_000))
    second = (31_000, 100_000, judge)
    assert limits(newcombe(31_000, 100_000, 31_000, 100_000))[0] < 0
    ours = corrected_difference(first, second, method=method)
    assert ours.value == pytest.approx(0.04, abs=1e-3)
    assert limits(ours)[0] > 0.02


def test_the_bootstrap_is_repeatable_and_gives_up_beyond_its_draws() -> None:
    arm = (30, 100, Confusion(16, 7, 4, 73))
    ours = corrected_rate(*arm, method="bootstrap")
    assert ours == corrected_rate(*arm, method="bootstrap")
    assert limits(ours) == pytest.approx(limits(corrected_rate(*arm)), abs=0.04)
    assert ours.at(1e-6) == (-math.inf, math.inf)
    assert corrected_rate(*arm, 1 - 1e-6, "bootstrap").low is None


@pytest.mark.parametrize(
    ("rate", "sensitivity", "specificity"),
    [(0.3, 0.8, 0.9), (0.05, 0.9, 0.95), (0.5, 0.7, 0.8), (0.9, 0.8, 0.9), (0.0, 0.8, 0.9)],
)
def test_exact_coverage(rate: float, sensitivity: float, specificity: float) -> None:
    """Not simulated: every outcome of 25 units and 10 + 15 labels, weighted by its probability."""
    n, positives, negatives = 25, 10, 15
    chances = [
        np.asarray(stats.binom.pmf(np.arange(m + 1), m, p))
        for m, p in (
            (n, rate * sensitivity + (1 - rate) * (1 - specificity)),
            (positives, sensitivity),
            (negatives, specificity),
        )
    ]
    wrong = 0.0
    for x, found, passed in product(range(n + 1), range(positives + 1), range(negatives + 1)):
        weight = float(chances[0][x] * chances[1][found] * chances[2][passed])
        if weight < 1e-6:
            continue
        judge = Confusion(found, negatives - passed, positives - found, passed)
        ours = corrected_rate(x, n, judge)
        if ours.low is not None and not limits(ours)[0] <= rate <= limits(ours)[1]:
            wrong += weight
    assert wrong <= 0.05


@pytest.mark.parametrize(
    ("x", "n", "words"),
    [(1, 0, "at least one unit"), (5, 4, "There cannot be"), (-1, 4, "There cannot be")],
)
def test_impossible_counts_are_refused(x: int, n: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        corrected_rate(x, n, known(0.8, 0.9))


def test_an_unknown_method_and_level_are_refused() -> None:
    with pytest.raises(ValueError, match="score, bootstrap"):
        corrected_rate(1, 4, known(0.8, 0.9), method="delta")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="confidence level"):
        corrected_rate(1, 4, known(0.8, 0.9), 95.0)
