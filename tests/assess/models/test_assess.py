"""Whole runs: nothing lost, nothing asked twice, every ending written down."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

import isonomia
from isonomia import MockEndpoint, MockModel, assess_model
from isonomia.assess.models import (
    Form,
    ModelCard,
    Options,
    Reply,
    assess_model_async,
    expand,
    load_suite,
    open_model,
)
from isonomia.assess.models.memory import reply_of
from isonomia.assess.models.runner import FAILURES_IN_A_ROW, Outcome, Scorer
from isonomia.errors import AskError, StorageError, SubjectError, UsageError
from isonomia.evidence import AnswerState, Journal, Tally, Verdict, load

if TYPE_CHECKING:
    from isonomia.assess.models import Request

MakeSuite = Callable[..., Path]


def answer(request: Request) -> str | dict[str, float]:
    """Answer evenly, and differently enough from unit to unit to have a spread."""
    if request.form is Form.WRITE:
        return "She rose early."
    share = 0.45 + 0.1 * (len(request.prompt) % 2)
    first, second = request.options
    return {first: share, second: 1 - share}


@pytest.fixture
def suite(make_suite: MakeSuite) -> str:
    return str(make_suite())


class Asked:
    """A responder that remembers what it was asked."""

    def __init__(self, respond: Callable[[Request], Any] = answer) -> None:
        self.respond = respond
        self.prompts: list[tuple[str, tuple[str, ...], int]] = []

    def __call__(self, request: Request) -> Any:
        self.prompts.append((request.prompt, request.options, request.seed))
        return self.respond(request)


def test_a_run_is_whole_and_can_be_read_back(tmp_path: Path, suite: str) -> None:
    asked = Asked()
    assessment = assess_model(MockModel(asked), out=tmp_path / "run", suites=[suite], repeat=2)
    planned = len(expand(load_suite(Path(suite)), repeat=2))
    assert len(asked.prompts) == planned == assessment.coverage.answered
    assert assessment.complete
    assert load(tmp_path / "run") == assessment
    assert assessment.run.version == isonomia.__version__
    assert assessment.measures[0].read_by == "probabilities"
    assert assessment.measures[2].read_by == "text"
    assert {effect.factor for effect in assessment.nuisance} == {"order", "prompt"}


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, suite: str) -> None:
    records = []
    for name in ("one", "two"):
        assess_model(MockModel(answer), out=tmp_path / name, suites=[suite], seed=7)
        record = orjson.loads((tmp_path / name / "assessment.json").read_bytes())
        del record["run"]
        records.append(orjson.dumps(record))
    assert records[0] == records[1]


def test_the_tally_follows_from_the_journal_alone(tmp_path: Path, suite: str) -> None:
    assessment = assess_model(MockModel(answer), out=tmp_path, suites=[suite])
    loaded = load_suite(Path(suite))
    trials = {trial.key: trial for trial in expand(loaded)}
    outcome = Outcome(planned=0)
    with Journal(tmp_path / "answers.sqlite") as journal:
        for entry in journal.entries():
            Scorer([loaded]).count(outcome, trials[entry.trial], reply_of(entry))
    assert outcome.tally == assessment.tally != Tally()


def test_a_budget_ends_cleanly_and_resume_asks_only_the_rest(tmp_path: Path, suite: str) -> None:
    first, second = Asked(), Asked()
    partial = assess_model(MockModel(first), out=tmp_path, suites=[suite], max_calls=10)
    assert not partial.complete
    assert "--max-calls 10" in partial.run.stopped
    assert partial.coverage.total == partial.cost.calls == len(first.prompts) == 10
    left = f"{partial.plan.trials - 10} of the {partial.plan.trials} planned questions"
    assert partial.not_tested[0].what.en == left
    whole = assess_model(MockModel(second), out=tmp_path, suites=[suite], resume=True)
    assert whole.complete
    assert len(second.prompts) == whole.plan.trials - 10
    assert not set(first.prompts) & set(second.prompts)
    # Interrupted or not, the findings are the same.
    straight = assess_model(MockModel(answer), out=tmp_path / "straight", suites=[suite])
    assert whole.tally == straight.tally
    assert whole.hashes == straight.hashes


def test_resuming_a_finished_run_asks_nothing(tmp_path: Path, suite: str) -> None:
    assess_model(MockModel(answer), out=tmp_path, suites=[suite])
    again = Asked()
    assert assess_model(MockModel(again), out=tmp_path, suites=[suite], resume=True).complete
    assert again.prompts == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 2}, "seed '0', not '2'"),
        ({"repeat": 2}, "repeat '1', not '2'"),
        ({"resume": False}, "already holds a run"),
    ],
)
def test_another_run_is_not_mixed_in(
    tmp_path: Path, suite: str, changes: dict[str, Any], message: str
) -> None:
    assess_model(MockModel(answer), out=tmp_path, suites=[suite])
    with pytest.raises(UsageError, match=message):
        assess_model(
            MockModel(answer), out=tmp_path, **{"suites": [suite], "resume": True, **changes}
        )


def test_another_model_or_a_changed_suite_is_not_mixed_in(
    tmp_path: Path, suite: str, make_suite: MakeSuite
) -> None:
    assess_model(MockModel(answer), out=tmp_path, suites=[suite])
    with pytest.raises(UsageError, match="subject 'mock/model', not 'mock/other'"):
        assess_model(
            MockModel(answer, name="mock/other"), out=tmp_path, suites=[suite], resume=True
        )
    make_suite(("{Subject} often", "{Subject} always"))
    with pytest.raises(UsageError, match="that were stated otherwise"):
        assess_model(MockModel(answer), out=tmp_path, suites=[suite], resume=True)


def test_failures_are_counted_and_asked_again_on_resume(tmp_path: Path, suite: str) -> None:
    def fail_some(request: Request) -> Any:
        if request.form is Form.WRITE:
            raise AskError("The reply was cut short.")
        return answer(request)

    run = assess_model(MockModel(fail_some), out=tmp_path, suites=[suite])
    assert run.coverage.failed == 6
    assert not run.complete
    assert run.run.stopped == "6 questions failed"
    again = Asked()
    mended = assess_model(MockModel(again), out=tmp_path, suites=[suite], resume=True)
    assert len(again.prompts) == 6
    assert mended.coverage.failed == 0


def test_a_subject_that_only_fails_is_left_alone(tmp_path: Path, suite: str) -> None:
    def fail(_: Request) -> Any:
        raise AskError("The reply was not JSON.")

    asked = Asked(fail)
    with pytest.raises(SubjectError, match=f"last {FAILURES_IN_A_ROW} questions all failed"):
        assess_model(MockModel(asked, concurrency=1), out=tmp_path, suites=[suite])
    assert len(asked.prompts) == FAILURES_IN_A_ROW
    partial = load(tmp_path)
    assert partial.coverage.failed == FAILURES_IN_A_ROW
    assert {finding.verdict for finding in partial.findings} == {Verdict.NOT_MEASURED}
    assert any("None of the answers" in gap.why.en for gap in partial.not_tested)


def test_a_host_that_goes_down_leaves_a_partial_assessment(tmp_path: Path, suite: str) -> None:
    def go_down(request: Request) -> Any:
        if len(asked.prompts) > 12:
            raise SubjectError("Nobody answers at 127.0.0.1.")
        return answer(request)

    asked = Asked(go_down)
    with pytest.raises(SubjectError, match="Nobody answers"):
        assess_model(MockModel(asked, concurrency=1), out=tmp_path, suites=[suite])
    partial = load(tmp_path)
    assert not partial.complete
    assert partial.coverage.answered == 12
    assert partial.run.stopped == "Nobody answers at 127.0.0.1."


def test_a_full_disk_stops_the_run_and_keeps_what_was_written(
    tmp_path: Path, suite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Journal.append
    written: list[Any] = []

    def until_full(self: Journal, entry: Any) -> None:
        if len(written) == 9:
            self._base.execute("PRAGMA max_page_count = 1")
            entry = entry.__class__(entry.trial, True, {"reply": "x" * 100_000})
        written.append(entry)
        append(self, entry)

    monkeypatch.setattr(Journal, "append", until_full)
    with pytest.raises(StorageError, match="Free some space"):
        assess_model(MockModel(answer, concurrency=1), out=tmp_path, suites=[suite])
    monkeypatch.undo()
    asked = Asked()
    whole = assess_model(MockModel(asked), out=tmp_path, suites=[suite], resume=True)
    assert whole.complete
    assert len(asked.prompts) == whole.plan.trials - 9


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, suite: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="Cannot make the folder"):
        assess_model(MockModel(answer), out=tmp_path / "file" / "run", suites=[suite])


def test_a_form_that_the_model_lacks_is_named_as_not_tested(tmp_path: Path, suite: str) -> None:
    model = MockModel(answer, forms=frozenset({Form.CONTINUE}))
    assessment = assess_model(model, out=tmp_path, suites=[suite])
    assert assessment.complete
    assert len(assessment.not_tested) == 2
    assert [finding.verdict for finding in assessment.findings] == [Verdict.NOT_MEASURED]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": -1}, "--seed -1 is out of range"),
        ({"seed": 2**64}, "is out of range"),
        ({"repeat": 0}, "asks nothing"),
        ({"max_calls": -5}, "--max-calls -5 allows nothing"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    tmp_path: Path, suite: str, changes: dict[str, Any], message: str
) -> None:
    asked = Asked()
    with pytest.raises(UsageError, match=message):
        assess_model(MockModel(asked), out=tmp_path, suites=suite, **changes)
    assert asked.prompts == []


def test_cost_needs_a_price(tmp_path: Path, suite: str) -> None:
    with pytest.raises(UsageError, match="price file with --prices"):
        assess_model(MockModel(answer), out=tmp_path, suites=[suite], max_cost=1.0)


def test_all_four_states_are_kept_apart(tmp_path: Path, suite: str) -> None:
    def mixed(request: Request) -> Any:
        if request.form is Form.WRITE:
            return "I'm sorry, but I can't help with that."
        if request.form is Form.QUESTION and request.options[0] < request.options[1]:
            return Reply(text="", refused=True)
        if request.form is Form.QUESTION:
            return "Either."
        if len(asked.prompts) % 2:
            raise AskError("cut short")
        return answer(request)

    asked = Asked(mixed)
    run = assess_model(MockModel(asked), out=tmp_path, suites=[suite])
    assert (run.coverage.refused, run.coverage.unscorable) == (12, 6)
    assert run.coverage.answered + run.coverage.failed == 12
    assert min(run.coverage.answered, run.coverage.failed) > 0


def test_another_server_is_not_mixed_in(tmp_path: Path, suite: str) -> None:
    class Served(MockModel):
        def __init__(self, address: str) -> None:
            super().__init__(answer)
            self._card = ModelCard("mock/model", frozenset(Form), details={"address": address})

    assess_model(Served("http://one"), out=tmp_path, suites=[suite])
    with pytest.raises(UsageError, match="address 'http://one', not 'http://two'"):
        assess_model(Served("http://two"), out=tmp_path, suites=[suite], resume=True)


def test_a_wrong_price_file_leaves_no_journal_behind(tmp_path: Path, suite: str) -> None:
    with pytest.raises(UsageError, match="Cannot read the price file"):
        assess_model(MockModel(answer), out=tmp_path, suites=[suite], prices=tmp_path / "none.toml")
    assert assess_model(MockModel(answer), out=tmp_path, suites=[suite]).complete


def test_two_runs_cannot_share_a_folder(tmp_path: Path, suite: str) -> None:
    with Journal(tmp_path / "answers.sqlite") as journal:
        journal.describe({})
        with pytest.raises(StorageError, match="Another process is writing"):
            assess_model(MockModel(answer), out=tmp_path, suites=[suite], resume=True)


def test_failed_calls_count_towards_the_budget(tmp_path: Path, suite: str) -> None:
    def fail(_: Request) -> Any:
        error = AskError("cut short")
        error.calls = 8
        raise error

    run = assess_model(MockModel(fail, concurrency=1), out=tmp_path, suites=[suite], max_calls=16)
    assert run.cost.calls == 16
    again = assess_model(MockModel(answer), out=tmp_path, suites=[suite], max_calls=16, resume=True)
    assert again.cost.calls == 16  # what failed before is not forgotten


@pytest.mark.parametrize(("counts", "asked"), [(True, 2), (False, 1)])
def test_a_token_limit_is_kept_from_the_first_question_on(
    tmp_path: Path, suite: str, counts: bool, asked: int
) -> None:
    def respond(_: Request) -> Reply:
        return Reply(text="She left.", tokens_in=20 * counts, tokens_out=5 * counts)

    seen = Asked(respond)
    run = assess_model(MockModel(seen, concurrency=16), out=tmp_path, suites=[suite], max_tokens=60)
    assert len(seen.prompts) == asked
    assert run.cost.tokens_in + run.cost.tokens_out <= 60
    assert not run.complete


async def test_through_http_the_whole_thread_holds(tmp_path: Path, suite: str) -> None:
    def respond(prompt: str, _: dict[str, Any]) -> str | dict[str, float]:
        if prompt.startswith("Write"):
            return "He slept late."
        care = {"cooked": 0.3, "comforted": 0.25, "washed": 0.2}
        power = {"signed": 0.1, "managed": 0.1, "repaired": 0.05}
        if prompt.startswith("Answer"):
            return {word: p for word, p in (care | power).items() if word in prompt}
        return {f" {word}": p for word, p in (care | power).items()}

    async with MockEndpoint(respond) as endpoint:
        assessment = await assess_model_async(
            open_model("openai/mock", endpoint.base_url), tmp_path, Options(suites=[suite])
        )
    # Of a phrase that is merely continued only the first word's probability is seen.
    assert (assessment.coverage.answered, assessment.coverage.unscorable) == (18, 12)
    (finding,) = assessment.findings
    assert finding.estimate is not None
    assert finding.estimate.value == pytest.approx(0, abs=1e-9)  # arms were answered alike


async def test_it_also_runs_where_a_loop_runs_already(tmp_path: Path, suite: str) -> None:
    assert assess_model(MockModel(answer), out=tmp_path, suites=[suite]).complete


CHILD = """
import sys, time
from isonomia import MockModel, assess_model

