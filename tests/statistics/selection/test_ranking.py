"""Rankings: hand-worked orders, an independent NDKL, random orders and planted ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from isonomia.statistics.selection import (
    exposure,
    exposure_gap,
    fisher_exact,
    ndkl,
    top_counts,
    top_share_gap,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.statistics import Interval

LIST = ["m", "m", "w", "m", "w", "w"]


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def shortlists(rng: np.random.Generator, count: int, penalty: float) -> list[list[str]]:
    """Rank twelve people each by a noisy score that is lower by `penalty` for the six women."""
    women = np.arange(12) < 6
    scores = rng.normal(size=(count, 12)) - penalty * women
    return [["w" if women[i] else "m" for i in np.argsort(-row)] for row in scores]


def test_top_places_by_hand() -> None:
    assert top_counts(LIST, 3) == {"m": (2, 3), "w": (1, 3)}
    assert top_counts(["m", "m", "w"], 2) == {"m": (2, 2), "w": (0, 1)}
    found = top_share_gap([LIST, LIST[::-1]], "w", 2)
    # 0 of 2 and 2 of 2, against half of the pool
    assert found.value == pytest.approx(0.0)
    assert top_share_gap([LIST], "w", 2).value == pytest.approx(-0.5)
    assert top_share_gap([LIST], "w", 2).low is None


def test_a_shortlist_is_hypergeometric() -> None:
    """Of all orders of three women and three men, 1 in 20 has no woman among the first three."""
    (men, women) = top_counts(["m", "m", "m", "w", "w", "w"], 3).values()
    assert fisher_exact(*women, *men) == pytest.approx(2 / 20)


def test_exposure_by_hand() -> None:
    found = exposure(LIST)
    assert found["m"] == pytest.approx((1 + 1 / math.log2(3) + 1 / math.log2(5)) / 3)
    assert found["w"] == pytest.approx((0.5 + 1 / math.log2(6) + 1 / math.log2(7)) / 3)
    assert list(found) == ["m", "w"]
    gap = exposure_gap([LIST], "w")
    assert gap.value == pytest.approx(found["w"] - found["m"])


def test_everyone_else_is_one_group() -> None:
    ranking = ["a", "b", "others", "c"]
    places = [1, 1 / math.log2(3), 0.5, 1 / math.log2(5)]
    expected = places[1] - (places[0] + places[2] + places[3]) / 3
    assert exposure_gap([ranking], "b").value == pytest.approx(expected)


@pytest.mark.parametrize("measure", ["top", "exposure"])
def test_random_orders_come_out_even_and_planted_ones_do_not(measure: str) -> None:
    def gap(lists: list[list[str]]) -> Interval:
        return top_share_gap(lists, "w", 4) if measure == "top" else exposure_gap(lists, "w")

    rng = np.random.default_rng(1)
    fair = [limits(gap(shortlists(rng, 25, 0.0))) for _ in range(200)]
    held = sum(low <= 0 <= high for low, high in fair) / 200
    assert held >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 200)
    found = sum(limits(gap(shortlists(rng, 25, 1.0)))[1] < 0 for _ in range(50)) / 50
    assert found > 0.9


def naive_ndkl(ranking: list[str], depth: int) -> float:
    names = sorted(set(ranking))
    pool = [ranking.count(name) / len(ranking) for name in names]
    total = weights = 0.0
    for i in range(1, depth + 1):
        shares = [ranking[:i].count(name) / i for name in names]
        total += float(stats.entropy(shares, pool)) / math.log2(i + 1)
        weights += 1 / math.log2(i + 1)
    return total / weights


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=15), st.data())
def test_ndkl_is_its_definition(ranking: list[str], data: st.DataObject) -> None:
    depth = data.draw(st.integers(1, len(ranking)))
    ours = ndkl(ranking, depth, seed=1, draws=9)
    assert ours.value == pytest.approx(naive_ndkl(ranking, depth), abs=1e-12)
    assert ours.value >= -1e-12
    assert 0.1 <= ours.p <= 1


def test_ndkl_by_hand() -> None:
    # Prefixes m | m w against halves: ln 2 and 0, weights 1 and 1/log2(3).
    expected = math.log(2) / (1 + 1 / math.log2(3))
    assert ndkl(["m", "w"], seed=1).value == pytest.approx(expected)
    # Both orders of two are equally far: no order of them is a finding.
    assert ndkl(["m", "w"], seed=1).p == 1.0
    assert ndkl(["m", "w"], seed=1).by_chance == pytest.approx(expected)


def test_ndkl_of_chance_is_not_zero_and_its_p_errs_as_promised() -> None:
    rng = np.random.default_rng(2)
    people = np.array(["w"] * 12 + ["m"] * 18)
    found = [ndkl([str(g) for g in rng.permutation(people)], seed=i, draws=99) for i in range(200)]
    assert min(one.by_chance for one in found) > 0.05
    wrong = sum(one.p <= 0.05 for one in found) / 200
    assert wrong <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 200)
    worst = ndkl(sorted(people.tolist()), seed=1)
    assert worst.p == 1 / 1001
    assert worst.value > 2 * worst.by_chance
    assert worst == ndkl(sorted(people.tolist()), seed=1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: top_counts(LIST, 0), "no 0 places"),
        (lambda: top_counts(LIST, 7), "no 7 places"),
        (lambda: top_share_gap([LIST, ["w"]], "w", 2), "no 2 places"),
        (lambda: top_share_gap([], "w", 2), "at least one value"),
        (lambda: exposure([]), "no 1 places"),
        (lambda: exposure_gap([LIST], "x"), "someone of the group 'x'"),
        (lambda: exposure_gap([["w", "w"]], "w"), "someone else"),
        (lambda: ndkl(LIST, 9, seed=1), "no 9 places"),
        (lambda: ndkl(LIST, seed=1, draws=0), "at least one draw"),
    ],
)
def test_impossible_rankings_are_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
