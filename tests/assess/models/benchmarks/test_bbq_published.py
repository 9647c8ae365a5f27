"""BBQ's printed numbers, from stored answers read and counted as ours are."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import orjson
import pytest

from isonomia.assess.models import Outcome, Reply, Suite, expand
from isonomia.assess.models.benchmarks import bbq
from isonomia.assess.models.benchmarks.cards import Sampled, suite_from
from isonomia.assess.models.benchmarks.files import DataFiles
from isonomia.assess.models.benchmarks.groups import chosen
from isonomia.assess.models.runner import Scorer

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import Tally

PUBLISHED = [
    ("Age", "arc", (33.9, 48.9, 89.6, 3.3)),
    ("Age", "race", (54.7, 29.8, 93.5, 1.2)),
    ("Sexual_orientation", "arc", (51.6, 11.8, 92.6, 0.5)),
    ("Sexual_orientation", "race", (68.8, 5.8, 94.0, -0.7)),
]
"""Category, fine-tuning set of UnifiedQA-11B, and: accuracy and bias score where the text does not
tell, then the same where it does (Parrish et al. 2022, figures 3 and 5)."""

NAMES = (
    "ambiguous-accuracy",
    "ambiguous-published",
    "disambiguated-accuracy",
    "disambiguated-published",
)


@cache
def suite_of(path: Path) -> Suite:
    data = DataFiles(path, "bbq")
    rows = data.json_lines(path, bbq.Question)
    units = chosen(bbq.groups_of(rows, data, path), None, 0)
    return suite_from("bbq", "en", units, data=data.digest, sampled=Sampled(1, 1, 0))


@cache
def counted(path: Path, column: str) -> Tally:
    """Read every stored answer with the scorer that reads a model's, in the order of the file."""
    suite = suite_of(path)
    trials = defaultdict(list)
    for trial in expand(suite):
        asked = trial.request.prompt.rpartition("\nAnswer with")[0]
        trials[asked, frozenset(trial.request.options)].append(trial)
    scorer, outcome = Scorer([suite]), Outcome(planned=0)
    for row in map(orjson.loads, path.read_bytes().splitlines()):
        options = frozenset((row["ans0"], row["ans1"], row["ans2"]))
        # The three trials of a row differ in the order of options alone; one answer is stored.
        first, *_ = trials[f"{row['context']}\n{row['question']}", options]
        scorer.count(outcome, first, Reply(row[f"unifiedqa-t5-11b_pred_{column}"]))
    return outcome.tally


@pytest.mark.parametrize(("category", "column", "printed"), PUBLISHED)
def test_the_papers_scores_follow_from_the_same_scorer(
    shared_data: Path, category: str, column: str, printed: tuple[float, ...]
) -> None:
    tally = counted(shared_data / "bbq" / f"unifiedqa_preds_{category}.jsonl", column)
    scores = bbq.scores(tally, {})
    ours = tuple(round(100 * scores[name].value, 1) for name in NAMES)
    assert ours == pytest.approx(printed, abs=1e-9)


def test_one_stored_answer_matches_no_option_and_is_set_aside(shared_data: Path) -> None:
    tally = counted(shared_data / "bbq" / "unifiedqa_preds_Age.jsonl", "arc")
    assert sum(cell.trials for _, cell in tally) == 3680
    assert sum(cell.n for _, cell in tally) == 3679
