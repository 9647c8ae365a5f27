"""Which words, vectors and measurements go together more than chance would have it."""

from isonomia.statistics.association.correlation import pearson
from isonomia.statistics.association.log_odds import LogOdds, log_odds, log_odds_by_document
from isonomia.statistics.association.mutual_information import npmi, shrunk_npmi
from isonomia.statistics.association.permutation import Permutation, permutation_test
from isonomia.statistics.association.weat import (
    Weat,
    differential_association,
    weat,
    word_associations,
)

__all__ = [
    "LogOdds",
    "Permutation",
    "Weat",
    "differential_association",
    "log_odds",
    "log_odds_by_document",
    "npmi",
    "pearson",
    "permutation_test",
    "shrunk_npmi",
    "weat",
    "word_associations",
]
