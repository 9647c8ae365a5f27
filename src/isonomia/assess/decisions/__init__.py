"""Decisions: who is selected, scored and ranked how, whoever or whatever decided."""

from isonomia.assess.decisions.assess import assess_decisions, decision_assessment
from isonomia.assess.decisions.counting import count_decisions
from isonomia.assess.decisions.fields import DecisionFields
from isonomia.assess.decisions.warehouse import decisions_query, profile_from_cells

__all__ = [
    "DecisionFields",
    "assess_decisions",
    "count_decisions",
    "decision_assessment",
    "decisions_query",
    "profile_from_cells",
]
