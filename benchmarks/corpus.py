"""Speed, memory and truth of the corpus scan, on a corpus whose shares of women were planted.

Run by ``make bench-corpus``. One thread; CPU time by the operating system's accounting, so that a
busy machine slows the clock on the wall but not much else; medians of rounds in which all engines
take turns. Megabytes are 10**6 bytes of the texts in UTF-8, without the JSON around them.

Measured are the scan of texts in memory, and the whole pipeline in a fresh process: files cut into
shards, read, scanned, kept as parts, merged. Beside them, on a sample as large as its speed allows,
each finds the same phrases: a regular expression, pyahocorasick, and spaCy's PhraseMatcher. They
only find, while the scan also counts sentences, windows, pairs and sums over documents. A regular
expression does not find phrases inside others ("engineer" in "software engineer"), and spaCy has
words of its own: so they find other numbers, which are printed.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from benchmarks.planted_corpus import CROWDED, SEED, SOURCES, Corpus

from isonomia.assess.data.corpus import CorpusSettings, Scanner
from isonomia.assess.data.corpus.catalogue import DocumentKey, mentions_table, near_table
from isonomia.assess.data.corpus.fast import FastEngine
from isonomia.assess.data.corpus.plain import PlainEngine
from isonomia.evidence import Counts, Profile, load_profile
from isonomia.vocabulary.lexicon import Lexicon, lexicon, words_of

SIZE = 1000
SMALL = 100
"""Megabytes of the two corpora, of which the smaller shows whether memory grows."""

SAMPLE = 64_000_000
ROUNDS = 5
WINDOW = 10
FEW = {"woman": 32, "man": 31, "occupation": 139, "other": 134}
"""A short list, as long as those that are common in the literature: 336 phrases."""


Result = TypeVar("Result")
Find = Callable[[Sequence[str]], Result]


class Engine(NamedTuple):
    """What finds phrases in texts, how many bytes suit its speed, and how many it found."""

    name: str
    find: Find[Any]
    sample: int
    number: Callable[[Any], int] = int


def main() -> None:
    """Write the corpora, measure, and compare with what was planted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="megabytes of the corpus")
    size = parser.parse_args().size
    own = lexicon("en")
    corpus = Corpus(own)
    texts = _texts(corpus, SAMPLE)
    speeds = measure_engines(own, texts)
    with tempfile.TemporaryDirectory() as folder:
        small, large = (
            measure_pipeline(own, Path(folder), megabytes) for megabytes in (SMALL, size)
        )
    errors = recovered(large.profile, corpus.truth())
    print(
        f"scan_mb_s={speeds['isonomia']:.1f} pipeline_mb_s={large.speed:.1f} "
        f"re_mb_s={speeds['re']:.2f} rss_mb={max(small.memory, large.memory):.0f} "
        f"abs_error={errors:.4f}"
    )


def measure_engines(own: Lexicon, texts: Sequence[str]) -> dict[str, float]:
    """Return MB/s of every engine, the median of rounds in which they take turns."""
    engines = [
        Engine("isonomia", _scan, SAMPLE, _number),
        Engine("isonomia, 336 phrases", _with(FastEngine, _short(own)), SAMPLE, _number),
        Engine("isonomia, plain", _with(PlainEngine, own), 2_000_000, _number),
        Engine("pyahocorasick", _pyahocorasick(own), 8_000_000),
        Engine("re", _regular_expression(own), 400_000),
        Engine("spaCy", _spacy(own), 200_000),
    ]
    measured: dict[str, list[float]] = {engine.name: [] for engine in engines}
    found: dict[str, float] = {}
    for number in range(ROUNDS):
        for engine in engines:
            sample = list(_upto(texts, engine.sample))
            size = sum(len(text.encode()) for text in sample) / 1e6
            start = time.process_time()
            result = engine.find(sample)
            measured[engine.name].append(size / (time.process_time() - start))
            found[engine.name] = engine.number(result) / size
        print(f"round {number + 1} of {ROUNDS}", flush=True)
    phrases = len(_phrases(own))
    print(f"{phrases} phrases; MB of text per second of one core; found per MB of text")
    for name, speeds in measured.items():
        spread = f"{min(speeds):.2f} to {max(speeds):.2f}"
        print(f"  {name:24} {statistics.median(speeds):8.2f}  ({spread})  {found[name]:9,.0f}")
    print("  re, pyahocorasick and spaCy only find phrases; re and spaCy miss some: see the file")
    return {name: statistics.median(speeds) for name, speeds in measured.items()}


class Piped(NamedTuple):
    """What the whole pipeline took, and what came of it."""

    speed: float
    memory: float
    profile: Profile


