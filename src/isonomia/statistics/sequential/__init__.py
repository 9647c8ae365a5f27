"""Statistics that stay valid when the data are looked at before all of them are in."""

from isonomia.statistics.sequential.betting import MeanSequence
from isonomia.statistics.sequential.evalues import RateDifference, e_bh, e_holm
from isonomia.statistics.sequential.grid import EValues
from isonomia.statistics.sequential.looks import Looks

__all__ = ["EValues", "Looks", "MeanSequence", "RateDifference", "e_bh", "e_holm"]
