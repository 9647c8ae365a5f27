"""``isonomia assess data --columns``: tables of people, from files, a warehouse or a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia.cli import app

if TYPE_CHECKING:
    from pathlib import Path


def data(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["assess", "data", *map(str, arguments)])
    assert "Traceback" not in done.output
    assert "should not have happened" not in done.output
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "our people.csv"
    rows = ["woman,young"] * 90 + ["man,young"] * 200 + ["man,old"] * 100 + [",old"] * 10
    path.write_text("sex,age group\n" + "\n".join(rows) + "\n")
    return path


def test_a_table_is_assessed_and_its_profile_again(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    code, said = data(people, "--columns", "gender=sex,age=age group", "--out", out)
    assert code == 0, said
    assert "400 records read" in said
    assert "exceeds" in said
    assert (out / "report.html").is_file()
    code, said = data(out / "profile.json", "--out", tmp_path / "again", "--lang", "vi")
    assert code == 0, said
    assert (tmp_path / "again" / "report.vi.html").is_file()


def test_the_sql_reads_nothing(tmp_path: Path) -> None:
    code, said = data("nowhere.csv", "--columns", "gender=sex", "--explain")
    assert code == 0, said
    assert "GROUP BY" in said
    assert not (tmp_path / "assessments").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--columns", "gender=nothing"), "nothing"),
        (("--columns", "gender=sex,gender=sex"), "names 'gender' twice"),
        (("--columns", "gender=sex", "--window", "5"), "--window does not go with a table"),
        (("--text", "t", "--label", "hired"), "--label does not go with texts"),
        (("--columns", "gender=sex", "--resume"), "--resume does not go with a table"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    people: Path, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    code, said = data(people, *options, "--out", tmp_path / "run")
    assert code == 2
    assert sentence in said


def test_a_counted_table_takes_no_other_columns(people: Path, tmp_path: Path) -> None:
    data(people, "--columns", "gender=sex", "--out", tmp_path / "run")
    profile = tmp_path / "run" / "profile.json"
    code, said = data(profile, "--columns", "age=age group", "--out", tmp_path / "again")
    assert code == 2
    assert "--columns can no longer change a profile" in said
