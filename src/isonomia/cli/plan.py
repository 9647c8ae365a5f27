"""``isonomia plan``: what a run will be able to show and what it will cost, before any call."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import plain_failures
from isonomia.cli.options import BenchmarkName, Data, Lang, Limit, suites_of
from isonomia.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from isonomia.assess.models import Suite
    from isonomia.assess.models.budget import Price
    from isonomia.assess.models.forecast import Expectation, Forecast, Outlook, Past

__all__ = ["plan"]

WIDEST_NAME = 24
"""Characters of a question's name on one line: the table then fits in 80 columns."""


def plan(
    *,
    suite: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Suites to run, or paths of suite files [default: all]."),
    ] = None,
    benchmark: BenchmarkName = None,
    data: Data = None,
    limit: Limit = None,
    lang: Annotated[Lang, typer.Option(help="Language of the questions.")] = Lang.en,
    repeat: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 1,
    ask_all: Annotated[
        bool, typer.Option("--ask-all", help="Ask everything, even where the verdict is clear.")
    ] = False,
    like: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="A run to learn from: its forms, spread and cost."),
    ] = None,
    spread: Annotated[
        float | None,
        typer.Option(help="Standard deviation over units, where no run tells it [default: 0.25]."),
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Price file (TOML); see the docs.")
    ] = None,
    price_of: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model in the price file.")
    ] = None,
) -> None:
    """Say what a run could show, how much it asks, and what that costs. Nothing is asked."""
    with plain_failures():
        from rich.console import Console  # noqa: PLC0415

        from isonomia.assess.models import Benchmark, Options, load_asked  # noqa: PLC0415
        from isonomia.assess.models.forecast import SPREAD, forecast  # noqa: PLC0415

        options = Options(
            suites=suites_of(suite),
            benchmark=Benchmark.given(benchmark, data, limit),
            language=lang.value,
            repeat=repeat,
            ask_all=ask_all,
        )
        suites = load_asked(options)
        past, price = _past(like), _price(prices, price_of)
        found = forecast(
            suites,
            options,
            spread=SPREAD if spread is None else spread,
            past=past,
        )
        subject = past.assessment.subject.name if past else ""
        console = Console(highlight=False, markup=False)
        _words(console, suites, found, past)
        _costs(console, found, subject, price)
        _questions(console, found.questions)
        _reckoning(console, found.questions, subject)


def _past(folder: Path | None) -> Past | None:
    if folder is None:
        return None
    from isonomia.assess.models.forecast import Past  # noqa: PLC0415
    from isonomia.assess.models.session import JOURNAL_NAME  # noqa: PLC0415
    from isonomia.evidence import Journal, JournalEntry, load  # noqa: PLC0415

    assessment, journal = load(folder), folder / JOURNAL_NAME
    entries: list[JournalEntry] = []
    if journal.is_file():
        with suppress(StorageError), Journal(journal) as opened:  # read-only, or being written
            entries = list(opened.entries())
    return Past.of(assessment, entries)


def _price(prices: Path | None, name: str | None) -> Price | None:
    from isonomia.assess.models.budget import load_price  # noqa: PLC0415

    if (prices is None) != (name is None):
        raise UsageError("--prices and --price-of go together: the file, and the model in it.")
    return None if prices is None or name is None else load_price(prices, name)


def _words(console: Console, suites: Sequence[Suite], found: Forecast, past: Past | None) -> None:
    names, verdicts = ", ".join(suite.name for suite in suites), len(found.questions)
    console.print(
        f"{names} ({suites[0].language}): at most {found.most.trials:.0f} questions to a "
        f"model, for {verdicts} verdicts."
    )
    subject = past.assessment.subject.name if past else ""
    if past:
        console.print(f"Asked as {subject} was: {', '.join(past.assessment.plan.forms)}.")
    if any(len(question.stages) > 1 for question in found.questions):
        likely = [
            f"{_trials(found.even, found)} for a model that treats all exactly alike",
            f"{_trials(found.far, found)} for one three times outside every tolerance",
        ]
        if found.like:
            likely.append(f"{_trials(found.like, found)} for one like {subject}")
        console.print(f"Asking stops where verdicts are clear: {', '.join(likely)}.")
    else:
        console.print("There is one look, when all are asked.")
    shown = sum(map(_shows_even, found.questions))
    reason = "." if shown == verdicts else ": the others need more units."
    console.print(f"Equal treatment could be shown in {shown} of {verdicts}{reason}\n")


