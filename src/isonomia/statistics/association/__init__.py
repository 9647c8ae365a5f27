"""Which words, vectors and measurements go together more than chance would have it."""

from isonomia.statistics.association.correlation import pearson
from isonomia.statistics.association.document_sums import (
    LogOddsOfPart,
    PairedSums,
    Products,
    kept_ratio,
    log_odds_against_rest,
    share_against_rest,
    share_of_mentions,
)
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
    "LogOddsOfPart",
    "PairedSums",
    "Permutation",
    "Products",
    "Weat",
    "differential_association",
    "kept_ratio",
    "log_odds",
    "log_odds_against_rest",
    "log_odds_by_document",
    "npmi",
    "pearson",
    "permutation_test",
    "share_against_rest",
    "share_of_mentions",
    "shrunk_npmi",
    "weat",
    "word_associations",
]
