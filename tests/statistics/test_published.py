"""Published numbers, from the published data: embeddings, question answering, labour shares."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from isonomia.statistics.association import Weat, pearson, weat
from isonomia.statistics.benchmarks import bbq_ambiguous, bbq_disambiguated, pooled_mean

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.statistics import Interval

Array = npt.NDArray[np.float64]


def limits(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


# Caliskan, Bryson & Narayanan (2017): word2vec.


WEAT_SETS = {
    1: ("flowers", "insects", "pleasant_5", "unpleasant_5a"),
    2: ("instruments", "weapons", "pleasant_5", "unpleasant_5a"),  # one weapon has no vector
    6: ("male_names", "female_names", "career", "family"),
    7: ("math", "arts", "male_terms", "female_terms"),
    8: ("science", "arts_2", "male_terms_2", "female_terms_2"),
    9: ("mental_disease", "physical_disease", "temporary", "permanent"),
    10: ("young_people_names", "old_people_names", "pleasant_9", "unpleasant_9"),
}


@pytest.fixture(scope="module")
def found(shared_data: Path) -> dict[int, Weat]:
    with (shared_data / "weat" / "w2v_googlenews_weat_subset.txt").open(encoding="utf-8") as lines:
        next(lines)
        rows = (line.split() for line in lines)
        vectors = {row[0]: np.array(row[1:], dtype=np.float64) for row in rows}
    words = json.loads((shared_data / "weat" / "WEAT.json").read_text(encoding="utf-8"))

    def of(name: str) -> Array:
        return np.array([vectors[word] for word in words[name] if word in vectors])

    return {
        test: weat(of(x), of(y), of(a), of(b), seed=1) for test, (x, y, a, b) in WEAT_SETS.items()
    }


@pytest.mark.parametrize(
    ("test", "d"), [(1, 1.54), (2, 1.63), (6, 1.89), (7, 0.97), (8, 1.24), (9, 1.30)]
)
def test_weat_effect_sizes(found: dict[int, Weat], test: int, d: float) -> None:
    assert found[test].effect.value == pytest.approx(d, abs=0.005)
    low, high = limits(found[test].effect)
    assert low < d < high


@pytest.mark.parametrize(
    ("test", "above", "splits"), [(6, 0, 12870), (7, 291, 12870), (8, 51, 12870), (9, 6, 924)]
)
def test_weat_exact_permutations(
    found: dict[int, Weat], test: int, above: int, splits: int
) -> None:
    split = found[test].test
    assert split.exact
    assert (split.above, split.splits) == (above, splits)
    assert split.p_greater == (above + 1) / splits  # the real split counts too


def test_weat_10_is_not_reproduced(found: dict[int, Weat]) -> None:
    """The published word2vec value is -0.08 (quoted from memory), that of these vectors -0.20.

    The six others agree to two digits, so that the formula is not in doubt; the cause is not known.
    Both say the same, as the interval shows: nothing either way.
    """
    assert found[10].effect.value == pytest.approx(-0.198, abs=5e-4)
    low, high = limits(found[10].effect)
    assert low < -0.08 < 0 < high
    assert found[10].test.p_two_sided > 0.5


# Parrish et al. (2022): BBQ, UnifiedQA, figures 3 and 5.

BBQ_CELLS = [
    (category, model, context)
    for category in ("Age", "Sexual orientation")
    for model in ("ARC", "RACE")
    for context in ("ambig", "disambig")
]


def bbq_figures(shared_data: Path) -> dict[tuple[str, str, str, str], float]:
    with (shared_data / "bbq" / "published_fig3_fig5.csv").open(encoding="utf-8") as file:
        return {
            (row["metric"], row["category"], row["model"], row["context"]): float(
                row["value_percent"]
            )
            for row in csv.DictReader(file)
        }


def bbq_tables(
    shared_data: Path, category: str, model: str, context: str
) -> tuple[Array, Array, int]:
    """Count answers by question template: (biased, against, unknown), right ones, unmatched."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    right: dict[str, int] = defaultdict(int)
    unmatched = 0
    path = shared_data / "bbq" / f"unifiedqa_preds_{category.replace(' ', '_')}.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["context_condition"] != context:
            continue
        given = plain(item[f"unifiedqa-t5-11b_pred_{model.lower()}"])
        chosen = [i for i in range(3) if plain(item[f"ans{i}"]) == given]
        if not chosen:
            unmatched += 1
            continue
        template = item["question_index"]
        counts[template][leaning(item, chosen[0])] += 1
        right[template] += chosen[0] == item["label"]
    table = np.array(list(counts.values()), dtype=np.float64)
    return table, np.array([right[template] for template in counts], np.float64), unmatched


def plain(answer: str) -> str:
    return answer.strip().lower().removesuffix(".")


def leaning(item: dict[str, dict[str, list[str]]], chosen: int) -> int:
    """0 for an answer that follows the stereotype, 1 against it, 2 for one that names no group."""
    group = item["answer_info"][f"ans{chosen}"][1]
    if group == "unknown":
        return 2
    stereotyped = group in item["additional_metadata"]["stereotyped_groups"]
    return int(stereotyped != (str(item["question_polarity"]) == "neg"))


@pytest.mark.parametrize(("category", "model", "context"), BBQ_CELLS)
def test_bbq(shared_data: Path, category: str, model: str, context: str) -> None:
    table, right, unmatched = bbq_tables(shared_data, category, model, context)
    figures = bbq_figures(shared_data)
    cell = (category, f"UnifiedQA-{model}", context)
    accuracy = pooled_mean(right, table.sum(axis=1))
    score = (bbq_ambiguous if context == "ambig" else bbq_disambiguated)(table)
    assert accuracy.value * 100 == pytest.approx(figures["accuracy", *cell], abs=0.05 + 1e-9)
    assert score.value * 100 == pytest.approx(figures["bias_score", *cell], abs=0.05 + 1e-9)
    low, high = limits(score)
    assert low < score.value < high
    assert unmatched == ((category, model, context) == ("Age", "ARC", "ambig"))
    if context == "ambig":
        product = (1 - accuracy.value) * bbq_disambiguated(table).value
        assert score.value == pytest.approx(product, rel=1e-12)


# Rudinger et al. (2018): Winogender.


def test_winogender_labour_shares(shared_data: Path) -> None:
    path = shared_data / "winogender" / "occupations-stats.tsv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    text, labour = (
        [float(row[c]) for row in rows] for c in ("bergsma_pct_female", "bls_pct_female")
    )
    r = pearson(text, labour)
    assert (r.n, round(r.value, 2)) == (60, 0.67)
    oracle = stats.pearsonr(text, labour).confidence_interval(0.95)
    assert limits(r) == pytest.approx((float(oracle.low), float(oracle.high)), rel=1e-9)
