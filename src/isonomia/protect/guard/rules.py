"""Rules: which concepts point to an act where they meet, and which contexts speak against it."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from isonomia.protect.guard.concepts import concepts, read_guard_data
from isonomia.protect.guard.plain import words
from isonomia.vocabulary import Text, abusive_words, mask
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.protect.guard.concepts import Concepts
    from isonomia.vocabulary import Language

__all__ = ["NAMED", "Context", "Hit", "Pattern", "Rule", "Rules", "rules"]

NAMED = "named"
"""The concept that a word written like somebody's name meets."""

AROUND = 2
"""A context is looked for in this many sentences before and after."""

Name = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
Needs = Annotated[tuple[str, ...], Field(min_length=1)]


class Pattern(BaseModel):
    """Concepts that are met together.

    Attributes
    ----------
    id, name : str, Text
        What it is called here and in a reason.
    needs : tuple of str
        Concepts that must all occur; ``a|b`` stands for either.
    unless : tuple of str
        Concepts none of which may occur there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Name
    name: Text
    needs: Needs
    unless: tuple[str, ...] = ()


class Rule(Pattern):
    """Concepts that point to an act where they meet.

    Attributes
    ----------
    act : str
        The act, by its id.
    sentences : int
        In how many neighbouring sentences they must meet.
    score : float
        The score of a text that meets the rule and no context.
    despite : tuple of str
        Contexts that do not count: what they consist of is part of this act.
    """

    act: Name
    sentences: Annotated[int, Field(ge=1, le=3)] = 2
    score: Annotated[float, Field(gt=0.5, lt=1)]
    despite: tuple[str, ...] = ()

    @property
    def log_odds(self) -> float:
        """How far the rule alone lifts a text above the threshold."""
        return math.log(self.score / (1 - self.score))


class Context(Pattern):
    """Concepts by which a text reports, condemns or asks for help instead of doing harm.

    ``lowers`` is in log odds.
    """

    lowers: Annotated[float, Field(gt=0)]


class Hit(NamedTuple):
    """What rules found in a text."""

    log_odds: float
    act: str
    reasons: tuple[str, ...]
    needs: int
    """How many concepts met: of two equal hits, the one that asked for more is shown."""


class Rules(BaseModel):
    """All rules and contexts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...]
    contexts: tuple[Context, ...]

    def best(
        self, said: Sequence[str], language: Language, named: frozenset[str] = frozenset()
    ) -> Hit | None:
        """Return the strongest hit in the sentences of a plain text; None where no rule is met.

        ``named`` are the words of the text that are written like a name.
        """
        known = concepts(language)
        found = [known.found(sentence) | _named(sentence, named) for sentence in said]
        hits: list[Hit] = []
        seen = set()  # what repeats is weighed once: a long text may be one sentence over and over
        for at, here in enumerate(found):
            around = found[max(0, at - AROUND) : at + AROUND + 1]
            window = (min(at, AROUND), tuple(frozenset(part) for part in around))
            if here and window not in seen:
                seen.add(window)
                hits += self._hits(found, at, language, known)
        return max(hits, key=lambda hit: (hit.log_odds, hit.needs), default=None)

    def context(self, said: Sequence[str], language: Language) -> tuple[float, str]:
        """Return by how much the sentences' context lowers log odds, and its name; 0 if none."""
        known = concepts(language)
        met: dict[str, str] = {}
        for sentence in said:
            met |= known.found(sentence)
        return self._lowered(met, (), language)

    def _hits(
        self, found: list[dict[str, str]], at: int, language: Language, known: Concepts
    ) -> list[Hit]:
        hits = []
        around: tuple[dict[str, str], ...] = tuple(found[max(0, at - AROUND) : at + AROUND + 1])
        for rule in self.rules:
            met = _together(found[at : at + rule.sentences])
            if rule.sentences > 1 and _meets(rule, found[at]):
                met = found[at]
            if not _meets(rule, met):
                continue
            lowered, name = self._lowered(_together(around), rule.despite, language)
            shown = f"{rule.name[language]}: {_shown(rule, met, known, language)}"
            reasons = (shown, name) if name else (shown,)
            hits.append(Hit(rule.log_odds - lowered, rule.act, reasons, len(rule.needs)))
        return hits

    def _lowered(
        self, met: dict[str, str], despite: tuple[str, ...], language: Language
    ) -> tuple[float, str]:
        kinds = [c for c in self.contexts if c.id not in despite and _meets(c, met)]
        best = max(kinds, key=lambda context: context.lowers, default=None)
        return (best.lowers, best.name[language]) if best else (0.0, "")


@cache
def rules() -> Rules:
    """Return the rules of ``data/rules.toml``."""
    return Rules.model_validate(read_guard_data("rules"))


def _named(sentence: str, named: frozenset[str]) -> dict[str, str]:
    word = next((word for word in words(sentence) if word in named), None) if named else None
    return {NAMED: word} if word else {}


@cache
def _either(need: str) -> tuple[str, ...]:
    return tuple(need.split("|"))


def _together(parts: Sequence[dict[str, str]]) -> dict[str, str]:
    met: dict[str, str] = {}
    for part in parts:
        met |= part
    return met


def _meets(wanted: Pattern, met: dict[str, str]) -> bool:
    if any(name in met for name in wanted.unless):
        return False
    return all(any(name in met for name in _either(need)) for need in wanted.needs)


def _shown(rule: Rule, met: dict[str, str], known: Concepts, language: Language) -> str:
    """Return the words that met, in the rule's order, those of abuse covered."""
    each = (next(name for name in _either(need) if name in met) for need in rule.needs)
    abuse = abusive_words(language) | abusive_words("en")
    return ", ".join(BLOCK if name in known.masked else mask(met[name], abuse) for name in each)
