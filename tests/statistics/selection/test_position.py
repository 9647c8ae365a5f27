"""What first place is worth: against scipy, planted and absent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from isonomia.statistics import unit_mean
from isonomia.statistics.selection import position_effect

if TYPE_CHECKING:
    from isonomia.statistics import Interval

BOUNDS = (0.0, 10.0)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def vacancies(rng: np.random.Generator, bonus: float, n: int = 20) -> list[list[float]]:
    """Scores by place of four like candidates; vacancies differ much, places by the bonus."""
    level = rng.uniform(2, 7, (n, 1))
    scores = level + rng.uniform(-1, 1, (n, 4)) + bonus * np.array([1, 0, 0, 0])
    return [[float(x) for x in row] for row in scores]


def test_it_is_the_paired_comparison() -> None:
    rows = np.array(vacancies(np.random.default_rng(1), 0.4))
    found = position_effect(rows, BOUNDS)
    oracle = stats.ttest_rel(rows[:, 0], rows[:, 1:].mean(axis=1))
    effect = found.first_minus_rest
    assert effect.value / (effect.se or 1) == pytest.approx(float(oracle.statistic))
    assert limits(effect) == pytest.approx(tuple(oracle.confidence_interval(0.95)), abs=0.05)
    assert found.means == tuple(unit_mean(column, BOUNDS) for column in rows.T)
    # The vacancies' own spread is in the means, not in the contrast.
    mean_width = limits(found.means[0])[1] - limits(found.means[0])[0]
    assert limits(effect)[1] - limits(effect)[0] < 0.6 * mean_width


def test_like_places_are_rarely_told_apart_and_a_bonus_is_found() -> None:
    rng = np.random.default_rng(2)
    effects = [
        [
            limits(position_effect(vacancies(rng, bonus), BOUNDS).first_minus_rest)
            for _ in range(300)
        ]
        for bonus in (0.0, 0.6)
    ]
    wrong = sum(not low <= 0 <= high for low, high in effects[0]) / 300
    assert wrong <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)
    assert sum(low > 0 for low, _ in effects[1]) / 300 > 0.9


def test_two_places_mirror() -> None:
    rows = np.array(vacancies(np.random.default_rng(3), 0.5))[:, :2]
    low, high = limits(position_effect(rows, BOUNDS).first_minus_rest)
    assert limits(position_effect(rows[:, ::-1], BOUNDS).first_minus_rest) == pytest.approx(
        (-high, -low)
    )


def test_one_vacancy_has_no_interval() -> None:
    found = position_effect([[7.0, 5.0, 3.0]], BOUNDS)
    assert found.first_minus_rest.value == 3.0
    assert found.first_minus_rest.low is None
    assert [mean.value for mean in found.means] == [7.0, 5.0, 3.0]


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ([[1.0], [2.0]], "two places"),
        ([1.0, 2.0], "two places"),
        (np.empty((0, 3)), "two places"),
        ([[1.0, 11.0]], "between 0.0 and 10.0"),
        ([[1.0, math.nan]], "between 0.0 and 10.0"),
    ],
)
def test_impossible_scores_are_refused(scores: list[list[float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        position_effect(scores, BOUNDS)
