"""Two sides' texts set against each other: words that one uses more, and how varied each is."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from isonomia.assess.models.tokens import terms, tokens
from isonomia.statistics.association import log_odds_by_document
from isonomia.statistics.discovery import benjamini_hochberg
from isonomia.statistics.distributions import critical
from isonomia.statistics.language import distinct_n, first_tokens, gap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isonomia.statistics import Interval
    from isonomia.vocabulary import Language

__all__ = ["Sides", "Variety", "WordGap", "varieties", "word_gaps"]

LEAST_UNITS = 3
"""A word seen in fewer units tells more of these than of the sides."""

PRIOR_SHARE = 0.5
"""What the prior weighs beside the shorter side: it shrinks what is seen a few times."""


class Sides(NamedTuple):
    """What is set against each other.

    Attributes
    ----------
    names : tuple of str
        What the sides are called.
    first, second : list of list of str
        The texts of either side, unit by unit.
    """

    names: tuple[str, str]
    first: list[list[str]]
    second: list[list[str]]


@dataclass(frozen=True, slots=True)
class WordGap:
    """One word on both sides.

    Attributes
    ----------
    word : str
        The word; in Vietnamese also two syllables that stand together.
    counts : tuple of int
        How often either side uses it.
    log_odds, low, high : float
        Log-odds ratio with its interval over units, for this word alone; positive where the first
        side uses it more.
    p : float
        Adjusted for all words of the comparison by Benjamini and Hochberg's method.
    """

    word: str
    counts: tuple[int, int]
    log_odds: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Variety:
    """How varied the two sides are at the same number of words.

    Attributes
    ----------
    first, second : Interval
        Distinct-2 of each side: different pairs of words per word, with the jackknife's interval
        over units.
    gap : Interval
        First minus second.
    words : int
        Words that were read on either side.
    """

    first: Interval
    second: Interval
    gap: Interval
    words: int


def word_gaps(
    sides: Sides, background: Mapping[str, int], language: Language, level: float
) -> tuple[WordGap, ...]:
    """Return the words of both sides, from the most typical of the first to that of the second.

    Log odds with an informative prior, units as documents: see `log_odds_by_document`. Units asked
    on both sides are taken for independent, so that the intervals are rather too wide.

    Parameters
    ----------
    sides : Sides
        Two sides of two units or more.
    background : mapping
        How often all texts of the measure use each word: the prior.
    language : {"en", "vi", "fr"}
        Language of the texts.
    level : float
        Confidence level of each interval.
    """
    documents = [_counted(side, language) for side in (sides.first, sides.second)]
    spread = Counter(word for side in documents for document in side for word in document)
    words = sorted(word for word, units in spread.items() if units >= LEAST_UNITS)
    if not words:
        return ()
    first, second = (_table(side, words) for side in documents)
    weights = [background[word] for word in words]
    total = sum(background.values())
    weight = PRIOR_SHARE * min(first.sum(), second.sum())
    prior = np.array([*weights, max(1, total - sum(weights))]) * weight / total
    found = log_odds_by_document(first, second, prior)
    # The last column is all other words together, which is no word.
    adjusted = benjamini_hochberg([float(p) for p in found.p[:-1]])
    reach = critical(1 - level, min(len(first), len(second)) - 1.0)
    order = sorted(range(len(words)), key=lambda place: (-float(found.z[place]), words[place]))
    return tuple(
        WordGap(
            words[place],
            (int(first[:, place].sum()), int(second[:, place].sum())),
            delta := float(found.delta[place]),
            delta - reach * math.sqrt(float(found.variance[place])),
            delta + reach * math.sqrt(float(found.variance[place])),
            adjusted[place],
        )
        for place in order
    )


def varieties(sides: Sides, language: Language, level: float) -> Variety | None:
    """Return how varied both sides are, read as far as the shorter goes; None without a word.

    Distinct-n falls as texts grow, so that only equal numbers of words can be compared.
    """
    documents = [
        [[word for text in texts for word in tokens(text, language)] for texts in side]
        for side in (sides.first, sides.second)
    ]
    words = min(sum(map(len, side)) for side in documents)
    if words == 0:
        return None
    first, second = (distinct_n(first_tokens(side, words), 2, level) for side in documents)
    return Variety(first, second, gap(first, second, level), words)


def _counted(side: list[list[str]], language: Language) -> list[Counter[str]]:
    """Count the words of each unit's texts."""
    return [Counter(word for text in texts for word in terms(text, language)) for texts in side]


def _table(documents: Sequence[Counter[str]], words: Sequence[str]) -> NDArray[np.float64]:
    """Return the counts of words by document, and of all other words in the last column."""
    rows = [[document[word] for word in words] for document in documents]
    rest = [document.total() - sum(row) for document, row in zip(documents, rows, strict=True)]
    return np.column_stack([np.array(rows, dtype=np.float64), np.array(rest, dtype=np.float64)])
