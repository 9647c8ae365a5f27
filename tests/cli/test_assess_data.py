"""``isonomia assess data``: what goes in, what comes out, and which exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia.cli import app

if TYPE_CHECKING:
    from pathlib import Path


def data(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["assess", "data", *map(str, arguments)])
    assert "Traceback" not in done.output
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "my texts.jsonl"
    lines = ["She is a nurse.", "He is a doctor.", "He is tall."] * 20
    path.write_text("".join(json.dumps({"body": {"text": line}}) + "\n" for line in lines))
    return path


def test_findings_and_a_report_in_the_readers_language(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    code, said = data(texts, "--text", "body.text", "--workers", "1", "--out", out)
    assert code == 0, said
    assert "60 records read, 0 skipped" in said
    assert "Share of women among all mentions" in said
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Occupations: the share of women beside their names" in page
    assert "<script" not in page
    done = CliRunner().invoke(app, ["report", str(out), "--lang", "fr"])
    assert done.exit_code == 0, done.output
    assert "la part des femmes" in (out / "report.fr.html").read_text(encoding="utf-8")
    assert json.loads((out / "assessment.json").read_text())["run"]["command"].startswith(
        "isonomia assess data"
    )


def test_a_profile_needs_no_field(texts: Path, tmp_path: Path) -> None:
    data(texts, "--text", "body.text", "--workers", "1", "--out", tmp_path / "run")
    code, said = data(tmp_path / "run" / "profile.json", "--out", tmp_path / "again")
    assert code == 0, said


def test_plain_text_needs_no_field(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("She left.\n\nHe stayed.\n")
    code, said = data(path, "--workers", "1", "--out", tmp_path / "run")
    assert code == 0, said
    assert "2 records read" in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Say which field of a record holds the text"),
        (("--text", "t", "--workers", "2", "--cluster", "local"), "give it or --cluster"),
        (("--text", "t", "--before", "nowhere"), "No profile at nowhere"),
        (("--text", "t", "--words", "nowhere.toml"), "nowhere.toml"),
        (("--text", "t", "--window", "5000"), "The window is 5000 words"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    texts: Path, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    code, said = data(texts, *options, "--out", tmp_path / "run")
    assert code == 2
    assert sentence in said
    assert "should not have happened" not in said


def test_a_path_that_matches_nothing(tmp_path: Path) -> None:
    code, said = data(tmp_path / "no" / "*.jsonl", "--text", "t", "--out", tmp_path / "run")
    assert code == 2
    assert "*.jsonl" in said
