"""Language models: suites, trials, the engine that asks them, and what comes of it."""

from isonomia.assess.models.assess import (
    assess_model,
    assess_model_async,
    default_folder,
    wait_for,
)
from isonomia.assess.models.benchmarks import load_asked, load_benchmark
from isonomia.assess.models.budget import Limits
from isonomia.assess.models.compose import findings
from isonomia.assess.models.expand import Trial, count_questions, expand, marked
from isonomia.assess.models.inspection import inspect_suite, untranslated
from isonomia.assess.models.labelling import label_tasks, replay
from isonomia.assess.models.model import Form, Model, ModelCard, Reply, Request
from isonomia.assess.models.options import Benchmark, Options
from isonomia.assess.models.runner import Outcome
from isonomia.assess.models.subject import open_model
from isonomia.assess.models.suite import Suite
from isonomia.assess.models.suite_files import load_suite, load_suites, names, own_suite

__all__ = [
    "Benchmark",
    "Form",
    "Limits",
    "Model",
    "ModelCard",
    "Options",
    "Outcome",
    "Reply",
    "Request",
    "Suite",
    "Trial",
    "assess_model",
    "assess_model_async",
    "count_questions",
    "default_folder",
    "expand",
    "findings",
    "inspect_suite",
    "label_tasks",
    "load_asked",
    "load_benchmark",
    "load_suite",
    "load_suites",
    "marked",
    "names",
    "open_model",
    "own_suite",
    "replay",
    "untranslated",
    "wait_for",
]
