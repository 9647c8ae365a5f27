"""Tallies, estimates, verdicts, findings, assessments, and the journal they rest on."""

from isonomia.evidence.assessment import (
    SCHEMA,
    Assessment,
    Cost,
    Coverage,
    Hashes,
    Measured,
    NotTested,
    Plan,
    Run,
    Subject,
    SuiteRecord,
    TallyRow,
)
from isonomia.evidence.collect import paired, sample
from isonomia.evidence.conclude import conclude, context
from isonomia.evidence.contrasts import Contrast, Kind, Tolerance
from isonomia.evidence.draft import Question
from isonomia.evidence.finding import Context, Estimate, Finding, Level, Nuisance
from isonomia.evidence.journal import Journal, JournalEntry
from isonomia.evidence.labels import LABELS_NAME, LabelBook, LabelTask, read_labels
from isonomia.evidence.nuisance import Factor, nuisance
from isonomia.evidence.samples import Sample
from isonomia.evidence.store import load, save, schema_text, write_file, written_since
from isonomia.evidence.tally import RESOLUTION, AnswerState, Cell, CellKey, Tally
from isonomia.evidence.verdict import Verdict

__all__ = [
    "LABELS_NAME",
    "RESOLUTION",
    "SCHEMA",
    "AnswerState",
    "Assessment",
    "Cell",
    "CellKey",
    "Context",
    "Contrast",
    "Cost",
    "Coverage",
    "Estimate",
    "Factor",
    "Finding",
    "Hashes",
    "Journal",
    "JournalEntry",
    "Kind",
    "LabelBook",
    "LabelTask",
    "Level",
    "Measured",
    "NotTested",
    "Nuisance",
    "Plan",
    "Question",
    "Run",
    "Sample",
    "Subject",
    "SuiteRecord",
    "Tally",
    "TallyRow",
    "Tolerance",
    "Verdict",
    "conclude",
    "context",
    "load",
    "nuisance",
    "paired",
    "read_labels",
    "sample",
    "save",
    "schema_text",
    "write_file",
    "written_since",
]
