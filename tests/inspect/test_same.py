"""The same suite, asked of the same model through Inspect and through our engine, is the same."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.assess.models import load_suites
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.readers import READERS
from isonomia.assess.models.runner import Scorer
from isonomia.evidence import AnswerState, Journal

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from isonomia.inspect.importing import import_logs
from isonomia.inspect.questions import Questions, trials_of
from isonomia.inspect.registry import TASKS, suite

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspect_ai import Task
    from inspect_ai.log import EvalLog

    from isonomia.evidence import Assessment


def rest(assessment: Assessment) -> dict[str, Any]:
    """Return all that must not depend on the way by which the answers came."""
    found = assessment.model_dump(mode="json", exclude={"subject", "run"})
    # What a failure was called differs; the tallies hold that it failed.
    del found["hashes"]["answers"]
    return found


def test_the_suite_of_the_test_has_every_reader(tiny: Path) -> None:
    (loaded,) = load_suites([str(tiny)], "en")
    assert {measure.reader for measure in loaded.measures} == set(READERS) - {
        "screening",
        "score",
        "decision",
    }, "guards and screeners are not asked through Inspect"


@pytest.mark.parametrize(
    ("name", "told"), [("roles", {}), ("tiny", {"seed": 3, "repeat": 2})], ids=["roles", "tiny"]
)
def test_tallies_and_findings_are_the_same(
    ask: Callable[..., EvalLog],
    engine: Callable[..., Assessment],
    tiny: Path,
    name: str,
    told: dict[str, int],
) -> None:
    own = name == "tiny"
    task: Callable[..., Task] = suite if own else TASKS[name]
    log = ask(task(**told, **({"path": str(tiny)} if own else {})))
    assert log.status == "success"
    named = str(tiny) if own else name
    ours = engine(named, **told)
    out = Path(log.location).with_suffix("")
    imported = import_logs([log.location], out, suites=[named])
    assert rest(imported) == rest(ours)
    assert imported.tally == ours.tally
    # The comparison is worth something: whatever was asked was answered, and in each form all
    # that can happen did happen.
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for measure in imported.measures:
        states = Counter[str]()
        for coverage in measure.coverage.values():
            states.update(coverage.model_dump())
        assert bool(states["answered"]) == (measure.measure not in {"continuation", "tone"})
        seen[measure.form].update(states)
    for form in ("question", "write"):
        assert all(seen[form][state] for state in AnswerState)


def test_every_score_in_the_log_is_our_readers(
    tiny_log: EvalLog, tiny: Path, tmp_path: Path, engine: Callable[..., Assessment]
) -> None:
    questions, log = Questions(suite=str(tiny)), tiny_log
    engine(str(tiny))
    with Journal(tmp_path / "engine" / "answers.sqlite") as journal:
        entries = {entry.trial: entry for entry in journal.entries()}
    loaded = questions.load()
    scorer = Scorer([loaded])
    trials = {trial.key: trial for trial in trials_of(loaded, questions)}
    assert log.samples is not None
    assert {str(sample.id) for sample in log.samples} == trials.keys()
    for sample in log.samples:
        entry = entries[str(sample.id)]
        expected = scorer.read(trials[entry.trial], reply_of(entry) if entry.received else None)
        assert sample.scores is not None
        score = sample.scores["read"]
        assert isinstance(score.value, dict)
        assert score.metadata == {"state": expected.state, "label": expected.label}
        shown = score.value["score"]
        assert isinstance(shown, float)
        assert shown == expected.value or (math.isnan(shown) and expected.value is None)
        assert [s for s in AnswerState if score.value[s.value]] == [expected.state]
