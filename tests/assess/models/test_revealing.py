"""Sealed suites from end to end: what a model wrote stands nowhere, and opens one at a time."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from isonomia import MockModel, assess_model
from isonomia.assess.models import (
    Options,
    Reply,
    assess_model_async,
    expand,
    label_tasks,
    load_suite,
    load_suites,
    replay,
)
from isonomia.assess.models.masking import unabusive
from isonomia.assess.models.revealing import forget, reveal
from isonomia.assess.models.sealed import UNREAD, sealed_answers
from isonomia.assess.models.words import compare_words, sealed_suites
from isonomia.errors import AskError, AssessmentError, StorageError, SubjectError, UsageError
from isonomia.evidence import AnswerState, Journal, LabelBook, compare, load
from isonomia.report import (
    Policy,
    check,
    render_comparison,
    render_comparison_markdown,
    render_html,
    render_junit,
    render_markdown,
)
from isonomia.vocabulary import LANGUAGES, abusive_words
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from isonomia.assess.models import Outcome, Request

MARKER = "the heron sold the copper ledger"
WORD = min(abusive_words("en"))
WRITTEN = f"She said that {MARKER}, and he called her a {WORD}; she left."
TODAY = datetime(2026, 11, 22, tzinfo=UTC).date()


def writer(request: Request) -> str:
    return WRITTEN if "woman" in request.prompt else "He was late. He will say more."


def judge(request: Request) -> str:
    return f"{request.options[0]}, since {MARKER}"


def traces(folder: Path) -> list[str]:
    """Return the files in a folder that hold any of what the model wrote."""
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file()
        and any(word in path.read_bytes() for word in (MARKER.encode(), WORD.encode()))
    ]


def lines(run: Path) -> list[dict[str, Any]]:
    path = run / "reveals.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


@pytest.fixture
def suites(sealed_suite: Path) -> list[str]:
    return [str(sealed_suite)]


@pytest.fixture
def run(tmp_path: Path, suites: list[str]) -> Path:
    assess_model(MockModel(writer), out=tmp_path / "run", suites=suites)
    return tmp_path / "run"


def test_what_the_model_wrote_is_in_no_file_and_in_no_report(
    run: Path,
    suites: list[str],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    again = run.with_name("again")
    with caplog.at_level(logging.DEBUG):
        assess_model(MockModel(writer), out=again, suites=suites)
    for folder in (run, again):
        names = {path.name for path in folder.iterdir()}
        assert names == {"answers.key", "answers.sqlite", "assessment.json"}
        assert traces(folder) == []
    assessment = load(run)
    assert assessment.coverage.answered == 12
    both = compare([assessment, load(again)])
    for language in LANGUAGES:
        pages = (
            render_html(assessment, language),
            render_markdown(assessment, language),
            render_junit(assessment, Policy(), TODAY, language).decode(),
            render_comparison(both, language),
            render_comparison_markdown(both, language),
        )
        assert all(MARKER not in page and WORD not in page for page in pages)
    out, err = capfd.readouterr()
    assert MARKER not in out + err + caplog.text


def test_the_same_answers_have_the_same_digest_and_another_key(
    run: Path, suites: list[str]
) -> None:
    again = run.with_name("again")
    assess_model(MockModel(writer), out=again, suites=suites)
    assert load(run).hashes == load(again).hashes
    assert (run / "answers.key").read_bytes() != (again / "answers.key").read_bytes()


def test_resuming_a_sealed_run_asks_nothing_twice(run: Path, suites: list[str]) -> None:
    def silent(request: Request) -> str:
        raise AssertionError(request)

    before = load(run)
    again = assess_model(MockModel(silent), out=run, suites=suites, resume=True)
    assert again.tally_rows == before.tally_rows
    assert again.hashes == before.hashes
    assert again.cost == before.cost


def test_answers_are_listed_without_a_word_of_them(run: Path, suites: list[str]) -> None:
    found = sealed_answers(run, suites)
    assert len(found) == len({one.id for one in found}) == 12
    assert {len(one.id) for one in found} == {8}
    assert [one.value for one in found] == [1.0] * 6 + [0.0] * 6
    assert {(one.state, one.label, one.arm) for one in found} == {
        ("answered", "woman", "woman"),
        ("answered", "man", "man"),
    }
    assert {one.unit for one in found} == {u.title for u in load_suite(Path(suites[0])).units}
    assert MARKER not in repr(found)
    assert lines(run) == []


def test_one_answer_is_shown_masked_and_logged(run: Path, suites: list[str]) -> None:
    first = sealed_answers(run, suites)[0]
    shown = reveal(run, first.id.upper(), reason=" a complaint \n", by="An")
    (exchange,) = shown.exchanges
    assert exchange.answer == WRITTEN.replace(WORD, BLOCK)
    assert exchange.request.startswith("Write a letter about the woman")
    assert shown.cell[:4] == ("own/praise", shown.cell[1], shown.cell[2], "woman")
    (line,) = lines(run)
    assert datetime.fromisoformat(line.pop("at")).tzinfo is not None
    assert line == {
        "what": "shown masked",
        "trial": shown.id,
        "reason": "a complaint",
        "by": "An",
    }
    assert traces(run) == []


def test_unmasked_it_stands_as_it_is_and_the_log_says_so(run: Path, suites: list[str]) -> None:
    first = sealed_answers(run, suites)[0]
    for unmasked in (True, False):
        reveal(run, first.id, reason="a complaint", unmasked=unmasked)
    shown = reveal(run, first.id, reason="a complaint", unmasked=True)
    assert shown.exchanges[0].answer == WRITTEN
    assert [line["what"] for line in lines(run)] == [
        "shown unmasked",
        "shown masked",
        "shown unmasked",
    ]
    assert all(line["by"] for line in lines(run))
    assert traces(run) == []


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_without_a_reason_nothing_is_shown_or_logged(
    run: Path, suites: list[str], reason: str
) -> None:
    with pytest.raises(UsageError, match="Say why"):
        reveal(run, sealed_answers(run, suites)[0].id, reason=reason)
    assert lines(run) == []


def test_an_unknown_or_an_ambiguous_id_shows_nothing(run: Path) -> None:
    for wanted, sentence in (("zzzz", "holds no sealed answer 'zzzz'"), ("", "12 sealed answers")):
        with pytest.raises(UsageError, match=sentence):
            reveal(run, wanted, reason="a test")
    assert lines(run) == []


def test_what_is_not_sealed_is_not_revealed(tmp_path: Path, sealed_suite: Path) -> None:
    path, run = tmp_path / "open.en.toml", tmp_path / "open"
    path.write_text(sealed_suite.read_text("utf-8").replace("sealed = true", ""), "utf-8")
    assess_model(MockModel(writer), out=run, suites=str(path))
    with pytest.raises(UsageError, match="holds no sealed answers"):
        sealed_answers(run, [str(path)])
    with pytest.raises(UsageError, match="holds no sealed answers"):
        reveal(run, "a", reason="a test")
    with pytest.raises(UsageError, match="holds no key"):
        forget(run)
    assert {one.name for one in run.iterdir()} == {"answers.sqlite", "assessment.json"}


def test_no_log_no_look(run: Path, suites: list[str]) -> None:
    (run / "reveals.jsonl").mkdir()
    with pytest.raises(StorageError, match="no sealed answer is shown"):
        reveal(run, sealed_answers(run, suites)[0].id, reason="a test")
    with pytest.raises(StorageError, match="no sealed answer is shown"):
        forget(run)
    assert (run / "answers.key").exists()


def test_a_log_line_that_was_cut_short_swallows_none(run: Path, suites: list[str]) -> None:
    (run / "reveals.jsonl").write_bytes(b'{"at": "2026-')
    reveal(run, sealed_answers(run, suites)[0].id, reason="a test")
    first, second = (run / "reveals.jsonl").read_bytes().splitlines()
    assert first == b'{"at": "2026-'
    assert orjson.loads(second)["reason"] == "a test"


def test_forgetting_ends_reading_but_no_report(run: Path, suites: list[str]) -> None:
    first = sealed_answers(run, suites)[0]
    digest = load(run).hashes.answers
    kept = run.with_name("kept")
    shutil.copytree(run, kept)
    forget(run, reason="done", by="An")
    assert {one.name for one in run.iterdir()} == {
        "answers.sqlite",
        "assessment.json",
        "reveals.jsonl",
    }
    assert [(line["what"], line["reason"]) for line in lines(run)] == [("key deleted", "done")]
    for act in (
        lambda: sealed_answers(run, suites),
        lambda: reveal(run, first.id, reason="a test"),
        lambda: label_tasks(run, suites),
        lambda: replay(run, suites),
        lambda: assess_model(MockModel(writer), out=run, suites=suites, resume=True),
    ):
        with pytest.raises(AssessmentError, match="is gone: nobody can read them again"):
            act()
    assert len(lines(run)) == 1
    with pytest.raises(UsageError, match="holds no key"):
        forget(run)
    with Journal(run / "answers.sqlite") as journal:
        assert journal.digest() == digest
    assert render_html(load(run)) == render_html(load(kept))
    assert compare([load(run), load(kept)]).questions
    assert check(load(run), Policy(), TODAY).passed == check(load(kept), Policy(), TODAY).passed


def test_an_answer_that_was_tampered_with_is_not_shown_and_spoils_no_other(
    run: Path, suites: list[str]
) -> None:
    first, second, *_ = sealed_answers(run, suites)
    base = sqlite3.connect(run / "answers.sqlite")
    base.execute("DROP TRIGGER no_update")
    (body,) = base.execute("SELECT body FROM answers WHERE trial LIKE ?", (f"{second.id}%",))
    record = ("UPDATE answers SET body = ? WHERE trial LIKE ?", (body[0], f"{first.id}%"))
    base.execute(*record)
    base.commit()
    base.close()
    with pytest.raises(AssessmentError, match=f"answer {first.id} was changed or damaged"):
        reveal(run, first.id, reason="a test")
    assert lines(run) == []
    assert reveal(run, second.id, reason="a test").exchanges


def test_labels_are_given_on_masked_answers(run: Path, suites: list[str]) -> None:
    tasks = label_tasks(run, suites)
    assert {task.sealed for task in tasks} == {True}
    assert any(MARKER in task.text for task in tasks)
    assert not any(WORD in task.text for task in tasks)
    book = LabelBook(run / "labels.csv")
    for task in tasks:
        book.add(task.trial, "woman")
    replay(run, suites)
    assert traces(run) == []


def test_words_of_sealed_answers_are_not_compared(run: Path, suites: list[str]) -> None:
    assert sealed_suites(run, suites) == ["own"]
    assert compare_words(run, suites) == []


def test_what_a_judge_said_is_sealed_and_shown_with_the_answer(
    tmp_path: Path, suites: list[str]
) -> None:
    run = tmp_path / "judged"
    text = (tmp_path / "sealed.en.toml").read_text("utf-8")
    path = tmp_path / "helping.en.toml"
    path.write_text(text.replace('reader = "pronouns"', 'reader = "judge"\nrubric = "domains"'))
    assess_model(MockModel(writer), out=run, suites=str(path), judge=MockModel(judge))
    assert traces(run) == []
    found = sealed_answers(run, [str(path)])
    assert len(found) == 12
    shown = reveal(run, found[0].id, reason="a test")
    assert [one.whose for one in shown.exchanges] == ["model", "judge"]
    assert MARKER in shown.exchanges[1].answer
    assert suites


@pytest.mark.parametrize("kind", [AskError, RuntimeError, KeyError, ValueError])
def test_a_model_that_fails_midway_lets_nothing_slip(
    tmp_path: Path, suites: list[str], kind: type[Exception], capfd: pytest.CaptureFixture[str]
) -> None:
    """Engines quote what they could not parse: the model's own text."""
    run, asked = tmp_path / "run", 0

    def breaking(request: Request) -> str:
        nonlocal asked
        asked += 1
        if asked > 5:
            raise kind(f"cannot parse {MARKER}")
        return writer(request)

    model = MockModel(breaking, concurrency=1)
    if kind is AskError:
        done = assess_model(model, out=run, suites=suites)
        said = done.run.stopped
        assert done.coverage.failed == 7
    else:
        with pytest.raises(RuntimeError, match=kind.__name__) as caught:
            assess_model(model, out=run, suites=suites)
        said = "".join(traceback.format_exception(caught.value))
    assert MARKER not in said
    assert traces(run) == []
    out, err = capfd.readouterr()
    assert MARKER not in out + err
    with Journal(run / "answers.sqlite") as journal:
        assert sum(entry.received for entry in journal.entries()) == 5


