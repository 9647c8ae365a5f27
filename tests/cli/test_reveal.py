"""`isonomia reveal`, and what the other verbs do with sealed answers: sentences and exit codes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from asyncio import Event, run
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from typer.testing import CliRunner

from isonomia import MockEndpoint, MockModel, assess_model
from isonomia.cli import app
from isonomia.evidence import Journal, load
from isonomia.testing import Fault
from isonomia.vocabulary import abusive_words
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from typer.testing import Result

    from isonomia.assess.models import Request

MARKER = "the heron sold the copper ledger"
WORD = min(abusive_words("en"))
WRITTEN = f"She said:\n{MARKER} to a {WORD}.\x1b[2J\x07 She left."


def writer(request: Request) -> str:
    return WRITTEN if "woman" in request.prompt else "He was late. He will say more."


def plain_writer(request: Request) -> str | dict[str, float]:
    """Answer the suite ``roles`` with what may be read, and all else as ``writer`` does."""
    if request.options:
        return dict.fromkeys(request.options, 0.5)
    harmless = "She cared for the family. The company made a profit."
    return writer(request) if "Write a letter about" in request.prompt else harmless


def isonomia(*arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)), input=typed)


def shown(done: Result) -> str:
    """Return all that a user saw, which is never a traceback."""
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def log(folder: Path) -> list[dict[str, Any]]:
    path = folder / "reveals.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def traces(folder: Path) -> list[str]:
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and MARKER.encode() in path.read_bytes()
    ]


@pytest.fixture
def folder(tmp_path: Path, sealed_suite: Path) -> Path:
    assess_model(MockModel(writer), out=tmp_path / "run", suites=str(sealed_suite))
    return tmp_path / "run"


@pytest.fixture
def first(folder: Path, sealed_suite: Path) -> str:
    """Return the id that the list gives first."""
    listed = isonomia("reveal", folder, "--suite", sealed_suite)
    found = re.search(r"^ {2}([0-9a-f]{8}) {2}answered 1\.00 \(woman\)", listed.stdout, re.M)
    assert found, listed.stderr
    return found[1]


def test_the_list_names_answers_and_shows_none(folder: Path, sealed_suite: Path) -> None:
    done = isonomia("reveal", folder, "--suite", sealed_suite)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Sealed answers: 12. No word of them is shown here."
    assert len([line for line in lines if "own/praise · " in line]) == 12
    assert lines[-1] == f'Show one, which is logged: isonomia reveal {folder} ID --reason "…"'
    assert MARKER not in shown(done)
    assert log(folder) == []


def test_without_its_suite_the_list_has_no_degrees(folder: Path) -> None:
    done = isonomia("reveal", folder)
    assert done.exit_code == 0
    assert "give your own with --suite FILE" in done.stdout
    assert done.stdout.count("not read again") == 12
    assert MARKER not in shown(done)


def test_one_is_shown_masked_and_cannot_steer_the_terminal(folder: Path, first: str) -> None:
    done = isonomia("reveal", folder, first, "--reason", "a complaint", "--by", "An")
    assert done.exit_code == 0, done.stderr
    assert f"    {MARKER} to a {BLOCK}.\\x1b[2J\\x07 She left." in done.stdout.splitlines()
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
    assert WORD not in done.stdout
    assert "Asked:\n    Write a letter about the woman" in done.stdout
    (line,) = log(folder)
    assert (line["what"], line["reason"], line["by"]) == ("shown masked", "a complaint", "An")
    assert traces(folder) == []


def test_unmasked_is_logged_as_such(folder: Path, first: str) -> None:
    done = isonomia("reveal", folder, first, "--reason", "a complaint", "--unmasked")
    assert f"    {MARKER} to a {WORD}.\\x1b[2J\\x07 She left." in done.stdout.splitlines()
    assert [line["what"] for line in log(folder)] == ["shown unmasked"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{first}"], "Say why you look"),
        (["{first}", "--reason", "  "], "Say why you look"),
        (["ffff-none", "--reason", "a test"], "holds no sealed answer 'ffff-none'"),
        (["", "--reason", "a test"], "12 sealed answers begin with ''"),
        (["--reason", "a test"], "go with the ID of one answer"),
        (["--unmasked"], "go with the ID of one answer"),
        (["{first}", "--forget"], "give no ID with it"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_2(
    folder: Path, first: str, arguments: list[str], words: str
) -> None:
    done = isonomia("reveal", folder, *(word.format(first=first) for word in arguments))
    assert done.exit_code == 2
    assert done.stderr.startswith("isonomia: ")
    assert words in done.stderr
    assert MARKER not in shown(done)
    assert log(folder) == []


@pytest.mark.parametrize("where", ["nowhere", "."])
def test_a_folder_without_a_run_is_a_sentence(tmp_path: Path, where: str) -> None:
    for arguments in ((), ("abcd", "--reason", "a test"), ("--forget", "--yes")):
        done = isonomia("reveal", tmp_path / where, *arguments)
        assert done.exit_code == 2
        assert "Traceback" not in shown(done)


def test_forgetting_asks_and_then_nothing_can_be_read(folder: Path, first: str) -> None:
    for typed in ("", "y\n", "yes\n"):
        done = isonomia("reveal", folder, "--forget", typed=typed)
        assert done.exit_code != 0
        assert (folder / "answers.key").exists()
    assert log(folder) == []
    done = isonomia("reveal", folder, "--forget", "--reason", "the study ended", typed="forget\n")
    assert done.exit_code == 0, done.stderr
    assert not (folder / "answers.key").exists()
    assert [(line["what"], line["reason"]) for line in log(folder)] == [
        ("key deleted", "the study ended")
    ]
    gone = isonomia("reveal", folder, first, "--reason", "a test")
    assert gone.exit_code == 2
    assert "is gone: nobody can read them again" in gone.stderr
    assert isonomia("reveal", folder, "--forget", "--yes").exit_code == 2


def test_with_the_key_gone_what_needs_no_answers_still_works(
    folder: Path, sealed_suite: Path
) -> None:
    assert isonomia("reveal", folder, "--forget", "--yes").exit_code == 0
    for form in ("html", "markdown", "junit"):
        assert isonomia("report", folder, "--format", form).exit_code == 0
    assert isonomia("gate", folder).exit_code in {0, 1}
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    compared = isonomia("compare", folder, other)
    assert compared.exit_code == 0, compared.stderr
    for verb in ("label", "reveal"):
        done = isonomia(verb, folder, "--suite", sealed_suite)
        assert done.exit_code == 2
        assert "is gone: nobody can read them again" in done.stderr


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda key: key.write_bytes(key.read_bytes()[:-6]), "is damaged or no key of Isonomia"),
        (lambda key: key.write_bytes(key.read_bytes()[:23] + b"A" * 43 + b"=\n"), "is not the key"),
    ],
    ids=["cut", "another"],
)
def test_a_wrong_key_is_a_sentence_everywhere(
    folder: Path,
    first: str,
    sealed_suite: Path,
    damage: Callable[[Path], object],
    words: str,
) -> None:
    damage(folder / "answers.key")
    for arguments in (
        ("reveal", folder, first, "--reason", "a test"),
        ("reveal", folder, "--suite", sealed_suite),
        ("label", folder, "--suite", sealed_suite),
    ):
        done = isonomia(*arguments)
        assert done.exit_code == 2
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert log(folder) == []


def test_a_sitting_of_labelling_is_logged_once_and_shows_covered_words(
    folder: Path, sealed_suite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def serve(given: list[Any], *_: object, **__: object) -> int:
        seen.extend(task.text for task in given)
        return 0

    monkeypatch.setattr("isonomia.web.serve", serve)
    done = isonomia("label", folder, "--suite", sealed_suite, "--by", "An")
    assert done.exit_code == 0, done.stderr
    assert "it is logged that you look at them" in done.stdout
    assert len(seen) == 12
    assert any(MARKER in text for text in seen)
    assert not any(WORD in text for text in seen)
    assert [(line["what"], line["by"]) for line in log(folder)] == [("labelling", "An")]


def test_no_spreadsheet_takes_sealed_answers(
    folder: Path, tmp_path: Path, sealed_suite: Path
) -> None:
    out = tmp_path / "sheet.csv"
    done = isonomia("label", folder, "--suite", sealed_suite, "--export", out)
    assert done.exit_code == 2
    assert "All answers of this sample are sealed" in done.stderr
    assert not out.exists()
    mixed = tmp_path / "mixed"
    both = f"{sealed_suite},roles"
    assess_model(MockModel(plain_writer), out=mixed, suites=both.split(","))
    done = isonomia("label", mixed, "--suite", both, "--export", out, "--per-measure", 8)
    assert done.exit_code == 0, done.stderr
    assert "Left out: 8 sealed answers" in done.stdout
    assert "The company made a profit." in out.read_text("utf-8-sig")
    assert MARKER not in out.read_text("utf-8-sig")
    assert log(mixed) == []


def test_words_leave_sealed_suites_out_and_say_so(folder: Path, sealed_suite: Path) -> None:
    done = isonomia("words", folder, "--suite", sealed_suite)
    assert done.exit_code == 2
    assert "Left out: own." in done.stdout
    assert "heron" not in shown(done)


class Served:
    """A mock endpoint in a thread of its own, so that the command can be a process."""

    def __init__(self) -> None:
        self.endpoint = MockEndpoint(lambda *_: WRITTEN)
        self.up = threading.Event()
        self.thread = threading.Thread(target=lambda: run(self.serve()))
        self.thread.start()
        self.up.wait()

    async def serve(self) -> None:
        self.over = Event()
        async with self.endpoint:
            self.up.set()
            await self.over.wait()

    def end(self) -> None:
        self.over._loop.call_soon_threadsafe(self.over.set)  # type: ignore[attr-defined]
        self.thread.join()


@pytest.fixture
def endpoint() -> Iterator[MockEndpoint]:
    served = Served()
    yield served.endpoint
    served.end()


def assess(endpoint: MockEndpoint, suite: Path, out: Path) -> list[str]:
    command = [sys.executable, "-m", "isonomia", "assess", "model", "openai/mock"]
    return [*command, *("--base-url", endpoint.base_url, "--suite", str(suite), "--out", str(out))]


ENV = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}


def test_an_interrupted_run_leaves_nothing_in_plain_text(
    endpoint: MockEndpoint, tmp_path: Path, sealed_suite: Path
) -> None:
    """Nor while it runs: SQLite's log beside the journal is a file, too."""
    out = tmp_path / "run"
    # The first answers come at once, the rest so slowly that the run cannot end before the signal.
    endpoint.faults = chain([Fault.slow(0.001)] * 80, repeat(Fault.slow(0.5)))
    command = [*assess(endpoint, sealed_suite, out), "--repeat", "40"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, text=True, env=ENV) as child:  # type: ignore[call-overload]
        while len(endpoint.requests) < 60:
            assert child.poll() is None
        during = traces(out)
        child.send_signal(signal.SIGINT)
        said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert during == traces(out) == []
    assert MARKER not in "".join(said)
    assert (out / "report.html").is_file()
    with Journal(out / "answers.sqlite") as journal:
        texts = [entry.body["reply"]["text"] for entry in journal.entries()]  # type: ignore[index]
    assert set(texts) == {WRITTEN}


def test_an_endpoint_that_quotes_its_model_is_not_quoted(
    endpoint: MockEndpoint, tmp_path: Path, sealed_suite: Path
) -> None:
    out = tmp_path / "run"
    refusal = Fault.refusal(400, f"cannot parse {MARKER}")
    endpoint.faults = iter([None, None, *[refusal] * 200])
    command = [*assess(endpoint, sealed_suite, out), "--repeat", "4"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=ENV, timeout=120
    )
    assert done.returncode == 3
    assert "What the endpoint said is sealed." in done.stderr
    assert MARKER not in done.stdout + done.stderr
    assert "is sealed" in load(out).run.stopped
    assert traces(out) == []
