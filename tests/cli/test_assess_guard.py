"""``isonomia assess guard``: a guard of the user's own, and what cannot be one."""

from __future__ import annotations

import asyncio
import shlex
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia import MockEndpoint, load
from isonomia.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

runner = CliRunner()

OWN = """
from types import SimpleNamespace

class Words:
    name = "words"
    digest = "abc"
    def screen(self, text, language=None):
        return SimpleNamespace(flagged="tonight" in text, act="threat")

class Nameless:
    def screen(self, text, language=None): ...

guard, nameless = Words(), Nameless()
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Write a module of guards into the folder where the command is run."""
    (tmp_path / "own_guards.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("own_guards", None)


@pytest.fixture
def judge() -> Iterator[str]:
    """Serve a judge in a thread of its own, which takes every text for one of the acts."""
    endpoint = MockEndpoint(lambda *_: "B", logprobs=False)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(endpoint.__aenter__(), loop).result()
    yield endpoint.base_url
    asyncio.run_coroutine_threadsafe(endpoint.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_guard_of_ones_own_is_examined(own: Path) -> None:
    done = runner.invoke(app, ["assess", "guard", "own_guards:guard", "--lang", "fr"])
    assert done.exit_code == 0, done.output
    folder = own / "assessments" / "guard-own-guards-guard"
    found = load(folder)
    assert (found.subject.name, found.subject.digest) == ("guard/words", "abc")
    assert found.complete
    assert (folder / "report.fr.html").is_file()
    assert shlex.split(found.run.command)[:6] == [
        *("isonomia", "assess", "guard", "own_guards:guard"),
        *("--lang", "fr"),
    ]


def test_a_run_ends_at_its_budget_and_goes_on(own: Path) -> None:  # noqa: ARG001
    command = ["assess", "guard", "own_guards:guard", "--out", "run"]
    assert runner.invoke(app, [*command, "--max-calls", "50"]).exit_code == 3
    assert runner.invoke(app, [*command, "--resume"]).exit_code == 0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none", "names no guard"),
        ("own_guards:nothing", "has no 'nothing'"),
        ("no_such_module:guard", "Cannot import 'no_such_module'"),
        ("own_guards:nameless", "has no name and no digest"),
        ("own_guards:Words", "not a class"),
    ],
)
def test_what_is_no_guard_is_said_in_a_sentence(own: Path, name: str, sentence: str) -> None:
    done = runner.invoke(app, ["assess", "guard", name])
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.output
    assert not (own / "assessments").exists()


def test_a_model_that_judges_is_examined_one_text_at_a_time(judge: str, tmp_path: Path) -> None:
    command = ["assess", "guard", "openai/mock", "--base-url", judge]
    done = runner.invoke(app, [*command, "--out", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    found = load(tmp_path / "run")
    assert found.subject.name == "guard/openai/mock"
    assert found.coverage.answered == found.coverage.total == 522
    rates = {one.contrast: one.estimate.value for one in found.findings if one.estimate}
    assert rates["caught-level"] == 1.0
    assert rates["blocked-level"] == 1.0
    many = runner.invoke(app, [*command, "--concurrency", "2", "--out", str(tmp_path / "many")])
    assert many.exit_code == 2
    assert "one text at a time" in many.stderr


def test_an_address_is_for_an_endpoint_alone() -> None:
    done = runner.invoke(app, ["assess", "guard", "baseline", "--base-url", "http://localhost:1"])
    assert done.exit_code == 2
    assert "--base-url is for openai/NAME" in done.stderr


def test_models_are_sent_to_their_own_verb(own: Path) -> None:  # noqa: ARG001
    done = runner.invoke(app, ["assess", "guard", "own_guards:guard", "--suite", "roles"])
    assert done.exit_code == 2
    assert "asks a model, not a guard" in done.stderr


def test_the_list_tells_which_suites_ask_a_guard() -> None:
    listed = runner.invoke(app, ["suites"]).stdout.splitlines()
    marked = {line.split()[0] for line in listed if line.endswith("(asks a guard)")}
    assert marked == {"guard-exam"}
