"""What a task asks: our trials, with their own sampling, and nothing that tells an arm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.model import get_model

from isonomia.assess.models import expand, load_suites, names
from isonomia.inspect.asking import sample_of
from isonomia.inspect.questions import Questions, trials_of
from isonomia.inspect.registry import TASKS, suite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inspect_ai.log import EvalLog


def test_every_suite_that_comes_with_us_is_a_task() -> None:
    assert TASKS.keys() == {name for name, _ in names()} > {"roles"}


def test_samples_are_the_trials_that_can_be_asked() -> None:
    (roles,) = load_suites(["roles"], "en")
    wanted = {t.key: t for t in expand(roles, 2, 5) if t.request.form != "continue"}
    samples = TASKS["roles"](seed=5, repeat=2).dataset
    assert len(samples) == len(wanted) < len(expand(roles, 2, 5))
    for sample in samples:
        trial = wanted[str(sample.id)]
        assert sample.input == trial.request.prompt
        assert sample.metadata is not None
        assert sample.metadata["seed"] == trial.request.seed


def test_nothing_beside_the_prompt_tells_the_arm() -> None:
    questions = Questions(suite="roles")
    loaded = questions.load()
    alike: dict[tuple[object, ...], set[str]] = {}
    for trial in trials_of(loaded, questions):
        sample = sample_of(trial)
        told = dict(sample.metadata or {})
        del told["seed"]
        assert set(map(type, told.values())) <= {str, int, float}
        alike.setdefault(tuple(told.items()), set()).add(trial.arm)
        assert not sample.target
        assert sample.choices is None
        assert re.fullmatch("[0-9a-f]{24}", str(sample.id))
    arms = {arm.id for arm in loaded.arms}
    assert all(seen == arms for seen in alike.values())


def test_the_first_samples_are_of_all_slices() -> None:
    samples = list(TASKS["roles"]().dataset)[:72]
    assert len({(sample.metadata or {})["slice"] for sample in samples}) == 3


def test_a_sample_is_asked_with_its_own_sampling_whatever_inspect_is_told(
    ask: Callable[..., EvalLog], tiny: Path
) -> None:
    model = get_model("scripted/model", memoize=False)
    log = ask(suite(path=str(tiny)), model, limit=20, temperature=0.1, max_tokens=1, seed=1)
    assert log.samples is not None
    sent = {messages[-1].text + str(config.seed): config for messages, config in model.api.asked}  # type: ignore[attr-defined]
    assert len(sent) == 20
    for sample in log.samples:
        config = sent[str(sample.input) + str(sample.metadata["seed"])]
        assert config.max_tokens == sample.metadata["max_tokens"] == 30
        assert config.temperature == sample.metadata["temperature"] == 0.7
    for messages, _ in model.api.asked:  # type: ignore[attr-defined]
        assert [message.role for message in messages] == ["user"]


def test_what_cannot_be_asked_is_left_out_and_said(tiny: Path) -> None:
    task = suite(path=str(tiny))
    assert task.description is not None
    assert "does not ask continuation (a chat model" in task.description
    assert "tone (a judge model" in task.description
    asked = {(sample.metadata or {})["measure"] for sample in task.dataset}
    assert not asked & {"continuation", "tone"}
    assert len(asked) == 10


def test_a_suite_of_which_nothing_can_be_asked_is_refused(tiny: Path, tmp_path: Path) -> None:
    text = tiny.read_text(encoding="utf-8")
    keep = text.partition("[[measures]]")[0]
    first = re.search(r"\[\[measures\]\].*?(?=\[\[measures\]\])", text, re.DOTALL)
    contrast = re.search(r"\[\[contrasts\]\].*?(?=\[\[contrasts\]\])", text, re.DOTALL)
    assert first
    assert contrast
    path = tmp_path / "plain.toml"
    path.write_text(keep + first[0] + contrast[0], encoding="utf-8")
    with pytest.raises(PrerequisiteError) as caught:
        suite(path=str(path))
    assert "Nothing is left to ask" in str(caught.value)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"language": "xx"}, "language: Input should be 'en', 'vi' or 'fr'"),
        ({"seed": -1}, "seed: "),
        ({"seed": "many"}, "seed: "),
        ({"repeat": 0}, "repeat: "),
    ],
)
def test_nonsense_is_one_sentence(told: dict[str, object], words: str) -> None:
    with pytest.raises(PrerequisiteError) as caught:
        TASKS["roles"](**told)
    assert f"isonomia/roles: {words}" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "words"), [("", "-T path=FILE"), ("nowhere.toml", "Cannot read the suite file")]
)
def test_a_suite_that_is_not_there_is_one_sentence(path: str, words: str) -> None:
    with pytest.raises(PrerequisiteError) as caught:
        suite(path=path)
    assert words in str(caught.value)


def test_failures_end_nothing_and_are_counted(tiny_log: EvalLog) -> None:
    assert tiny_log.status == "success"
    assert tiny_log.samples is not None
    failed = [sample for sample in tiny_log.samples if sample.error]
    assert failed
    assert all(
        (s.scores or {})["read"].metadata == {"state": "failed", "label": None} for s in failed
    )
    assert tiny_log.results is not None
    means = {score.name: score.metrics["mean"].value for score in tiny_log.results.scores}
    assert means["failed"] == pytest.approx(len(failed) / len(tiny_log.samples))
    assert sum(means.values()) == pytest.approx(1)


def test_a_sealed_suite_is_not_asked_where_answers_lie_in_plain_text(sealed_suite: Path) -> None:
    with pytest.raises(PrerequisiteError, match="the logs of Inspect are plain text"):
        suite(path=str(sealed_suite))
