"""What a profile of a table says, group by group."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from isonomia.assess.tables.groups import LEAST_SHARE, best, by_group, known, pairs, total_of
from isonomia.assess.tables.population import Population
from isonomia.errors import AssessmentError

if TYPE_CHECKING:
    from isonomia.assess.tables.groups import Pair, Sums
    from isonomia.evidence import Counts, Profile

__all__ = ["TableView", "names_of"]

MOST_EVEN = 12
"""Nobody expects more groups than this to be equally large."""


@dataclass(frozen=True)
class TableView:
    """A profile of a table, to be asked.

    Attributes
    ----------
    profile : Profile
        The sums.
    population : Population
        What the table should stand for.
    """

    profile: Profile
    population: Population = field(default_factory=Population)

    def __post_init__(self) -> None:
        if self.profile.kind != "table":
            raise AssessmentError(
                f"This is a profile of {self.profile.kind}, not of a table: assess it with the "
                "command that made it."
            )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns are called."""
        return names_of(self.profile)

    @cached_property
    def cells(self) -> Counts:
        """Sums by all columns."""
        return self.profile.table("cells")

    @cached_property
    def total(self) -> Sums:
        """Sums over all rows."""
        return dict(self.cells.total)

    @cached_property
    def _groups(self) -> dict[str, dict[str, Sums]]:
        return {name: by_group(self.cells, name) for name in self.names}

    def counted(self, name: str) -> dict[str, Sums]:
        """Return the sums of every group of a column that occurs."""
        return self._groups[name]

    def groups(self, name: str) -> dict[str, Sums]:
        """Return the sums of every group of a column, also of those that only the reference has."""
        found, nobody = self._groups[name], dict.fromkeys(self.cells.columns, 0)
        return {**dict.fromkeys(self.population.shares.get(name, ()), nobody), **found}

    def expected(self, name: str) -> dict[str, float]:
        """Return the expected share of each group of a column."""
        return self.population.expected(name, self.groups(name))

    def people(self, name: str) -> int:
        """Return how many rows are in a known group, whether the reference names it or not."""
        return total_of(self.groups(name))["n"]

    def unread(self, name: str) -> int:
        """Return how many rows could be of any group: no known one, or rows that are no records."""
        return self.total["n"] - self.people(name) + self.profile.skipped.total()

    def outside(self, name: str) -> dict[str, Sums]:
        """Return the known groups that the reference does not name."""
        expected = self.expected(name)
        return {group: s for group, s in known(self.groups(name)).items() if group not in expected}

    def judged(self, name: str) -> list[str]:
        """Return the groups that have, or should have, at least 2 % of the rows."""
        expected, people, groups = self.expected(name), self.people(name), self.groups(name)
        if not people or not self.is_expected(name):
            return []
        return [
            group
            for group, share in expected.items()
            if share >= LEAST_SHARE or groups[group]["n"] >= LEAST_SHARE * people
        ]

    def is_expected(self, name: str) -> bool:
        """Whether shares are given, or groups so few that even shares are a yardstick."""
        return name in self.population.shares or 2 <= len(self.expected(name)) <= MOST_EVEN

    def pairs(self, name: str) -> list[Pair]:
        """Return which groups' labels are compared."""
        groups = self._groups[name]
        return pairs(groups, "labelled", None, best(groups, "positives", "labelled"))

    @property
    def has_label(self) -> bool:
        """Whether a label was asked about and some row has one."""
        return self.total["labelled"] > 0

    def is_known(self, name: str) -> bool:
        """Whether any row is in a group of a column."""
        return bool(known(self._groups[name]))


def names_of(profile: Profile) -> tuple[str, ...]:
    """Return what the columns of a profile are called, in the order in which they were asked."""
    return tuple(json.loads(profile.settings["columns"]))
