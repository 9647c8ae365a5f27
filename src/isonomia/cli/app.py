"""The ``isonomia`` command and its verbs."""

from __future__ import annotations

from typing import Annotated

import typer

from isonomia.cli import (
    acts,
    assess,
    assess_data,
    assess_decisions,
    assess_guard,
    assess_screener,
    card,
    compare,
    frontier,
    gate,
    import_logs,
    label,
    merge,
    plan,
    protect,
    report,
    reveal,
    risks,
    suites,
    words,
)
from isonomia.version import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    name="isonomia",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: read well by screen readers, and three times as fast
    help="Measure gender bias in generative AI, with verdicts that less data can never buy.",
    epilog=(
        "Exit codes: 0 done; 1 gate failed; 2 bad usage or input; 3 model unreachable or run "
        "incomplete (--resume continues it); 130 interrupted (--resume continues it)."
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def isonomia_command(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Hold the options of the command itself."""


assess.app.command("guard")(assess_guard.assess_guard)
assess.app.command("screener")(assess_screener.assess_screener)
assess.app.command("data")(assess_data.assess_data)
assess.app.command("decisions")(assess_decisions.assess_decisions)
app.add_typer(assess.app, name="assess")
app.command("report", short_help="Write an assessment's page in en, vi or fr.")(report.report)
app.command("risks", short_help="Write an assessment's risk register.")(risks.risks)
app.command("card", short_help="Write the card of data, also as Croissant.")(card.card)
app.add_typer(protect.app, name="protect")
app.add_typer(suites.app, name="suites")
app.command("acts", short_help="List acts of online gender-based violence, or explain one.")(
    acts.acts
)
app.command("plan", short_help="Foresee calls, cost, and what could be shown.")(plan.plan)
app.command("label", short_help="Label a sample of answers, to allow for the rules' error.")(
    label.label
)
app.command("import", short_help="Turn logs of Inspect into an assessment.")(
    import_logs.import_logs
)
app.command("merge", short_help="Add up what was counted in several places.")(merge.merge)
app.command("compare", short_help="Set runs side by side: models, versions, languages.")(
    compare.compare
)
app.command("words", short_help="Show the words that set a run's arms apart.")(words.words)
app.command("frontier", short_help="Help to abuse beside refusals, for several runs.")(
    frontier.frontier
)
app.command("reveal", short_help="List sealed answers, or show one and log why.")(reveal.reveal)
app.command("gate", short_help="Pass or fail an assessment, for CI.")(gate.gate)


def main() -> None:
    """Run the command."""
    app()
