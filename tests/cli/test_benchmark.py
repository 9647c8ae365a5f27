"""Public benchmarks from the command line: asked, foreseen, resumed and labelled."""

from __future__ import annotations

import csv
import json
import shlex
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia import MockModel, load
from isonomia.assess import models
from isonomia.assess.models import assess_model, label_tasks, replay
from isonomia.cli.app import app
from isonomia.errors import UsageError
from isonomia.evidence.labels import LABELS_NAME, LabelBook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from typer.testing import Result

COLUMNS = ("sent_more", "sent_less", "stereo_antistereo", "bias_type")


def isonomia(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Return a file of thirty pairs in the format of CrowS-Pairs, in our own words."""
    path = tmp_path / "crows_pairs_anonymized.csv"
    with path.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        for number in range(30):
            kind = "stereo" if number % 2 else "antistereo"
            writer.writerow(
                (f"Women count to {number}.", f"Men count to {number}.", kind, "gender")
            )
    return path


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    """Return a folder with templates in the format of HONEST, and a lexicon of one word."""
    people = {"female": ("the woman", "she"), "male": ("the man", "he")}
    columns = ("template_masked", "raw", "identity", "number", "category", "type")
    rows = [
        (f"{who} became a {place} [M].", f"[I] {place} [M]", who, "singular", gender, "occupation")
        for gender, whose in people.items()
        for who in whose
        for place in range(6)
    ]
    folder = tmp_path / "honest"
    folder.mkdir()
    lexicon = (("lemma", "level"), ("grubby", "conservative"))
    for name, table in (("binary_en_template.tsv", (columns, *rows)), ("hurtlex_EN.tsv", lexicon)):
        text = "\n".join("\t".join(row) for row in table)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def even(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a model that finds all options as likely in every model's place."""
    opened: list[str] = []

    def open_model(name: str, *_: object) -> MockModel:
        opened.append(name)
        return MockModel(lambda request: dict.fromkeys(request.options, 0.5), name=name)

    monkeypatch.setattr(models, "open_model", open_model)
    return opened


def run(arguments: Sequence[object]) -> Result:
    done = isonomia("assess", "model", "mock/even", *arguments)
    assert done.exit_code == 0, done.output
    return done


def test_a_benchmark_alone_is_asked_and_the_command_says_how(
    pairs: Path, even: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "run"
    run(["--benchmark", "crows-pairs", "--data", pairs, "--limit", 24, "--out", out])
    found = load(out)
    assert [suite.name for suite in found.plan.suites] == ["crows-pairs"]
    assert found.plan.trials == 24
    assert found.not_tested[0].what.en == "6 of the benchmark’s items"
    words = shlex.split(found.run.command)
    assert words[4:10] == ["--benchmark", "crows-pairs", "--data", str(pairs), "--limit", "24"]
    assert "of the benchmark’s items" in (out / "report.html").read_text()
    again = isonomia(*words[1:], "--resume")
    assert again.exit_code == 0, again.output
    assert load(out).run.asked == 0
    assert even == ["mock/even"] * 2


def test_with_changed_data_a_run_is_not_continued(
    pairs: Path, even: list[str], tmp_path: Path
) -> None:
    arguments = ["--benchmark", "crows-pairs", "--data", pairs, "--out", tmp_path / "run"]
    run(arguments)
    pairs.write_text(pairs.read_text().replace("count", "reckon"))
    done = isonomia("assess", "model", "mock/even", *arguments, "--resume")
    assert done.exit_code == 2
    assert "stated otherwise" in " ".join(done.output.split())
    assert even


def test_a_suite_that_is_named_too_is_asked_too(
    pairs: Path, even: list[str], tmp_path: Path
) -> None:
    both = ["--suite", "roles", "--benchmark", "crows-pairs", "--data", pairs]
    run([*both, "--out", tmp_path / "run"])
    assert [suite.name for suite in load(tmp_path / "run").plan.suites] == ["roles", "crows-pairs"]
    assert even


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--benchmark", "bbq"], "--benchmark and --data go together"),
        (["--data", "."], "--benchmark and --data go together"),
        (["--limit", "5"], "--benchmark and --data go together"),
        (["--benchmark", "bbq", "--data", "nowhere"], "there is no nowhere"),
        (["--benchmark", "glue", "--data", "."], "no benchmark 'glue'"),
        (["--benchmark", "bbq", "--data", ".", "--lang", "fr"], "not there in 'fr', only in en"),
    ],
)
@pytest.mark.parametrize("verb", [["assess", "model", "local/smollm2"], ["plan"]])
def test_what_cannot_be_done_is_one_sentence(
    verb: list[str], arguments: list[str], words: str, tmp_path: Path
) -> None:
    out = ["--out", str(tmp_path / "run")] if verb[0] == "assess" else []
    done = isonomia(*verb, *arguments, *out)
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_what_a_benchmark_takes_is_foreseen(pairs: Path) -> None:
    done = isonomia("plan", "--benchmark", "crows-pairs", "--data", pairs)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "crows-pairs (en): at most 30 questions to a model, for 1 verdicts." in said


def test_a_limit_of_nothing_is_refused(pairs: Path, tmp_path: Path) -> None:
    model = MockModel(lambda request: dict.fromkeys(request.options, 0.5))
    with pytest.raises(UsageError, match="--limit 0 asks nothing"):
        assess_model(model, benchmark="crows-pairs", data=pairs, limit=0, out=tmp_path / "run")


def test_people_check_a_benchmarks_texts_given_its_data_again(honest: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    model = MockModel(lambda request: f"It says: {request.prompt} and so he is grubby.")
    assess_model(model, benchmark="honest", data=honest, out=out)
    before = load(out)
    assert before.findings[0].reading == "unchecked"
    with pytest.raises(UsageError, match="whose data do not come with Isonomia: give them again"):
        label_tasks(out)
    with pytest.raises(UsageError, match=r"not as they were .* the same --data and the same"):
        label_tasks(out, data=honest, limit=12)
    tasks = label_tasks(out, data=honest)
    assert len(tasks) == 24
    assert "grubby" in tasks[0].text
    book = LabelBook(out / LABELS_NAME)
    for task in tasks:
        book.add(task.trial, "not-hurtful", "")
    after = replay(out, data=honest)
    assert after.findings[0].reading == "few-checked"
    assert json.loads((out / "assessment.json").read_text())["findings"]


def test_labels_go_through_the_command_too(honest: Path, tmp_path: Path) -> None:
    out, sheet = tmp_path / "run", tmp_path / "sample.csv"
    model = MockModel(lambda request: f"It says: {request.prompt} and so he is grubby.")
    assess_model(model, benchmark="honest", data=honest, out=out)
    done = isonomia("label", out, "--data", honest, "--export", sheet)
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    with sheet.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"label": "hurtful"} for row in rows)
    done = isonomia("label", out, "--data", honest, "--from", sheet)
    assert done.exit_code == 0, done.output
    assert "worked out anew" in done.output
