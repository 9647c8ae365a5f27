"""What a profile of decisions says, group by group."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from isonomia.assess.decisions.counting import HAD_BREAK, NO_BREAK, OUTSIDE
from isonomia.assess.decisions.fields import BREAK, group_names
from isonomia.assess.decisions.rankings import MILLION
from isonomia.assess.tables.groups import best, by_group, check_reference, pairs
from isonomia.assess.tables.mapping import is_group
from isonomia.assess.tables.people import UNREAD
from isonomia.errors import AssessmentError
from isonomia.statistics.selection import Foretold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from isonomia.assess.tables.groups import Pair, Sums
    from isonomia.evidence import Counts, Profile

__all__ = ["ERRORS", "DecisionView"]


@dataclass(frozen=True)
class DecisionView:
    """A profile of decisions, to be asked.

    Attributes
    ----------
    profile : Profile
        The sums.
    references : mapping of str to str
        For some columns, the group that the others are compared with, named beforehand.
    """

    profile: Profile
    references: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.profile.kind != "decisions":
            raise AssessmentError(
                f"This is a profile of a {self.profile.kind}, not of decisions: assess it with "
                "`isonomia assess data`."
            )
        check_reference(self.references, self.names, self.cells)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns of groups are called."""
        return group_names(self.profile.settings)

    @cached_property
    def cells(self) -> Counts:
        """Sums by all columns."""
        return self.profile.table("cells")

    @cached_property
    def total(self) -> Sums:
        """Sums over all rows."""
        return dict(self.cells.total)

    def groups(self, name: str) -> dict[str, Sums]:
        """Return the sums of every group of a column."""
        return self._groups[name]

    @cached_property
    def _groups(self) -> dict[str, dict[str, Sums]]:
        return {name: by_group(self.cells, name) for name in self.names}

    def pairs(self, name: str, column: str) -> list[Pair]:
        """Return what is compared with what, given the sum that says who took part."""
        groups = self.groups(name)
        return pairs(groups, column, self.references.get(name), best(groups, *self.base))

    @cached_property
    def unread(self) -> int:
        """Rows that could not be read: of any group, with any outcome."""
        return self.profile.skipped.total()

    @cached_property
    def missing_share(self) -> float:
        """Share of all rows of which something is not known that a comparison of errors needs."""
        rows = self.total["records"] + self.unread
        if not rows:
            return 0.0
        among = "labelled" if self.has_label else self.base[1]
        complete = [
            sum(sums[among] for group, sums in groups.items() if is_group(group))
            for groups in self._groups.values()
        ]
        return 1 - min(complete, default=rows) / rows

    @property
    def base(self) -> tuple[str, str]:
        """The sums that say who was selected, of whom: by the outcome, else by the score."""
        return ("selected", "decided") if self.has_outcome else ("above", "scored")

    @property
    def has_outcome(self) -> bool:
        """Whether an outcome was asked about."""
        return "outcome" in self.profile.settings

    @property
    def has_score(self) -> bool:
        """Whether a score was asked about and someone has one."""
        return self.total["scored"] > 0

    @property
    def has_label(self) -> bool:
        """Whether a label was asked about and someone has one beside an outcome."""
        return self.total["labelled"] > 0

    @property
    def has_break(self) -> bool:
        """Whether breaks were asked about."""
        return BREAK in self.profile.settings

    def after_break(self, name: str) -> dict[str, tuple[Sums, Sums]]:
        """Return each group's sums with a break and without one."""
        parts = [
            by_group(self.cells.where(**{BREAK: said}), name) for said in (HAD_BREAK, NO_BREAK)
        ]
        nothing = dict.fromkeys(self.cells.columns, 0)
        return {
            group: (parts[0].get(group, nothing), parts[1].get(group, nothing))
            for group in self.groups(name)
        }

    @cached_property
    def breaks(self) -> tuple[Sums, Sums]:
        """The sums of all with a break, and of all without one."""
        had, not_had = (
            dict(self.cells.where(**{BREAK: said}).total) for said in (HAD_BREAK, NO_BREAK)
        )
        return had, not_had

    @cached_property
    def bands(self) -> Counts:
        """Sums of scores by band of the score."""
        return self.profile.table("bands")

    @cached_property
    def outside(self) -> int:
        """How many scores are no probabilities."""
        return self.bands.where(band=OUTSIDE).total["n"] if len(self.bands) else 0

    @property
    def has_calibration(self) -> bool:
        """Whether scores can be read as probabilities beside a label."""
        return len(self.bands) > 0 and not self.outside

    def foretold(self, name: str) -> dict[str, Foretold]:
        """Return each group's scores and what happened."""
        return self._foretold[name]

    @cached_property
    def _foretold(self) -> dict[str, dict[str, Foretold]]:
        return {
            name: {group: foretold(sums) for group, sums in by_group(self.bands, name).items()}
            for name in self.names
        }

    def foretold_in(self, name: str) -> dict[str, dict[str, Foretold]]:
        """Return the same for each band of the score."""
        counts = self.bands.by("band", name)
        return {
            band: {
                group: foretold(sums)
                for group, sums in by_group(counts.where(band=band), name).items()
            }
            for band in sorted({key[0] for key, _ in counts})
        }

    def gaps(self, name: str, measure: str) -> dict[str, dict[float, int]]:
        """Return for each group how many lists show which gap."""
        found: dict[str, dict[float, int]] = {}
        for key, (lists,) in self.profile.table("lists").where(question=name, measure=measure):
            found.setdefault(key[1], {})[int(key[3]) / MILLION] = lists
        return found

    def ranked(self, what: str) -> int:
        """Return how many lists there were, or people on them."""
        return self.profile.table("ranked")[(what,)]["n"]

    def no_numbers(self, name: str) -> tuple[int, str]:
        """Return how many values of a column of numbers are none, and one of them."""
        found = self.profile.table("values").where(column=f"{name}{UNREAD}")
        return found.total["n"], min((key[1] for key, _ in found), default="")

    def setting(self, name: str) -> Any:
        """Return one of the profile's settings, or an empty text."""
        return self.profile.settings.get(name, "")


def foretold(sums: Mapping[str, int]) -> Foretold:
    """Return the sums of a group's scores, from millionths."""
    return Foretold(
        sums["n"],
        sums["positives"],
        sums["scores"] / MILLION,
        sums["squares"] / MILLION,
        sums["positive_scores"] / MILLION,
    )


def _able(sums: Sums) -> tuple[int, int]:
    return sums["true_positives"], sums["positives"]


def _others(sums: Sums) -> tuple[int, int]:
    wrongly = sums["labelled_selected"] - sums["true_positives"]
    return wrongly, sums["labelled"] - sums["positives"]


def _chosen(sums: Sums) -> tuple[int, int]:
    return sums["true_positives"], sums["labelled_selected"]


ERRORS: dict[str, Callable[[Sums], tuple[int, int]]] = {
    "tpr": _able,
    "fpr": _others,
    "ppv": _chosen,
}
"""Of whom how many are selected, or able: the able, the others, those selected."""
