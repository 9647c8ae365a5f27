"""The parts of the fast engine, each beside a few plain lines that do the same."""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.data.corpus.normalise import Normaliser
from isonomia.assess.data.corpus.ranks import Ranks
from isonomia.assess.data.corpus.sums import Sums
from isonomia.vocabulary.lexicon import words_of

AWKWARD = st.sampled_from(
    "aéÉİΣσßA\u0301\u0300\u0323\u093f\u1161한'’.…\n _-\x1e\x00\x7f\u0085\ufe0f🙂\ud800ª²Ⅷẞ"
)
TEXTS = st.lists(st.one_of(st.text(max_size=20), st.text(AWKWARD, max_size=20)), max_size=5)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_block_holds_the_words_of_its_texts(texts: list[str]) -> None:
    block = Normaliser(()).block(texts)
    words = block.data.decode("utf-8", "surrogatepass").split(" ")[1:-1]
    assert words == [word for text in texts for word in words_of(text)]
    numbers = np.cumsum([0, *(len(words_of(text)) for text in texts)])
    assert block.documents.tolist() == numbers.tolist()
    begun = block.sentences.upto(numbers[:-1]) - block.sentences.before(numbers[:-1])
    assert begun[numbers[:-1] < numbers[-1]].all()


def test_every_character_parts_words_or_does_not() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    texts = [f"a{sign}b {sign}c" for sign in signs[::11]]
    block = Normaliser(()).block(texts)
    words = block.data.decode("utf-8", "surrogatepass").split(" ")[1:-1]
    assert words == words_of("\n".join(texts))


def test_every_capital_is_brought_into_lower_case() -> None:
    capitals = [sign for sign in map(chr, range(128, sys.maxunicode)) if sign.lower() != sign]
    assert len(capitals) > 1000
    for sign in capitals:
        text = f"a{sign}b {sign}c a{sign}"
        assert Normaliser(()).block([text]).data.decode().split() == words_of(text)


def test_normal_forms_do_not_reach_over_documents() -> None:
    texts = ["e", "\u0301", "\u1112", "\u1161", "Σ", "Σ"]
    assert "".join(texts) != unicodedata.normalize("NFC", "".join(texts))
    block = Normaliser(()).block(texts)
    assert block.data.decode().split() == ["e", "\u1112", "\u1161", "σ", "σ"]


@given(st.lists(st.booleans(), max_size=300))
def test_ranks(truth: list[bool]) -> None:
    ranks = Ranks(np.array(truth, dtype=bool))
    places = np.arange(len(truth) + 1)
    assert ranks.before(places).tolist() == [sum(truth[:place]) for place in places]
    assert ranks.upto(places[:-1]).tolist() == [sum(truth[: place + 1]) for place in places[:-1]]


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2**40)), max_size=20)))
def test_sums(batches: list[list[tuple[int, int]]]) -> None:
    sums = Sums(2)
    expected: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for batch in batches:
        keys = np.array([key for key, _ in batch], dtype=np.int64)
        values = np.array([value for _, value in batch], dtype=np.int64)
        sums.add(keys, [np.ones_like(keys), values])
        for key, value in batch:
            expected[key][0] += 1
            expected[key][1] += value
    assert dict(sums) == {key: tuple(held) for key, held in expected.items()}
    assert list(dict(sums)) == sorted(expected)


def test_sums_of_many_rows() -> None:
    generator = np.random.default_rng(5)
    keys = generator.integers(0, 1000, size=100_000)
    columns = list(generator.integers(0, 100, size=(3, 100_000)))
    sums = Sums(3)
    for part in np.array_split(np.arange(len(keys)), 50):
        sums.add(keys[part], [column[part] for column in columns])
    expected = zip(*(np.bincount(keys, column) for column in columns), strict=True)
    assert dict(sums) == dict(enumerate(expected))
