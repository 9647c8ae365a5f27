"""Audits to render: one of a corpus and one of decisions, made of claims and tables by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from isonomia import statistics
from isonomia.evidence import (
    Assessment,
    Claim,
    Column,
    Cost,
    Coverage,
    Exhibit,
    Figure,
    Hashes,
    NotTested,
    Plan,
    Run,
    Source,
    Subject,
    SuiteRecord,
    Tolerance,
    settle_claims,
)
from isonomia.vocabulary import Text

if TYPE_CHECKING:
    from isonomia.statistics import Interval

LEVEL = 0.95
WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("audits.toml").read_text(encoding="utf-8")
)


def text(key: str) -> Text:
    """Return a text of the data file."""
    return Text.model_validate(WORDS["texts"][key])


def same(words: str) -> Text:
    """Return a text that is the same in every language."""
    return Text(en=words, vi=words, fr=words)


def claim(name: str, interval: Interval | None, units: int, trials: int, **changes: Any) -> Claim:
    """Return the claim that the data file describes."""
    entry = WORDS["claims"][name]
    low, high = entry["tolerance"]
    return Claim(
        **{
            "suite": entry["suite"],
            "measure": entry["measure"],
            "id": name,
            "kind": entry["kind"],
            "harm": entry["harm"],
            "title": Text.model_validate(entry["title"]),
            "below": Text.model_validate(entry["below"]),
            "above": Text.model_validate(entry["above"]),
            "tolerance": Tolerance(low=low, high=high, reason=text("reason")),
            "reference": entry["reference"],
            "interval": interval,
            "units": units,
            "trials": trials,
            "arms": tuple(entry["arms"]),
            "slice": entry.get("slice", "all"),
        }
        | changes
    )


def audit(suite: str, kind: str, name: str, claims: list[Claim], **changes: Any) -> Assessment:
    """Return an assessment as an audit composes it."""
    words = WORDS["audits"][suite]
    record = SuiteRecord(
        name=suite,
        version="1",
        language="en",
        reviewed=False,
        digest="ab" * 32,
        title=Text.model_validate(words["title"]),
        card={part: text("card") for part in ("question", "harm", "units", "method", "limits")},
        names={key: Text.model_validate(value) for key, value in words["names"].items()},
        sources=({"id": "law", "text": "Local Law 144 of 2021, New York City", "url": ""},),
    )
    fields: dict[str, Any] = {
        "subject": Subject.model_validate({"kind": kind, "name": name, "digest": "cd" * 32}),
        "plan": Plan(suites=(record,), seed=0, repeat=1, level=LEVEL, trials=0),
        "complete": True,
        "findings": settle_claims(claims, LEVEL),
        "context": (),
        "nuisance": (),
        "measures": (),
        "coverage": Coverage(),
        "cost": Cost(calls=0, tokens_in=0, tokens_out=0),
        "not_tested": (NotTested(what=text("gap"), why=text("gap-why")),),
        "hashes": Hashes(plan="0c" * 32, answers="e4" * 32),
        "tally_rows": (),
        "run": Run(
            started="2026-11-22T09:00:00+00:00",
            seconds=3.5,
            asked=1200,
            version="0.1.0",
            command=f"isonomia assess {kind} {name}",
        ),
    }
    return Assessment(**(fields | changes))


def figure(value: float, arm: float | None) -> Figure:
    """Return an estimate with an interval of so much on either side, or with none."""
    if arm is None:
        return Figure(value=value, low=None, high=None)
    return Figure(value=value, low=max(0.0, value - arm), high=value + arm)


def occupations_table() -> Exhibit:
    """Return a long table with a picture, a row without a figure, and rows left out."""
    rows: list[tuple[Any, ...]] = [
        (
            f"occupation {number}",
            40 * number,
            figure(number / 50, 0.12 if number % 7 else None),
            0.3 + number / 100,
            number / 10 - 2.21,
            0.0004 if number % 2 else 0.2,
        )
        for number in range(1, 46)
    ]
    rows.append((same("none at all"), 0, None, None, None, None))
    return Exhibit(
        id="occupations",
        title=text("occupations"),
        lead=text("occupations-lead"),
        columns=(
            Column(title=text("occupation"), scale="name"),
            Column(title=text("mentions"), scale="count"),
            Column(title=text("share"), scale="share"),
            Column(title=text("market"), scale="share"),
            Column(title=same("log-odds"), scale="number"),
            Column(title=same("p"), scale="p"),
        ),
        rows=tuple(rows),
        notes=(text("note"),),
        plot=2,
        reference=0.5,
        omitted=1234,
    )


def impact_table() -> Exhibit:
    """Return a table of ratios, one of them far from 1."""
    rows: list[tuple[Any, ...]] = [
        ("f*** (masked)", 200, 0.5, Figure(value=1.0, low=0.8, high=1.25), None),
        ("F & <b>bold</b>", 180, 0.36, Figure(value=0.72, low=0.6, high=0.86), figure(-0.14, 0.05)),
        ("break > 2 years", 9, 0.1, Figure(value=0.05, low=0.0, high=0.9), figure(-0.4, None)),
    ]
    return Exhibit(
        id="impact",
        title=text("impact"),
        lead=text("impact-lead"),
        columns=(
            Column(title=text("group"), scale="name"),
            Column(title=text("people"), scale="count"),
            Column(title=text("rate"), scale="share"),
            Column(title=text("ratio"), scale="ratio"),
            Column(title=text("difference"), scale="difference"),
        ),
        rows=tuple(rows),
        plot=3,
        reference=1.0,
    )


def plain_table() -> Exhibit:
    """Return a table without a picture or a number that is an estimate."""
    return Exhibit(
        id="missing",
        title=text("missing"),
        lead=text("missing-lead"),
        columns=(
            Column(title=text("group"), scale="name"),
            Column(title=text("people"), scale="count"),
        ),
        rows=((text("unknown"), 17), ("", 0)),
    )


def build_corpus() -> Assessment:
    """Return the audit of a corpus with all four verdicts."""
    claims = [
        claim("share-of-women", statistics.wilson(310, 1000, LEVEL), 1000, 2400),
        claim("older-women", statistics.wilson(96, 200, LEVEL), 200, 260),
        claim("abuse", statistics.newcombe(80, 1000, 78, 1000, LEVEL), 1000, 1580),
        claim("nurse", None, 0, 0),
    ]
    sources = tuple(
        Source(
            name=f"data/part-{number:03d}.jsonl",
            digest=f"{number:064x}",
            bytes=1_500_000 + number,
            records=40 + number,
            skipped={"broken-json": number, "odd-slug": 1} if number > 27 else {},
        )
        for number in range(30)
    )
    exhibits = (occupations_table(), plain_table())
    return audit("corpus", "dataset", "news", claims, sources=sources, exhibits=exhibits)


def build_decisions() -> Assessment:
    """Return the audit of decisions: ratios with every verdict, and a difference."""
    claims = [
        claim("selection", statistics.rate_ratio(108, 400, 200, 400, LEVEL), 800, 800),
        claim("break", statistics.rate_ratio(9, 30, 200, 400, LEVEL), 430, 430),
        claim("parents", statistics.rate_ratio(4000, 8000, 4010, 8000, LEVEL), 16000, 16000),
        claim("calibration", statistics.newcombe(90, 200, 100, 200, LEVEL), 400, 400),
    ]
    sources = (Source(name="hiring.csv", digest="aa" * 32, bytes=912, records=18_000),)
    exhibits = (impact_table(), plain_table())
    return audit("decisions", "decision system", "screener", claims, sources=sources,
                 exhibits=exhibits)  # fmt: skip


@pytest.fixture(scope="session")
def corpus() -> Assessment:
    return build_corpus()


@pytest.fixture(scope="session")
def decisions() -> Assessment:
    return build_decisions()


@pytest.fixture(scope="session")
def audits(corpus: Assessment, decisions: Assessment) -> dict[str, Assessment]:
    return {"corpus": corpus, "decisions": decisions}
