"""The tables and commands with which the manual begins work as they stand there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isonomia.cli import app

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(
    ("page", "name", "commands"),
    [("tables.md", "people.csv", 1), ("decisions.md", "applications.csv", 2)],
)
def test_the_first_commands_run_on_the_table_beside_them(
    page: str, name: str, commands: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^ {4}.+\n)+", text, re.MULTILINE)
    assert f"Save these lines as `{name}`" in text
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(blocks[0].replace("    ", ""), encoding="utf-8")
    for line in blocks[1].splitlines()[:commands]:
        done = CliRunner().invoke(app, shlex.split(line.partition("#")[0])[1:])
        assert done.exit_code == 0, done.output
        assert "8 records read, 0 skipped" in done.output
        assert "not enough evidence" in done.output
