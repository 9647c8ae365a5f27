"""The ratio of two means: covered as promised, and nothing where it may be anything."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from isonomia.statistics import ratio_of_means


def test_the_interval_covers_the_ratio_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(1000):
        shared = rng.normal(0, 0.08, 40)
        a = 0.40 + shared + rng.normal(0, 0.08, 40)
        b = 0.50 + shared + rng.normal(0, 0.08, 40)
        interval = ratio_of_means(a, b)
        assert interval.low is not None
        assert interval.high is not None
        hits += interval.low <= 0.8 <= interval.high
    assert 0.93 <= hits / 1000 <= 0.97


def test_the_limits_are_where_a_t_test_of_the_difference_turns() -> None:
    rng = np.random.default_rng(11)
    a, b = rng.uniform(0, 1, 25), rng.uniform(0.2, 1, 25)

    def p_less_alpha(ratio: float) -> float:
        return float(stats.ttest_1samp(a - ratio * b, 0.0).pvalue) - 0.05

    interval = ratio_of_means(a, b)
    assert interval.low == pytest.approx(optimize.brentq(p_less_alpha, 0.0, interval.value))
    assert interval.high == pytest.approx(optimize.brentq(p_less_alpha, interval.value, 5.0))


def test_a_ratio_to_nearly_nothing_has_no_limits() -> None:
    assert ratio_of_means([0, 1, 0, 0], [0, 0, 1, 0]).low is None
    assert ratio_of_means([1, 0], [0, 0]).low is None
    assert ratio_of_means([0.5], [0.5]).low is None
    with pytest.raises(ValueError, match="one length"):
        ratio_of_means([1.0, 0.0], [1.0])
