"""Krippendorff's alpha against his own examples, kappa, and a count by hand."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from isonomia.statistics.judging import agreement, krippendorff_alpha

Table = npt.NDArray[np.int64]
tables = st.integers(2, 4).flatmap(lambda k: arrays(np.int64, (k, k), elements=st.integers(0, 9)))


def crossed(first: str, second: str) -> Table:
    names = sorted(set(first + second))
    table = np.zeros((len(names), len(names)), dtype=np.int64)
    for one, other in zip(first, second, strict=True):
        table[names.index(one), names.index(other)] += 1
    return table


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    # Krippendorff (2011), sections A and B: two observers, binary and nominal data.
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
)
def test_his_examples(first: str, second: str, alpha: float) -> None:
    assert krippendorff_alpha(crossed(first, second)) == pytest.approx(alpha, abs=5e-4)


@given(arrays(np.int64, (3, 3), elements=st.integers(0, 3)))
def test_it_is_one_less_disagreement_within_units_over_that_among_all_values(table: Table) -> None:
    units = [pair for pair, count in np.ndenumerate(table) for _ in range(count)]
    values = [value for unit in units for value in unit]
    assume(len(set(values)) > 1)
    within = np.mean([one != other for one, other in units])
    among = np.mean([one != other for one, other in permutations(values, 2)])
    assert krippendorff_alpha(table) == pytest.approx(1 - within / among)


@given(tables)
def test_readers_trade_places_and_categories_their_names(table: Table) -> None:
    assume(table.sum() > 0)
    alpha = krippendorff_alpha(table)
    for other in (table.T, table[::-1, ::-1]):
        assert krippendorff_alpha(other) == pytest.approx(alpha, nan_ok=True)
    assert math.isnan(alpha) or alpha <= 1


def test_with_many_units_it_is_close_to_kappa() -> None:
    table = np.array([[700, 80], [60, 160]]) * 100
    kappa = agreement(table).kappa.value
    assert krippendorff_alpha(table) == pytest.approx(kappa, abs=0.002)


@pytest.mark.parametrize("table", [[[3, 0], [0, 0]], [[0, 0], [0, 7]]])
def test_where_there_is_one_category_nothing_is_shown(table: list[list[int]]) -> None:
    assert math.isnan(krippendorff_alpha(table))


@pytest.mark.parametrize(
    "table", [[[1, 2]], [[0, 0], [0, 0]], [[1, -1], [0, 2]], [[0.5, 1], [1, 1]]]
)
def test_what_is_no_table_is_refused(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"[Aa]greement"):
        krippendorff_alpha(table)