def measure_pipeline(own: Lexicon, folder: Path, megabytes: int) -> Piped:
    """Count a corpus of some size in a process of its own."""
    path, profile = folder / f"{megabytes}.jsonl", folder / f"{megabytes}.json"
    size = Corpus(own, SEED + megabytes).write(path, megabytes * 10**6) / 1e6
    command = [sys.executable, "-m", "benchmarks.corpus_pipeline", str(path), str(profile)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    path.unlink()
    seconds, memory, start = map(float, done.stdout.split())
    print(
        f"pipeline, {megabytes} MB of JSON lines: {size / seconds:.1f} MB of text per second of a "
        f"core; peak of memory {memory:.0f} MB, {start:.0f} MB of it before the first record",
        flush=True,
    )
    return Piped(size / seconds, memory, load_profile(profile))


def recovered(profile: Profile, truth: dict[str, float]) -> float:
    """Return the mean absolute error of the shares of women, and print it by source."""
    near = profile.table("near").where(kind="term")
    for source in SOURCES:
        error, mentions = _error(near.where(source=source), truth)
        bystanders = "one planted sentence in four" if source == CROWDED else "none"
        print(f"source {source} (bystanders: {bystanders}): error {error:.4f}, {mentions:,} pairs")
    error, _ = _error(near, truth)
    return error


def _error(near: Counts, truth: dict[str, float]) -> tuple[float, int]:
    """Return the mean absolute error over occupations, and how many pairs it is made of."""
    by_item = near.by("item")
    sums = {term: by_item[(term,)] for term in truth}
    pairs = {term: held["woman"] + held["man"] for term, held in sums.items()}
    errors = [abs(sums[term]["woman"] / pairs[term] - share) for term, share in truth.items()]
    return statistics.fmean(errors), sum(pairs.values())


def _texts(corpus: Corpus, size: int) -> list[str]:
    return [record["text"] for record in corpus.documents(size)]


def _upto(texts: Iterable[str], size: int) -> Iterable[str]:
    """Yield texts until they hold some characters."""
    held = 0
    for text in texts:
        if held >= size:
            return
        held += len(text)
        yield text


def _keys(texts: Sequence[str]) -> list[DocumentKey]:
    return [(SOURCES[number % 2], "en", "") for number in range(len(texts))]


def _number(tables: tuple[Counts, Counts]) -> int:
    """Return how many mentions and terms were counted."""
    mentions, near = tables
    told = mentions.total
    return told["woman"] + told["man"] + near.where(kind="all").total["mentions"]


def _scan(texts: Sequence[str]) -> tuple[Counts, Counts]:
    scanner, keys = Scanner(CorpusSettings(window=WINDOW)), _keys(texts)
    for start in range(0, len(texts), 32):
        scanner.add(texts[start : start + 32], keys[start : start + 32])
    return scanner.counts()


def _with(kind: type[FastEngine | PlainEngine], own: Lexicon) -> Find[tuple[Counts, Counts]]:
    """Return what scans with an engine and list; texts within ASCII apart, as the scanner does."""

    def find(texts: Sequence[str]) -> tuple[Counts, Counts]:
        engine = kind(own, WINDOW)
        for some in ([t for t in texts if t.isascii()], [t for t in texts if not t.isascii()]):
            for start in range(0, len(some), 256):
                part = some[start : start + 256]
                engine.scan(part, _keys(part))
        mentions, near = engine.rows()
        return mentions_table(mentions), near_table(near)

    return find


def _short(own: Lexicon) -> Lexicon:
    """Return a list of 336 phrases from ours."""
    terms = [replace(term, forms=term.forms[:1]) for term in own.terms]
    jobs = [term for term in terms if term.group == "occupation"][: FEW["occupation"]]
    others = [term for term in terms if term.group != "occupation"][: FEW["other"]]
    woman, man = own.woman[: FEW["woman"]], own.man[: FEW["man"]]
    return replace(own, woman=woman, man=man, exceptions=(), terms=(*jobs, *others))


def _phrases(own: Lexicon) -> list[str]:
    forms = (form.text for term in own.terms for form in term.forms)
    phrases = {" ".join(words_of(text)) for text in (*own.woman, *own.man, *forms)}
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))


def _regular_expression(own: Lexicon) -> Find[int]:
    joined = "|".join(r"\W+".join(phrase.split()) for phrase in _phrases(own))
    pattern = re.compile(rf"\b(?:{joined})\b", re.IGNORECASE)
    return lambda texts: sum(1 for text in texts for _ in pattern.finditer(text))


def _pyahocorasick(own: Lexicon) -> Find[int]:
    automaton = import_module("ahocorasick").Automaton()
    for phrase in _phrases(own):
        automaton.add_word(f" {phrase} ", len(phrase))
    automaton.make_automaton()
    apart = {code: " " for code in range(128) if not chr(code).isalnum()}
    apart |= dict.fromkeys(map(ord, "«»“”’–"), " ")

    def find(texts: Sequence[str]) -> int:
        number = 0
        for text in texts:
            words = " ".join(text.lower().translate(apart).split())
            number += sum(1 for _ in automaton.iter(f" {words} "))
        return number

    return find


def _spacy(own: Lexicon) -> Find[int]:
    nlp = import_module("spacy").blank("en")
    matcher = import_module("spacy.matcher").PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("phrases", list(nlp.pipe(_phrases(own))))
    return lambda texts: sum(len(matcher(document)) for document in nlp.pipe(texts))


if __name__ == "__main__":
    main()
