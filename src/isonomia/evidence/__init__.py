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
from isonomia.evidence.claims import Claim, settle_claims
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
from isonomia.evidence.counts import Counts, CountTable
from isonomia.evidence.draft import Question
from isonomia.evidence.exhibit import Column, Entry, Exhibit, Figure
from isonomia.evidence.finding import Context, Estimate, Finding, Level, Nuisance
from isonomia.evidence.frontier import ActRow, Frontier, Place, frontiers
from isonomia.evidence.journal import Journal, JournalEntry
from isonomia.evidence.labels import LABELS_NAME, LabelBook, LabelTask, read_labels
from isonomia.evidence.nuisance import Factor, nuisance
from isonomia.evidence.profile import (
    PROFILE_NAME,
    Profile,
    Source,
    as_counted,
    is_profile,
    load_profile,
    merge_parts,
    merge_profiles,
    profile_schema_text,
    save_profile,
)
from isonomia.evidence.samples import Sample
from isonomia.evidence.store import FILE_NAME, load, save, schema_text, written_since
from isonomia.evidence.tally import RESOLUTION, AnswerState, Cell, CellKey, Tally
from isonomia.evidence.verdict import Verdict
from isonomia.evidence.writing import write_file

__all__ = [
    "FILE_NAME",
    "LABELS_NAME",
    "PROFILE_NAME",
    "RESOLUTION",
    "SCHEMA",
    "ActRow",
    "AnswerState",
    "Assessment",
    "Caution",
    "Cell",
    "CellKey",
    "Change",
    "Claim",
    "Column",
    "ComparedQuestion",
    "ComparedRun",
    "Comparison",
    "Context",
    "ContextRow",
    "Contrast",
    "Cost",
    "CountTable",
    "Counts",
    "Coverage",
    "Difference",
    "Entry",
    "Estimate",
    "Exhibit",
    "Factor",
    "Figure",
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
    "Profile",
    "Question",
    "Run",
    "Sample",
    "Source",
    "Subject",
    "SuiteRecord",
    "Tally",
    "TallyRow",
    "Tolerance",
    "Verdict",
    "across",
    "as_counted",
    "compare",
    "comparison_schema_text",
    "comparison_text",
    "conclude",
    "context",
    "frontiers",
    "is_profile",
    "load",
    "load_profile",
    "merge_parts",
    "merge_profiles",
    "nuisance",
    "paired",
    "profile_schema_text",
    "read_labels",
    "sample",
    "save",
    "save_profile",
    "schema_text",
    "settle_claims",
    "write_file",
    "written_since",
]
