"""Live progress: counts, speed, and findings as they firm up."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from isonomia import MockModel, assess_model
from isonomia.assess.models import Outcome, load_suites
from isonomia.cli import progress
from isonomia.cli.progress import Monitor
from isonomia.evidence import AnswerState, CellKey, Question


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Show every update at once, on a screen that we can read."""
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100, highlight=False)
    monkeypatch.setattr(progress, "Console", lambda **_: console)
    for name in ("REFRESH_SECONDS", "LINE_SECONDS"):
        monkeypatch.setattr(progress, name, 0.0)
    return screen


def plain(screen: io.StringIO) -> str:
    """Return what a screen shows, without styles and line breaks."""
    return " ".join(Text.from_ansi(screen.getvalue()).plain.split())


def outcome(answered: int) -> Outcome:
    (suite,) = load_suites(["occupations"], "en")
    questions = [Question(suite.name, suite.harm, contrast) for contrast in suite.contrasts]
    found = Outcome(planned=200, questions=tuple(questions), asked=answered)
    for number in range(answered):
        key = CellKey("occupations/choice", "mixed", f"u{number}", "unmarked")
        found.tally.add(key, AnswerState.ANSWERED, 0.9 + 0.05 * (number % 2))
        found.states[AnswerState.ANSWERED] += 1
    return found


def test_counts_and_findings_are_shown_as_they_come(shown: io.StringIO) -> None:
    with Monitor("local/x") as monitor:
        monitor.update(outcome(3))
        assert "3 of 200 questions: 3 answered, 0 refused" in plain(shown)
        before = outcome(50)
        monitor.update(before)
        assert "exceeds" not in plain(shown)  # verdicts come with a look
        looked = outcome(50)
        looked.look()
        looked.spared["occupations/choice"] = 7
        monitor.update(looked)
    said = plain(shown)
    assert "50 of 200 questions" in said
    assert "7 not needed" in said
    assert "a second, at most" in said
    assert "exceeds" in said


def test_without_a_terminal_plain_lines_are_printed(
    shown: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(progress, "Console", lambda **_: Console(file=log, width=100))
    with Monitor("local/x") as monitor:
        monitor.update(outcome(3))
    assert "3 of 200 questions" in log.getvalue()
    assert "\x1b" not in log.getvalue()
    assert shown.getvalue() == ""


def test_the_end_says_what_was_found_and_where_it_is(
    shown: io.StringIO, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("run")
    model = MockModel(lambda r: dict.fromkeys(r.options, 0.5) or "They left.")
    assessment = assess_model(model, out=out, suites=["occupations"], max_calls=9)
    monitor = Monitor("mock/model")
    monitor.conclude(assessment, out / "report.html")
    said = plain(shown)
    assert "9 of" in said
    assert "Incomplete: --max-calls 9 is reached" in said
    assert "report.html" in said
