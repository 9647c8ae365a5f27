"""The cluster bootstrap against scipy, the t interval and its own seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from isonomia.statistics import cluster_bootstrap, settle, unit_mean, units_to_settle

Array = npt.NDArray[np.float64]
RNG = np.random.default_rng(20)
A, B = RNG.uniform(0.2, 0.9, 30), RNG.uniform(0.1, 0.8, 24)


def difference(a: Array, b: Array) -> float:
    return float(a.mean() - b.mean())


def test_a_mean_agrees_with_student() -> None:
    ours = cluster_bootstrap([A], np.mean, seed=1, resamples=8000)
    student = stats.t.interval(0.95, 29, A.mean(), stats.sem(A))
    assert ours.low == pytest.approx(student[0], abs=0.01)
    assert ours.high == pytest.approx(student[1], abs=0.01)
    assert ours.se == pytest.approx(float(stats.sem(A)), rel=0.05)


def test_a_paired_difference_is_the_mean_of_differences() -> None:
    rows = np.column_stack([A[:24], B])
    paired = cluster_bootstrap([A[:24] - B], np.mean, seed=1)
    as_rows = cluster_bootstrap([rows], lambda r: difference(r[:, 0], r[:, 1]), seed=1)
    assert paired.low == pytest.approx(as_rows.low or np.nan)
    assert paired.high == pytest.approx(as_rows.high or np.nan)


def test_two_groups_agree_with_scipy() -> None:
    ours = cluster_bootstrap([A, B], difference, seed=1, resamples=8000)
    oracle = stats.bootstrap(
        (A, B), difference, vectorized=False, method="percentile", n_resamples=2000, rng=3
    ).confidence_interval
    assert ours.n == 54
    # Expanded by about √(n/(n-1)) t/z = 1.08 for the smaller group.
    assert 1.0 < ((ours.high or 0) - (ours.low or 0)) / (oracle.high - oracle.low) < 1.16


def test_the_seed_decides() -> None:
    first, again, other = (cluster_bootstrap([A], np.median, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_it_settles_no_further_than_its_resamples_reach() -> None:
    ours = cluster_bootstrap([A], np.mean, seed=1)
    settled = settle(ours, -100.0, 100.0)
    assert settled.p_within > 2 / 2001
    assert units_to_settle(ours, 0.0, A.mean() + 0.01) is not None


@pytest.mark.parametrize("sample", [[0.4], [0.4] * 9, [0.1, 0.5, 0.9]])
def test_too_little_has_no_interval(sample: list[float]) -> None:
    ours = cluster_bootstrap([sample], np.mean, seed=1)
    assert ours.low is ours.high is None


def test_coverage_for_a_mean() -> None:
    rng = np.random.default_rng(5)
    samples = rng.beta(2, 3, (300, 15))
    intervals = [cluster_bootstrap([s], np.mean, seed=1, resamples=400) for s in samples]
    cover = sum((i.low or 0) <= 0.4 <= (i.high or 1) for i in intervals) / 300
    assert cover > 0.95 - 3 * (0.95 * 0.05 / 300) ** 0.5


def test_what_cannot_be_resampled_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        cluster_bootstrap([], np.mean, seed=1)
    with pytest.raises(ValueError, match="at least one unit"):
        cluster_bootstrap([A, []], difference, seed=1)
    with pytest.raises(ValueError, match="undefined on a resample"):
        cluster_bootstrap([[0.0, 1.0]], lambda x: np.nan if x.max() == 0 else 1.0, seed=1)


def test_of_rare_events_it_claims_more_than_unit_mean() -> None:
    """Its stated limit: resampling cannot show what the sample does not hold."""
    rare = [1.0] + [0.0] * 29
    assert (cluster_bootstrap([rare], np.mean, seed=1).high or 0) < (
        unit_mean(rare, (0, 1)).high or 0
    )
