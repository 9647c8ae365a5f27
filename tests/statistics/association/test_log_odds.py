"""Log odds against a published example, statsmodels and planted differences."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.stats.contingency_tables import Table2x2

from isonomia.statistics import holm
from isonomia.statistics.association import LogOdds, log_odds, log_odds_by_document

if TYPE_CHECKING:
    from collections.abc import Callable

Array = npt.NDArray[np.float64]
counts = arrays(np.int64, 6, elements=st.integers(0, 400))


def words_of(text: str) -> list[str]:
    return text.split()


def test_the_foxes_and_the_donkey() -> None:
    """As printed by the `fightin_words` package, prior 0.05 a word."""
    first = Counter(words_of("the quick brown fox jumps over the lazy pig"))
    second = Counter(words_of("the lazy purple pig jumps over the lazier donkey"))
    words = sorted(first | second)
    found = log_odds([first[w] for w in words], [second[w] for w in words], [0.05] * len(words))
    z = dict(zip(words, found.z, strict=True))
    assert z["brown"] == z["fox"] == z["quick"] == pytest.approx(0.6894227886807968, rel=1e-12)
    assert z["donkey"] == z["lazier"] == z["purple"] == pytest.approx(-0.6894227886807968)
    assert z["the"] == z["lazy"] == z["over"] == pytest.approx(0.0, abs=1e-12)


def test_worked_by_hand() -> None:
    found = log_odds([30, 70], [10, 90], [1, 9])
    assert found.delta[0] == pytest.approx(math.log(31 / 79) - math.log(11 / 99))
    assert found.variance[0] == pytest.approx(1 / 31 + 1 / 11)
    assert found.p[0] == pytest.approx(2 * float(stats.norm.sf(abs(found.z[0]))), rel=1e-9)


def test_a_faint_prior_and_rare_words_give_the_odds_ratio() -> None:
    first, second = np.array([40, 25, 99_935]), np.array([20, 30, 79_950])
    found = log_odds(first, second, [1e-9] * 3)
    for word in (0, 1):
        n1, n2 = first.sum(), second.sum()
        table = Table2x2([[first[word], n1 - first[word]], [second[word], n2 - second[word]]])
        assert found.delta[word] == pytest.approx(float(table.log_oddsratio), rel=1e-7)
        assert math.sqrt(found.variance[word]) == pytest.approx(
            float(table.log_oddsratio_se), rel=1e-3
        )


@given(counts, counts)
def test_swapping_mirrors(first: Array, second: Array) -> None:
    prior = np.full(6, 0.5)
    one, other = log_odds(first, second, prior), log_odds(second, first, prior)
    assert one.delta == pytest.approx(-other.delta, abs=1e-12)
    assert one.p == pytest.approx(other.p)
    assert len(holm(one.p.tolist())) == 6


def test_a_heavy_prior_draws_to_zero() -> None:
    first, second, share = [50, 5, 100], [10, 5, 300], np.array([0.1, 0.1, 0.8])
    sizes = [abs(log_odds(first, second, share * weight).delta[0]) for weight in (1, 1e3, 1e6)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 1e-3


@pytest.mark.parametrize("word", [0, 1])
def test_documents_are_the_cluster_robust_logit(word: int) -> None:
    """A faint prior leaves the sandwich variance of an intercept-only binomial model."""
    rng = np.random.default_rng(2)
    sides = [rng.negative_binomial(1, 0.02, (n, 3)) + 1 for n in (25, 40)]
    found = log_odds_by_document(sides[0], sides[1], [1e-9] * 3)
    variance, estimate = 0.0, []
    for side in sides:
        y, n = side[:, word], side.sum(axis=1)
        fit = GLM(np.column_stack([y, n - y]), np.ones(len(y)), family=Binomial()).fit(
            cov_type="HC0"
        )
        variance += float(fit.bse[0]) ** 2 * len(y) / (len(y) - 1)
        estimate.append(float(fit.params[0]))
    assert found.delta[word] == pytest.approx(estimate[0] - estimate[1], rel=1e-6)
    assert found.variance[word] == pytest.approx(variance, rel=1e-6)
    t = float(stats.t.sf(abs(found.z[word]), 24))
    assert found.p[word] == pytest.approx(2 * t, rel=1e-8)


def bursts(rng: np.random.Generator, documents: int, shares: Array) -> Array:
    """Documents that each dwell on a few words."""
    return np.array([rng.multinomial(100, rng.dirichlet(shares * 20)) for _ in range(documents)])


def test_documents_that_dwell_on_words() -> None:
    """Tokens as units see differences where there are none; documents as units do not."""
    rng = np.random.default_rng(6)
    shares = np.array([0.05] * 10 + [0.5])
    by_token = by_document = 0.0
    for _ in range(150):
        first, second = bursts(rng, 20, shares), bursts(rng, 20, shares)
        by_token += (log_odds(first.sum(0), second.sum(0), shares).p < 0.05).mean() / 150
        by_document += (log_odds_by_document(first, second, shares).p < 0.05).mean() / 150
    assert by_token > 0.25
    assert by_document < 0.07


def test_a_planted_word_is_found() -> None:
    rng = np.random.default_rng(7)
    shares = np.array([0.05] * 10 + [0.5])
    planted = np.array([0.15] + [0.05] * 9 + [0.4])
    found = log_odds_by_document(bursts(rng, 60, planted), bursts(rng, 60, shares), shares)
    adjusted = holm(found.p.tolist())
    assert adjusted[0] < 0.01
    assert found.delta[0] > 0
    assert min(adjusted[1:10]) > 0.05


@settings(deadline=None)
@given(arrays(np.int64, (3, 4), elements=st.integers(0, 20)))
def test_documents_never_claim_more_than_tokens(documents: Array) -> None:
    prior = np.full(4, 0.5)
    found = log_odds_by_document(documents, documents[::-1] + 1, prior)
    tokens = log_odds(documents.sum(0), (documents + 1).sum(0), prior)
    assert np.all(found.variance >= tokens.variance - 1e-12)
    assert np.all(found.p >= tokens.p - 1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: log_odds([1], [1], [1]), "at least two words"),
        (lambda: log_odds([1, 2], [1, 2, 3], [1, 1]), "same words"),
        (lambda: log_odds([1, -2], [1, 2], [1, 1]), "negative"),
        (lambda: log_odds([1, 2], [1, 2], [1, 0]), "positive prior"),
        (lambda: log_odds_by_document([1, 2], [1, 2], [1, 1]), "at least two words"),
        (lambda: log_odds_by_document([[1, 2]], [[1, 2], [3, 4]], [1, 1]), "at least two on"),
    ],
)
def test_impossible_counts_are_refused(call: Callable[[], LogOdds], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
