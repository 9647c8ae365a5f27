"""Logs as assessments: whole, in parts, and the ones that must not be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
import inspect_ai
from inspect_ai import Task
from inspect_ai.dataset import Sample
from inspect_ai.log import EvalLog, EvalPlanStep, ProvenanceData
from inspect_ai.model import ModelOutput, get_model

from isonomia import MockModel, UsageError, assess_model, load
from isonomia.assess.models import label_tasks, replay
from isonomia.evidence import LABELS_NAME, Journal, LabelBook, Verdict
from isonomia.inspect import import_logs, suite
from isonomia.inspect.questions import CHAT_FORMS
from isonomia.inspect.registry import TASKS

if TYPE_CHECKING:
    from isonomia.evidence import Assessment

Rewrite = Callable[..., Path]


@pytest.fixture
def take(tiny: Path, tmp_path: Path) -> Callable[..., Assessment]:
    """Import logs of the tiny suite."""

    def run(*paths: Path | str, **options: object) -> Assessment:
        settings: dict[str, object] = {"suites": [str(tiny)], "out": tmp_path / "run"}
        return import_logs(paths, **settings | options)  # type: ignore[arg-type]

    return run


def refusal(run: Callable[[], object]) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(UsageError) as caught:
        run()
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_a_run_is_kept_as_our_engine_keeps_one(
    tiny_log: EvalLog, take: Callable[..., Assessment], tmp_path: Path
) -> None:
    assessment = take(tiny_log.location)
    assert load(tmp_path / "run") == assessment
    assert assessment.subject.name == "scripted/model"
    assert assessment.subject.details["asked_by"] == f"inspect-ai {inspect_ai.__version__}"
    assert "samples replies" in assessment.subject.notes[0]
    assert assessment.plan.forms == ("question", "write")
    assert assessment.plan.ask_all
    assert assessment.run.started == tiny_log.stats.started_at
    assert assessment.run.asked == len(tiny_log.samples or ())
    assert tiny_log.location in assessment.run.command
    with Journal(tmp_path / "run" / "answers.sqlite") as journal:
        entries = {entry.trial: entry for entry in journal.entries()}
    assert entries.keys() == {str(sample.id) for sample in tiny_log.samples or ()}
    # What an endpoint says of a failure may repeat a key.
    failed = [entry.body["error"] for entry in entries.values() if not entry.received]
    assert set(failed) == {"ConnectionError"}
    assert b"s3same" not in (tmp_path / "run" / "answers.sqlite").read_bytes()


def test_failed_questions_leave_a_run_incomplete(
    tiny_log: EvalLog, take: Callable[..., Assessment]
) -> None:
    assessment = take(tiny_log.location)
    failed = assessment.coverage.failed
    assert failed > 0
    assert not assessment.complete
    assert assessment.run.stopped == f"{failed} questions failed"
    retry, then = assessment.run.command.splitlines()
    assert retry == f"inspect eval-retry {tiny_log.location}"
    assert then.startswith("isonomia import NEW.eval --out ")
    assert then.endswith(" --resume")


def test_what_failed_is_asked_again_by_inspect_and_added(
    tiny_log: EvalLog,
    rewrite: Rewrite,
    retry: Callable[[Path], EvalLog],
    take: Callable[..., Assessment],
    tmp_path: Path,
) -> None:
    def mend(log: EvalLog) -> None:
        log.eval.model_args["always"] = "She laughed at home."

    first = take(tiny_log.location)
    again = retry(rewrite(mend))
    added = take(again.location, resume=True)
    assert added.complete
    assert added.coverage.failed == 0
    assert added.run.asked == first.coverage.failed
    alone = take(again.location, out=tmp_path / "alone")
    assert alone.tally == added.tally
    assert alone.findings == added.findings
    # What failed before was called, too.
    assert alone.cost.calls == first.coverage.total + first.coverage.failed


def test_an_incomplete_log_is_an_incomplete_assessment_without_verdicts(
    rewrite: Rewrite, take: Callable[..., Assessment], tiny_log: EvalLog
) -> None:
    def cut(log: EvalLog) -> None:
        log.samples = (log.samples or [])[:50]
        log.status = "cancelled"

    path = rewrite(cut)
    assessment = take(path)
    planned = len(tiny_log.samples or ())
    assert not assessment.complete
    assert assessment.coverage.total == 50
    assert assessment.plan.trials == planned
    assert assessment.run.stopped == (
        f"the logs hold 50 of {planned} answers (a run was cancelled)"
    )
    assert f"{planned - 50} of the {planned} planned" in assessment.not_tested[0].what.en
    assert {finding.verdict for finding in assessment.findings} <= {
        Verdict.NOT_ENOUGH_EVIDENCE,
        Verdict.NOT_MEASURED,
    }
    assert f"inspect eval-retry {path}" in assessment.run.command


def test_parts_make_a_whole_in_one_go_or_one_by_one(
    rewrite: Rewrite, take: Callable[..., Assessment], tiny_log: EvalLog, tmp_path: Path
) -> None:
    def first(log: EvalLog) -> None:
        log.samples = (log.samples or [])[:60]
        log.eval.config.limit = 60

    def second(log: EvalLog) -> None:
        log.samples = (log.samples or [])[40:]
        log.eval.config.limit = (41, 999)

    parts = [rewrite(first, "a.eval"), rewrite(second, "b.json")]
    whole = take(tiny_log.location, out=tmp_path / "whole")
    at_once = take(*parts, out=tmp_path / "at-once")
    begun = take(parts[0], out=tmp_path / "bit-by-bit")
    assert begun.run.stopped.endswith("answers (only a part was to be asked)")
    ended = take(parts[1], out=tmp_path / "bit-by-bit", resume=True)
    for other in (at_once, ended):
        assert other.tally == whole.tally
        assert other.findings == whole.findings
        assert other.hashes == whole.hashes
        assert other.cost == whole.cost


def test_two_answers_to_one_question_are_refused(
    rewrite: Rewrite, take: Callable[..., Assessment], tiny_log: EvalLog
) -> None:
    def swap(log: EvalLog) -> None:
        sample = next(one for one in log.samples or () if one.error is None)
        sample.output = ModelOutput.from_content("m", "Another answer.")

    other = rewrite(swap)
    assert "nobody may choose" in refusal(lambda: take(tiny_log.location, other))
    take(tiny_log.location)
    assert "nobody may choose" in refusal(lambda: take(other, resume=True))


def test_a_folder_is_not_overwritten_nor_mixed(
    rewrite: Rewrite,
    take: Callable[..., Assessment],
    tiny_log: EvalLog,
    tiny: Path,
    tmp_path: Path,
) -> None:
    take(tiny_log.location)
    assert "already holds a run" in refusal(lambda: take(tiny_log.location))

    def rename(log: EvalLog) -> None:
        log.eval.model = "scripted/other"

    # Nor may our own engine go on with it, whatever the model is called.
    with pytest.raises(UsageError, match="holds a run"):
        assess_model(
            MockModel(lambda _: "", name="scripted/model", forms=CHAT_FORMS),
            suites=str(tiny),
            out=tmp_path / "run",
            ask_all=True,
            resume=True,
        )
    other = rewrite(rename)
    assert "'scripted/model', not 'scripted/other'" in refusal(lambda: take(other, resume=True))
    assert "differ in model" in refusal(lambda: take(tiny_log.location, other))


def test_interrupted_and_invalidated_samples_were_not_asked(
    rewrite: Rewrite, take: Callable[..., Assessment], tiny_log: EvalLog
) -> None:
    def spoil(log: EvalLog) -> None:
        failed, *_ = [one for one in log.samples or () if one.error]
        assert failed.error is not None
        failed.error.message = "CancelledError('Cancelled via cancel scope')"
        said, *_ = [one for one in log.samples or () if not one.error]
        said.invalidation = ProvenanceData(author="a reviewer", reason="a wrong key")

    assessment = take(rewrite(spoil))
    assert assessment.coverage.total == len(tiny_log.samples or ()) - 2


def test_several_suites_make_one_assessment(
    ask: Callable[..., EvalLog],
    tiny_log: EvalLog,
    tiny: Path,
    take: Callable[..., Assessment],
    tmp_path: Path,
) -> None:
    roles = ask(TASKS["roles"](), limit=12)
    together = take(tiny_log.location, roles.location, suites=[str(tiny), "roles"])
    alone = take(tiny_log.location, out=tmp_path / "alone")
    assert {measure.suite for measure in together.measures} == {"tiny", "roles"}
    assert together.coverage.total == alone.coverage.total + 12
    assert "--suite names roles" in refusal(lambda: take(tiny_log.location, suites=["roles"]))


def test_what_inspect_was_told_beside_is_said_but_no_secret(
    ask: Callable[..., EvalLog], tiny: Path, take: Callable[..., Assessment], tmp_path: Path
) -> None:
    address = "https://me:s3same@host/v1?key=s3same#s3same"
    model = get_model("scripted/model", memoize=False, base_url=address)
    log = ask(
        suite(path=str(tiny)),
        model,
        limit=2,
        top_p=0.4,
        temperature=0.1,
        max_connections=3,
        system_message="s3same",
        extra_headers={"Authorization": "s3same"},
    )
    assert log.eval.model_base_url == address
    assessment = take(log.location)
    assert assessment.subject.details["address"] == "https://host/v1"
    assert assessment.subject.notes[1] == (
        "Inspect was told more than the questions say: system_message (not shown), top_p 0.4, "
        "extra_headers (not shown)."
    )
    for path in (tmp_path / "run").iterdir():
        assert b"s3same" not in path.read_bytes()


@pytest.mark.parametrize("sent", [("temperature", "seed"), ("temperature",), ("seed",), ()])
def test_what_a_provider_left_out_is_said(
    ask: Callable[..., EvalLog], tiny: Path, take: Callable[..., Assessment], sent: tuple[str, ...]
) -> None:
    model = get_model("scripted/model", memoize=False, shows=sent)
    notes = take(ask(suite(path=str(tiny)), model, limit=2).location).subject.notes[1:]
    said = {"temperature": "sent no temperature", "seed": "sent no seed"}
    missing = [words for name, words in said.items() if name not in sent]
    assert len(notes) == len(missing)
    assert all(words in note for words, note in zip(missing, notes, strict=True))


def test_imported_answers_can_be_labelled(
    tiny_log: EvalLog, take: Callable[..., Assessment], tiny: Path, tmp_path: Path
) -> None:
    before = take(tiny_log.location)
    folder = tmp_path / "run"
    assert replay(folder, [str(tiny)]) == before
    tasks = label_tasks(folder, [str(tiny)])
    assert {task.measure for task in tasks} == {"who", "lean", "home", "doubt", "aid", "nay"}
    book = LabelBook(folder / LABELS_NAME)
    for task in tasks:
        book.add(task.trial, next(iter(task.rubric.scores)), "")
    after = replay(folder, [str(tiny)])
    assert sum(cell.checked for _, cell in after.tally) == len(tasks)
    # Importing more counts the labels once, too.
    again = take(tiny_log.location, resume=True)
    assert again.tally == after.tally


def broken(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.eval", b""),
        ("text.eval", b"once upon a time"),
        ("text.json", b"once upon a time"),
        ("other.json", b'{"schema": 1}'),
        ("list.json", b"[]"),
        ("picture.png", b"\x89PNG\r\n"),
    ],
)
def test_what_is_no_log_is_one_sentence(
    name: str, content: bytes, take: Callable[..., Assessment], tmp_path: Path
) -> None:
    path = broken(tmp_path, name, content)
    sentence = refusal(lambda: take(path))
    assert f"{path} is no log of Inspect" in sentence
    assert not (tmp_path / "run").exists()


def test_a_zip_of_something_else_and_half_a_log_are_one_sentence(
    tiny_log: EvalLog, take: Callable[..., Assessment], tmp_path: Path
) -> None:
    other = tmp_path / "other.eval"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "is no log of Inspect" in refusal(lambda: take(other))
    whole = Path(tiny_log.location).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        half = broken(tmp_path, "half.eval", whole[: int(len(whole) * share)])
        assert "is no log of Inspect" in refusal(partial(take, half))
    assert "There is no file" in refusal(lambda: take(tmp_path / "nowhere.eval"))
    assert "There is no file" in refusal(lambda: take(tmp_path))


def test_logs_of_other_tasks_and_other_questions_are_refused(
    rewrite: Rewrite,
    ask: Callable[..., EvalLog],
    take: Callable[..., Assessment],
    tmp_path: Path,
) -> None:
    def refused(change: Callable[[EvalLog], object]) -> str:
        path = rewrite(change)
        sentence = refusal(lambda: take(path))
        assert str(path) in sentence
        return sentence

    def reworded(log: EvalLog) -> None:
        assert log.eval.metadata is not None
        log.eval.metadata["isonomia"]["digest"] = "0" * 64

    def older(log: EvalLog) -> None:
        (log.samples or [])[0].id = "f" * 24

    def garbled(log: EvalLog) -> None:
        log.eval.metadata = {"isonomia": {"questions": "which?"}}

    def solved(log: EvalLog) -> None:
        log.plan.steps.insert(0, EvalPlanStep(solver="chain_of_thought"))

    def repeated(log: EvalLog) -> None:
        sample = (log.samples or [])[0].model_copy(update={"epoch": 2})
        (log.samples or []).append(sample)

    def without(log: EvalLog) -> None:
        log.samples = None

    assert "is not as it was when" in refused(reworded)
    assert "is not as it was when" in refused(older)
    assert "metadata.isonomia: questions" in refused(garbled)
    assert "chain_of_thought, isonomia/ask" in refused(solved)
    assert "-T repeat=N" in refused(repeated)
    assert "--no-log-samples" in refused(without)
    assert not (tmp_path / "run").exists()

    class Sum(Task):
        pass

    model = get_model("scripted/model", memoize=False, always="2")
    config = inspect_ai.model.GenerateConfig(max_tokens=1, temperature=1, seed=1)
    other = ask(Task(dataset=[Sample(input="1 + 1")], name="sums", config=config), model)
    assert "the task sums, which is none of Isonomia's" in refusal(lambda: take(other.location))


def test_a_suite_of_ones_own_must_be_named(
    tiny_log: EvalLog, take: Callable[..., Assessment], tiny: Path
) -> None:
    sentence = refusal(lambda: take(tiny_log.location, suites=None))
    assert str(tiny) in sentence
    assert "--suite" in sentence


def test_a_suite_that_changed_since_is_refused(
    tiny_log: EvalLog, take: Callable[..., Assessment], tiny: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "tiny.toml"
    text = tiny.read_text(encoding="utf-8").replace("high = 0.1", "high = 0.2")
    changed.write_text(text, encoding="utf-8")
    sentence = refusal(lambda: take(tiny_log.location, suites=[str(changed)]))
    assert "'tiny' is not as it was when" in sentence


def test_a_log_of_a_sealed_suite_is_not_taken(
    tiny: Path, tiny_log: EvalLog, take: Callable[..., Assessment], tmp_path: Path
) -> None:
    sealed = tmp_path / "tiny.toml"
    sealed.write_text("sealed = true\n" + tiny.read_text("utf-8"), "utf-8")
    said = refusal(lambda: take(tiny_log.location, suites=[str(sealed)]))
    assert "are kept encrypted, but the logs of Inspect are plain text" in said
    assert not (tmp_path / "run").exists()
