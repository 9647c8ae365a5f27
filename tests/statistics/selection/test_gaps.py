"""Shares beside expected ones, differences of differences, calibration: oracles and coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from isonomia.statistics import newcombe
from isonomia.statistics.selection import (
    Foretold,
    calibration_excess,
    calibration_gap,
    difference_of_differences,
    share_ratio,
)


def test_a_share_beside_the_expected_one_is_wilsons_interval_divided() -> None:
    low, high = proportion_confint(30, 100, method="wilson")
    found = share_ratio(30, 100, 0.5)
    assert (found.value, found.low, found.high) == pytest.approx((0.6, low / 0.5, high / 0.5))
    with pytest.raises(ValueError, match="expected share"):
        share_ratio(1, 2, 0.0)


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_with_certain_controls_it_is_nearly_newcombes(
    n1: int, n2: int, data: st.DataObject
) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    huge = 10**12
    found = difference_of_differences(((x1, n1), (huge // 2, huge)), ((x2, n2), (huge // 2, huge)))
    alone = newcombe(x1, n1, x2, n2)
    assert (found.value, found.low, found.high) == pytest.approx(
        (alone.value, alone.low, alone.high), abs=1e-5
    )


def test_differences_of_differences_cover_the_truth() -> None:
    rng = np.random.default_rng(3)
    rates, sizes = (0.1, 0.25, 0.12, 0.2), (60, 90, 50, 120)
    truth = (rates[0] - rates[1]) - (rates[2] - rates[3])
    drawn = rng.binomial(sizes, rates, size=(2000, 4))
    inside = 0
    for x in drawn.tolist():
        cells = list(zip(x, sizes, strict=True))
        found = difference_of_differences((cells[0], cells[1]), (cells[2], cells[3]))
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
    assert 0.935 <= inside / 2000 <= 0.985


def sums(scores: np.ndarray, events: np.ndarray) -> Foretold:
    return Foretold(
        len(scores),
        int(events.sum()),
        float(scores.sum()),
        float((scores**2).sum()),
        float((scores * events).sum()),
    )


def test_the_calibration_gap_is_welchs_where_the_spread_seen_is_the_larger() -> None:
    rng = np.random.default_rng(5)
    # Scores that are wrong for many: what is seen spreads more than they foretell.
    s1, s2 = rng.uniform(0.0, 0.2, 300), rng.uniform(0.0, 0.3, 200)
    y1, y2 = (rng.random(300) < 0.5).astype(float), (rng.random(200) < 0.4).astype(float)
    found = calibration_gap(sums(s1, y1), sums(s2, y2))
    oracle = stats.ttest_ind(y1 - s1, y2 - s2, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high))


def test_a_few_that_agree_claim_no_certainty() -> None:
    found = calibration_excess(sums(np.full(5, 0.3), np.zeros(5)))
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 0.5
    assert calibration_excess(sums(np.array([0.3]), np.zeros(1))).low is None
    assert calibration_gap(sums(np.zeros(4), np.zeros(4)), sums(np.ones(4), np.ones(4))).low is None
    with pytest.raises(ValueError, match="at least one"):
        calibration_gap(Foretold(0, 0, 0, 0, 0), Foretold(1, 0, 0, 0, 0))
    with pytest.raises(ValueError, match="at least one"):
        calibration_excess(Foretold(0, 0, 0, 0, 0))


def test_right_scores_are_seldom_called_wrong() -> None:
    rng = np.random.default_rng(11)
    false = 0
    for _ in range(600):
        s1, s2 = rng.beta(2, 8, 80), rng.beta(3, 5, 60)
        found = calibration_gap(
            sums(s1, (rng.random(80) < s1).astype(float)),
            sums(s2, (rng.random(60) < s2).astype(float)),
        )
        assert found.low is not None
        assert found.high is not None
        false += not found.low <= 0 <= found.high
    assert false / 600 <= 0.07


@given(st.integers(0, 2), st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 0.99999))
def test_limits_of_calibration_stay_where_the_truth_can_be(
    events: int, one: float, other: float, level: float
) -> None:
    scores = np.array([one, other])
    few = sums(scores, np.arange(2) < events)
    many = sums(np.full(50, 0.5), np.arange(50) < 25)
    for found, bound in (
        (calibration_excess(few, level), 1.0),
        (calibration_gap(few, many, level), 2.0),
    ):
        if found.low is not None and found.high is not None:
            assert -bound <= found.low <= found.value + 1e-12
            assert found.value - 1e-12 <= found.high <= bound
            assert all(abs(limit) <= bound for limit in found.at(1e-9))


def test_two_people_tell_hardly_anything_about_calibration() -> None:
    found = calibration_excess(sums(np.array([0.05, 0.1]), np.array([1, 0])))
    assert (found.low, found.high) == (-1.0, 1.0)