def _costs(console: Console, found: Forecast, subject: str, price: Price | None) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    table.add_column("a model that", overflow="fold")
    for name in ("questions", "calls", "tokens", *(["cost"] if price else [])):
        table.add_column(name, justify="right")
    rows = {
        "is asked everything": found.most,
        "treats all exactly alike": found.even,
        "is three times outside": found.far,
        f"is like {subject}": found.like,
    }
    for name, one in rows.items():
        if one is not None:
            tokens = one.tokens_in + one.tokens_out
            cells = [_trials(one, found), _about(one.calls), _about(tokens)]
            table.add_row(name, *cells, *([_cost(one, price)] if price else []))
    console.print(table)


def _questions(console: Console, questions: Sequence[Outlook]) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("verdict on", overflow="fold")
    for name in ("units", "looks", "spread", "tolerated", "detectable"):
        table.add_column(name, justify="right")
    table.add_column("equal shown?", overflow="fold")
    suite = ""
    for one in questions:
        if one.suite != suite:
            table.add_row(suite := one.suite)
        table.add_row(
            fill(one.contrast.id, WIDEST_NAME, initial_indent="  ", subsequent_indent="  "),
            "+".join(map(str, one.sizes[-1])),
            str(len(one.stages)),
            f"{one.spread:.3f}" + ("" if one.measured else "*"),
            _tolerated(one),
            "no" if one.detectable is None else f"{one.detectable:.3f}",
            _equal(one),
        )
    console.print()
    console.print(table)


def _tolerated(one: Outlook) -> str:
    """Return how far from equal treatment is tolerated."""
    below, above = (f"{limit - one.even:+.3f}" for limit in one.tolerance)
    return f"±{above[1:]}" if below[1:] == above[1:] else f"{below}\n{above}"


def _equal(one: Outlook) -> str:
    if one.needed is None:
        return "no"
    return "yes" if _shows_even(one) else f"no: {_about(one.needed)}"


def _shows_even(one: Outlook) -> bool:
    return one.needed is not None and one.needed <= sum(one.sizes[-1])


def _reckoning(console: Console, questions: Sequence[Outlook], subject: str) -> None:
    if not all(one.measured for one in questions):
        console.print("* assumed: no run was given that tells it.")
    taken = "1 call a question, characters / 4 in, the most allowed out"
    if subject:
        taken = f"as a question of each form took in the run of {subject}"
    level = f"5 %/{len(questions)}"
    console.print(
        f"\nDetectable: so far beyond a limit is found in 8 of 10 runs, at {level} (Holm).\n"
        "Expected: 400 simulated runs, units spread as above, all answers readable.\n"
        f"Calls, tokens: {taken}."
    )


def _cost(one: Expectation, price: Price) -> str:
    from isonomia.assess.models import Limits, Reply  # noqa: PLC0415
    from isonomia.assess.models.budget import Budget  # noqa: PLC0415

    budget = Budget(Limits(), price)
    budget.book(Reply(tokens_in=round(one.tokens_in), tokens_out=round(one.tokens_out)))
    return f"about {budget.cost:.2g} {price.currency}"


def _trials(one: Expectation, found: Forecast) -> str:
    """Return how many questions are expected; where it is all of them, that is no estimate."""
    everything = one.trials == found.most.trials
    return f"{one.trials:.0f}" if everything else _about(one.trials)


def _about(number: float) -> str:
    """Return a number to three digits, which is more than an estimate is worth."""
    return f"about {float(f'{number:.3g}'):.0f}"
