"""The association test against its definition, and what repeated sentences may not prove."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats
from scipy.spatial.distance import cosine

from isonomia.statistics.association import (
    Weat,
    differential_association,
    permutation_test,
    weat,
    word_associations,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Array = npt.NDArray[np.float64]
RNG = np.random.default_rng(8)
X, Y = RNG.normal(size=(6, 5)), RNG.normal(size=(7, 5))
A, B = RNG.normal(size=(4, 5)) + 0.5, RNG.normal(size=(3, 5))


def by_definition(words: Array) -> list[float]:
    return [
        statistics.fmean(1 - float(cosine(w, a)) for a in A)
        - statistics.fmean(1 - float(cosine(w, b)) for b in B)
        for w in words
    ]


def test_it_is_what_the_paper_defines() -> None:
    x, y = by_definition(X), by_definition(Y)
    found = weat(X, Y, A, B, seed=1)
    assert word_associations(X, A, B) == pytest.approx(x, abs=1e-12)
    d = (statistics.fmean(x) - statistics.fmean(y)) / statistics.stdev(x + y)
    assert found.effect.value == pytest.approx(d, rel=1e-10)
    assert found.statistic == pytest.approx(sum(x) - sum(y), rel=1e-10)
    welch = stats.ttest_ind(x, y, equal_var=False)
    assert found.difference.value == pytest.approx(statistics.fmean(x) - statistics.fmean(y))
    assert found.difference.df == pytest.approx(float(welch.df), rel=1e-9)


def test_worked_by_hand() -> None:
    """In the plane: one word on each attribute, two on the diagonal."""
    along, across, diagonal = [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]
    assert word_associations([along, across, diagonal], [along], [across]) == pytest.approx(
        [1, -1, 0], abs=1e-12
    )
    found = weat([along, diagonal], [across, diagonal], [along], [across], seed=1)
    # s = 1, 0, -1, 0: means 1/2 and -1/2, variance 2/3.
    assert found.effect.value == pytest.approx(1 / math.sqrt(2 / 3))
    assert found.statistic == pytest.approx(2)
    # Of the six splits two have a sum of 1 in X: the two words on the diagonal are alike.
    assert (found.test.above, found.test.at_least, found.test.splits) == (0, 2, 6)


def test_signs_and_lengths() -> None:
    found = weat(X, Y, A, B, seed=1)
    turned, swapped = weat(Y, X, A, B, seed=1), weat(X, Y, B, A, seed=1)
    scaled = weat(X * 3, Y * RNG.uniform(1, 9, (7, 1)), A, B / 7, seed=1)
    assert turned.effect.value == pytest.approx(-found.effect.value)
    assert swapped.effect.value == pytest.approx(-found.effect.value)
    assert scaled.effect.value == pytest.approx(found.effect.value)
    assert turned.test.p_two_sided == found.test.p_two_sided
    assert turned.test.at_least == found.test.splits - found.test.above


def test_the_seed_decides_and_the_interval_holds_the_estimate() -> None:
    first, again = weat(X, Y, A, B, seed=3), weat(X, Y, A, B, seed=3)
    assert first == again
    assert first.effect.low is not None
    assert first.effect.high is not None
    assert first.effect.low < first.effect.value < first.effect.high


def test_a_planted_bias_is_found() -> None:
    rng = np.random.default_rng(4)
    career, family = rng.normal(size=(2, 1, 50))
    noise = rng.normal(size=(4, 8, 50))
    found = weat(noise[0] + career, noise[1] + family, noise[2] + career, noise[3] + family, seed=1)
    assert found.test.p_greater == 1 / 12870
    assert found.effect.value > 1.5
    assert (found.difference.low or 0) > 0.1


def sentences(rng: np.random.Generator, words: int, repeats: int) -> Array:
    """Associations of sentences, in rows by the word that they were made from; no bias."""
    return np.asarray(rng.normal(0, 0.1, (words, 1)) + rng.normal(0, 0.03, (words, repeats)))


def test_sentences_of_one_word_are_not_words() -> None:
    """SEAT as published errs far too often; averages by word err as promised."""
    rng = np.random.default_rng(5)
    wrong = right = 0
    for _ in range(300):
        x, y = sentences(rng, 4, 5), sentences(rng, 4, 5)
        wrong += int(stats.ttest_ind(x.ravel(), y.ravel()).pvalue < 0.05)
        by_word = permutation_test(x.mean(axis=1), y.mean(axis=1), seed=1)
        right += by_word.p_two_sided <= 0.05
    assert wrong / 300 > 0.2
    assert right / 300 <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: weat([], Y, A, B, seed=1), "at least one vector"),
        (lambda: weat([0.0, 1.0], Y, A, B, seed=1), "at least one vector"),
        (lambda: weat(X[:, :3], Y, A, B, seed=1), "one length"),
        (lambda: weat(X * 0, Y, A, B, seed=1), "not zero"),
        (lambda: weat(X, Y * math.nan, A, B, seed=1), "finite"),
        (lambda: differential_association([0.1, 0.1], [0.1], seed=1), "same association"),
        (lambda: differential_association([0.1], [2.5], seed=1), "between -2.0 and 2.0"),
    ],
)
def test_what_cannot_be_tested_is_refused(call: Callable[[], Weat], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
