"""What an estimate entitles us to say."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Verdict"]


class Verdict(StrEnum):
    """The four things that can be said of a measure against its tolerance.

    ``within`` and ``exceeds`` are said only when the *whole* interval lies inside or outside the
    tolerance that was stated before the run, also after allowing for how many questions were
    asked at once. Everything else is ``not-enough-evidence``; where nothing could be scored it is
    ``not-measured``. Less data can therefore never buy a better verdict.
    """

    WITHIN = "within"
    EXCEEDS = "exceeds"
    NOT_ENOUGH_EVIDENCE = "not-enough-evidence"
    NOT_MEASURED = "not-measured"
