"""Prediction-powered means against their definition, plain means, and planted judges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.statistics import group_difference, unit_mean
from isonomia.statistics.judging import PartlyLabelled, prediction_powered, tuning

if TYPE_CHECKING:
    from isonomia.statistics import Interval

Array = npt.NDArray[np.float64]
UNIT = (0.0, 1.0)


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


def width(interval: Interval) -> float:
    low, high = limits(interval)
    return high - low


def graded(n: int, others: int, seed: int, noise: float = 0.1) -> PartlyLabelled:
    """A judge that is ten points too high, and not quite exact."""
    rng = np.random.default_rng(seed)
    human = rng.uniform(0.2, 0.7, n + others)
    machine = np.clip(human + 0.1 + rng.normal(0, noise, n + others), 0, 1)
    return PartlyLabelled(human[:n], machine[:n], machine[n:], UNIT)


@st.composite
def groups(draw: st.DrawFn) -> PartlyLabelled:
    n, others = draw(st.integers(2, 30)), draw(st.integers(0, 40))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    human, machine = rng.beta(0.5, 1, n), rng.beta(0.5, 1, n + others)
    share = draw(st.sampled_from([0.0, 0.5, 1.0]))
    machine[:n] = share * human + (1 - share) * machine[:n]
    if draw(st.booleans()):
        human, machine = human.round(), machine.round()
    return PartlyLabelled(human, machine[:n], machine[n:], UNIT)


def weights_of(group: PartlyLabelled) -> Array:
    """λ of every labelled unit from all others, by leaving each out in turn."""
    human, machine, rest = group.scores()
    found = []
    for i in range(human.size):
        y, f = np.delete(human, i), np.delete(machine, i)
        spread = np.var(np.concatenate([f, rest]), ddof=1)
        found.append(np.cov(y, f)[0, 1] / spread / (1 + y.size / rest.size))
    return np.asarray(np.clip(found, 0, 1))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("n", "others"), [(10, 20), (30, 400)])
def test_estimate_and_error_are_as_defined(n: int, others: int, seed: int) -> None:
    group = graded(n, others, seed)
    human, machine, rest = group.scores()
    weights = weights_of(group)
    assert tuning(group) == pytest.approx(weights.mean(), rel=1e-9)
    labelled = human - weights * (machine - rest.mean())
    variance = labelled.var(ddof=1) / n + weights.mean() ** 2 * rest.var(ddof=1) / others
    ours = prediction_powered([group])
    assert ours.value == pytest.approx(labelled.mean(), rel=1e-9)
    assert ours.se == pytest.approx(math.sqrt(variance), rel=1e-9)
    assert ours.n == n + others


def test_many_labels_give_the_textbook_value() -> None:
    """Angelopoulos, Duchi & Zrnic (2023): λ·mean(f over the others) + mean(y - λ f)."""
    human, machine, rest = (group := graded(2000, 8000, 1)).scores()
    spread = np.var(np.concatenate([machine, rest]), ddof=1)
    weight = np.cov(human, machine)[0, 1] / spread / (1 + 2000 / 8000)
    ours = prediction_powered([group])
    assert tuning(group) == pytest.approx(weight, rel=1e-3)
    textbook = weight * rest.mean() + (human - weight * machine).mean()
    assert ours.value == pytest.approx(textbook, abs=1e-5)
    rectified = (human - weight * machine).var(ddof=1) / 2000 + weight**2 * rest.var() / 8000
    assert width(ours) == pytest.approx(2 * 1.96 * math.sqrt(rectified), rel=0.01)


def test_a_good_judge_shortens_and_a_useless_one_does_no_harm() -> None:
    good, useless = graded(40, 2000, 3, noise=0.05), graded(40, 2000, 3, noise=5.0)
    alone = width(unit_mean(good.human, UNIT))
    assert width(prediction_powered([good])) < 0.5 * alone
    assert tuning(useless) < 0.2
    assert width(prediction_powered([useless])) < 1.1 * alone


def test_a_biased_judge_leaves_no_bias() -> None:
    """The judge is ten points high; over many samples the estimate is not."""
    found = [prediction_powered([graded(12, 200, seed)]).value for seed in range(700)]
    assert np.mean(found) == pytest.approx(0.45, abs=4 * float(np.std(found)) / math.sqrt(700))
    assert np.std(found) < 0.05


@pytest.mark.parametrize(
    "group",
    [
        graded(9, 200, 0),  # too few labels to know the judge
        graded(30, 0, 0),
        graded(30, 1, 0),  # one more unit shows no spread
        PartlyLabelled(np.linspace(0, 1, 20), np.full(20, 0.4), np.full(99, 0.4), UNIT),
        PartlyLabelled(np.linspace(0, 1, 20), np.linspace(1, 0, 20), [0.1, 0.9, 0.4], UNIT),
        PartlyLabelled(np.full(20, 0.5), np.linspace(0, 1, 20), [0.1, 0.9, 0.4], UNIT),
    ],
)
def test_where_the_judge_does_not_help_labels_stand_alone(group: PartlyLabelled) -> None:
    assert tuning(group) == 0.0
    ours, plain = prediction_powered([group]), unit_mean(group.human, UNIT)
    assert ours.value == pytest.approx(plain.value)
    assert limits(ours) == pytest.approx(limits(plain))
    assert "prediction" not in ours.method


def test_labels_alone_of_two_groups_are_welch() -> None:
    a, b = graded(9, 50, 1), graded(7, 50, 2)
    ours, plain = prediction_powered([a, -b]), group_difference(a.human, b.human, UNIT)
    assert limits(ours) == pytest.approx(limits(plain))


@pytest.mark.parametrize("n", [10, 20, 60])
def test_a_judge_that_was_always_right_may_still_err(n: int) -> None:
    """Labels and judge agree on all n units, as they do in (1 - q)^n of samples with errors q."""
    rng = np.random.default_rng(n)
    human = np.arange(n) % 2 * 1.0
    group = PartlyLabelled(human, human, rng.integers(0, 2, 100_000), UNIT)
    low, high = limits(prediction_powered([group]))
    unseen = 1 - 0.025 ** (1 / n)
    assert high - low > 2 * 0.9 * unseen
    scores = np.linspace(0.1, 0.9, n)  # no two scores alike
    group = PartlyLabelled(scores, scores, rng.uniform(0.1, 0.9, 100_000), UNIT)
    assert width(prediction_powered([group])) > 2 * 0.9 * unseen


@settings(deadline=None)
@given(groups(), st.integers(0, 99))
def test_order_sign_and_level(group: PartlyLabelled, seed: int) -> None:
    ours = prediction_powered([group])
    low, high = limits(ours)
    assert 0 <= low <= ours.value <= high <= 1
    human, machine, rest = group.scores()
    order = np.random.default_rng(seed).permutation(human.size)
    shuffled = PartlyLabelled(human[order], machine[order], rest[::-1], UNIT)
    assert limits(prediction_powered([shuffled])) == pytest.approx((low, high), abs=1e-7)
    turned = prediction_powered([-group])
    assert turned.value == pytest.approx(-ours.value, abs=1e-7)
    assert limits(turned) == pytest.approx((-high, -low), abs=1e-7)
    wide_low, wide_high = limits(prediction_powered([group], 0.99))
    assert wide_low <= low <= high <= wide_high
    assert ours.at(0.05) == pytest.approx((low, high))


@settings(deadline=None)
@given(groups(), groups())
def test_two_groups_mirror_and_stay_in_range(a: PartlyLabelled, b: PartlyLabelled) -> None:
    ours = prediction_powered([a, -b])
    low, high = limits(ours)
    assert -1 <= low <= ours.value <= high <= 1
    assert limits(prediction_powered([b, -a])) == pytest.approx((-high, -low), abs=1e-7)
    alone = [prediction_powered([group]) for group in (a, b)]
    assert ours.value == pytest.approx(alone[0].value - alone[1].value, abs=1e-6)


def test_an_estimate_beyond_the_scale_is_moved_with_its_interval() -> None:
    """By chance the judge saw the labelled units as much worse than the others."""
    human = np.array([1.0] * 18 + [0.4, 0.6])
    machine = np.array([0.5] * 18 + [0.1, 0.2])
    ours = prediction_powered([PartlyLabelled(human, machine, np.linspace(0.9, 1, 500), UNIT)])
    assert ours.value == 1.0
    low, high = limits(ours)
    assert low < 0.97
    assert high == 1.0


@pytest.mark.parametrize("n", [10, 30])
def test_few_labels_of_a_seldom_wrong_judge_are_covered(n: int) -> None:
    """3 % false alarms, 3,000 more units: without a bound for errors not seen it is 60 %."""
    rng = np.random.default_rng(n)
    held = 0
    for _ in range(300):
        human = (rng.random(n + 3000) < 0.3) * 1.0
        machine = np.maximum(human, rng.random(n + 3000) < 0.03)
        group = PartlyLabelled(human[:n], machine[:n], machine[n:], UNIT)
        low, high = limits(prediction_powered([group]))
        held += low <= 0.3 <= high
    assert held / 300 >= 0.95


@pytest.mark.parametrize("n", [10, 20])
def test_few_labels_of_graded_scores_are_covered(n: int) -> None:
    room = 3 * math.sqrt(0.95 * 0.05 / 400)
    found = [limits(prediction_powered([graded(n, 300, seed)])) for seed in range(400)]
    assert sum(low <= 0.45 <= high for low, high in found) / 400 >= 0.95 - room


def test_one_label_shows_no_spread() -> None:
    ours = prediction_powered([PartlyLabelled([0.4], [0.5], [0.1, 0.2], UNIT)])
    assert ours.value == 0.4
    assert ours.low is ours.high is ours.se is None
    assert "not estimable" in ours.method


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (PartlyLabelled([], [], [0.5], UNIT), "at least one value"),
        (PartlyLabelled([0.5, 0.6], [0.5], [0.5], UNIT), "2 labels, 1 scores"),
        (PartlyLabelled([1.5], [0.5], [0.5], UNIT), "between 0.0 and 1.0"),
        (PartlyLabelled([0.5], [math.nan], [0.5], UNIT), "must be a number"),
        (PartlyLabelled([0.5], [0.5], [0.5, -2.0], UNIT), "between 0.0 and 1.0"),
        (PartlyLabelled([0.5], [0.5], [0.5], (1.0, 0.0)), "finite bounds"),
    ],
)
def test_what_cannot_be_a_sample_is_refused(group: PartlyLabelled, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        prediction_powered([group])


def test_no_group_and_no_level_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one group"):
        prediction_powered([])
    with pytest.raises(ValueError, match="confidence level"):
        prediction_powered([graded(20, 50, 0)], 1.0)
