"""The fast engine and the plain one count the same, whatever the texts and however handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.data.corpus import CorpusSettings, Scanner, scanner
from isonomia.vocabulary.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.evidence import Counts
    from isonomia.vocabulary import Language

FILLERS = (
    "the",
    "of",
    "x",
    "e\u0301",
    "2",
    "straße",
    "İx",
    "ΑΣ",
    "한국",
    "हिंदी",
    "ﬁ",
    "㎏",
    "he\u0301",
)
BETWEEN = (" ", ", ", "-", "'", "’", "\u00a0", "“", "—", "\n", "\t", "_", "/", "🙂", "❤\ufe0f")
ODD = (" \u0301", "\u200d", "\x1e", "\x00", "\ud800")
ENDS = ("…", ". ", "! ", "? ", "; ", "\n\n", "\n \r\n", "...")
TITLES = (" mr. ", " Mrs. ", " xmr. ", "dr.", "\nprof.", " st.\n", "(ms.)")
LANGUAGES: tuple[Language, ...] = ("en", "vi", "fr")


def texts_of(phrases: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return texts made of phrases, fillers and whatever may part them."""
    words = st.one_of(*[st.sampled_from(phrases)] * 3, st.sampled_from(FILLERS))
    words = st.one_of(words, words.map(str.upper), words.map(str.title))
    apart = st.one_of(*[st.just(" ")] * 4, st.sampled_from((*BETWEEN, *ODD, *ENDS, *TITLES)))
    made = st.lists(st.tuples(words, apart), max_size=40).map(
        lambda parts: "".join(f"{word}{sign}" for word, sign in parts)
    )
    return st.one_of(made, made, st.text(max_size=30), st.just(""))


def documents_of(phrases: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str, str]]]:
    """Return documents: a text, a source, a time."""
    one = st.tuples(texts_of(phrases), st.sampled_from(("", "a", "b")), st.sampled_from(("", "1")))
    return st.lists(one, max_size=8)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), window=st.integers(1, 12))
def test_engines_agree(
    data: st.DataObject,
    window: int,
    scan: Callable[..., tuple[Counts, Counts]],
    phrases: tuple[str, ...],
) -> None:
    documents = data.draw(documents_of(phrases))
    texts = [text for text, _, _ in documents]
    keys = [(source, "en", time) for _, source, time in documents]
    fast = scan(texts, "fast", window=window, keys=keys)
    assert fast == scan(texts, "plain", window=window, keys=keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_engines_agree_on_our_term_lists(language: Language) -> None:
    own = lexicon(language)
    forms = tuple(form.text for term in own.terms for form in term.forms)
    phrases = (*own.woman, *own.man, *own.exceptions, *forms)

    @settings(max_examples=20, deadline=None)
    @given(st.lists(texts_of(phrases), max_size=3))
    def agree(texts: list[str]) -> None:
        told = [_scanned(texts, language, engine) for engine in ("fast", "plain")]
        assert told[0] == told[1]

    agree()


def _scanned(texts: list[str], language: str, engine: str) -> tuple[Counts, ...]:
    made = Scanner(CorpusSettings({language: ""}, language, engine=engine))  # type: ignore[arg-type]
    made.add(texts, [("", "", "")] * len(texts))
    return made.counts()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_neither_order_nor_batches_matter(data: st.DataObject, phrases: tuple[str, ...]) -> None:
    documents = data.draw(documents_of(phrases))
    shuffled = data.draw(st.permutations(documents))
    at = data.draw(st.integers(0, len(documents)))
    whole, parts = (Scanner(CorpusSettings({"en": "", "vi": ""})) for _ in range(2))
    for made, batches in ((whole, [documents]), (parts, [shuffled[:at], shuffled[at:]])):
        for batch in batches:
            languages = ["vi" if time else "" for _, _, time in batch]
            keys = [
                (source, language, time)
                for (_, source, time), language in zip(batch, languages, strict=True)
            ]
            made.add([text for text, _, _ in batch], keys)
    assert whole.counts() == parts.counts()


def test_the_size_of_blocks_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, phrases: tuple[str, ...]
) -> None:
    texts = [f"{phrase}, {other}." for phrase in phrases for other in phrases[::4]]
    keys = [(str(number % 7), "", str(number % 3)) for number in range(len(texts))]
    told = []
    for size in (1, 100, 1 << 20):
        monkeypatch.setattr(scanner, "BLOCK", size)
        made = Scanner(CorpusSettings())
        made.add(texts, keys)
        told.append(made.counts())
    assert told[0] == told[1] == told[2]
    assert told[0][0].total["documents"] == len(texts)