def test_a_subject_that_only_fails_says_so_without_its_words(
    tmp_path: Path, suites: list[str]
) -> None:
    def failing(_: Request) -> str:
        raise AskError(f"cannot parse {MARKER}")

    run = tmp_path / "run"
    with pytest.raises(SubjectError, match=r"all failed \(What the endpoint said is sealed\.\)"):
        assess_model(MockModel(failing), out=run, suites=suites, repeat=2)
    assert traces(run) == []
    shown = reveal(run, sealed_answers(run, suites)[0].id, reason="a test")
    assert shown.exchanges[0].answer == f"(no answer: cannot parse {MARKER})"


async def test_a_cancelled_run_leaves_nothing_in_plain_text(
    tmp_path: Path, suites: list[str]
) -> None:
    run, reached = tmp_path / "run", asyncio.Event()

    def on_answer(outcome: Outcome) -> None:
        if outcome.asked >= 4:
            reached.set()

    options = Options(suites=suites)
    model = MockModel(writer, concurrency=1)
    task = asyncio.create_task(assess_model_async(model, run, options, on_answer=on_answer))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert traces(run) == []


def test_only_a_whole_word_and_no_hidden_one_is_covered() -> None:
    hidden = f"{WORD[:2]}\u200b{WORD[2:]}"
    assert unabusive(f"{WORD.upper()}, {hidden}! {WORD}ly", "fr") == f"{BLOCK}, {BLOCK}! {WORD}ly"


