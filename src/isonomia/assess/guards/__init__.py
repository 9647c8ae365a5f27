"""Guards that screen texts for gender-based violence, examined like any other subject."""

from isonomia.assess.guards.assess import assess_guard
from isonomia.assess.guards.guard import Guard, Screening
from isonomia.assess.guards.guard_model import GuardModel

__all__ = ["Guard", "GuardModel", "Screening", "assess_guard"]
