"""The commands as a user types them: `inspect eval isonomia/…`, then `isonomia import`."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from inspect_ai.model import get_model
from typer.testing import CliRunner

from isonomia import load
from isonomia.cli import app
from isonomia.inspect import suite

if TYPE_CHECKING:
    from collections.abc import Callable

    from inspect_ai.log import EvalLog

SOURCES = Path(__file__).parents[2] / "src"
OFFLINE = """
import sys
def guard(event, arguments):
    reached = event == "socket.connect" and isinstance(arguments[1], tuple)
    if reached or event == "socket.getaddrinfo":
        sys.stderr.write(f"LEFT THE MACHINE: {event} {arguments[1:]}\\n")
        raise PermissionError("no network in this test")
sys.addaudithook(guard)
"""
INSPECT = f"""{OFFLINE}
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("provider", sys.argv.pop(1))
sys.modules["provider"] = module_from_spec(spec)
spec.loader.exec_module(sys.modules["provider"])
from inspect_ai._cli.main import main
main()
"""
ISONOMIA = f"{OFFLINE}from isonomia.cli import main; main()"


def run(code: str, *arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=300,
    )


def test_the_entry_point_is_there() -> None:
    found = [one for one in entry_points(group="inspect_ai") if one.name == "isonomia"]
    assert [one.value for one in found] == ["isonomia.inspect.registry"]


@pytest.mark.usefixtures("at_home")
def test_from_inspect_to_a_report_offline(tmp_path: Path) -> None:
    provider = Path(__file__).with_name("provider.py")
    asked = run(
        INSPECT,
        *(provider, "eval", "isonomia/roles", "--model", "scripted/model", "-T", "seed=7"),
        *("--limit", 30, "--log-dir", tmp_path / "logs", "--display", "plain"),
    )
    assert asked.returncode == 0, asked.stderr + asked.stdout
    assert "LEFT THE MACHINE" not in asked.stderr
    assert "continuation (a chat model cannot" in " ".join((asked.stdout + asked.stderr).split())
    (log,) = (tmp_path / "logs").glob("*.eval")
    done = run(ISONOMIA, "import", log, "--out", tmp_path / "run", "--lang", "fr")
    assert done.returncode == 3, done.stderr
    assert "LEFT THE MACHINE" not in done.stderr
    assessment = load(tmp_path / "run")
    assert (assessment.plan.seed, assessment.coverage.total) == (7, 30)
    words = f"30 of {assessment.plan.trials} answers (only a part was to be asked)"
    assert words in " ".join(done.stderr.split())
    page = (tmp_path / "run" / "report.fr.html").read_text(encoding="utf-8")
    assert 'lang="fr"' in page
    assert f"isonomia import NEW.eval --out {tmp_path / 'run'} --resume</code>" in page


def test_nonsense_is_a_sentence_without_a_traceback() -> None:
    provider = Path(__file__).with_name("provider.py")
    told = ("eval", "isonomia/roles", "--model", "scripted/model", "-T", "language=xx")
    done = run(INSPECT, provider, *told)
    assert done.returncode != 0
    assert "isonomia/roles: language: Input should be 'en', 'vi' or 'fr'." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_inspect_lists_the_task_for_suites_of_ones_own() -> None:
    # Inspect lists tasks by reading files; those of packages are run by name, without being listed.
    listed = run("from inspect_ai._cli.main import main; main()", "list", "tasks", cwd=SOURCES)
    assert "isonomia/inspect/tasks.py@suite" in listed.stdout


def test_a_whole_run_is_done(ask: Callable[..., EvalLog], tiny: Path, tmp_path: Path) -> None:
    model = get_model("scripted/model", memoize=False, always="She laughed at home.")
    log = ask(suite(path=str(tiny)), model)
    arguments = ["import", log.location, "--out", str(tmp_path / "run")]
    verb = CliRunner()
    unnamed = verb.invoke(app, arguments)
    assert unnamed.exit_code == 2
    assert "name its file with --suite" in unnamed.stderr
    done = verb.invoke(app, [*arguments, "--suite", str(tiny)])
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "run" / "report.html").is_file()
    assert load(tmp_path / "run").complete
    again = verb.invoke(app, [*arguments, "--suite", str(tiny)])
    assert again.exit_code == 2
    assert "already holds a run" in again.stderr


def test_nothing_else_imports_inspect() -> None:
    everything = (
        "import sys, isonomia, isonomia.cli, isonomia.web, isonomia.report, isonomia.testing, "
        "isonomia.assess.models; sys.exit('inspect_ai' in sys.modules)"
    )
    assert run(everything).returncode == 0


def test_without_inspect_the_verb_says_what_to_install(tmp_path: Path) -> None:
    done = run(
        f"import sys; sys.modules['inspect_ai'] = None\n{ISONOMIA}", "import", tmp_path / "x.eval"
    )
    assert done.returncode == 2
    assert "pip install 'isonomia[inspect]'" in done.stderr