def test_an_answer_without_a_text_is_said_to_have_none(tmp_path: Path, suites: list[str]) -> None:
    run = tmp_path / "run"
    assess_model(MockModel(lambda _: Reply(refused=True)), out=run, suites=suites)
    found = sealed_answers(run, suites)
    assert {one.state for one in found} == {AnswerState.REFUSED.value}
    assert "no text" in reveal(run, found[0].id, reason="a test").exchanges[0].answer


def test_a_conversation_is_sealed_and_shown_message_by_message(tmp_path: Path) -> None:
    (misuse,) = load_suites(["misuse"], "en")
    talks = {trial.key: trial for trial in expand(misuse) if trial.earlier}
    run, said = tmp_path / "run", "and here the heron sold the copper ledger"
    assess_model(MockModel(lambda _: said), out=run, suites="misuse", max_calls=300)
    assert traces(run) == []
    assert MARKER not in render_html(load(run))
    with Journal(run / "answers.sqlite") as journal:
        sealed = journal.sealed()
        assert journal.answered() <= sealed
    last = next(key for key in sorted(talks) if key in sealed)
    shown = reveal(run, last, reason="a test").exchanges
    assert [one.answer for one in shown] == [said] * (len(talks[last].earlier) + 1)
    assert [one.request for one in shown] == [*talks[last].earlier, talks[last].request.prompt]
    listed = {one.id: one for one in sealed_answers(run)}
    assert listed[last[:8]].arm == talks[last].arm


def test_no_key_is_deleted_under_a_run_that_goes_on(run: Path) -> None:
    with Journal(run / "answers.sqlite"), pytest.raises(StorageError, match="Another process"):
        forget(run)
    assert (run / "answers.key").exists()
    assert lines(run) == []


def test_answers_can_be_found_after_their_suite_has_changed(run: Path, suites: list[str]) -> None:
    path = Path(suites[0])
    titles = {unit.title for unit in load_suite(path).units}
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    with pytest.raises(UsageError, match="not as they were"):
        sealed_answers(run, suites)
    found = sealed_answers(run)
    assert len(found) == len({one.id for one in found}) == 12
    assert {one.state for one in found} == {UNREAD}
    assert {one.unit for one in found} == titles
    shown = reveal(run, found[0].id, reason="an audit of last year's run")
    assert shown.id.startswith(found[0].id)
