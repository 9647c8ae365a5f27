"""The examples: what they promise is run, or at least understood by the real command."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
import typer

from isonomia.cli import app
from isonomia.report import load_policy

EXAMPLES = Path(__file__).parents[1] / "examples"
WORKFLOW = EXAMPLES / "github-actions" / "isonomia.yml"
COMMANDS = re.findall(r"^\s*(?:run: )?(isonomia .*)$", WORKFLOW.read_text(encoding="utf-8"), re.M)


def test_the_pytest_example_passes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", EXAMPLES / "pytest"],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_the_workflow_names_commands() -> None:
    assert {line.split()[1] for line in COMMANDS} == {"assess", "report", "gate"}


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_workflow_is_understood(line: str) -> None:
    command, words = typer.main.get_command(app), shlex.split(line)[1:]
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(click.Context(command), words)
        assert command is not None
        assert name is not None
    command.make_context("isonomia", words)  # raises where an option or its value is wrong


def test_the_workflow_is_what_a_parser_reads() -> None:
    yaml = pytest.importorskip("yaml", reason="no YAML parser is installed")
    record = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    (job,) = record["jobs"].values()
    assert [step["name"] for step in job["steps"] if "name" in step] == [
        "Install", "Assess", "Report", "Keep", "Gate"
    ]  # fmt: skip
    assert record["permissions"] == {"contents": "read"}
    runs = "\n".join(step["run"] for step in job["steps"] if "run" in step)
    assert "answers.sqlite" not in WORKFLOW.read_text(encoding="utf-8")
    assert re.findall(r"^isonomia .*$", runs, re.M) == COMMANDS


def test_the_policy_of_the_workflow_can_be_read() -> None:
    assert load_policy(EXAMPLES / "github-actions" / "policy.toml").min_answered == 0.9
