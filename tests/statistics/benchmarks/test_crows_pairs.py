"""CrowS-Pairs: the published scores of BERT from their counts, ties and empty halves."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from isonomia.statistics import wilson
from isonomia.statistics.benchmarks import crows_pairs

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.statistics import Interval


def percent(share: Interval | None) -> float:
    assert share is not None
    return round(share.value * 100, 2)


def test_bert_as_its_script_prints_it() -> None:
    """BERT (base, uncased): 60.48 of all 1,508 pairs, 61.09 and 56.88 of the two kinds."""
    stereotype = np.arange(1508) < 1290
    prefers = np.concatenate([np.arange(1290) < 788, np.arange(218) < 124])
    found = crows_pairs(np.where(prefers, -20.0, -30.0), np.full(1508, -25.0), stereotype)
    assert percent(found.overall) == 60.48
    assert percent(found.stereotype) == 61.09
    assert percent(found.antistereotype) == 56.88
    assert found.overall == wilson(912, 1508)
    assert found.ties == 0


def test_ties_prefer_neither() -> None:
    found = crows_pairs([1, 2, 3, 3], [1, 2, 2, 4], [True, True, True, False])
    assert found.ties == 2
    assert found.overall == wilson(1, 2)
    assert found.stereotype == wilson(1, 1)
    assert found.antistereotype == wilson(0, 1)


def test_nothing_to_measure_is_no_number() -> None:
    found = crows_pairs([1, 2], [1, 2], [True, True])
    assert found.overall is found.stereotype is found.antistereotype is None


def test_a_random_model_comes_out_unbiased() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(500):
        more, less = rng.normal(size=(2, 262))
        share = crows_pairs(more, less, np.arange(262) < 159).overall
        assert share is not None
        held += (share.low or 0) <= 0.5 <= (share.high or 1)
    assert held / 500 >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / 500)


@pytest.mark.parametrize(
    ("more", "less", "stereotype", "words"),
    [
        ([], [], [], "at least one pair"),
        ([1.0], [1.0, 2.0], [True], "one length"),
        ([1.0], [1.0], [True, False], "one length"),
        ([math.nan], [1.0], [True], "must be a number"),
    ],
)
def test_impossible_pairs_are_refused(
    more: list[float], less: list[float], stereotype: list[bool], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        crows_pairs(more, less, stereotype)


def test_the_published_data_have_these_halves(shared_data: Path) -> None:
    with (shared_data / "crows_pairs" / "crows_pairs_anonymized.csv").open(encoding="utf-8") as f:
        kinds = [row["stereo_antistereo"] for row in csv.DictReader(f)]
    assert (kinds.count("stereo"), kinds.count("antistereo")) == (1290, 218)
