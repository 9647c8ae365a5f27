"""Benjamini and Hochberg's method against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from isonomia.statistics import holm
from isonomia.statistics.discovery import benjamini_hochberg


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_it_is_statsmodels(p: list[float]) -> None:
    found = benjamini_hochberg(p)
    assert found == pytest.approx(list(multipletests(p, method="fdr_bh")[1]))
    assert all(one <= other + 1e-12 for one, other in zip(found, holm(p), strict=True))


def test_by_hand() -> None:
    assert benjamini_hochberg([0.04, 0.01, 0.03]) == pytest.approx([0.04, 0.03, 0.04])
    assert benjamini_hochberg([]) == []


def test_the_share_of_false_finds_is_kept() -> None:
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(400):
        p = [*rng.random(80), *(rng.random(20) * 1e-3)]
        found = [place for place, value in enumerate(benjamini_hochberg(p)) if value <= 0.1]
        shares.append(sum(place < 80 for place in found) / max(1, len(found)))
    assert 0.06 < float(np.mean(shares)) <= 0.1


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_p_values_are_probabilities(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.5, p])
