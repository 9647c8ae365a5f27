"""Shares over documents, from sums alone: against the documents themselves, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics import wilson
from isonomia.statistics.association import (
    PairedSums,
    Products,
    kept_ratio,
    log_odds_against_rest,
    log_odds_by_document,
    share_against_rest,
    share_of_mentions,
)

Ints = npt.NDArray[np.int64]


def sums(counts: Ints) -> PairedSums:
    """Sum documents, shape (d, 2)."""
    x, y = counts.T
    some = int(((x + y) > 0).sum())
    return PairedSums(int(x.sum()), int(y.sum()), int(x @ x), int(y @ y), int(x @ y), some)


def products(part: Ints, whole: Ints) -> Products:
    return Products(*(int(part[:, i] @ whole[:, j]) for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))))


def documents(seed: int, n: int, share: float, spread: float) -> Ints:
    """Documents that each have their own share of women, and many or few mentions."""
    rng = np.random.default_rng(seed)
    length = rng.geometric(0.2, n)
    own = rng.beta(share / spread, (1 - share) / spread, n)
    first = rng.binomial(length, own)
    return np.stack([first, length - first], axis=1).astype(np.int64)


def test_one_mention_a_document_is_wilsons_with_students_t() -> None:
    counts = np.repeat(np.array([[1, 0], [0, 1]]), [300, 700], axis=0)
    ours, plain = share_of_mentions(sums(counts)), wilson(300, 1000)
    assert ours.value == plain.value
    assert (ours.low, ours.high) == pytest.approx((plain.low, plain.high), abs=1e-4)


def test_the_same_said_ten_times_is_no_more_evidence() -> None:
    counts = documents(1, 200, 0.3, 0.2)
    once, often = share_of_mentions(sums(counts)), share_of_mentions(sums(10 * counts))
    assert (often.low, often.high) == pytest.approx((once.low, once.high), abs=1e-9)


def test_the_variance_is_that_of_the_documents() -> None:
    """The jackknife over documents, for large samples, has the same standard error."""
    counts = documents(2, 3_000, 0.4, 0.3)
    x, y = counts.sum(axis=0)
    left_out = (x - counts[:, 0]) / (x + y - counts.sum(axis=1))
    n = len(counts)
    jackknife = math.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum())
    ours = share_of_mentions(sums(counts))
    assert ours.high is not None
    assert ours.low is not None
    width = 2 * stats.t.ppf(0.975, n - 1) * jackknife
    assert ours.high - ours.low == pytest.approx(width, rel=0.01)


def test_all_of_one_kind_leaves_doubt() -> None:
    ours = share_of_mentions(PairedSums(500, 0, 250_000 // 2, 0, 0, 5))
    assert ours.value == 1.0
    assert ours.low is not None
    assert ours.low < 0.5  # five documents, however often they say it


def test_nothing_to_measure_is_not_zero() -> None:
    nothing = PairedSums(0, 0, 0, 0, 0, 0)
    assert math.isnan(share_of_mentions(nothing).value)
    assert share_of_mentions(PairedSums(7, 3, 49, 9, 21, 1)).low is None
    none = Products(0, 0, 0, 0)
    whole = sums(documents(3, 50, 0.5, 0.2))
    assert math.isnan(share_against_rest(nothing, whole, none).value)
    assert math.isnan(log_odds_against_rest(nothing, whole, none).value)
    assert math.isnan(kept_ratio(nothing, nothing).value)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(20, 400))
def test_limits_hold_the_estimate_and_widen_with_the_level(seed: int, n: int) -> None:
    part, other = documents(seed, n, 0.3, 0.5), documents(seed + 1, n, 0.6, 0.5)
    whole = part + other
    found = (
        share_of_mentions(sums(part)),
        share_against_rest(sums(part), sums(whole), products(part, whole)),
        kept_ratio(sums(whole), sums(whole[: n // 2])),
    )
    for interval in found:
        before = (interval.value, interval.value)
        for alpha in (0.5, 0.05, 0.001):
            low, high = interval.at(alpha)
            assert low <= before[0] + 1e-9
            assert high >= before[1] - 1e-9
            before = low, high


@pytest.mark.parametrize("spread", [0.05, 0.5])
def test_coverage_over_documents(spread: float) -> None:
    """At 95 %, at least 92 % of 600 corpora of 60 documents hold the truth (s.e. 0.9 points)."""
    held_share = held_difference = held_kept = 0
    for seed in range(600):
        part, other = documents(seed, 60, 0.3, spread), documents(seed + 7_000, 60, 0.5, spread)
        whole = part + other
        low, high = share_of_mentions(sums(part)).at(0.05)
        held_share += low <= 0.3 <= high
        low, high = share_against_rest(sums(part), sums(whole), products(part, whole)).at(0.05)
        held_difference += low <= -0.2 <= high
        keep = np.random.default_rng(seed).random(60) < 0.6
        low, high = kept_ratio(sums(whole), sums(whole[keep])).at(0.05)
        held_kept += low <= 1 <= high
    assert held_share >= 0.92 * 600
    assert held_difference >= 0.92 * 600
    assert held_kept >= 0.92 * 600


def test_a_correlated_rest_is_allowed_for() -> None:
    """Documents that lean alike in both parts tell their difference better than two corpora."""
    rng = np.random.default_rng(5)
    lean = rng.beta(2, 2, 2_000)
    part = np.stack([rng.binomial(8, lean), np.zeros(2_000, np.int64)], axis=1)
    part[:, 1] = 8 - part[:, 0]
    other = np.stack([rng.binomial(8, lean), np.zeros(2_000, np.int64)], axis=1)
    other[:, 1] = 8 - other[:, 0]
    whole = part + other
    ours = share_against_rest(sums(part), sums(whole), products(part, whole))
    gaps = (part[:, 0] - other[:, 0]) / 8
    paired = stats.ttest_1samp(gaps, 0).confidence_interval()
    assert (ours.low, ours.high) == pytest.approx((paired.low, paired.high), abs=1e-3)


def test_log_odds_are_those_of_the_documents() -> None:
    """With many documents the delta method of the matrix and of the sums agree."""
    part, other = documents(8, 4_000, 0.3, 0.3), documents(9, 4_000, 0.5, 0.3)
    whole = part + other
    ours = log_odds_against_rest(sums(part), sums(whole), products(part, whole))
    by_word = np.stack([part[:, 0], other[:, 0]], 1), np.stack([part[:, 1], other[:, 1]], 1)
    theirs = log_odds_by_document(*by_word, [1e-9, 1e-9])
    assert ours.value == pytest.approx(float(theirs.delta[0]), abs=1e-3)
    # theirs takes women's and men's words for different documents; here they are the same ones
    assert 0.5 < ours.se / math.sqrt(float(theirs.variance[0])) < 1.5
    assert ours.p < 1e-6


def test_log_odds_of_a_fair_part_are_significant_as_often_as_they_should() -> None:
    found = 0
    for seed in range(500):
        part, other = documents(seed, 80, 0.4, 0.3), documents(seed + 9_000, 80, 0.4, 0.3)
        whole = part + other
        found += log_odds_against_rest(sums(part), sums(whole), products(part, whole)).p < 0.05
    assert found <= stats.binom.ppf(0.999, 500, 0.06)


def test_a_filter_that_removes_women_is_seen() -> None:
    counts = documents(11, 2_000, 0.5, 0.5)
    rng = np.random.default_rng(12)
    leaning = counts[:, 0] > counts[:, 1]
    kept = counts[rng.random(2_000) < np.where(leaning, 0.5, 0.9)]
    found = kept_ratio(sums(counts), sums(kept))
    assert found.high is not None
    assert found.high < 1
    women = kept[:, 0].sum() / counts[:, 0].sum()
    assert found.value == pytest.approx(women / (kept[:, 1].sum() / counts[:, 1].sum()))


def test_a_filter_that_removes_all_women_has_an_upper_limit() -> None:
    counts = np.repeat(np.array([[1, 0], [0, 1]]), [40, 40], axis=0)
    found = kept_ratio(sums(counts), sums(counts[40:]))
    assert found.value == 0.0
    assert found.low == 0.0
    assert found.high is not None
    assert 0 < found.high < 0.2


@pytest.mark.parametrize("holders", [2, 5, 10])
def test_a_gender_blind_filter_is_not_accused_by_few_documents(holders: int) -> None:
    """All of a kind in a few documents: that these shared one fate is chance."""
    men = np.tile([0, 3], (400, 1))
    women = np.tile([40, 0], (holders, 1))
    counts = np.concatenate([men, women])
    accused = 0
    for seed in range(400):
        keep = np.random.default_rng(seed).random(len(counts)) < 0.8
        low, high = kept_ratio(sums(counts), sums(counts[keep])).at(0.05)
        accused += not low <= 1 <= high
    assert accused <= stats.binom.ppf(0.999, 400, 0.05)


def test_a_filter_that_removes_all_men_has_a_lower_limit() -> None:
    counts = np.repeat(np.array([[1, 0], [0, 1]]), [40, 40], axis=0)
    found = kept_ratio(sums(counts), sums(counts[:40]))
    assert math.isinf(found.value)
    assert found.low is not None
    assert found.low > 5
    assert math.isnan(kept_ratio(sums(counts), sums(counts[:0])).value)


@pytest.mark.parametrize("holders", [1, 2, 3])
def test_a_rest_of_few_documents_is_no_evidence(holders: int) -> None:
    """A part in 300 documents, the rest in one to three: as likely of women as the part."""
    accused = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        part = np.zeros((300 + holders, 2), np.int64)
        women = rng.binomial(1, 0.5, 300)
        part[:300] = np.stack([women, 1 - women], axis=1)
        other = np.zeros_like(part)
        lean = rng.binomial(1, 0.5, holders)
        other[300:] = np.stack([lean, 1 - lean], axis=1)
        whole = part + other
        low, high = share_against_rest(sums(part), sums(whole), products(part, whole)).at(0.05)
        accused += not low <= 0 <= high
    assert accused <= stats.binom.ppf(0.999, 300, 0.05)
