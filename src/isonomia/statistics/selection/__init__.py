"""Who is selected, who is ranked where, and what the order of a list does."""

from isonomia.statistics.selection.calibration import (
    Foretold,
    calibration_excess,
    calibration_gap,
)
from isonomia.statistics.selection.cells import (
    Limits,
    Spread,
    newcombe_limits,
    ratio_limits,
    resampled_cells,
    spread_of_rates,
    wilson_limits,
)
from isonomia.statistics.selection.fisher import fisher_exact
from isonomia.statistics.selection.impact import (
    FOUR_FIFTHS,
    Impact,
    above_median,
    impact_ratios,
)
from isonomia.statistics.selection.interaction import difference_of_differences
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
from isonomia.statistics.selection.shares import share_ratio

__all__ = [
    "FOUR_FIFTHS",
    "Foretold",
    "Impact",
    "Limits",
    "Ndkl",
    "PositionEffect",
    "Spread",
    "above_median",
    "calibration_excess",
    "calibration_gap",
    "difference_of_differences",
    "exposure",
    "exposure_gap",
    "fisher_exact",
    "impact_ratios",
    "ndkl",
    "newcombe_limits",
    "position_effect",
    "ranked_above",
    "ratio_limits",
    "resampled_cells",
    "share_ratio",
    "spread_of_rates",
    "top_counts",
    "top_share_gap",
    "wilson_limits",
]
