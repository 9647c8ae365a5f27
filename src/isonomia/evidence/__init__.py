"""Tallies, estimates, verdicts, findings, assessments, and the journal they rest on."""

from isonomia.evidence.assessment import (
    SCHEMA,
    Assessment,
    Cost,
    Coverage,
    Hashes,
    JudgeRecord,
    Measured,
    NotTested,
    Plan,
    Run,
    Subject,
    SuiteRecord,
    TallyRow,
)
from isonomia.evidence.collect import across, paired, sample
from isonomia.evidence.compare import compare
from isonomia.evidence.comparison import (
    Caution,
    Change,
    ComparedQuestion,
    ComparedRun,
    Comparison,
    ContextRow,
    Difference,
    comparison_schema_text,
    comparison_text,
)
from isonomia.evidence.conclude import conclude, context
from isonomia.evidence.contrasts import Contrast, Kind, Tolerance
from isonomia.evidence.draft import Question
from isonomia.evidence.finding import Context, Estimate, Finding, Level, Nuisance
from isonomia.evidence.frontier import ActRow, Frontier, Place, frontiers
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
    "ActRow",
    "AnswerState",
    "Assessment",
    "Caution",
    "Cell",
    "CellKey",
    "Change",
    "ComparedQuestion",
    "ComparedRun",
    "Comparison",
    "Context",
    "ContextRow",
    "Contrast",
    "Cost",
    "Coverage",
    "Difference",
    "Estimate",
    "Factor",
    "Finding",
    "Frontier",
    "Hashes",
    "Journal",
    "JournalEntry",
    "JudgeRecord",
    "Kind",
    "LabelBook",
    "LabelTask",
    "Level",
    "Measured",
    "NotTested",
    "Nuisance",
    "Place",
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
    "across",
    "compare",
    "comparison_schema_text",
    "comparison_text",
    "conclude",
    "context",
    "frontiers",
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
