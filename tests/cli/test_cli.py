"""The command as a user meets it: exit codes, sentences, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from asyncio import Event, run
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from isonomia import MockEndpoint, load
from isonomia.cli.failures import plain_failures
from isonomia.testing import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

COMMAND = [sys.executable, "-m", "isonomia"]


def isonomia(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")} | env,
        timeout=120,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was said on stderr, which is never a traceback."""
    assert "Traceback" not in done.stderr
    return done.stderr


class Served:
    """A mock endpoint in a thread of its own, so that the command can be a process."""

    def __init__(self, **options: Any) -> None:
        self.endpoint = MockEndpoint(respond, **options)
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: run(self._serve()))

    async def _serve(self) -> None:
        self._stop = Event()
        async with self.endpoint:
            self._up.set()
            await self._stop.wait()

    def start(self) -> None:
        self._thread.start()
        self._up.wait()


def respond(prompt: str, _: Mapping[str, Any]) -> str | dict[str, float]:
    if prompt.startswith("Write"):
        return "They met friends."
    return {" she": 0.5, " he": 0.5, "she": 0.5, "he": 0.5}


@pytest.fixture
def serve() -> Iterator[Callable[..., MockEndpoint]]:
    running: list[Served] = []

    def start(**options: Any) -> MockEndpoint:
        served = Served(**options)
        served.start()
        running.append(served)
        return served.endpoint

    yield start
    for served in running:
        served._stop._loop.call_soon_threadsafe(served._stop.set)  # type: ignore[attr-defined]
        served._thread.join()


def test_help_and_version() -> None:
    done = isonomia("--help")
    assert done.returncode == 0
    assert "Exit codes" in done.stdout
    assert isonomia("--version").stdout.strip().count(".") == 2


def test_suites_are_listed_and_have_cards() -> None:
    listed = isonomia("suites")
    assert listed.returncode == 0
    assert {"occupations", "roles"} <= {line.split()[0] for line in listed.stdout.splitlines()}
    card = isonomia("suites", "show", "occupations").stdout
    for heading in ("Question.", "Harm.", "Limits.", "Tolerances", "Sources"):
        assert heading in card


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["suites", "show", "hirring"], 2, "no suite 'hirring'"),
        (["suites", "check", "nothing.toml"], 2, "Cannot read the suite file"),
        (["assess", "model", "gpt-4"], 2, "names no model"),
        (["assess", "model", "local/llama9"], 2, "There is no local model 'llama9'"),
        (["assess", "model", "local/nothing.gguf"], 2, "There is no file nothing.gguf"),
        (["report", "nowhere"], 2, "No assessment at"),
        (["gate", "nowhere"], 2, "No assessment at"),
        (["assess", "model", "openai/x", "--base-url", "http://127.0.0.1:9"], 3, "127.0.0.1:9"),
        (["assess", "model", "openai/x", "--max-cost", "1"], 2, "--prices"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    if arguments[0] == "assess":
        arguments = [*arguments, "--out", str(tmp_path / "run")]
    done = isonomia(*arguments)
    assert done.returncode == code, done.stderr
    assert words in sentence(done)
    assert not (tmp_path / "run" / "answers.sqlite").exists()


def test_a_run_from_start_to_gate(serve: Callable[..., MockEndpoint], tmp_path: Path) -> None:
    url = serve(key="sk-secret").base_url
    model = ["assess", "model", "openai/mock", "--suite", "occupations", "--base-url", url]
    out = ["--out", tmp_path / "run"]
    model[-1] += "?token=s3same"
    cut = isonomia(*model, *out, "--max-calls", 40, OPENAI_API_KEY="sk-secret")
    assert cut.returncode == 3, cut.stderr
    assert "Incomplete" in sentence(cut)
    assert load(tmp_path / "run").coverage.total == 40
    again = isonomia(*model, *out, OPENAI_API_KEY="sk-secret")
    assert again.returncode == 2
    assert "already holds a run" in sentence(again)
    whole = isonomia(*model, *out, "--resume", OPENAI_API_KEY="sk-secret")
    assert whole.returncode == 0, whole.stderr
    assert load(tmp_path / "run").complete
    for path in (tmp_path / "run").iterdir():
        assert b"sk-secret" not in path.read_bytes()
        assert b"s3same" not in path.read_bytes()
    assert "sk-secret" not in whole.stdout + whole.stderr

    for language in ("en", "vi", "fr"):
        page = isonomia("report", tmp_path / "run", "--lang", language).stdout.strip()
        assert f'lang="{language}"' in Path(page).read_text(encoding="utf-8")
    passed = isonomia("gate", tmp_path / "run")
    assert (passed.returncode, passed.stdout.splitlines()[-1]) == (0, "Gate passed.")
    policy = tmp_path / "strict.toml"
    policy.write_text('fail_on = ["exceeds", "within"]')
    failed = isonomia("gate", tmp_path / "run", "--policy", policy)
    assert (failed.returncode, failed.stdout.splitlines()[-1]) == (1, "Gate failed.")


@pytest.mark.parametrize(
    ("key", "model", "words"),
    [("wrong", "openai/mock", "key"), ("right", "openai/mcok", "knows no model 'mcok'")],
)
def test_a_wrong_key_and_an_unknown_model_are_told_at_once(
    serve: Callable[..., MockEndpoint], tmp_path: Path, key: str, model: str, words: str
) -> None:
    endpoint = serve(key="right")
    command = ["assess", "model", model, "--base-url", endpoint.base_url]
    done = isonomia(*command, "--out", tmp_path / "run", OPENAI_API_KEY=key)
    assert done.returncode == 3
    assert words in sentence(done)
    assert len(endpoint.requests) <= 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_130_and_loses_nothing(
    serve: Callable[..., MockEndpoint], tmp_path: Path, how: signal.Signals
) -> None:
    endpoint = serve(faults=iter(lambda: Fault.slow(0.01), None))
    command = [*COMMAND, "assess", "model", "openai/mock", "--suite", "occupations"]
    command += ["--base-url", endpoint.base_url, "--out", str(tmp_path / "run")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        while len(endpoint.requests) < 60:
            assert child.poll() is None
        child.send_signal(how)
        _, said = child.communicate(timeout=30)
    assert child.returncode == 130
    assert "Traceback" not in said
    assert "--resume" in said
    partial = load(tmp_path / "run")
    assert partial.run.stopped == "interrupted"
    assert partial.coverage.answered > 0
    assert "interrupted" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_a_host_that_goes_down_mid_run_is_3_and_has_a_page(
    serve: Callable[..., MockEndpoint], tmp_path: Path
) -> None:
    gone = [None] * 40 + [Fault.refusal(401, "Key revoked")] * 100
    endpoint = serve(faults=gone)
    command = ["assess", "model", "openai/mock", "--base-url", endpoint.base_url]
    done = isonomia(*command, "--suite", "occupations", "--out", tmp_path / "run")
    assert done.returncode == 3
    assert "does not accept the key" in sentence(done)
    assert not load(tmp_path / "run").complete
    assert (tmp_path / "run" / "report.html").is_file()


def test_the_unforeseen_is_a_sentence_too() -> None:
    with pytest.raises(typer.Exit) as caught, plain_failures():
        raise ZeroDivisionError("what nobody thought of")
    assert caught.value.exit_code == 70


def test_a_reader_that_has_read_enough_is_no_failure() -> None:
    command = [*COMMAND, "suites", "show", "roles", "--trials", "900"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as it:
        assert it.stdout
        assert it.stderr
        it.stdout.readline()
        it.stdout.close()
        said = it.stderr.read()
    assert (it.returncode, said) == (141, b"")
