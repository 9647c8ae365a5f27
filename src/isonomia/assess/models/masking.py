"""Covering, in an answer, what would tell a judge or a person which arm was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.vocabulary import gendered_words, mask

if TYPE_CHECKING:
    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.suite import Suite

__all__ = ["masked"]


def masked(text: str, suite: Suite, trial: Trial) -> str:
    """Return an answer without gendered words and without the cues of any arm."""
    cues = [cue for arm in suite.arms for cue in arm.cues if "{" not in cue]
    return mask(text, [*gendered_words(suite.language), *cues, *trial.cues])
