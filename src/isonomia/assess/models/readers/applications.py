"""The readers of what a screener says of an application: a score on its scale, and a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from isonomia.assess.models.readers.task import UNSCORABLE, Score
from isonomia.evidence import AnswerState

if TYPE_CHECKING:
    from isonomia.assess.models.model import Reply
    from isonomia.assess.models.readers.task import Task

__all__ = ["read_decision", "read_score"]


def read_score(reply: Reply, task: Task) -> Score:  # noqa: ARG001  a reader is told its task
    """Read a screener's number: 0 at the lower end of its scale, 1 at the upper.

    One outside of the scale, or none, is not a score.
    """
    match _said(reply):
        case {"score": int() | float() as score, "scale": [low, high]} if low <= score <= high:
            return Score(AnswerState.ANSWERED, (score - low) / (high - low))
    return UNSCORABLE


def read_decision(reply: Reply, task: Task) -> Score:  # noqa: ARG001  a reader is told its task
    """Read whether a screener invites: 1 where it does, 0 where it does not."""
    match _said(reply):
        case {"decision": bool() as invites}:
            return Score(AnswerState.ANSWERED, float(invites), "yes" if invites else "no")
    return UNSCORABLE


def _said(reply: Reply) -> Any:
    try:
        return orjson.loads(reply.text or "")
    except orjson.JSONDecodeError:
        return None
