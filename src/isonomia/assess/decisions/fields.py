"""Which columns of a table of decisions say what."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isonomia.assess.tables.counting import Asked
from isonomia.assess.tables.fields import LABEL, Named
from isonomia.assess.tables.mapping import Meaning, read_mapping
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

__all__ = ["BREAK", "OPTIONS", "OUTCOME", "DecisionFields", "group_names"]

OUTCOME, BREAK = "outcome", "break"
RESERVED = frozenset({OUTCOME, LABEL, BREAK, "band", "score", "list"})

OPTIONS = {OUTCOME: "--outcome", LABEL: "--label", BREAK: "--break"}


@dataclass(frozen=True, slots=True)
class DecisionFields:
    """What is asked of a table of decisions.

    Attributes
    ----------
    groups : mapping of str to str
        What a group is called, and its column: ``{"gender": "sex"}``.
    outcome : str
        ``COLUMN`` or ``COLUMN=VALUE`` of the decision; VALUE is that of those selected.
    score : str
        Column of the score by which people were judged; higher is better for them.
    label : str
        ``COLUMN`` or ``COLUMN=VALUE`` of what was true: who was in fact able, or did repay.
    career_break : str
        ``COLUMN`` or ``COLUMN=VALUE`` of whether someone's career had a break.
    lists, rank : str
        Columns of the list that someone was on, such as a vacancy, and of the place on it; without
        a rank the score orders the list.
    top : int
        Length of the shortlist; 0 where there is none.
    above : float, optional
        The score to be above, where it is not to be the median of these files.
    mapping : path, optional
        A mapping file.
    """

    groups: Mapping[str, str]
    outcome: str = ""
    score: str = ""
    label: str = ""
    career_break: str = ""
    lists: str = ""
    rank: str = ""
    top: int = 0
    above: float | None = None
    mapping: Path | str | None = None
    meanings: Mapping[str, Meaning] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.groups:
            raise UsageError("Say whom to compare: --group gender=COLUMN.")
        if taken := sorted(RESERVED & set(self.groups)):
            raise UsageError(
                f"A group cannot be called {taken[0]!r}, which is the name of something else here: "
                "call it otherwise."
            )
        if not (self.outcome or self.score or self.lists):
            raise UsageError("Say what was decided: --outcome COLUMN, --score COLUMN or --list.")
        if self.above is not None and not math.isfinite(self.above):
            raise UsageError(f"--above must be a finite number such as 0.5, not {self.above}.")
        self._check_lists()
        names = [*self.groups, *(name for name, _ in self.named)]
        object.__setattr__(self, "meanings", read_mapping(self.mapping, names))

    def _check_lists(self) -> None:
        if self.lists and not (self.rank or self.score):
            raise UsageError("A list needs an order: give --rank COLUMN, or --score COLUMN.")
        if (self.rank or self.top) and not self.lists:
            raise UsageError("Say which people were on one list: --list COLUMN.")

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The columns of which one value counts, with what was said of them."""
        given = ((OUTCOME, self.outcome), (LABEL, self.label), (BREAK, self.career_break))
        return tuple((name, text) for name, text in given if text)

    def asked(self, columns: Collection[str]) -> tuple[Asked, ...]:
        """Return the columns to count by, given the columns that there are."""
        named = {name: Named.parse(text, columns).column for name, text in self.named}
        return tuple(
            Asked(name, column, self.meanings[name])
            for name, column in {**self.groups, **named}.items()
        )

    def settings(self, positives: Mapping[str, str], above: float | None) -> dict[str, str]:
        """Return what the counts depend on besides the data."""
        said = {
            "groups": json.dumps(dict(self.groups), ensure_ascii=False),
            **{name: Named.parse(text).column for name, text in self.named},
            **{f"{name}-value": value for name, value in positives.items()},
            "score": self.score,
            "above": "" if above is None else repr(above),
            "list": self.lists,
            "rank": self.rank,
            "top": str(self.top or ""),
            **{f"mapping-{name}": found.setting for name, found in self.meanings.items()},
        }
        return {name: value for name, value in said.items() if value}


def group_names(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the groups of a profile are called, in the order in which they were asked."""
    return tuple(json.loads(settings["groups"]))
