"""How varied texts are, and how well they speak of people."""

from isonomia.statistics.language.bleu import bleu, self_bleu
from isonomia.statistics.language.diversity import (
    distinct_n,
    first_tokens,
    ngrams,
    pairwise_distance,
)
from isonomia.statistics.language.jackknife import gap, jackknife
from isonomia.statistics.language.regard import RegardGap, paired_regard_gap, regard_gap

__all__ = [
    "RegardGap",
    "bleu",
    "distinct_n",
    "first_tokens",
    "gap",
    "jackknife",
    "ngrams",
    "paired_regard_gap",
    "pairwise_distance",
    "regard_gap",
    "self_bleu",
]
