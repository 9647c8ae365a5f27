"""`isonomia label`: from a run to labels, by page or spreadsheet, and back to the findings."""

from __future__ import annotations

import contextlib
import csv
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from isonomia import MockModel, assess_model, load
from isonomia.assess.models import labelling
from isonomia.cli.label import label
from isonomia.evidence.labels import LabelBook, LabelTask
from isonomia.vocabulary import Text, rubrics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from typer.testing import Result

    from isonomia.assess.models.model import Request

TITLE = Text(en="Title", vi="Tiêu đề", fr="Titre")
TEXTS = ("She said “hello”,\nthen left.", "=HYPERLINK(1)", "▇▇▇ built a house; ▇▇▇ sang.")
SCRIPT = (
    "import typer; from isonomia.cli.label import label;"
    "app = typer.Typer(); app.command()(label); app()"
)


def tasks() -> list[LabelTask]:
    return [
        LabelTask("t1", "occupations", "writing", TITLE, rubrics()["pronouns"], "en", TEXTS[0]),
        LabelTask("t2", "occupations", "writing", TITLE, rubrics()["pronouns"], "en", TEXTS[1]),
        LabelTask("t3", "roles", "stories", TITLE, rubrics()["domains"], "en", TEXTS[2]),
    ]


def isonomia_label(*arguments: object) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(label)
    return CliRunner().invoke(app, list(map(str, arguments)))


def sheet(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Put three answers in place of a run's, and return with what the run was asked."""
    calls: list[tuple[Any, ...]] = []

    def label_tasks(*given: Any) -> list[LabelTask]:
        calls.append(("tasks", *given))
        return tasks()

    def replay(*given: Any) -> str:
        calls.append(("replay", *given))
        return "an assessment"

    def write_html(assessment: str, path: Path, language: str) -> Path:
        calls.append(("page", assessment, path, language))
        return path

    monkeypatch.setattr(labelling, "label_tasks", label_tasks)
    monkeypatch.setattr(labelling, "replay", replay)
    monkeypatch.setattr("isonomia.report.write_html", write_html)
    return calls


def test_the_sample_goes_to_a_spreadsheet_and_its_labels_come_back(
    asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    out = tmp_path / "sample.csv"
    done = isonomia_label(tmp_path, "--export", out, "--suite", "a.toml, b.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert asked == [("tasks", tmp_path, ["a.toml", "b.toml"], 60)]
    assert not (tmp_path / "labels.csv").exists()
    table = sheet(out)
    assert list(table[0]) == ["trial", "question", "options", "text", "label"]
    assert [row["trial"] for row in table] == ["t1", "t2", "t3"]
    assert table[0]["text"].replace("\r\n", "\n") == TEXTS[0]
    assert table[0]["question"] == "Whom is this text mainly about?"
    assert "woman = A woman; man = A man; " in table[0]["options"]
    # Filled in and saved as a spreadsheet would: one answer is left open.
    table[0]["label"], table[2]["label"] = "woman", "Both-Alike"
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table[0], delimiter=";")
        writer.writeheader()
        writer.writerows(table)
    asked.clear()
    done = isonomia_label(tmp_path, "--from", out, "--by", "An", "--lang", "vi")
    assert done.exit_code == 0, done.stderr
    assert LabelBook(tmp_path / "labels.csv").labels == {"t1": "woman", "t3": "both-alike"}
    assert {row["by"] for row in sheet(tmp_path / "labels.csv")} == {"An"}
    assert asked[1:] == [
        ("replay", tmp_path, None),
        ("page", "an assessment", tmp_path / "report.vi.html", "vi"),
    ]
    assert "Labels taken over from" in done.stdout
    assert "occupations/writing: 1 of 2 labelled" in done.stdout
    assert "roles/stories: 1 of 1 labelled" in done.stdout
    assert str(tmp_path / "report.vi.html") in done.stdout


def test_taking_over_twice_adds_nothing_and_withdraws_nothing(
    asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    source = tmp_path / "sample.csv"
    LabelBook(tmp_path / "labels.csv").add("t2", "man")
    source.write_text("trial,label\nt1,woman\nt2,\n")
    for _ in range(2):
        assert isonomia_label(tmp_path, "--from", source).exit_code == 0
    assert [row["trial"] for row in sheet(tmp_path / "labels.csv")] == ["t2", "t1"]
    assert LabelBook(tmp_path / "labels.csv").labels == {"t1": "woman", "t2": "man"}
    assert [call[0] for call in asked] == ["tasks", "replay", "page"] * 2


@pytest.mark.usefixtures("asked")
def test_the_sheet_is_made_for_the_language_s_spreadsheet(tmp_path: Path) -> None:
    LabelBook(tmp_path / "labels.csv").add("t1", "man")
    isonomia_label(tmp_path, "--export", tmp_path / "s.csv", "--lang", "fr")
    table = sheet(tmp_path / "s.csv", ";")  # where the comma is the decimal sign
    assert table[0]["question"] == "De qui ce texte parle-t-il surtout\u00a0?"
    assert [row["label"] for row in table] == ["man", "", ""]
    assert table[1]["text"] == "'=HYPERLINK(1)"  # no formula that a machine wrote may run


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("t1,woman\nt2,man\n", "The rest can be labelled at any time"),
        ("t1,woman\nt2,man\nt3,cannot-tell\n", "The whole sample is labelled"),
    ],
)
def test_what_to_do_next_is_told(tmp_path: Path, rows: str, words: str) -> None:
    source = tmp_path / "sample.csv"
    source.write_text(f"trial,label\n{rows}")
    assert words in isonomia_label(tmp_path, "--from", source).stdout


@pytest.mark.usefixtures("asked")
def test_no_filled_sheet_is_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "sample.csv"
    out.write_text("hours of work")
    done = isonomia_label(tmp_path, "--export", out)
    assert done.exit_code == 2
    assert "is there already" in done.stderr
    assert out.read_text() == "hours of work"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("trial,label\nt1,care-home-helping\n", "row 2, column label: this is none of woman, man"),
        ("trial,label\nt9,woman\n", "row 2, column trial"),
        ("t1;woman\n", "row 1"),
    ],
)
def test_a_wrong_sheet_changes_nothing(
    asked: list[tuple[Any, ...]], tmp_path: Path, content: str, words: str
) -> None:
    source = tmp_path / "sample.csv"
    source.write_text(content)
    done = isonomia_label(tmp_path, "--from", source)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "labels.csv").exists()
    assert [call[0] for call in asked] == ["tasks"]


