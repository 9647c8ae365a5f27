"""Who is selected, who is ranked where, and what the order of a list does."""

from isonomia.statistics.selection.fisher import fisher_exact
from isonomia.statistics.selection.impact import (
    FOUR_FIFTHS,
    Impact,
    above_median,
    impact_ratios,
)
from isonomia.statistics.selection.pairwise import ranked_above
from isonomia.statistics.selection.position import PositionEffect, position_effect
from isonomia.statistics.selection.ranking import (
    Ndkl,
    exposure,
    exposure_gap,
    ndkl,
    top_counts,
    top_share_gap,
)

__all__ = [
    "FOUR_FIFTHS",
    "Impact",
    "Ndkl",
    "PositionEffect",
    "above_median",
    "exposure",
    "exposure_gap",
    "fisher_exact",
    "impact_ratios",
    "ndkl",
    "position_effect",
    "ranked_above",
    "top_counts",
    "top_share_gap",
]
