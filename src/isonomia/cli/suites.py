"""``isonomia suites``: what can be asked, each suite's card, its trials, and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isonomia.cli.failures import Exit, plain_failures
from isonomia.cli.options import Lang

if TYPE_CHECKING:
    from isonomia.assess.models import Suite, Trial

__all__ = ["app"]

app = typer.Typer(
    rich_markup_mode=None, help="List the suites, show one, or check one that you wrote."
)

Language = Annotated[Lang, typer.Option(help="Language of the questions.")]
Name = Annotated[
    str, typer.Argument(metavar="SUITE", help="A suite, or the path of a suite file or folder.")
]


@app.callback(invoke_without_command=True)
def list_suites(context: typer.Context) -> None:
    """List every suite with its size in each language."""
    if context.invoked_subcommand is not None:
        return
    with plain_failures():
        from isonomia.assess.models import load_suites, names  # noqa: PLC0415

        for name, language in names():
            (suite,) = load_suites([name], language)
            for_whom = "" if suite.asks == "model" else f" (asks a {suite.asks})"
            typer.echo(
                f"{suite.name:<13}{language}  {_size(suite)}  {suite.title[language]}{for_whom}"
            )


@app.command()
def show(
    name: Name,
    lang: Language = Lang.en,
    trials: Annotated[
        int, typer.Option(min=0, help="Print so many random trials, with their cues marked.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Decides which trials.")] = 0,
) -> None:
    """Print a suite's card, or some of its trials."""
    with plain_failures():
        from isonomia.assess.models import load_suites  # noqa: PLC0415

        (suite,) = load_suites([name], lang.value)
        if trials:
            _print_trials(suite, trials, seed)
        else:
            _card(suite)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: NAME.toml.")],
) -> None:
    """Write a small suite that works, for you to make your own."""
    with plain_failures():
        from isonomia.assess.models import own_suite  # noqa: PLC0415
        from isonomia.errors import UsageError  # noqa: PLC0415

        if path.suffix != ".toml":
            raise UsageError(f"{path} is no suite file: give it a name that ends in .toml.")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(own_suite())
        except FileExistsError:
            raise UsageError(f"{path} is there already: choose another name.") from None
        except OSError as error:
            raise UsageError(f"Cannot write {path} ({error.strerror}).") from error
    typer.echo(f"{path} is a suite of six scenes. Change it, then: isonomia suites check {path}")


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUITE]…", help="Suites, or paths of suite files or folders [default: all]."
        ),
    ] = None,
) -> None:
    """Expand every trial and say what is wrong: exit 0 if nothing is, else 2."""
    with plain_failures():
        from isonomia.assess.models import names as known_names  # noqa: PLC0415

        wanted = names or list(dict.fromkeys(name for name, _ in known_names()))
        problems = sum(_check(name) for name in wanted)
    if problems:
        typer.echo(f"{problems} problem{'s' if problems > 1 else ''} found.")
        raise typer.Exit(Exit.USAGE)
    typer.echo("Nothing wrong was found. Whether it reads well, only a person can tell.")


def _check(name: str) -> int:
    """Print what is wrong with a suite in all its languages, and return how much."""
    from isonomia.assess.models import inspect_suite, untranslated  # noqa: PLC0415

    problems = 0
    suites = _in_all_languages(name)
    for suite in suites:
        found = inspect_suite(suite)
        typer.echo(f"{suite.name:<13}{suite.language}  {_size(suite)}  {_state(len(found))}")
        for problem in found:
            typer.echo(f"  {problem}")
        problems += len(found)
    for problem in untranslated(suites):
        typer.echo(f"  {problem}")
        problems += 1
    return problems


def _state(problems: int) -> str:
    return "clean" if not problems else f"{problems} to mend"


def _in_all_languages(name: str) -> list[Suite]:
    from isonomia.assess.models import load_suites, names  # noqa: PLC0415
    from isonomia.vocabulary import LANGUAGES  # noqa: PLC0415

    there = [language for known, language in names() if known == name]
    if Path(name).is_dir():
        there = [code for code in LANGUAGES if (Path(name) / f"{code}.toml").is_file()]
    return [load_suites([name], language)[0] for language in there or ["en"]]


def _size(suite: Suite) -> str:
    from isonomia.assess.models import count_questions  # noqa: PLC0415

    arms = f"{len(suite.arms):>2} arm{'s' if len(suite.arms) > 1 else ' '}"
    return f"{len(suite.units):>3} units × {arms}: {count_questions(suite):>5} questions"


def _print_trials(suite: Suite, count: int, seed: int) -> None:
    import random  # noqa: PLC0415

    from isonomia.assess.models import expand  # noqa: PLC0415

    trials = expand(suite)
    drawn = random.Random(seed).sample(trials, min(count, len(trials)))  # noqa: S311  no secret
    for trial in drawn:
        _print_trial(trial)


def _print_trial(trial: Trial) -> None:
    from isonomia.assess.models import marked  # noqa: PLC0415

    typer.echo(f"{trial.measure} · {trial.unit} · {trial.arm} · {trial.prompt}")
    for message in (*trial.earlier, trial.request.prompt):
        asked = marked(message, trial.cues, r"[[\g<0>]]")
        typer.echo("\n".join(f"    {line}" for line in asked.splitlines()))
    if trial.request.options:
        options = (marked(text.strip(), trial.cues, r"[[\g<0>]]") for text in trial.request.options)
        typer.echo(f"    → {' | '.join(options)}")
    typer.echo("")


def _card(suite: Suite) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    console = Console(highlight=False)
    language = suite.language
    console.print(f"[bold]{escape(suite.title[language])}[/]  {suite.name} {suite.version}\n")
    for key, text in suite.card:
        console.print(f"[bold]{key.capitalize()}.[/] {escape(text[language])}\n")
    console.print("[bold]Tolerances, stated before any run[/]")
    for contrast in suite.contrasts:
        if contrast.tolerance:
            low, high = contrast.tolerance.low, contrast.tolerance.high
            console.print(
                f"  {escape(contrast.title[language])}: {low:g} to {high:g}. "
                f"{escape(contrast.tolerance.reason[language])}"
            )
    console.print("\n[bold]Sources[/]")
    for source in suite.sources:
        console.print(f"  {escape(source.text)} {source.url}", soft_wrap=True)
