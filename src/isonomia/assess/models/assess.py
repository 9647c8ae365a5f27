"""Assessing a language model: from a name to an assessment in a folder."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.models.benchmarks import load_asked
from isonomia.assess.models.budget import Limits
from isonomia.assess.models.judge import Judge, Judging, judge_record
from isonomia.assess.models.options import Benchmark, Options
from isonomia.assess.models.session import JOURNAL_NAME, Session
from isonomia.assess.models.subject import open_model
from isonomia.errors import UsageError
from isonomia.evidence import Journal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence
    from typing import Any

    from isonomia.assess.models.model import Model
    from isonomia.assess.models.runner import Outcome
    from isonomia.assess.models.suite import Suite
    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

__all__ = ["assess_model", "assess_model_async", "default_folder", "journal_path", "wait_for"]


def assess_model(
    model: str | Model,
    *,
    out: Path | str | None = None,
    suites: str | Sequence[str] | None = None,
    benchmark: str | None = None,
    data: Path | str | None = None,
    limit: int | None = None,
    language: Language = "en",
    base_url: str | None = None,
    concurrency: int | None = None,
    seed: int = 0,
    repeat: int = 1,
    ask_all: bool = False,
    resume: bool = False,
    max_calls: int | None = None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    prices: Path | str | None = None,
    judge: str | Model | None = None,
) -> Assessment:
    """Assess a language model and write the assessment into a folder.

    Parameters
    ----------
    model : str or Model
        ``local/NAME``, ``local/PATH.gguf``, ``openai/NAME``, or an object such as ``MockModel``.
    out : path, optional
        The run's folder; by default ``assessments/`` and the model's name.
    suites : str or sequence of str, optional
        Names of suites or paths of suite files; by default all in the language, or none where
        there is a benchmark.
    benchmark : str, optional
        A public benchmark, such as ``bbq``.
    data : path, optional
        The benchmark's file or folder, which does not come with Isonomia.
    limit : int, optional
        Most items of the benchmark to ask, drawn at random and evenly over its units.
    language : {"en", "vi", "fr"}
        Language in which the model is asked.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint, for ``openai/NAME``.
    concurrency : int, optional
        Most requests in flight at that endpoint.
    seed : int
        Decides the order of questions and the sampling.
    repeat : int
        How often each question is asked.
    ask_all : bool
        Ask everything, even where the answer is clear before.
    resume : bool
        Continue the run that the folder holds.
    max_calls, max_tokens, max_cost : number, optional
        Most that may be spent.
    prices : Path, optional
        Price file; needed for ``max_cost``.
    judge : str or Model, optional
        The model that reads answers where rules do not suffice, named like ``model``.

    Returns
    -------
    Assessment
        Also when a budget ended the run; ``complete`` then is False.

    Raises
    ------
    UsageError
        The request makes no sense: unknown suite, wrong file, a folder that holds another run.
    IncompleteError
        The model or the disk gave up; what was answered is kept.
    """
    options = Options(
        suites=[suites] if isinstance(suites, str) else suites,
        benchmark=Benchmark.given(benchmark, data, limit),
        language=language,
        seed=seed,
        repeat=repeat,
        ask_all=ask_all,
        limits=Limits(max_calls, max_tokens, max_cost),
        prices=None if prices is None else Path(prices),
        resume=resume,
    )
    subject = open_model(model, base_url, concurrency) if isinstance(model, str) else model
    folder = out or default_folder(model if isinstance(model, str) else "model")
    reader = open_model(judge) if isinstance(judge, str) else judge
    return wait_for(assess_model_async(subject, folder, options, judge=reader))


async def assess_model_async(
    model: Model,
    out: Path | str,
    options: Options,
    *,
    judge: Model | None = None,
    on_answer: Callable[[Outcome], None] = lambda _: None,
) -> Assessment:
    """Assess a model inside a running event loop.

    ``on_answer`` is called after every answer with all that was counted so far. For the rest see
    ``assess_model``.
    """
    suites = load_asked(options)
    _check_whom(suites, options)
    path = journal_path(Path(out), resume=options.resume)
    async with AsyncExitStack() as entered:
        card = await entered.enter_async_context(model)
        record, reader = None, None
        if judge is not None:
            record = judge_record(await entered.enter_async_context(judge))
            reader = Judge(judge, Judging(suites))
        session = Session(card, suites, options, Path(out), record)
        with Journal(path) as journal:
            return await session.run(model, journal, on_answer, reader)


def wait_for(run: Coroutine[Any, Any, Assessment]) -> Assessment:
    """Wait for a run to end, also where a notebook already runs a loop of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run).result()


def default_folder(model: str) -> Path:
    """Return the folder in which a model's run is kept if none is named."""
    slug = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in model)
    return Path("assessments") / slug.strip("-.")


def _check_whom(suites: Iterable[Suite], options: Options) -> None:
    """Refuse to ask one kind of subject what is for another."""
    for suite in suites:
        if suite.asks != options.asks:
            raise UsageError(
                f"The suite {suite.name!r} asks a {suite.asks}, not a {options.asks}: run it with "
                f"`isonomia assess {suite.asks} NAME --suite {suite.name}`."
            )


def journal_path(folder: Path, *, resume: bool, to: str = "continue it") -> Path:
    """Return where a run's journal lies, and make its folder.

    Parameters
    ----------
    folder : Path
        The run's folder.
    resume : bool
        Whether it may hold a run already.
    to : str
        What ``--resume`` would do, for the sentence.

    Raises
    ------
    UsageError
        The folder holds a run, or cannot be made.
    """
    path = folder / JOURNAL_NAME
    if path.exists() and not resume:
        raise UsageError(
            f"{folder} already holds a run: add --resume to {to}, or choose another --out."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"Cannot make the folder {folder} ({error.strerror}): choose another with --out."
        ) from error
    return path
