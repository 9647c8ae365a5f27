"""Statistics that stay valid when the data are looked at before all of them are in."""

from isonomia.statistics.sequential.looks import Looks

__all__ = ["Looks"]
