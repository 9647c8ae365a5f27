"""Language models: suites, trials, the engine that asks them, and what comes of it."""

from isonomia.assess.models.assess import (
    assess_model,
    assess_model_async,
    default_folder,
)
from isonomia.assess.models.budget import Limits
from isonomia.assess.models.compose import findings
from isonomia.assess.models.expand import Trial, expand
from isonomia.assess.models.labelling import label_tasks, replay
from isonomia.assess.models.model import Form, Model, ModelCard, Reply, Request
from isonomia.assess.models.options import Options
from isonomia.assess.models.runner import Outcome
from isonomia.assess.models.subject import open_model
from isonomia.assess.models.suite import Suite, load_suite, load_suites, names

__all__ = [
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
    "default_folder",
    "expand",
    "findings",
    "label_tasks",
    "load_suite",
    "load_suites",
    "names",
    "open_model",
    "replay",
]
