"""A comparison in words: one short paragraph for each difference, from the numbers alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isonomia.evidence import Change
from isonomia.report.figures import Figures, Scale
from isonomia.report.sentences import SAME, Sentences

if TYPE_CHECKING:
    from isonomia.evidence import ComparedQuestion, Comparison, Difference, Estimate
    from isonomia.report.messages import Messages

__all__ = ["CLAIMS", "ChangeSentences", "worst_first"]

CLAIMS = (Change.LARGER, Change.DIFFERS, Change.SMALLER)
"""What says that there is a difference."""


def worst_first(comparison: Comparison) -> list[ComparedQuestion]:
    """Return the questions in the order in which a reader should meet them."""
    order = list(Change)

    def rank(question: ComparedQuestion) -> tuple[int, float]:
        worst = min(order.index(one.change) for one in question.differences)
        sizes = [abs(one.estimate.value) for one in question.differences if one.estimate]
        return worst, -max(sizes, default=0.0)

    return sorted(comparison.questions, key=rank)


class ChangeSentences:
    """Says in one language what a comparison found.

    Parameters
    ----------
    messages : Messages
        The catalogue.
    comparison : Comparison
        What is told.
    """

    def __init__(self, messages: Messages, comparison: Comparison) -> None:
        self._messages = messages
        self._figures = Figures(messages)
        self._sentences = Sentences(messages)
        self._comparison = comparison
        self._baseline = comparison.baseline.label

    def bottom_line(self) -> str:
        """Return the one sentence that a hurried reader takes away."""
        found = Counter(self._comparison.changes())
        shown = sum(found[change] for change in CLAIMS)
        if not shown:
            return self._messages("comparison.bottom-none", baseline=self._baseline)
        return self._messages(
            "comparison.bottom-some", n=shown, total=found.total(), baseline=self._baseline
        )

    def difference(self, question: ComparedQuestion, difference: Difference) -> str:
        """Return what was found, and what it entitles us to say."""
        estimate = difference.estimate
        parts = [] if estimate is None else [self._opening(difference, estimate)]
        if estimate is not None and not difference.obstacle:
            side = question.above if estimate.value > 0 else question.below
            parts.append(
                self._messages(
                    f"difference.{difference.change}",
                    run=difference.run,
                    baseline=self._baseline,
                    side=side[self._messages.language].rstrip("."),
                )
            )
        return " ".join([*parts, *self.limits(difference)])

    def limits(self, difference: Difference) -> list[str]:
        """Return why nothing is said, or what is not said and what is ruled out."""
        if difference.obstacle:
            return [self._messages(f"obstacle.{difference.obstacle}")]
        parts = []
        if difference.by_chance:
            parts.append(self._messages("difference.by-chance", n=self._comparison.family))
        estimate = difference.estimate
        detectable = None if estimate is None else estimate.smallest_detectable
        if difference.change is Change.NOT_DISTINGUISHABLE and detectable is not None:
            points = self._figures.points(detectable)
            parts.append(self._messages("difference.detectable", points=points))
        if difference.within_margin and difference.margin is not None:
            points = self._figures.points(difference.margin)
            parts.append(self._messages("difference.within-margin", points=points))
        return parts

    def cautions(self, difference: Difference) -> list[str]:
        """Return what must be known before a difference is believed."""
        return [self._messages(f"caution.{caution}") for caution in difference.cautions]

    def _opening(self, difference: Difference, estimate: Estimate) -> str:
        way = "higher" if estimate.value > 0 else "lower"
        return self._messages(
            f"difference.{'same' if abs(estimate.value) < SAME else way}",
            run=difference.run,
            baseline=self._baseline,
            points=self._figures.points(estimate.value),
            interval=self._sentences.interval(estimate, Scale.DIFFERENCE),
            basis=self._messages(f"difference.{difference.design}", n=estimate.units),
        )
