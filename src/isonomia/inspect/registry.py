"""What Inspect finds under the name ``isonomia``: a task for every suite, the solver, the scorer.

The entry point of the group ``inspect_ai`` names this module.
"""

from __future__ import annotations

from isonomia.assess.models import names
from isonomia.inspect.asking import ask
from isonomia.inspect.scoring import read
from isonomia.inspect.tasks import named_task, suite

__all__ = ["TASKS", "ask", "read", "suite"]

TASKS = {name: named_task(name) for name in dict.fromkeys(name for name, _ in names())}
"""The tasks of the suites that come with Isonomia, by name."""
