"""``isonomia assess decisions``: from files to a page, from a profile, and the SQL."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import duckdb
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.evidence import load

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

ROWS = [("woman", "no", 0.2), ("woman", "yes", 0.6), ("man", "yes", 0.7), ("man", "no", 0.3)]


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["assess", "decisions", *map(str, words)])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "our decisions.csv"
    rows = [",".join(map(str, row)) for row in ROWS * 30]
    path.write_text("\n".join(["sex,hired,score", *rows, "man,yes"]), encoding="utf-8")
    return path


GIVEN = ("--group", "gender=sex", "--outcome", "hired", "--score", "score")


@pytest.mark.parametrize("lang", ["en", "vi", "fr"])
def test_a_run_ends_with_a_page_that_can_be_read(table: Path, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "out"
    done = run(table, *GIVEN, "--reference", "gender=man", "--lang", lang, "--out", out)
    assert done.exit_code == 0, done.output
    assert "120 records read, 1 skipped" in done.output
    assert "line 122: too-few-fields" in done.output
    page = (out / ("report.html" if lang == "en" else f"report.{lang}.html")).read_text("utf-8")
    assert {"en": "Impact ratio", "vi": "Tỷ số tác động", "fr": "Rapport d’impact"}[lang] in page
    words = shlex.split(load(out).run.command)
    again = CliRunner().invoke(app, words[1:])
    assert again.exit_code == 0
    assert load(out).findings


def test_a_profile_is_assessed_anew_without_its_rows(table: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    assert run(table, *GIVEN, "--out", first).exit_code == 0
    table.unlink()
    assert run(first / "profile.json", "--out", second).exit_code == 0
    assert load(second).findings == load(first).findings
    third = tmp_path / "three"
    refused = run(first / "profile.json", *GIVEN, "--out", third)
    assert refused.exit_code == 2
    assert "can no longer change" in refused.output
    other = run(first / "profile.json", "--level", 0.9, "--out", second)
    assert other.exit_code == 2
    assert "holds another run already" in other.output


def test_the_sql_goes_to_a_warehouse_and_its_cells_come_back(table: Path, tmp_path: Path) -> None:
    given = ("--group", "gender=sex", "--outcome", "hired=yes", "--score", "score", "--above", 0.5)
    sql = run(table, *given, "--explain")
    assert sql.exit_code == 0
    cells = tmp_path / "cells.csv"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE decisions AS FROM "
            f"read_csv('{table}', all_varchar=true, ignore_errors=true, strict_mode=true)"
        )
        connection.execute(f"COPY ({sql.output.rstrip().rstrip(';')}) TO '{cells}' (HEADER)")
    assert run(cells, *given, "--cells", "--out", tmp_path / "far").exit_code == 0
    assert run(table, *given, "--out", tmp_path / "near").exit_code == 0
    far, near = (
        # The row that only the file's reader saw to be broken may be anyone's.
        [one.model_copy(update={"p_within": None}) for one in load(tmp_path / place).findings]
        for place in ("far", "near")
    )
    assert far == near


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--group", "gender"), "is no NAME=VALUE"),
        (("--group", "gender=sex", "--group", "gender=sex"), "twice"),
        ((), "whom to compare"),
        (("--group", "gender=sex"), "what was decided"),
        (("--group", "gender=sex", "--outcome", "hired", "--strict"), "line 122"),
        (("--group", "gender=sex", "--outcome", "hired", "--mapping", "none.toml"), "Cannot read"),
        (("--group", "gender=sex", "--outcome", "score"), "Say which one counts"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    table: Path, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = run(table, *words, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert sentence in done.output
    assert "Traceback" not in done.output
