"""What an assessment means for those who answer for it: its risks, and the data's card."""

from isonomia.govern.croissant import croissant, croissant_text
from isonomia.govern.distribution import DataFile, data_files
from isonomia.govern.facts import Fact, Facts, known_facts, new_facts, read_facts
from isonomia.govern.harms import Action, Harm, Harms, Severity, harms
from isonomia.govern.risks import (
    Evidence,
    Likelihood,
    Reach,
    Risk,
    RiskRegister,
    register_text,
    risk_register,
    risks_schema_text,
)

__all__ = [
    "Action",
    "DataFile",
    "Evidence",
    "Fact",
    "Facts",
    "Harm",
    "Harms",
    "Likelihood",
    "Reach",
    "Risk",
    "RiskRegister",
    "Severity",
    "croissant",
    "croissant_text",
    "data_files",
    "harms",
    "known_facts",
    "new_facts",
    "read_facts",
    "register_text",
    "risk_register",
    "risks_schema_text",
]
