"""Every error that Isonomia raises on purpose, drawn as a tree.

::

    IsonomiaError
    ├── UsageError                 exit 2   what was asked for cannot be done
    │   ├── SuiteError                      a suite file is wrong
    │   └── AssessmentError                 a folder or an assessment.json is wrong
    ├── IncompleteError            exit 3   the run stopped; ``--resume`` continues it
    │   ├── SubjectError                    the model cannot be asked (wrong key, unknown name, …)
    │   │   └── UnreachableError            nobody answers at that address
    │   └── StorageError                    the disk is full, the folder read-only
    └── AskError                            one question failed; the run goes on

The message of each is one plain sentence: what, where, and what to do.
"""

from __future__ import annotations

__all__ = [
    "AskError",
    "AssessmentError",
    "IncompleteError",
    "IsonomiaError",
    "StorageError",
    "SubjectError",
    "SuiteError",
    "UnreachableError",
    "UsageError",
]


class IsonomiaError(Exception):
    """Base of every error that Isonomia raises on purpose."""


class UsageError(IsonomiaError):
    """What was asked for cannot be done as asked: mend the command or the file."""


class SuiteError(UsageError):
    """A suite file is malformed, incomplete or unfair; the message names the key."""


class AssessmentError(UsageError):
    """A folder holds no assessment, or one that this version cannot read."""


class IncompleteError(IsonomiaError):
    """The run could not finish; nothing is lost, and ``--resume`` continues it."""


class SubjectError(IncompleteError):
    """The subject cannot be asked: wrong key, unknown model, refused request."""


class UnreachableError(SubjectError):
    """Nobody answers at the subject's address."""


class StorageError(IncompleteError):
    """An answer could not be written: disk full, read-only folder, damaged journal."""


class AskError(IsonomiaError):
    """One question failed after its retries; it is counted as ``failed`` and the run goes on.

    Attributes
    ----------
    calls : int
        How many calls it took to fail; they count towards the budget.
    """

    calls = 1
