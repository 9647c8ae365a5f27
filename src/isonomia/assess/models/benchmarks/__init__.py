"""Public benchmarks, from a path that the user gives: their data never come with Isonomia."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.benchmarks import (
    bbq,
    bold,
    crows_pairs,
    discrim_eval,
    honest,
    stereoset,
    winobias,
    winogender,
    winogenerated,
)
from isonomia.assess.models.benchmarks.cards import Sampled, languages, suite_from
from isonomia.assess.models.benchmarks.files import DataFiles
from isonomia.assess.models.benchmarks.groups import chosen, distinct
from isonomia.assess.models.benchmarks.published import published
from isonomia.assess.models.suite_files import load_suites
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models.benchmarks.groups import Group
    from isonomia.assess.models.options import Options
    from isonomia.assess.models.suite import Suite
    from isonomia.vocabulary import Language

__all__ = ["BENCHMARKS", "load_asked", "load_benchmark", "published"]


class Benchmark(NamedTuple):
    """How a benchmark's files become groups of questions, and which terms its readers count."""

    groups: Callable[[DataFiles, Language], list[Group]]
    lists: Callable[[DataFiles, Language], dict[str, tuple[str, ...]]] = lambda _data, _language: {}


BENCHMARKS: dict[str, Benchmark] = {
    "bbq": Benchmark(bbq.groups),
    "bold": Benchmark(bold.groups),
    "crows-pairs": Benchmark(crows_pairs.groups),
    "discrim-eval": Benchmark(discrim_eval.groups),
    "honest": Benchmark(honest.groups, honest.lists),
    "stereoset": Benchmark(stereoset.groups),
    "winobias": Benchmark(winobias.groups),
    "winogender": Benchmark(winogender.groups),
    "winogenerated": Benchmark(winogenerated.groups),
}


def load_benchmark(
    name: str, path: Path, limit: int | None = None, seed: int = 0, language: Language = "en"
) -> Suite:
    """Turn a benchmark's published files into a suite.

    Parameters
    ----------
    name : str
        One of ``BENCHMARKS``.
    path : Path
        The file, or the folder that holds it under its published name.
    limit : int, optional
        Most items to ask, drawn at random and evenly over units.
    seed : int
        Decides which.
    language : {"en", "vi", "fr"}
        Language of the questions.

    Returns
    -------
    Suite
        Its digest covers the files, the card, and what was drawn.

    Raises
    ------
    UsageError
        The benchmark is unknown or not there in that language, or the files are not as published.
    """
    if name not in BENCHMARKS:
        raise UsageError(
            f"There is no benchmark {name!r}: choose one of {', '.join(BENCHMARKS)} "
            "with --benchmark."
        )
    if language not in languages(name):
        raise UsageError(
            f"The benchmark {name!r} is not there in {language!r}, only in "
            f"{', '.join(languages(name))}: choose one of these with --lang."
        )
    data = DataFiles(path, name)
    groups = [distinct(group) for group in BENCHMARKS[name].groups(data, language)]
    lists = BENCHMARKS[name].lists(data, language)
    units = chosen(groups, limit, seed)
    taken, there = sum(len(unit.items) for unit in units), sum(group.size for group in groups)
    return suite_from(
        name,
        language,
        units,
        data=data.digest,
        sampled=Sampled(taken, there, seed if taken < there else 0),
        lists=lists,
    )


def load_asked(options: Options) -> list[Suite]:
    """Return all suites of a run: those that are named, and the benchmark.

    Raises
    ------
    UsageError
        One of them cannot be loaded.
    """
    chosen = options.benchmark
    if chosen is None:
        return load_suites(options.suites, options.language, options.asks)
    named = load_suites(options.suites, options.language) if options.suites else []
    language, seed = options.language, options.seed
    return [*named, load_benchmark(chosen.name, chosen.data, chosen.limit, seed, language)]
