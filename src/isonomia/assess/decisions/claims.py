"""From sums of decisions to the questions that were stated beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isonomia import statistics
from isonomia.assess.decisions.rankings import EXPOSURE, TOP
from isonomia.assess.decisions.view import ERRORS
from isonomia.assess.tables.groups import OTHERS, Pair, called, known, said, slug, total_of
from isonomia.statistics.selection import Foretold, calibration_gap, difference_of_differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.audits import Audit
    from isonomia.assess.decisions.view import DecisionView
    from isonomia.assess.tables.groups import Sums
    from isonomia.evidence import Claim
    from isonomia.statistics import Interval

__all__ = ["decision_claims", "list_mean"]

Count = tuple[int, int]


def decision_claims(view: DecisionView, audit: Audit, level: float) -> list[Claim]:
    """Return all questions to a profile of decisions, with their intervals."""
    asking = _Asking(view, audit, level)
    claims: list[Claim] = []
    for name in view.names:
        claims += asking.rates(name)
        claims += asking.errors(name)
        claims += asking.calibration(name)
        claims += asking.rankings(name)
    if view.has_break:
        claims += asking.breaks()
    return claims


def list_mean(gaps: dict[float, int], level: float) -> Interval | None:
    """Return the mean gap over lists; None where there is no list."""
    if not gaps:
        return None
    values = np.repeat(list(gaps), list(gaps.values()))
    return statistics.unit_mean(values, (-1.0, 1.0), level)


def ratio_reach(
    first: Count, second: Count, missing: int, others_missing: int, strangers: Count
) -> tuple[float, float]:
    """Return how far down and up what is not known could move a ratio of rates.

    Parameters
    ----------
    first, second : tuple of int
        Of either group, who was selected, and of how many.
    missing, others_missing : int
        People of either group without an outcome.
    strangers : tuple of int
        People who may belong to either group: most of them selected, and most not selected.
    """
    if not (first[1] and second[1] and second[0]):
        return 0.0, 0.0
    selected, rejected = strangers
    value = first[0] / first[1] / (second[0] / second[1])
    low = first[0] / (first[1] + missing + rejected)
    low /= (second[0] + others_missing + selected) / (second[1] + others_missing + selected)
    high = (first[0] + missing + selected) / (first[1] + missing + selected)
    high /= second[0] / (second[1] + others_missing + rejected)
    return max(0.0, value - low), max(0.0, high - value)


@dataclass(frozen=True)
class _Asking:
    view: DecisionView
    audit: Audit
    level: float

    @property
    def missing_share(self) -> float:
        """How far a difference of rates could move if all that is unknown were at its worst."""
        return self.view.missing_share

    def rates(self, name: str) -> Iterator[Claim]:
        """Ask who is selected, and who scores above the median."""
        asked = [("selection", "selected", "decided")] if self.view.has_outcome else []
        asked += [("scoring", "above", "scored")] if self.view.has_score else []
        for question, of, among in asked:
            differs = 0 < self.view.total[of] < self.view.total[among]
            for pair in self.view.pairs(name, among):
                yield self._rate(question, name, pair, (of, among), differs=differs)

    def errors(self, name: str) -> Iterator[Claim]:
        """Ask about whom decisions err, where labels are known."""
        if not self.view.has_label:
            return
        rates = {"opportunity": "tpr", "false-positives": "fpr", "precision": "ppv"}
        for question, rate in rates.items():
            for pair in self.view.pairs(name, "labelled"):
                first, second = (ERRORS[rate](sums) for sums in self._sums(name, pair))
                gap = self._difference(first, second)
                yield self._claim(question, name, pair, gap, first[1] + second[1])

    def calibration(self, name: str) -> Iterator[Claim]:
        """Ask whether a score promises the same to all."""
        if not self.view.has_calibration:
            return
        groups = self.view.foretold(name)
        for pair in self.view.pairs(name, "scored"):
            first = groups.get(pair.group, _NOBODY)
            second = (
                self._rest(name, pair)
                if pair.reference == OTHERS
                else groups.get(pair.reference, _NOBODY)
            )
            gap = calibration_gap(first, second, self.level) if first.n and second.n else None
            yield self._claim("calibration", name, pair, gap, first.n + second.n)

    def rankings(self, name: str) -> Iterator[Claim]:
        """Ask who stands where on the lists."""
        for question, measure in (("top", TOP), ("exposure", EXPOSURE)):
            gaps = self.view.gaps(name, measure)
            # Of two groups one says it all: what one gains the other loses.
            chosen = {pair.group for pair in self.view.pairs(name, "records")}
            if len(chosen) > 1 and name in self.view.references:
                chosen.add(self.view.references[name])
            for group in (group for group in gaps if group in chosen):
                mean = list_mean(gaps[group], self.level)
                lists = sum(gaps[group].values())
                yield self.audit.claim(
                    question,
                    slug(question, name, group),
                    mean,
                    units=lists,
                    trials=lists,
                    arms=(group,),
                    part=name,
                    group=said(self.audit, group),
                    column=said(self.audit, name),
                    top=self.view.setting("top"),
                )

    def breaks(self) -> Iterator[Claim]:
        """Ask what a break does, and whether it does the same to all groups."""
        of, among = self.view.base
        first, second = ((sums[of], sums[among]) for sums in self.view.breaks)
        question, arms = "break", ("break", "no-break")
        if first[0] and not second[0]:
            # A ratio to nothing has no value: the other way round it has.
            question, arms, first, second = "break-turned", arms[::-1], second, first
        yield self.audit.claim(
            question,
            question,
            self._ratio(first, second),
            units=first[1] + second[1],
            trials=first[1] + second[1],
            arms=arms,
            reach=ratio_reach(first, second, *self._unknown_breaks(of, among)),
        )
        for name in self.view.names:
            yield from self._break_gaps(name)

    def _unknown_breaks(self, of: str, among: str) -> tuple[int, int, Count]:
        """Return nobody of either kind, and all whose break or outcome is not known."""
        known_ones = sum(sums[among] for sums in self.view.breaks)
        selected = self.view.total[of] - sum(sums[of] for sums in self.view.breaks)
        strangers = self.view.total["records"] - known_ones + self.view.unread
        undecided = self.view.total["records"] - self.view.total[among] + self.view.unread
        return 0, 0, (selected + undecided, strangers - selected)

    def _break_gaps(self, name: str) -> Iterator[Claim]:
        of, among = self.view.base
        effects = self.view.after_break(name)
        for pair in self.view.pairs(name, among):
            one = self._with_and_without(effects, pair.group)
            other = self._with_and_without(effects, pair.reference, but=pair.group)
            counts = [((a[of], a[among]), (b[of], b[among])) for a, b in (one, other)]
            people = [n for two in counts for _, n in two]
            gap = (
                difference_of_differences(counts[0], counts[1], self.level) if all(people) else None
            )
            yield self._claim("break-gap", name, pair, gap, sum(people))

    def _with_and_without(
        self, effects: dict[str, tuple[Sums, Sums]], group: str, but: str = ""
    ) -> tuple[Sums, Sums]:
        if group != OTHERS:
            return effects[group]
        parts = [{one: two[at] for one, two in effects.items()} for at in (0, 1)]
        return total_of(parts[0], but), total_of(parts[1], but)

    def _sums(self, name: str, pair: Pair) -> tuple[Sums, Sums]:
        groups = self.view.groups(name)

        def side(group: str, other: str) -> Sums:
            return total_of(groups, other) if group == OTHERS else groups[group]

        return side(pair.group, pair.reference), side(pair.reference, pair.group)

    def _two(self, name: str, pair: Pair, of: str, among: str) -> tuple[Count, Count]:
        first, second = self._sums(name, pair)
        return (first[of], first[among]), (second[of], second[among])

    def _rest(self, name: str, pair: Pair) -> Foretold:
        """Return the scores of all known groups but one, together."""
        groups = known(self.view.groups(name))
        rest = [
            sums
            for group, sums in self.view.foretold(name).items()
            if group in groups and group != pair.group
        ]
        return Foretold(*(sum(part) for part in zip(*rest, strict=True))) if rest else _NOBODY

    def _rate(
        self, question: str, name: str, pair: Pair, what: tuple[str, str], *, differs: bool
    ) -> Claim:
        first, second = self._two(name, pair, *what)
        if first[0] and not second[0]:
            # A ratio to nothing has no value: the other way round it has.
            pair, first, second = Pair(pair.reference, pair.group), second, first
        interval = self._ratio(first, second) if differs else None
        reach = ratio_reach(first, second, *self._unknown(name, pair, *what))
        return self._claim(question, name, pair, interval, first[1] + second[1], reach=reach)

    def _unknown(self, name: str, pair: Pair, of: str, among: str) -> tuple[int, int, Count]:
        """Return who of either group has no outcome, and who may belong to either."""
        first, second = self._sums(name, pair)
        groups = self.view.groups(name)
        strangers = [sums for group, sums in groups.items() if group not in known(groups)]
        selected = sum(sums[of] for sums in strangers)
        people = sum(sums["records"] for sums in strangers)
        undecided = people - sum(sums[among] for sums in strangers) + self.view.unread
        return (
            first["records"] - first[among],
            second["records"] - second[among],
            (selected + undecided, people - selected + self.view.unread),
        )

    def _ratio(self, first: Count, second: Count) -> Interval | None:
        if not (first[1] and second[1]):
            return None
        found = statistics.rate_ratio(*first, *second, self.level)
        return found if np.isfinite(found.value) else None

    def _difference(self, first: Count, second: Count) -> Interval | None:
        if not (first[1] and second[1]):
            return None
        return statistics.newcombe(*first, *second, self.level)

    def _claim(
        self,
        question: str,
        name: str,
        pair: Pair,
        interval: Interval | None,
        people: int,
        *,
        reach: tuple[float, float] | None = None,
    ) -> Claim:
        return self.audit.claim(
            question,
            slug(question, name, *pair),
            interval,
            units=people,
            trials=people,
            arms=tuple(map(called, pair)),
            part=name,
            group=said(self.audit, pair.group),
            reference=said(self.audit, pair.reference),
            column=said(self.audit, name),
            reach=(self.missing_share, self.missing_share) if reach is None else reach,
        )


_NOBODY = Foretold(0, 0, 0.0, 0.0, 0.0)
