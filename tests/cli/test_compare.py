"""``isonomia compare`` and ``report --format`` as a user meets them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import jsonschema
import orjson
import pytest
from typer.testing import CliRunner

from isonomia import MockModel, assess_model, load
from isonomia.assess.models import Form
from isonomia.cli import app

if TYPE_CHECKING:
    from typer.testing import Result

    from isonomia.assess.models import Request
    from isonomia.vocabulary import Language

SCHEMA = Path(__file__).parents[2] / "docs" / "comparison.schema.json"


def isonomia(*arguments: object) -> Result:
    env = {"COLUMNS": "80", "TERM": "dumb"}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=env)


def noise(text: str) -> float:
    """Return a number between -1 and 1 that a text decides."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**31 - 1


def run(out: Path, *, lean: float, suite: str = "occupations", language: Language = "en") -> Path:
    """Assess a model that gives its first option so much more than the rest, and a little noise."""

    def respond(request: Request) -> dict[str, float]:
        first, *others = sorted(request.options, reverse=True)
        share = 0.5 + lean + 0.05 * noise(out.name + request.prompt)
        return {first: share} | dict.fromkeys(others, (1 - share) / len(others))

    model = MockModel(respond, name=f"mock/{out.name}", forms=frozenset({Form.CONTINUE}))
    assess_model(model, suites=suite, language=language, out=out)
    return out


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a run of a model that leans a little, and of one that leans far."""
    folder = tmp_path_factory.mktemp("runs")
    return run(folder / "mild", lean=0.04), run(folder / "strong", lean=0.3)


def test_fits_in_80_columns_and_says_what_differs(runs: tuple[Path, Path]) -> None:
    done = isonomia("compare", *runs)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "A  mock/mild" in done.stdout
    rows = [line for line in done.stdout.splitlines() if line.startswith("B − A")]
    assert any(row.endswith("larger lean") for row in rows)
    assert "Holm" in done.stdout


@pytest.mark.parametrize("language", ["en", "vi", "fr"])
def test_writes_a_page_markdown_and_json(
    runs: tuple[Path, Path], tmp_path: Path, language: str
) -> None:
    page, text, numbers = (tmp_path / name for name in ("c.html", "c.md", "c.json"))
    done = isonomia("compare", *runs, "--lang", language, "--html", page, "--markdown", text,
                    "--json", numbers)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines()[:-3])) <= 80
    assert done.stdout.split()[-3:] == [str(page), str(text), str(numbers)]
    assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("## ")
    record = orjson.loads(numbers.read_bytes())
    jsonschema.validate(record, orjson.loads(SCHEMA.read_bytes()))
    changes = [one["change"] for question in record["questions"] for one in question["differences"]]
    assert "larger-lean" in changes
    assert [one["subject"] for one in record["runs"]] == ["mock/mild", "mock/strong"]


def test_three_runs_are_set_against_the_first(runs: tuple[Path, Path], tmp_path: Path) -> None:
    third = run(tmp_path / "third", lean=0.04)
    done = isonomia("compare", *runs, third, "--json", tmp_path / "c.json")
    assert done.exit_code == 0, done.output
    record = orjson.loads((tmp_path / "c.json").read_bytes())
    for question in record["questions"]:
        assert [one["run"] for one in question["differences"]] == ["B", "C"]


def test_languages_of_a_suite_are_compared_unit_by_unit(tmp_path: Path) -> None:
    folders = [
        run(tmp_path / language, lean=0.1, suite="advice", language=language)
        for language in ("en", "vi")
    ]
    done = isonomia("compare", *folders, "--json", tmp_path / "c.json")
    assert done.exit_code == 0, done.output
    assert "asked in different languages" in " ".join(done.stdout.split())
    record = orjson.loads((tmp_path / "c.json").read_bytes())
    found = [one for question in record["questions"] for one in question["differences"]]
    measured = [one for one in found if one["estimate"]]
    assert measured
    assert {one["design"] for one in measured} == {"paired"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{a}"], "needs 2 to 26 runs, not 1"),
        (["{a}", "{a}"], "was named twice"),
        (["{a}", "nowhere"], "No assessment at"),
        (["{a}", "{b}", "--html", "{a}/assessment.json/x.html"], "Could not write"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    runs: tuple[Path, Path], arguments: list[str], words: str
) -> None:
    done = isonomia("compare", *(one.format(a=runs[0], b=runs[1]) for one in arguments))
    assert done.exit_code in {2, 3}
    assert words in done.output
    assert "Traceback" not in done.output


def test_runs_without_a_common_question(runs: tuple[Path, Path], tmp_path: Path) -> None:
    other = run(tmp_path / "other", lean=0.1, suite="roles")
    done = isonomia("compare", runs[0], other)
    assert done.exit_code == 2
    assert "no question in common" in done.output


@pytest.mark.parametrize(
    ("options", "name", "begins"),
    [
        ([], "report.html", "<!DOCTYPE html>"),
        (["--format", "html", "--lang", "fr"], "report.fr.html", "<!DOCTYPE html>"),
        (["--format", "markdown"], "report.md", "## Gender bias assessment of mock/strong"),
        (["--format", "markdown", "--lang", "vi"], "report.vi.md", "## Đánh giá thiên lệch giới"),
        (["--format", "junit"], "junit.xml", "<?xml"),
    ],
)
def test_a_report_has_three_formats(
    runs: tuple[Path, Path], options: list[str], name: str, begins: str
) -> None:
    done = isonomia("report", runs[1], *options)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == str(runs[1] / name)
    assert (runs[1] / name).read_text(encoding="utf-8").lstrip().startswith(begins)


def test_junit_follows_the_policy_as_the_gate_does(runs: tuple[Path, Path], tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('fail_on = ["within", "not-enough-evidence", "exceeds"]', encoding="utf-8")
    for options in ([], ["--policy", str(policy)]):
        done = isonomia("report", runs[1], "--format", "junit", *options)
        assert done.exit_code == 0, done.output
        root = ET.parse(runs[1] / "junit.xml").getroot()  # noqa: S314  our own text
        failures = int(root.attrib["failures"])
        assert (failures > 0) == (isonomia("gate", runs[1], *options).exit_code == 1)
    verdicts = [finding.verdict for finding in load(runs[1]).findings]
    assert failures == sum(verdict != "not-measured" for verdict in verdicts)


def test_a_policy_goes_with_junit_alone(runs: tuple[Path, Path], tmp_path: Path) -> None:
    done = isonomia("report", runs[0], "--policy", tmp_path / "policy.toml")
    assert done.exit_code == 2
    assert "--format junit alone" in done.output
