"""What a user sees while a run is under way, and at its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from isonomia.assess.models import findings
from isonomia.evidence import AnswerState, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.models import Outcome
    from isonomia.evidence import Assessment, Finding, Tally

__all__ = ["Monitor"]

REFRESH_SECONDS = 0.25
LINE_SECONDS = 15.0
"""Where there is no terminal, as in CI, a plain line is printed this often instead."""

STYLES = {
    Verdict.EXCEEDS: ("red", "✕ exceeds"),
    Verdict.NOT_ENOUGH_EVIDENCE: ("yellow", "? not enough evidence"),
    Verdict.NOT_MEASURED: ("dim", "- not measured"),
    Verdict.WITHIN: ("green", "✓ within"),
}


WITHHELD = {
    "early": "no planned look was reached",
    "few-scored": "few answers could be scored",
    "unscored": "answers that are missing could change it",
    "few-units": "kinds of units may have been missed",
    "many-questions": "many questions were asked at once",
}


class Monitor:
    """Live progress of one run.

    Parameters
    ----------
    model : str
        Its name.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._console = Console(stderr=True, highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._began = time.monotonic()
        self._drawn = self._began
        self._looked: Tally | None = None
        self._findings: tuple[Finding, ...] = ()

    def __enter__(self) -> Self:
        self._console.print(f"Starting {escape(self._model)} …")
        self._live.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._live.stop()

    def update(self, outcome: Outcome) -> None:
        """Show what was counted so far, at most a few times a second."""
        now = time.monotonic()
        if not outcome.asked > 1:
            self._began = now  # loading the model is not asking
        interval = REFRESH_SECONDS if self._console.is_terminal else LINE_SECONDS
        if now - self._drawn < interval:
            return
        self._drawn = now
        if not self._console.is_terminal:
            self._console.print(self._line(outcome))
            return
        if outcome.looked is not self._looked:
            self._looked = outcome.looked
            self._findings = findings(outcome)
        rows = Table.grid()
        rows.add_row(
            ProgressBar(total=outcome.planned, completed=outcome.done + outcome.spared.total())
        )
        rows.add_row(self._line(outcome))
        if self._findings:
            rows.add_row(
                Text("At the last look; what has a verdict is asked no more:", style="italic")
            )
        rows.add_row(findings_text(self._findings))
        self._live.update(rows, refresh=True)

    def conclude(self, assessment: Assessment, page: Path) -> None:
        """Print the end of a run: findings, cost, and where the report is."""
        self._console.print(findings_text(tuple(assessment.worst_first())))
        cost = assessment.cost
        spared = sum(measured.spared for measured in assessment.measures)
        self._console.print(
            f"{assessment.coverage.total} of {assessment.plan.trials} questions"
            + (f" ({spared} were not needed: their verdicts were clear)" if spared else "")
            + f", {cost.calls} calls, {cost.tokens_in + cost.tokens_out} tokens, "
            f"{assessment.run.seconds:.1f} s."
        )
        if not assessment.complete:
            self._console.print(
                f"[bold]Incomplete:[/] {escape(assessment.run.stopped or 'questions failed')}. "
                f"{_advice(assessment.run.stopped)}"
            )
        self._console.print(f"Report: {escape(str(page))}", soft_wrap=True)

    def _line(self, outcome: Outcome) -> Text:
        seconds = max(time.monotonic() - self._began, 1e-9)
        speed = outcome.asked / seconds
        spared = outcome.spared.total()
        left = (outcome.planned - outcome.done - spared) / speed if speed else float("inf")
        states = ", ".join(f"{outcome.states[state]} {state}" for state in AnswerState)
        return Text(
            f"{outcome.done} of {outcome.planned} questions: {states}; "
            + (f"{spared} not needed; " if spared else "")
            + f"{speed:.1f} a second, at most {_duration(left)} left"
        )


def findings_text(found: tuple[Finding, ...]) -> Text:
    """Return findings one under the other: verdict and question, then the numbers."""
    lines = Text()
    for finding in found:
        style, word = STYLES[finding.verdict]
        lines.append(f"{word:<23}", style=style)
        lines.append(f"{finding.suite}: {finding.title.en}\n")
        lines.append(f"{'':<23}{_numbers(finding)}\n", style="dim")
    return lines


def _numbers(finding: Finding) -> str:
    # Shares and ratios have no sign; a difference always shows its own.
    sign = "" if finding.kind in {"level", "ratio"} else "+"
    tolerance = f"tolerance {finding.tolerance.low:{sign}.3f} to {finding.tolerance.high:{sign}.3f}"
    estimate = finding.estimate
    if estimate is None:
        return tolerance
    interval = "no interval yet"
    if estimate.low is not None and estimate.high is not None:
        level = f"{100 * estimate.level:g} %"
        interval = f"{level} interval {estimate.low:{sign}.3f} to {estimate.high:{sign}.3f}"
    withheld = f"; withheld: {WITHHELD[finding.withheld]}" if finding.withheld else ""
    return f"{estimate.value:{sign}.3f}, {interval}; {tolerance}{withheld}"


def _advice(stopped: str) -> str:
    if stopped.startswith("--max"):
        return "The same command with a higher limit and --resume continues it."
    return "The same command with --resume continues it."


def _duration(seconds: float) -> str:
    if seconds == float("inf"):
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
