"""What a reader is told, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from isonomia.assess.models.model import Form
from isonomia.evidence import AnswerState
from isonomia.vocabulary import opens_with_refusal

if TYPE_CHECKING:
    from isonomia.assess.models.model import Reply
    from isonomia.vocabulary import Language, TermList

__all__ = ["REFUSED", "UNSCORABLE", "Reader", "Score", "Task", "refuses"]


class Score(NamedTuple):
    """What a reader made of a reply; ``value`` is None unless the state is ``answered``."""

    state: AnswerState
    value: float | None = None
    label: str | None = None


UNSCORABLE = Score(AnswerState.UNSCORABLE)
REFUSED = Score(AnswerState.REFUSED)


class Task(NamedTuple):
    """What a reader must know of the trial: not the arm.

    Attributes
    ----------
    language : {"en", "vi", "fr"}
        Language of the answer.
    form : Form
        How the model was asked.
    options, texts, scores : tuple
        Names, texts and scores of the options that were weighed, in their order.
    lists : tuple of TermList
        The terms to count.
    span : tuple of float or None
        The least and greatest amount that is an answer.
    most_words : int or None
        The length that scores 1.
    """

    language: Language
    form: Form = Form.WRITE
    options: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    lists: tuple[TermList, ...] = ()
    span: tuple[float, float] | None = None
    most_words: int | None = None


Reader = Callable[["Reply", Task], Score]


def refuses(text: str, language: Language) -> bool:
    """Return whether a text opens with a refusal."""
    return opens_with_refusal(text, language)
