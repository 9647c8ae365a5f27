"""How one path of one OpenAI-compatible endpoint wants to be asked, learnt from its refusals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isonomia.assess.models.failures import RejectedError
    from isonomia.assess.models.model import Request

__all__ = ["Dialect"]

COMPLAINTS = frozenset({400, 422})
"""Statuses with which endpoints reject a parameter."""

FEWEST_TOP = 5
"""Every endpoint that reports top log-probabilities reports this many."""


@dataclass(slots=True)
class Dialect:
    """What a path accepts, as far as it is known.

    Attributes
    ----------
    path : str
        Below the base address.
    chat : bool
        Whether it takes messages rather than a prompt.
    top : int
        How many of the likeliest tokens to ask for; 0 where none are offered.
    limit : str
        What the endpoint calls the limit on generated tokens.
    dropped : set of str
        Parameters that the endpoint rejected and does without.
    """

    path: str
    chat: bool
    top: int = 20
    limit: str = "max_tokens"
    dropped: set[str] = field(default_factory=set)

    def body(self, model: str, request: Request) -> dict[str, Any]:
        """Phrase a request: for the likeliest first tokens where that helps, else for text."""
        weigh = bool(request.options) and self.top > 0
        body: dict[str, Any] = {
            "model": model,
            self.limit: 1 if weigh else request.max_tokens,
            "temperature": 0.0 if weigh else request.temperature,
            "seed": request.seed,
        }
        if self.chat:
            body["messages"] = request.messages
        else:
            body["prompt"] = request.prompt
        if weigh:
            body["logprobs"] = True if self.chat else self.top
        if weigh and self.chat:
            body["top_logprobs"] = self.top
        for name in self.dropped:
            del body[name]
        return body

    def learn(self, rejected: RejectedError, sent: dict[str, Any]) -> bool:
        """Learn from a refusal; whether the same request is worth another try.

        What matters is the body that was refused: another request may have taught us the same
        lesson while this one was on its way.
        """
        if rejected.status not in COMPLAINTS:
            return False
        blamed = f"{rejected.complaint.param} {rejected.complaint.detail}"
        if "logprobs" in blamed and "logprobs" in sent:
            asked = sent.get("top_logprobs") or sent["logprobs"]
            self.top = min(self.top, FEWEST_TOP if asked > FEWEST_TOP else 0)
            return True
        if "max_completion_tokens" in blamed and "max_tokens" in sent:
            self.limit = "max_completion_tokens"
            return True
        for name in ("seed", "temperature"):
            if name in blamed and name in sent:
                self.dropped.add(name)
                return True
        return False

    def notes(self) -> tuple[str, ...]:
        """Say what a reader must know of answers that came along this path."""
        notes = [
            f"Probabilities are those of the {self.top} likeliest first tokens; an option that is "
            "not among them gets an upper bound."
            if self.top
            else "The endpoint reports no log-probabilities of replies, so replies are sampled."
        ]
        if "seed" in self.dropped:
            notes.append("The endpoint takes no seed, so a repeated run may differ.")
        if "temperature" in self.dropped:
            notes.append("The endpoint takes no temperature and samples as it does by default.")
        return tuple(notes)