def respond(request):
    time.sleep(0.003)
    with open(sys.argv[3], "a") as log:
        log.write(str(request.seed) + "\\n")
    return {option: 1 / len(request.options) for option in request.options} or "She ran."

assess_model(MockModel(respond), out=sys.argv[1], suites=[sys.argv[2]], repeat=8, resume=True)
"""


def test_kill_9_loses_no_committed_answer_and_asks_none_twice(tmp_path: Path, suite: str) -> None:
    out, log = tmp_path / "run", tmp_path / "asked"
    arguments = [sys.executable, "-c", CHILD, str(out), suite, str(log)]
    moments = random.Random(0)  # noqa: S311  when to kill, not a secret
    committed: set[str] = set()
    planned = len(expand(load_suite(Path(suite)), repeat=8))
    for _ in range(3):
        log.unlink(missing_ok=True)
        with subprocess.Popen(arguments) as child:
            target = moments.randrange(5, planned // 5)
            while child.poll() is None and (
                not log.exists() or log.read_text().count("\n") < target
            ):
                time.sleep(0.002)
            os.kill(child.pid, signal.SIGKILL)
        with Journal(out / "answers.sqlite") as journal:
            answered = journal.answered()
            assert committed <= answered
            committed = answered
    log.unlink()
    subprocess.run(arguments, check=True)
    assert log.read_text().count("\n") == planned - len(committed)
    assert load(out).coverage.answered == planned


async def test_a_cancelled_run_is_written_down(tmp_path: Path, suite: str) -> None:
    class Slow(MockModel):
        async def ask(self, request: Request) -> Reply:
            await asyncio.sleep(0.01)
            return await super().ask(request)

    def stop(outcome: Outcome) -> None:
        if outcome.done == 5:
            task.cancel()

    task = asyncio.create_task(
        assess_model_async(
            Slow(answer, concurrency=1), tmp_path, Options(suites=[suite]), on_answer=stop
        )
    )
    with pytest.raises(asyncio.CancelledError):
        await task
    partial = load(tmp_path)
    assert partial.run.stopped == "interrupted"
    assert partial.coverage.answered == 5
    assert AnswerState.FAILED not in partial.tally_rows[0].states
