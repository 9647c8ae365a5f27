"""Diversity against hand-worked cases, and the jackknife against leaving out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics import newcombe, settle, wilson
from isonomia.statistics.language import (
    distinct_n,
    first_tokens,
    gap,
    jackknife,
    ngrams,
    pairwise_distance,
)

if TYPE_CHECKING:
    from isonomia.statistics import Interval

Measure = Callable[[list[list[str]]], "Interval"]
Texts = list[list[str]]
WORDS = [f"w{i}" for i in range(60)]
texts = st.lists(
    st.lists(st.sampled_from(WORDS[:8]), min_size=1, max_size=9), min_size=3, max_size=7
)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def sample(rng: np.random.Generator, n: int, length: int, words: int) -> Texts:
    """Texts on one of three topics each."""
    topics = [rng.dirichlet(np.full(words, 0.4)) for _ in range(3)]
    return [
        [WORDS[i] for i in rng.choice(words, length, p=topics[rng.integers(3)])] for _ in range(n)
    ]


def test_distinct_n_by_hand() -> None:
    said = [["i", "do", "not", "know"], ["i", "do"], ["yes"]]
    assert distinct_n(said, 1).value == pytest.approx(5 / 7)
    # i-do, do-not, not-know: three bigrams for seven tokens
    assert distinct_n(said, 2).value == pytest.approx(3 / 7)
    assert distinct_n(said, 5).value == 0.0
    assert ngrams(["a", "b", "a", "b"], 2) == {("a", "b"): 2, ("b", "a"): 1}


def test_pairwise_distance_by_hand() -> None:
    # Jaccard: {a b} {b c} share 1 of 3; {a b} {d} none; {b c} {d} none.
    found = pairwise_distance([["a", "b", "a"], ["b", "c"], ["d"]])
    assert found.value == pytest.approx((2 / 3 + 1 + 1) / 3)


@given(texts)
def test_leaving_out_each_text_by_hand(said: Texts) -> None:
    for measure in (distinct_n, pairwise_distance):
        ours = measure(said)
        without = [measure(said[:i] + said[i + 1 :]).value for i in range(len(said))]
        assert 0 <= ours.value <= 1
        expected = jackknife(ours.value, without, 0.95)
        assert (ours.se or 0) == pytest.approx(expected.se or 0, abs=1e-12)
        assert (ours.low is None) == (expected.low is None)


def test_the_jackknife_of_a_mean_is_students_interval() -> None:
    values = np.random.default_rng(1).uniform(0.3, 0.7, 12)
    without = [(values.sum() - value) / 11 for value in values]
    ours = jackknife(float(values.mean()), without, 0.9)
    student = stats.t.interval(0.9, 11, values.mean(), stats.sem(values))
    assert limits(ours) == pytest.approx(student, rel=1e-9)


def test_longer_samples_are_less_distinct_though_nothing_else_changed() -> None:
    rng = np.random.default_rng(2)
    said = sample(rng, 40, 20, 60)
    values = [distinct_n(said[:n], 1).value for n in (5, 10, 20, 40)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 2 * values[-1]
    cut = first_tokens(said, 100)
    assert sum(map(len, cut)) == 100
    assert distinct_n(cut, 1) == distinct_n(said[:5], 1)


def test_first_tokens_cuts_the_last_text() -> None:
    said = [["a", "b"], ["c", "d", "e"], ["f"]]
    assert first_tokens(said, 3) == [["a", "b"], ["c"]]
    assert first_tokens(said, 2) == [["a", "b"]]
    assert first_tokens(said, 6) == said


def test_a_gap_of_two_rates_is_newcombes() -> None:
    first, second = wilson(30, 70), wilson(20, 80)
    ours, oracle = gap(first, second), newcombe(30, 70, 20, 80)
    assert (ours.value, ours.n) == (oracle.value, oracle.n)
    assert limits(ours) == pytest.approx(limits(oracle), abs=1e-12)
    assert ours.at(0.01, 2) == pytest.approx(oracle.at(0.01, 2))


def test_a_monotonous_arm_is_found_and_like_arms_are_not() -> None:
    rng = np.random.default_rng(3)
    varied, monotonous = sample(rng, 40, 15, 60), sample(rng, 40, 15, 12)
    assert limits(gap(pairwise_distance(varied), pairwise_distance(monotonous)))[0] > 0.05
    assert limits(gap(distinct_n(varied), distinct_n(monotonous)))[0] > 0.05
    wrong = 0
    for _ in range(150):
        said = sample(rng, 40, 15, 30)
        low, high = limits(gap(pairwise_distance(said[:20]), pairwise_distance(said[20:])))
        wrong += not low <= 0 <= high
    assert wrong / 150 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 150)


@pytest.mark.parametrize("measure", [distinct_n, pairwise_distance])
def test_coverage(measure: Measure) -> None:
    found = []
    rng = np.random.default_rng(4)
    topics = [rng.dirichlet(np.full(60, 0.4)) for _ in range(3)]
    for _ in range(300):
        said = [list(rng.choice(WORDS, 12, p=topics[rng.integers(3)])) for _ in range(15)]
        found.append(measure(said))
    truth = float(np.mean([one.value for one in found]))
    share = sum(limits(one)[0] <= truth <= limits(one)[1] for one in found) / 300
    assert share >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 300)


@pytest.mark.parametrize("n", [2, 3, 50])
def test_texts_that_are_all_the_same_prove_nothing(n: int) -> None:
    ours = pairwise_distance([["same", "text"]] * n)
    assert ours.value == 0.0
    assert ours.low is ours.high is None
    assert settle(ours, -0.1, 0.1).p_within == 1.0
    assert gap(ours, pairwise_distance([["a"], ["b", "a"], ["c"]])).low is None


def test_what_has_no_diversity_is_refused() -> None:
    with pytest.raises(ValueError, match="no token"):
        distinct_n([[], []])
    with pytest.raises(ValueError, match="at least one token"):
        distinct_n([["a"]], 0)
    for said in ([["a"]], [["a"], []]):
        with pytest.raises(ValueError, match="at least two texts"):
            pairwise_distance(said)
    for tokens in (0, 3):
        with pytest.raises(ValueError, match="tokens to keep"):
            first_tokens([["a", "b"]], tokens)
    with pytest.raises(ValueError, match="confidence level"):
        distinct_n([["a"], ["b"]], level=2)
