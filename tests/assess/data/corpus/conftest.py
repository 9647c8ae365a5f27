"""A small lexicon in which everything overlaps, and ways of scanning with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.assess.data.corpus.catalogue import mentions_table, near_table
from isonomia.assess.data.corpus.fast import FastEngine
from isonomia.assess.data.corpus.plain import PlainEngine
from isonomia.vocabulary.lexicon import Form, Lexicon, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from isonomia.evidence import Counts

    Scan = Callable[..., tuple[Counts, Counts]]


@pytest.fixture(scope="session")
def tangled() -> Lexicon:
    """Return a lexicon of overlapping phrases in three scripts of words."""
    return Lexicon(
        language="en",
        woman=("she", "her", "woman", "bà", "old lady", "grand-mother"),
        man=("he", "his", "man", "ông", "Élu", "lady man"),
        exceptions=(
            "man made",
            "isle of man",
            "ông bà",
            "her own man",
            "a woman",
            "made her",
            "his own lady man",
            "own lady",
        ),
        terms=(
            Term("engineer", "occupation", "technology", (Form("engineer"), Form("engineers"))),
            Term("software-engineer", "occupation", "technology", (Form("software engineer"),)),
            Term("train", "occupation", "transport", (Form("engineer of the train"),)),
            Term("actor", "occupation", "arts-media", (Form("actor"), Form("actress", "woman"))),
            Term("nurse", "occupation", "health", (Form("y tá"), Form("male nurse", "man"))),
            Term("tá", "occupation", "health", (Form("tá"), Form("nurse"))),
            Term("caring", "care", "", (Form("takes care of"), Form("care"))),
            Term("leader", "power", "", (Form("leader"),)),
            Term("insult", "abuse", "", (Form("nag"), Form("old lady"))),
            Term("old", "age-old", "", (Form("old"), Form("âgé"))),
            Term("young", "age-young", "", (Form("young"),)),
            Term("danish", "nationality", "", (Form("danish"), Form("dane", "man"))),
            Term("migrant", "background", "migration", (Form("migrant"), Form("from abroad"))),
            Term("poor", "background", "class", (Form("poor"), Form("nag"))),
        ),
    )


@pytest.fixture(scope="session")
def phrases(tangled: Lexicon) -> tuple[str, ...]:
    """Return everything that the lexicon looks for."""
    forms = (form.text for term in tangled.terms for form in term.forms)
    return (*tangled.woman, *tangled.man, *tangled.exceptions, *forms)


@pytest.fixture(scope="session")
def scan(tangled: Lexicon) -> Scan:
    """Return a function that scans texts with one engine, or a lexicon of its own."""
    engines: dict[str, type[FastEngine | PlainEngine]] = {"fast": FastEngine, "plain": PlainEngine}

    def scanned(
        texts: Sequence[str],
        engine: str = "fast",
        *,
        window: int = 10,
        keys: Sequence[tuple[str, str, str]] | None = None,
        lexicon: Lexicon = tangled,
    ) -> tuple[Counts, Counts]:
        made = engines[engine](lexicon, window)
        made.scan(texts, keys or [("", "en", "")] * len(texts))
        mentions, near = made.rows()
        return mentions_table(mentions), near_table(near)

    return scanned


@pytest.fixture(params=["fast", "plain"])
def mentions(request: pytest.FixtureRequest, scan: Scan) -> Callable[..., Mapping[str, int]]:
    """Return a function that tells the mentions of texts, by each engine."""
    return lambda *texts, **options: scan(texts, request.param, **options)[0].total


@pytest.fixture(params=["fast", "plain"])
def beside(request: pytest.FixtureRequest, scan: Scan) -> Callable[..., Mapping[str, int]]:
    """Return a function that tells what is near one item in texts, by each engine."""
    return lambda kind, item, *texts, **options: (
        scan(texts, request.param, **options)[1].where(kind=kind, item=item).total
    )
