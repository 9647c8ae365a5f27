"""BLEU against published and hand-worked values, self-BLEU against its definition."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.statistics.language import bleu, jackknife, self_bleu

Texts = list[list[str]]
texts = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=8), min_size=2, max_size=6)


def words_of(text: str) -> list[str]:
    return text.split()


GUIDE = words_of(
    "It is a guide to action which ensures that the military always obeys the commands of the party"
)
REFERENCES = [
    words_of(
        "It is a guide to action that ensures that the military will forever heed Party commands"
    ),
    words_of(
        "It is the guiding principle which guarantees the military forces always being under the "
        "command of the Party"
    ),
    words_of("It is the practical guide for the army always to heed the directions of the party"),
]


def test_the_example_of_papineni_2002_as_nltk_prints_it() -> None:
    assert bleu(GUIDE, REFERENCES) == pytest.approx(0.5045666840058485, rel=1e-12)
    # 17 of its 18 words are in a reference (the paper, section 2.1).
    assert bleu(GUIDE, REFERENCES, order=1) == pytest.approx(17 / 18)


def test_a_word_counts_as_often_as_in_one_reference() -> None:
    """Papineni et al. (2002), example 2: the modified unigram precision is 2/7."""
    references = [words_of("the cat is on the mat"), words_of("there is a cat on the mat")]
    assert bleu(["the"] * 7, references, order=1) == pytest.approx(2 / 7)


def test_brevity_and_the_closest_length() -> None:
    assert bleu(["a", "b"], [["a", "b", "c"]], order=1) == pytest.approx(math.exp(1 - 3 / 2))
    # Lengths 2 and 4 are as near to 3: the shorter counts, and there is no penalty.
    assert bleu(["a", "b", "c"], [["a", "b"], ["a", "b", "c", "d"]]) == pytest.approx(1.0)


def test_no_match_is_smoothed() -> None:
    # p1 = 2/3, p2 = 0.1/2, p3 = 0.1/1; no 4-gram in a text of three tokens
    expected = (2 / 3 * 0.05 * 0.1) ** (1 / 3)
    assert bleu(["a", "b", "c"], [["b", "x", "a"]]) == pytest.approx(expected)


def by_definition(said: Texts) -> float:
    return statistics.fmean(bleu(text, said[:i] + said[i + 1 :]) for i, text in enumerate(said))


@settings(deadline=None)
@given(texts)
def test_self_bleu_is_its_definition_leaving_out_each_in_turn(said: Texts) -> None:
    ours = self_bleu(said)
    assert ours.value == pytest.approx(by_definition(said), rel=1e-9)
    if len(said) == 2:
        assert ours.low is None
        return
    without = [by_definition(said[:i] + said[i + 1 :]) for i in range(len(said))]
    expected = jackknife(ours.value, without, 0.95)
    assert (ours.se or 0) == pytest.approx(expected.se or 0, abs=1e-9)


def test_repetition_shows() -> None:
    rng = np.random.default_rng(1)
    words = [f"w{i}" for i in range(300)]
    varied = [[str(w) for w in rng.choice(words, 15)] for _ in range(20)]
    stock = [text[:4] + varied[0][4:] for text in varied]
    low, high = self_bleu(varied), self_bleu(stock)
    assert low.high is not None
    assert high.low is not None
    assert low.high < 0.2
    assert high.low > 0.6
    same = self_bleu([varied[0]] * 9)
    assert same.value == pytest.approx(1.0)
    assert same.low is None


def test_what_bleu_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match="text to compare"):
        bleu(["a"], [])
    with pytest.raises(ValueError, match="without a token"):
        bleu([], [["a"]])
    with pytest.raises(ValueError, match="at least one token"):
        bleu(["a"], [["a"]], order=0)
    with pytest.raises(ValueError, match="at least two texts"):
        self_bleu([["a"]])
    with pytest.raises(ValueError, match="without a token"):
        self_bleu([["a"], []])
