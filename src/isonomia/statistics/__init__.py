"""Pure functions on counts and unit means: intervals, verdict p-values, power. numpy only."""

from isonomia.statistics.bootstrap import cluster_bootstrap
from isonomia.statistics.distributions import normal_cdf, normal_quantile, t_cdf, t_quantile
from isonomia.statistics.equivalence import Settlement, settle
from isonomia.statistics.interval import Interval
from isonomia.statistics.judging import PartlyLabelled, prediction_powered
from isonomia.statistics.means import (
    Strata,
    group_difference,
    paired_difference,
    sum_of_means,
    unit_mean,
)
from isonomia.statistics.multiplicity import holm
from isonomia.statistics.power import smallest_detectable, units_to_settle
from isonomia.statistics.proportions import newcombe, rate_ratio, wilson
from isonomia.statistics.ratios import ratio_of_means
from isonomia.statistics.sequential import Looks
from isonomia.statistics.unseen import unseen

__all__ = [
    "Interval",
    "Looks",
    "PartlyLabelled",
    "Settlement",
    "Strata",
    "cluster_bootstrap",
    "group_difference",
    "holm",
    "newcombe",
    "normal_cdf",
    "normal_quantile",
    "paired_difference",
    "prediction_powered",
    "rate_ratio",
    "ratio_of_means",
    "settle",
    "smallest_detectable",
    "sum_of_means",
    "t_cdf",
    "t_quantile",
    "unit_mean",
    "units_to_settle",
    "unseen",
    "wilson",
]
