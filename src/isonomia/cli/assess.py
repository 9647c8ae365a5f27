"""``isonomia assess …``: measure a subject."""

from __future__ import annotations

import re
import shlex
import signal
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from isonomia.cli.failures import Exit, plain_failures
from isonomia.cli.options import BenchmarkName, Data, Lang, Limit, page_of, suites_of
from isonomia.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from isonomia.assess.models import Model, Options
    from isonomia.evidence import Assessment

__all__ = ["app", "bare", "carry_out"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Assess a subject: a language model, or a guard.",
)


@app.callback()
def assess_group() -> None:
    """Keep `assess` a group of verbs, whatever their number."""


@app.command("model")
def assess_model(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="local/smollm2, local/gemma3-270m, local/PATH.gguf, or openai/NAME for any "
            "OpenAI-compatible endpoint (key from OPENAI_API_KEY).",
        ),
    ],
    *,
    suite: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="Suites to run, or paths of suite files [default: all]."),
    ] = None,
    benchmark: BenchmarkName = None,
    data: Data = None,
    limit: Limit = None,
    lang: Annotated[Lang, typer.Option(help="Language of the questions and the report.")] = Lang.en,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Address of the endpoint [default: OPENAI_BASE_URL]."),
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="Most requests in flight at the endpoint.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the run [default: assessments/MODEL]."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides the order and the sampling.")] = 0,
    repeat: Annotated[int, typer.Option(min=1, help="How often each question is asked.")] = 1,
    ask_all: Annotated[
        bool, typer.Option("--ask-all", help="Ask everything, even where the verdict is clear.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the run in the folder.")
    ] = False,
    judge: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Model that reads answers where rules do not suffice."),
    ] = None,
    judge_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Address of the judge's endpoint.")
    ] = None,
    max_calls: Annotated[
        int | None, typer.Option(min=1, help="Most calls, earlier sittings included.")
    ] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Most tokens, in and out.")] = None,
    max_cost: Annotated[
        float | None, typer.Option(min=0, help="Most money; needs --prices.")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Price file (TOML); see the docs.")
    ] = None,
) -> None:
    """Ask a language model the suites' questions and say what the answers entitle us to say."""
    with plain_failures():
        from isonomia.assess.models import (  # noqa: PLC0415
            Benchmark,
            Limits,
            Options,
            default_folder,
            open_model,
        )

        options = Options(
            suites=suites_of(suite),
            benchmark=Benchmark.given(benchmark, data, limit),
            language=lang.value,
            seed=seed,
            repeat=repeat,
            ask_all=ask_all,
            limits=Limits(max_calls, max_tokens, max_cost),
            prices=prices,
            resume=resume,
        )
        folder = out or default_folder(model)
        judges = {"--judge": judge, "--judge-url": bare(judge_url)}
        command = _command(model, base_url, folder, options, judges)
        options = replace(options, command=command)
        reader = open_model(judge, judge_url, concurrency) if judge else None
        carry_out(open_model(model, base_url, concurrency), model, folder, options, reader)


def carry_out(
    subject: Model, name: str, folder: Path, options: Options, judge: Model | None = None
) -> None:
    """Run an assessment to its end, showing how it goes, and write its page."""
    import asyncio  # noqa: PLC0415

    from isonomia.assess.models import assess_model_async  # noqa: PLC0415
    from isonomia.cli.progress import Monitor  # noqa: PLC0415
    from isonomia.evidence import load, written_since  # noqa: PLC0415
    from isonomia.report import write_html  # noqa: PLC0415

    monitor = Monitor(name)
    page = page_of(folder, Lang(options.language))
    began = time.time()
    try:
        with monitor:
            assessment = asyncio.run(
                _until_terminated(
                    assess_model_async(
                        subject, folder, options, judge=judge, on_answer=monitor.update
                    )
                )
            )
    except (IncompleteError, KeyboardInterrupt, asyncio.CancelledError) as end:
        # What was answered before the end is assessed and kept: then it has a page, too.
        if written_since(folder, began):
            write_html(load(folder), page, options.language)
        if isinstance(end, asyncio.CancelledError):
            raise KeyboardInterrupt from None
        raise
    monitor.conclude(assessment, write_html(assessment, page, options.language))
    if not assessment.complete:
        raise typer.Exit(Exit.INCOMPLETE)


async def _until_terminated(run: Coroutine[Any, Any, Assessment]) -> Assessment:
    """End a run as gently on SIGTERM, which stops containers and jobs, as on Ctrl-C."""
    import asyncio  # noqa: PLC0415

    task = asyncio.ensure_future(run)
    with suppress(NotImplementedError):  # where the system has no such signal
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def bare(url: str | None) -> str | None:
    """Return an address as it may be shown: its query may hold a secret."""
    return re.split("[?#]", url)[0] if url else None


def _command(
    model: str,
    base_url: str | None,
    folder: Path,
    options: Options,
    judges: Mapping[str, str | None],
) -> str:
    """Return the command that runs this again."""
    limits, benchmark = options.limits, options.benchmark
    given = {
        "--suite": ",".join(options.suites) if options.suites else None,
        "--benchmark": benchmark.name if benchmark else None,
        "--data": benchmark.data if benchmark else None,
        "--limit": benchmark.limit if benchmark else None,
        "--lang": options.language,
        "--base-url": bare(base_url),
        **judges,
        "--seed": options.seed,
        "--repeat": options.repeat if options.repeat > 1 else None,
        "--max-calls": limits.calls,
        "--max-tokens": limits.tokens,
        "--max-cost": limits.cost,
        "--prices": options.prices,
        "--out": folder,
    }
    words = ["isonomia", "assess", "model", model]
    for name, value in given.items():
        if value is not None:
            words += [name, str(value)]
    if options.ask_all:
        words.append("--ask-all")
    return shlex.join(words)
