"""StereoSet: the published ICAT scores, and a box whose corners are searched."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from isonomia.statistics import unit_mean
from isonomia.statistics.benchmarks import icat, stereoset
from isonomia.statistics.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def score(value: float, se: float = 0.02) -> Interval:
    low, high = value - 1.96 * se, value + 1.96 * se
    return Interval(value, low, high, se, None, 0.95, "made by hand", 79)


@pytest.mark.parametrize(
    ("lms", "ss", "published"),
    [  # the authors' own output, overall scores on the development set
        (85.77180212754598, 59.555742005152865, 69.37953787858896),  # BERT base
        (85.77079222611553, 59.65087975851371, 69.21552017478146),  # BERT large
        (83.65206453498922, 57.03077944935812, 71.8892802104096),  # GPT-2
        (88.91747413402561, 61.86045699338027, 67.82543657549334),  # GPT-2 large
        (68.96335791702741, 49.904875357397835, 68.83215562153735),  # RoBERTa base, SS below 50
        (67.2615350972816, 54.187153746440885, 61.62884732380264),  # XLNet base
    ],
)
def test_icat_of_published_models(lms: float, ss: float, published: float) -> None:
    assert icat(score(lms / 100), score(ss / 100)).value * 100 == pytest.approx(published, rel=1e-9)


def test_terms_weigh_alike() -> None:
    found = stereoset([3, 1], [8, 5], [4, 10])
    assert found.ss.value == pytest.approx((3 / 4 + 1 / 10) / 2)
    assert found.lms.value == pytest.approx((8 / 8 + 5 / 20) / 2)
    assert found.icat.value == pytest.approx(0.625 * 0.425 / 0.5)
    assert found.ss == unit_mean([0.75, 0.1], (0, 1))


@pytest.mark.parametrize("ss", [0.3, 0.49, 0.5, 0.52, 0.8])
def test_the_limits_are_the_corners_of_the_box(ss: float) -> None:
    first, second = score(0.85), score(ss, 0.03)
    box = [np.linspace(*one.at(0.025), 2001) for one in (first, second)]
    surface = box[0][:, None] * np.minimum(box[1], 1 - box[1])[None, :] / 0.5
    expected = (float(surface.min()), float(surface.max()))
    assert limits(icat(first, second)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("p", "truth"), [(0.5, 0.9), (0.6, 0.72)])
def test_coverage_also_at_the_kink(p: float, truth: float) -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        sizes = np.full(40, 12)
        ss = rng.binomial(12, rng.beta(8 * p, 8 * (1 - p), 40))
        found = stereoset(ss, rng.binomial(24, rng.beta(9, 1, 40)), sizes).icat
        low, high = limits(found)
        held += low <= truth <= high
    assert held / 300 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 300)


def test_an_ideal_model_is_not_proven_ideal() -> None:
    found = stereoset([5] * 10, [20] * 10, [10] * 10)
    assert found.icat.value == 1.0
    assert limits(found.icat)[0] < 0.7


def test_one_term_has_no_interval() -> None:
    found = stereoset([3], [7], [4])
    assert found.icat.low is None
    assert found.icat.value == pytest.approx(7 / 8 * 0.25 / 0.5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stereoset([1, 2], [1], [1, 2]), "one length"),
        (lambda: stereoset([0, 1], [0, 1], [0, 1]), "at least one instance"),
        (lambda: stereoset([3], [2], [2]), "between 0.0 and 1.0"),
        (lambda: stereoset([1], [5], [2]), "between 0.0 and 1.0"),
        (lambda: stereoset([], [], []), "at least one value"),
    ],
)
def test_impossible_counts_are_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