def test_two_ways_at_once_and_nothing_to_label_are_told(
    asked: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = isonomia_label(tmp_path, "--from", "a.csv", "--export", "b.csv")
    assert (done.exit_code, asked) == (2, [])
    assert "give one of them" in done.stderr
    monkeypatch.setattr(labelling, "label_tasks", lambda *_: [])
    done = isonomia_label(tmp_path)
    assert done.exit_code == 2
    assert "no answer for a person to label" in done.stderr


def test_a_sitting_without_a_label_computes_nothing(
    asked: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    async def serve(given: Sequence[LabelTask], book: LabelBook, **options: Any) -> int:
        seen.update(options, tasks=given, path=book.path)
        options["on_ready"]("http://127.0.0.1:1/token/")
        return 0

    monkeypatch.setattr("isonomia.web.serve", serve)
    done = isonomia_label(tmp_path, "--port", 8123, "--by", "An", "--per-measure", 7)
    assert done.exit_code == 0, done.stderr
    assert "http://127.0.0.1:1/token/" in done.stdout.splitlines()
    assert "occupations/writing: 0 of 2 labelled" in done.stdout
    assert asked == [("tasks", tmp_path, None, 7)]
    assert (seen["port"], seen["by"], seen["language"]) == (8123, "An", "en")
    assert (seen["tasks"], seen["path"]) == (tasks(), tmp_path / "labels.csv")


def respond(request: Request) -> str | Mapping[str, float]:
    if request.options:
        return dict.fromkeys(request.options, 0.5)
    return "She looked after the family, and then the company made a profit."


@pytest.mark.parametrize("how", ["finish", signal.SIGINT])
def test_a_real_run_from_the_page_to_the_report(tmp_path: Path, how: str | signal.Signals) -> None:
    folder = tmp_path / "run"
    assess_model(MockModel(respond), out=folder, suites="roles")
    before = load(folder)
    command = [sys.executable, "-c", SCRIPT, str(folder), "--per-measure", "8", "--by", "An"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as it,
        contextlib.ExitStack() as failing,
    ):
        failing.callback(it.kill)  # else a failed assertion would wait for the page for ever
        assert it.stdout
        said = [it.stdout.readline() for _ in range(3)]
        address = said[1].strip()
        assert address.startswith("http://127.0.0.1:")
        post(address + "start")
        for _ in range(4):
            trial = re.search(r'/label".*?value="(\w+)"', get(address), re.S)
            assert trial
            post(address + "label", trial=trial[1], label="care-home-helping")
        if isinstance(how, signal.Signals):
            it.send_signal(how)
        else:
            post(address + how)
        out, err = it.communicate(timeout=60)
    assert (it.returncode, err) == (0, "")
    assert "Labels given in this sitting: 4." in out
    assert "roles/stories: 4 of 8 labelled" in out
    assert len(LabelBook(folder / "labels.csv").labels) == 4
    assert (folder / "report.html").is_file()
    after = load(folder)
    assert after.tally_rows != before.tally_rows  # the labels are counted
    assert after.run == before.run  # and nothing was asked anew


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own page
        text: bytes = answer.read()
        return text.decode()


def post(address: str, **form: str) -> None:
    data = urllib.parse.urlencode(form).encode()
    with urllib.request.urlopen(address, data, timeout=10) as answer:  # noqa: S310  our own page
        answer.read()
