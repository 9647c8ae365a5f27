"""``isonomia plan`` as a user meets it: plain words, a table in 80 columns, one-sentence errors."""

from __future__ import annotations

import re
from shutil import copytree
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from isonomia import MockModel, assess_model
from isonomia.assess.models import Form, Reply
from isonomia.cli.plan import plan
from isonomia.evidence import Journal

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

BOTH = "occupations,roles"
PRICES = """
["dear"]
input = 1000.0
output = 1000.0
currency = "EUR"
source = "made up"
"""


def planned(*arguments: object, columns: int = 80) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(plan)
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=env)


def rows(done: Result) -> dict[str, list[str]]:
    """Return the cells of each row by the words that begin it."""
    assert done.exit_code == 0, done.output
    cells = [re.split(r"\s{2,}|(?<=\d)\s(?=\d|no|yes|±|about)", line) for line in lines(done)]
    return {first.strip(): rest for first, *rest in cells if rest}


def lines(done: Result) -> list[str]:
    return [line.strip() for line in done.stdout.splitlines()]


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(PRICES, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of a model that can be asked in one form, and always leans as far."""
    reply = Reply(logprobs=(-0.1, -3.0), calls=2, tokens_in=50, tokens_out=2)
    model = MockModel(lambda _: reply, name="mock/one-sided", forms=frozenset({Form.CONTINUE}))
    folder = tmp_path_factory.mktemp("past") / "run"
    assess_model(model, out=folder, suites=["occupations"])
    return folder


def test_words_table_and_reckoning_without_a_terminal() -> None:
    done = planned("--suite", BOTH)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    said = " ".join(done.stdout.split())
    assert said.startswith("occupations, roles (en): at most 1686 questions to a model, for 12 ")
    assert "Equal treatment could be shown in 0 of 12: the others need more units." in said
    found = rows(done)
    assert found["is asked everything"][0] == "1686"
    assert found["continuation-parity"][:4] == ["66", "4", "0.250*", "±0.056"]
    assert found["continuation-gap"][0] == "22+22"
    assert found["stories-woman-man"][0] == "48"
    assert found["stories-woman-man"][-1].startswith("no: about ")
    assert [line.split()[0] for line in lines(done)[-3:]] == [
        "Detectable:",
        "Expected:",
        "Calls,",
    ]


def test_a_small_spread_shows_what_a_large_one_does_not() -> None:
    found = rows(planned("--suite", "occupations", "--spread", 0.05))
    assert found["continuation-parity"][-1] == "yes"
    assert found["continuation-parity"][2] == "0.050*"


def test_a_run_gives_spread_forms_and_usage(past: Path, prices: Path) -> None:
    done = planned("--suite", BOTH, "--like", past, "--prices", prices, "--price-of", "dear")
    found = rows(done)
    said = " ".join(done.stdout.split())
    assert "Asked as mock/one-sided was: continue." in said
    assert found["is asked everything"][:2] == ["780", "about 1560"]  # 396 and 384
    assert found["is asked everything"][2:] == ["about 40600", "about 41 EUR"]  # 780 times 52
    assert "*" not in found["continuation-parity"][2]
    assert found["continuation-woman-man"][2] == "0.250*"
    assert not any(name.startswith(("choice", "writing")) for name in found)
    # It leans alike for all, so that its gap stays open to the end.
    assert found["is like mock/one-sided"][0] == "780"
    assert "in the run of mock/one-sided." in said


def test_asking_all_has_one_look() -> None:
    done = planned("--ask-all", "--repeat", 2, "--suite", "roles")
    assert "There is one look, when all are asked." in done.stdout
    assert rows(done)["is three times outside"][0] == "1920"


def test_it_wraps_in_a_narrow_window() -> None:
    done = planned("--suite", BOTH, columns=50)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 50


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--suite", "hirring"], "no suite 'hirring'"),
        (["--like", "nowhere"], "No assessment at nowhere"),
        (["--spread", "0"], "--spread 0 is impossible"),
        (["--spread", "-0.1"], "--spread -0.1 is impossible"),
        (["--spread", "1.01"], "--spread 1.01 is impossible"),
        (["--spread", "nan"], "--spread nan is impossible"),
        (["--price-of", "dear"], "--prices and --price-of go together"),
        (["--prices", "{prices}"], "--prices and --price-of go together"),
        (["--prices", "{prices}", "--price-of", "cheap"], 'no price for "cheap" (it has: dear)'),
        (["--prices", "nowhere.toml", "--price-of", "x"], "nowhere.toml"),
        (["--repeat", "0"], "--repeat"),
    ],
)
def test_bad_input_is_one_sentence(prices: Path, arguments: list[str], words: str) -> None:
    done = planned(*(argument.format(prices=prices) for argument in arguments))
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_run_without_its_journal_still_tells_what_it_took_on_average(
    past: Path, tmp_path: Path
) -> None:
    (tmp_path / "assessment.json").write_bytes((past / "assessment.json").read_bytes())
    assert rows(planned("--suite", BOTH, "--like", tmp_path))["is asked everything"][:2] == [
        "780",
        "about 1560",
    ]


def test_a_run_that_is_being_written_tells_what_it_took_on_average(
    past: Path, tmp_path: Path
) -> None:
    copied = copytree(past, tmp_path / "run")
    with Journal(copied / "answers.sqlite"):
        assert rows(planned("--suite", BOTH, "--like", copied))["is asked everything"][:2] == [
            "780",
            "about 1560",
        ]
