"""``isonomia assess screener``: a screener of the user's own, and what cannot be one."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from typer.testing import CliRunner

from isonomia import load
from isonomia.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

runner = CliRunner()

OWN = """
class Pipeline:
    classes_ = ["hire", "reject"]
    def predict_proba(self, texts):
        return [[0.6, 0.4] for _ in texts]
    def predict(self, texts):
        return ["hire" for _ in texts]

def percent(application):
    return 50 + len(application.title)

pipeline = Pipeline()
number = 3
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Write modules of screeners into the folder where the command is run."""
    (tmp_path / "own_screeners.py").write_text(OWN)
    (tmp_path / "broken_screeners.py").write_text("1 / 0")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("own_screeners", None)


def run(*words: str) -> Any:
    return runner.invoke(app, ["assess", "screener", *words])


def test_a_function_of_ones_own_is_probed(own: Path, small_suite: str) -> None:
    command = ["own_screeners:percent", "--suite", small_suite, "--scale", "0,100"]
    done = run(*command, "--threshold", "60", "--lang", "en")
    assert done.exit_code == 0, done.output
    folder = own / "assessments" / "screener-own-screeners-percent"
    found = load(folder)
    assert (found.subject.name, found.subject.kind) == (
        "screener/own_screeners:percent",
        "decision system",
    )
    assert found.subject.details == {"settings": "scores from 0 to 100, invites from 60"}
    assert found.complete
    assert (folder / "report.html").is_file()
    words = shlex.split(found.run.command)
    assert words[:4] == ["isonomia", "assess", "screener", "own_screeners:percent"]
    assert run(*words[3:]).exit_code == 2, "the folder holds a run"
    assert run(*words[3:], "--resume").exit_code == 0


def test_a_pipeline_is_told_its_class_and_its_text(own: Path, small_suite: str) -> None:
    command = ["own_screeners:pipeline", "--suite", small_suite, "--positive", "hire"]
    done = run(*command, "--input", "cv", "--out", "run")
    assert done.exit_code == 0, done.output
    found = load(own / "run")
    assert found.subject.details == {
        "settings": "scores from 0 to 1, 'hire' is an invitation; shown the cv"
    }
    assert "--input cv" in found.run.command


def test_a_service_is_probed_and_its_query_is_not_shown(
    serve: Any, tmp_path: Path, small_suite: str
) -> None:
    def respond(body: dict[str, Any]) -> tuple[int, bytes]:
        return 200, orjson.dumps({"out": {"points": len(body["cv"]) % 10}})

    with serve(respond, "/?key=s3cret") as service:
        command = [service.url, "--suite", small_suite, "--scale", "0,9"]
        fields = ["--score-field", "out.points", "--concurrency", "2"]
        done = run(*command, *fields, "--out", str(tmp_path / "run"))
    assert done.exit_code == 0, done.output
    found = load(tmp_path / "run")
    assert found.coverage.answered == 60
    assert "s3cret" not in found.model_dump_json()
    assert found.subject.details["address"] == service.url.partition("?")[0]


def test_a_run_ends_at_its_budget_and_goes_on(own: Path, small_suite: str) -> None:  # noqa: ARG001
    command = ["own_screeners:pipeline", "--suite", small_suite, "--out", "run"]
    assert run(*command, "--max-calls", "50").exit_code == 3
    assert run(*command, "--resume").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["pipeline.joblib"], "loading one runs whatever code it holds"),
        (["models/pipeline.pkl"], "loading one runs whatever code it holds"),
        (["none"], "names no screener"),
        (["own_screeners:nothing"], "has no 'nothing'"),
        (["own_screeners:"], "package.module:attribute"),
        (["own_screeners:number"], "is no screener"),
        (["no_such_module:screener"], "Cannot import 'no_such_module'"),
        (["broken_screeners:screener"], "fails when it is imported (ZeroDivisionError"),
        (["own_screeners:percent", "--scale", "ten"], "is no scale"),
        (["own_screeners:percent", "--scale", "9,1"], "is no scale"),
        (["own_screeners:percent", "--threshold", "60"], "lies outside the scale"),
        (["own_screeners:percent", "--input", "cv"], "--input is for a pipeline"),
        (["own_screeners:percent", "--score-field", "x"], "--score-field is for a service"),
        (["own_screeners:pipeline", "--positive", "yes"], "one of hire, reject"),
        (["http://"], "must look like"),
        (["own_screeners:percent", "--suite", "hiring"], "asks a model, not a screener"),
    ],
)
def test_what_cannot_be_probed_is_said_in_a_sentence(
    own: Path, words: list[str], sentence: str
) -> None:
    done = run(*words)
    assert done.exit_code == 2, done.output
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.output
    assert not (own / "assessments").exists()


def test_a_screener_that_cannot_be_read_is_said_in_a_sentence(own: Path) -> None:  # noqa: ARG001
    done = run("own_screeners:percent")
    assert done.exit_code == 3
    assert "--scale LOW,HIGH" in " ".join(done.stderr.split())


def test_the_list_tells_which_suites_ask_a_screener() -> None:
    listed = runner.invoke(app, ["suites"]).stdout.splitlines()
    marked = {line.split()[0] for line in listed if line.endswith("(asks a screener)")}
    assert marked == {"screening"}
