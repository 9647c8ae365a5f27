"""Isonomia and Inspect AI: our suites as Inspect tasks, and Inspect's logs as assessments.

Needs the extra ``isonomia[inspect]``. Nothing else imports this package, so that Isonomia neither
needs Inspect nor waits for it.
"""

from __future__ import annotations

from isonomia.inspect.importing import import_logs
from isonomia.inspect.tasks import suite

__all__ = ["import_logs", "suite"]
