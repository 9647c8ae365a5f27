"""Assessments of several subjects, made of claims by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from isonomia import statistics
from isonomia.evidence import (
    Assessment,
    Claim,
    Cost,
    Coverage,
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
    from collections.abc import Callable

    from isonomia.statistics import Interval

LEVEL = 0.95


def same(words: str) -> Text:
    """Return a text that is the same in every language."""
    return Text(en=words, vi=words, fr=words)


def claim(name: str, harm: str, interval: Interval | None, **changes: Any) -> Claim:
    """Return the claim that a share lies between 40% and 60%."""
    fields: dict[str, Any] = {
        "suite": "corpus",
        "measure": "representation",
        "id": name,
        "kind": "level",
        "harm": harm,
        "title": same(f"Question {name}?"),
        "below": same("fewer women."),
        "above": same("more women"),
        "tolerance": Tolerance(low=0.4, high=0.6, reason=same("ten points")),
        "reference": 0.5,
        "interval": interval,
        "units": 0 if interval is None else interval.n,
        "trials": 0 if interval is None else interval.n,
    }
    return Claim(**(fields | changes))


def claims() -> list[Claim]:
    """Return one question of each verdict, and one that lies open in both directions."""
    return [
        claim("shown", "missing-values", statistics.wilson(200, 1000, LEVEL)),
        claim("open", "unequal-selection", statistics.wilson(5, 12, LEVEL)),
        claim("blank", "unequal-errors", None),
        claim("calm", "typecasting", statistics.wilson(5000, 10_000, LEVEL)),
        claim("own", "a-harm-of-your-own", statistics.wilson(1, 1, LEVEL)),
    ]


def made(kind: str = "dataset", **changes: Any) -> Assessment:
    """Return an assessment of a kind of subject."""
    suite = SuiteRecord(
        name="corpus",
        version="1",
        language="en",
        reviewed=False,
        digest="ab" * 32,
        title=same("Text"),
        card={"harm": same("What this suite calls a harm.")},
    )
    fields: dict[str, Any] = {
        "subject": Subject.model_validate({"kind": kind, "name": "news", "digest": "cd" * 32}),
        "plan": Plan(suites=(suite,), seed=0, repeat=1, level=LEVEL, trials=0),
        "complete": True,
        "findings": settle_claims(claims(), LEVEL),
        "context": (),
        "nuisance": (),
        "measures": (),
        "coverage": Coverage(),
        "cost": Cost(calls=0, tokens_in=0, tokens_out=0),
        "not_tested": (NotTested(what=same("Pictures"), why=same("Only text is read.")),),
        "hashes": Hashes(plan="0c" * 32, answers="e4" * 32),
        "tally_rows": (),
        "run": Run(
            started="2026-11-22T09:00:00+00:00",
            seconds=3.5,
            asked=1200,
            version="0.1.0",
            command="isonomia assess data news",
        ),
        "sources": (
            Source(name="news/a.jsonl", digest="aa" * 32, bytes=1200, records=700),
            Source(
                name="news/b.csv.gz",
                digest="bb" * 32,
                bytes=800,
                records=300,
                skipped={"broken-row": 4, "odd": 1},
            ),
            Source(name="news/c.jsonl[0-67108864]", digest="c1" * 32, bytes=67108864, records=100),
            Source(name="news/c.jsonl[67108864-70000000]", digest="c2" * 32, bytes=9, records=100),
        ),
    }
    return Assessment(**(fields | changes))


@pytest.fixture(scope="session")
def make() -> Callable[..., Assessment]:
    return made


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    return made()
