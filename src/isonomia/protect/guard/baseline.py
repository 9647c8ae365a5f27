"""The baseline guard: learned weights and written rules, with no network and no model."""

from __future__ import annotations

import hashlib
import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from isonomia.errors import UsageError
from isonomia.protect.guard.concepts import files_digest, read_guard_data
from isonomia.protect.guard.detect import detect
from isonomia.protect.guard.linear import heads, weights_digest
from isonomia.protect.guard.plain import names, passages, plain, sentences
from isonomia.protect.guard.rules import rules
from isonomia.protect.guard.screening import UNKNOWN, Screening
from isonomia.version import __version__
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.protect.guard.screening import Guard
    from isonomia.vocabulary import Language

__all__ = ["BASELINE", "BaselineGuard", "load_guard"]

BASELINE = "baseline"
THRESHOLD = 0.5

HEADS: dict[Language, tuple[str, str]] = {
    "en": ("sexism", "misogynist-hate"),
    "vi": ("abuse", "harassment"),
}
"""What is learned in each language, and the act it is taken for; nothing in French."""

LEARNED_SHARE = 0.5
"""Share of a context's effect on what is learned, which has read contexts itself."""


class _Sign(NamedTuple):
    log_odds: float
    act: str
    reasons: tuple[str, ...]


class BaselineGuard:
    """A guard that needs nothing but this package.

    A text's score is the highest of what the learned weights say of one of its passages and what
    one of the rules says of neighbouring sentences; contexts such as a call for help lower both.
    """

    @property
    def name(self) -> str:
        """Name and version."""
        return f"{BASELINE} {__version__}"

    @property
    def digest(self) -> str:
        """SHA-256 of weights and rules."""
        return hashlib.sha256(f"{weights_digest()}\n{files_digest()}".encode()).hexdigest()

    def screen(self, text: str, language: Language | None = None) -> Screening:
        """Screen one text.

        Parameters
        ----------
        text : str
            Any text, of any length.
        language : {"en", "vi", "fr"}, optional
            Its language. Where it is neither given nor recognised, all languages' rules and
            weights are used.

        Returns
        -------
        Screening
            ``score`` is 0.5 at the threshold and grows with the log odds; it is no probability.

        Raises
        ------
        UsageError
            The language is not one of ours.
        """
        if language is not None and language not in LANGUAGES:
            raise UsageError(f"{language!r} is no language of the guard: give en, vi or fr.")
        content = plain(text)
        known = language or detect(content)
        spoken: Sequence[Language] = (known,) if known else LANGUAGES
        named = names(text) - _brands()
        signs = [sign for each in spoken for sign in _signs(content, each, named)]
        first = max(signs, key=lambda sign: sign.log_odds, default=None)
        score = _logistic(first.log_odds) if first else 0.0
        flagged = first is not None and score >= THRESHOLD
        return Screening(
            flagged=flagged,
            act=first.act if first and flagged else None,
            score=score,
            threshold=THRESHOLD,
            reasons=first.reasons if first and flagged else (),
            language=known or UNKNOWN,
            guard=self.name,
            digest=self.digest,
        )


def load_guard(name: str = BASELINE) -> Guard:
    """Return the guard of a name.

    Raises
    ------
    UsageError
        No guard has that name.
    """
    if name != BASELINE:
        raise UsageError(f"{name!r} names no guard: give {BASELINE}, or a model as a judge.")
    return BaselineGuard()


def _signs(content: str, language: Language, named: frozenset[str]) -> list[_Sign]:
    """Return what rules and weights say of a plain text, a rule that is met first."""
    said = sentences(content)
    hit = rules().best(said, language, named)
    signs = [_Sign(hit.log_odds, hit.act, hit.reasons)] if hit else []
    if language in HEADS:
        learned = [_learned(passage, language) for passage in passages(content) if passage]
        signs += [max(learned, key=lambda sign: sign.log_odds)] if learned else []
    met = [sign for sign in signs if sign.log_odds >= 0]
    if len(met) == 2:  # both speak: the higher score, under the rule's act, which names more
        return [_Sign(max(s.log_odds for s in met), met[0].act, met[0].reasons + met[1].reasons)]
    return signs


def _learned(passage: str, language: Language) -> _Sign:
    head, act = HEADS[language]
    log_odds = heads()[head].log_odds(passage)
    lowered, context = rules().context(sentences(passage), language)
    reasons = (_reason(head)[language], context) if context else (_reason(head)[language],)
    if head == "sexism" and heads()["threat"].log_odds(passage) >= 0:
        act, reasons = "threat", (*reasons, _reason("threat")[language])
    return _Sign(log_odds - LEARNED_SHARE * lowered, act, reasons)


@cache
def _brands() -> frozenset[str]:
    return frozenset(str(read_guard_data("languages")["capitals"]).split())


@cache
def _reason(head: str) -> Text:
    return Text.model_validate(read_guard_data("reasons")[head])


def _logistic(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
