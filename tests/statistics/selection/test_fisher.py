"""Fisher's exact test against scipy, and its error rate by enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics.selection import fisher_exact

Counts = tuple[int, int]


def group(most: int = 200) -> st.SearchStrategy[Counts]:
    return st.integers(0, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(group(), group())
def test_it_is_scipy(first: Counts, second: Counts) -> None:
    (x1, n1), (x2, n2) = first, second
    oracle = stats.fisher_exact(np.array([[x1, n1 - x1], [x2, n2 - x2]]))
    assert fisher_exact(x1, n1, x2, n2) == pytest.approx(float(oracle.pvalue), rel=1e-7)
    assert fisher_exact(x2, n2, x1, n1) == pytest.approx(fisher_exact(x1, n1, x2, n2))


def test_the_lady_tasting_tea() -> None:
    """Fisher (1935): 3 of 4 cups right on either side; 34/70, both ways."""
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert fisher_exact(4, 4, 0, 4) == pytest.approx(2 / 70)


def test_large_counts() -> None:
    oracle = stats.fisher_exact(np.array([[6662, 15128], [3100, 7671]]))
    assert fisher_exact(6662, 21790, 3100, 10771) == pytest.approx(float(oracle.pvalue), rel=1e-6)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.5, 0.9])
def test_it_errs_at_most_as_promised(rate: float) -> None:
    n1, n2, wrong = 12, 9, 0.0
    for x1, x2 in product(range(n1 + 1), range(n2 + 1)):
        if fisher_exact(x1, n1, x2, n2) <= 0.05:
            wrong += float(stats.binom.pmf(x1, n1, rate) * stats.binom.pmf(x2, n2, rate))
    assert wrong <= 0.05


def test_impossible_counts_are_refused() -> None:
    for counts in ((3, 2, 0, 1), (0, 1, -1, 1)):
        with pytest.raises(ValueError, match="There cannot be"):
            fisher_exact(*counts)
