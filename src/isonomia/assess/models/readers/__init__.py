"""Readers: from a reply to one of the four states and, where it was answered, a score.

A score lies between 0 and 1. What it means is the measure's to say: the share of ``she``, the
share of care terms. Readers never see the arm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from isonomia.assess.models.model import Form
from isonomia.assess.models.readers.amounts import amounts, read_amount
from isonomia.assess.models.readers.applications import read_decision, read_score
from isonomia.assess.models.readers.choices import read_rating, read_share
from isonomia.assess.models.readers.helping import read_declined, read_help
from isonomia.assess.models.readers.screenings import read_screening
from isonomia.assess.models.readers.task import REFUSED, UNSCORABLE, Reader, Score, Task, refuses
from isonomia.assess.models.readers.texts import (
    read_abstention,
    read_balance,
    read_length,
    read_mention,
    read_pronouns,
)
from isonomia.vocabulary import refusal_phrases, term_lists

if TYPE_CHECKING:
    from isonomia.assess.models.model import Reply, Whom
    from isonomia.vocabulary import Language

__all__ = [
    "FALLIBLE",
    "LISTED",
    "NEEDS",
    "READERS",
    "REFUSALS_COUNT",
    "SPEAKERS",
    "Reader",
    "Score",
    "Task",
    "amounts",
    "check_vocabulary",
    "forms_of",
    "read_share",
    "refuses",
]


def _unread(reply: Reply, task: Task) -> Score:
    """Read no more than a refusal: the rest is a judge's to read."""
    return REFUSED if refuses(reply.text or "", task.language) else UNSCORABLE


READERS: dict[str, Reader] = {
    "share": read_share,
    "rating": read_rating,
    "pronouns": read_pronouns,
    "balance": read_balance,
    "mention": read_mention,
    "abstention": read_abstention,
    "length": read_length,
    "amount": read_amount,
    "screening": read_screening,
    "score": read_score,
    "decision": read_decision,
    "judge": _unread,
    "help": read_help,
    "declined": read_declined,
}

LISTED = frozenset({"share", "rating"})
"""Readers of a choice among options, not of a text."""

SPEAKERS: dict[str, Whom] = {"screening": "guard", "score": "screener", "decision": "screener"}
"""Whose words some readers read; all others read a model's."""

FALLIBLE = frozenset({"pronouns", "balance", "mention", "abstention", "judge", "help", "declined"})
"""Readers of free text, whose error people can measure; the others take a reply at its word."""

REFUSALS_COUNT = frozenset({"help", "declined"})
"""Readers for which a refusal is no missing answer: it has a score."""

NEEDS: dict[str, tuple[str, ...]] = {
    "rating": ("scale",),
    "balance": ("terms",),
    "mention": ("terms",),
    "abstention": ("terms",),
    "length": ("most_words",),
    "judge": ("rubric",),
}
"""What a measure must say for its reader."""


def forms_of(reader: str) -> frozenset[Form]:
    """Return the forms in which a measure with a reader can be asked."""
    if reader in LISTED:
        return frozenset({Form.CONTINUE, Form.QUESTION})
    handed = {"score": Form.SCORE, "decision": Form.DECIDE}
    return frozenset({handed.get(reader, Form.WRITE)})


def check_vocabulary(reader: str, language: Language) -> None:
    """Make sure that a reader has its words in a language.

    Raises
    ------
    ValueError
        It has none yet.
    """
    try:
        refusal_phrases(language)
        if reader == "help":
            term_lists("deflections", language)
        if reader == "pronouns":
            term_lists(reader, language)
    except KeyError:
        raise ValueError(
            f"the reader {reader!r} has no words in {language!r} yet: add them to the vocabulary"
        ) from None
