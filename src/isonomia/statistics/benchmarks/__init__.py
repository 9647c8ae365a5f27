"""The scores of published bias benchmarks, with the intervals that their papers leave out."""

from isonomia.statistics.benchmarks.bbq import bbq_ambiguous, bbq_disambiguated
from isonomia.statistics.benchmarks.crows_pairs import CrowsPairs, crows_pairs
from isonomia.statistics.benchmarks.pooled import pooled_mean
from isonomia.statistics.benchmarks.stereoset import StereoSet, icat, stereoset

__all__ = [
    "CrowsPairs",
    "StereoSet",
    "bbq_ambiguous",
    "bbq_disambiguated",
    "crows_pairs",
    "icat",
    "pooled_mean",
    "stereoset",
]
