"""What audits of data and of decisions share: their questions as data, and their assessment."""

from isonomia.assess.audits.audit import Audit, Question, read_audit
from isonomia.assess.audits.compose import LEVEL, AuditRun, compose_assessment, write_assessment
from isonomia.assess.audits.naming import default_folder, name_of
from isonomia.assess.audits.wording import as_it_is, filled, shown

__all__ = [
    "LEVEL",
    "Audit",
    "AuditRun",
    "Question",
    "as_it_is",
    "compose_assessment",
    "default_folder",
    "filled",
    "name_of",
    "read_audit",
    "shown",
    "write_assessment",
]
