"""Covering, in an answer, what nobody should see: what tells its arm, and words of abuse."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from isonomia.errors import IsonomiaError
from isonomia.vocabulary import abusive_words, gendered_words, mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.models.expand import Trial
    from isonomia.assess.models.suite import Suite
    from isonomia.vocabulary import Language

__all__ = ["masked", "unabusive", "unquoted"]


def masked(text: str, suite: Suite, trial: Trial) -> str:
    """Return an answer without gendered words and without the cues of any arm."""
    cues = [cue for arm in suite.arms for cue in arm.cues if "{" not in cue]
    return mask(text, [*gendered_words(suite.language), *cues, *trial.cues])


def unabusive(text: str, language: Language) -> str:
    """Return a text with words of abuse covered, those of its own language and English ones.

    Signs that have no width are left out: inside a word they would hide it from the list.
    """
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return mask(visible, abusive_words(language) | abusive_words("en"))


@contextmanager
def unquoted(*, sealed: bool) -> Iterator[None]:
    """Keep what a sealed answer says out of the words of an unforeseen error."""
    kind = ""
    try:
        yield
    except IsonomiaError:
        raise
    except Exception as error:
        if not sealed:
            raise
        kind = type(error).__name__
    if kind:  # raised here and not above, so that it does not bear the error it stands for
        raise RuntimeError(f"{kind}; its words are not shown, for they may quote a sealed answer")
