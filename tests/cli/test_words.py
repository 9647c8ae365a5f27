"""`isonomia words`: a table that says what it is, and sentences where there is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia import MockModel, assess_model
from isonomia.assess.models import Form
from isonomia.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from isonomia.assess.models import Request


def respond(request: Request) -> str | dict[str, float]:
    if request.form is Form.WRITE:
        hers = re.search(r"\bwoman\b", request.prompt)
        return f"She or he built a {'garden' if hers else 'bridge'} and rested, {request.seed % 7}."
    return dict.fromkeys(request.options, 0.5)


def isonomia_words(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["words", *map(str, arguments)])


@pytest.fixture
def run(tmp_path: Path) -> Path:
    assess_model(MockModel(respond), suites=["roles"], out=tmp_path, ask_all=True)
    return tmp_path


def test_the_words_of_each_side_are_shown_with_their_intervals(run: Path) -> None:
    done = isonomia_words(run, "--most", 1)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"roles/stories: woman against man \(\d+ units\)", lines[0])
    interval = r"\+\d\.\d\d \[\+\d\.\d\d, \+\d+\.\d\d\]"
    assert re.fullmatch(rf"  \* garden +\d+ : 0   log odds {interval}", lines[2])
    assert re.match(r"  \* bridge +0 : \d+   log odds -", lines[4])
    assert "distinct-2 of" in lines[5]
    assert "Benjamini-Hochberg" in lines[-1]
    assert " she " not in done.stdout
    assert " he " not in done.stdout


def test_a_run_without_texts_is_a_sentence(tmp_path: Path) -> None:
    model = MockModel(respond, forms=frozenset({Form.CONTINUE}))
    assess_model(model, suites=["roles"], out=tmp_path)
    done = isonomia_words(tmp_path)
    assert done.exit_code == 2
    assert "holds no written texts" in done.stderr


def test_what_is_wrong_is_a_sentence(run: Path) -> None:
    for arguments in ((run / "nowhere",), (run, "--suite", "occupations"), (run, "--measure", "x")):
        done = isonomia_words(*arguments)
        assert done.exit_code == 2
        assert done.stderr.startswith("isonomia: ")
        assert "Traceback" not in done.stderr
