"""Findings in words: one short paragraph each, from the numbers alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isonomia.evidence import Verdict
from isonomia.report.figures import Figures, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isonomia.evidence import (
        Assessment,
        ComparedQuestion,
        Context,
        ContextRow,
        Estimate,
        Finding,
        Nuisance,
    )
    from isonomia.govern import Evidence
    from isonomia.report.messages import Messages
    from isonomia.report.reading import CheckTable

__all__ = ["Sentences", "scale_of", "unit_of"]

FAR = 100
"""From so many times the units asked about on, a number of units is no help any more."""

SAME = 0.0005
"""Differences below this are printed as 0.0 points, so no direction is named."""

SAME_RATIO = 0.005
"""Ratios this close to 1 are printed as 1.00."""


UNITS = {
    ("corpus", "amplification"): "occupations",
    ("corpus", "workplace"): "occupations",
    ("decisions", "exposure"): "lists",
    ("decisions", "top"): "lists",
}
"""Questions of audits whose units are not the documents, rows or people of the others."""


def scale_of(finding: Finding | Context | ComparedQuestion | ContextRow | Evidence) -> Scale:
    """Return what a finding's numbers are."""
    if finding.kind == "ratio":
        return Scale.RATIO
    tolerance = getattr(finding, "tolerance", None)
    # No share is negative: a level that may be so is a mean of differences, as over lists.
    is_signed = tolerance is not None and tolerance.low < 0
    return Scale.SHARE if finding.kind == "level" and not is_signed else Scale.DIFFERENCE


def unit_of(findings: Iterable[Finding | Evidence]) -> str:
    """Return the message that names what findings rest on, together."""
    named = {UNITS.get((finding.suite, finding.measure), "units") for finding in findings}
    if len(named) > 1:
        return "units-or-others"
    return named.pop() if named else "units"


class Sentences:
    """Says in one language what an assessment found.

    Parameters
    ----------
    messages : Messages
        The catalogue.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._figures = Figures(messages)

    def bottom_line(self, assessment: Assessment) -> str:
        """Return the one sentence that a hurried reader takes away."""
        found = Counter(finding.verdict for finding in assessment.findings)
        total = found.total()
        if not total:
            return self._messages("bottom.none")
        if found[Verdict.NOT_MEASURED] == total:
            return self._messages("bottom.not-measured")
        if found[Verdict.EXCEEDS]:
            return self._messages("bottom.exceeds", n=found[Verdict.EXCEEDS], total=total)
        if found[Verdict.WITHIN] == total:
            return self._messages("bottom.within", n=total)
        return self._messages("bottom.open", n=total - found[Verdict.WITHIN], total=total)

    def finding(self, finding: Finding, questions: int) -> str:
        """Return what was found, what it means, and what would settle it.

        Parameters
        ----------
        finding : Finding
            The finding.
        questions : int
            How many questions Holm's method allowed for: all that could be measured.
        """
        estimate = finding.estimate
        if estimate is None:
            return self._messages("finding.not-measured")
        parts = [self._opening(finding, estimate), self._reason(finding, estimate, questions)]
        if finding.look < finding.looks and finding.verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
            parts.append(self._messages("finding.look", look=finding.look, looks=finding.looks))
        if finding.reading != "exact":
            parts.append(self._messages(f"finding.{finding.reading}", n=estimate.checked))
        asked, missing = estimate.units_asked, estimate.units_asked - estimate.units
        if missing:
            parts.append(self._messages("finding.unscored", n=missing, asked=asked))
        needed = finding.units_to_settle
        if needed is not None and needed > FAR * asked:
            parts.append(self._messages("finding.settle-far"))
        elif needed is not None:
            units = self.units(finding, needed)
            parts.append(self._messages("finding.settle", n=needed, units=units))
        return " ".join(parts)

    def nuisance(self, nuisance: Nuisance) -> str:
        """Return how far a factor that should not matter moved the answer."""
        estimate = nuisance.estimate
        if estimate is None:
            return self._messages("nuisance.unknown")
        key = nuisance.factor if nuisance.factor in {"order", "prompt"} else "other"
        return self._messages(
            f"nuisance.{key}",
            factor=self._messages.name(nuisance.factor),
            points=self._figures.points(estimate.value),
            interval=self.interval(_upwards(estimate), Scale.DIFFERENCE),
        )

    def reading_gap(self, table: CheckTable) -> str:
        """Return how far a rule's agreement with people differs between arms or groups."""
        assert table.gap is not None  # noqa: S101  the template asks only for these
        best, worst, difference = table.gap
        assert difference.low is not None  # noqa: S101  a share always has an interval
        assert difference.high is not None  # noqa: S101
        ends = self._figures.interval(difference.low, difference.high, Scale.DIFFERENCE)
        level = self._figures.percent(difference.level, trim=True)
        return self._messages(
            "reading.gap",
            measure=table.measured.title[self._messages.language],
            points=self._figures.points(difference.value),
            best=self._messages.name(best.name),
            worst=self._messages.name(worst.name),
            interval=self._messages("finding.interval", level=level, interval=ends),
        )

    def units(self, finding: Finding, count: int) -> str:
        """Return a number of units by their name, such as documents or lists."""
        return self._messages(f"count.{unit_of([finding])}", n=count)

    def interval(self, estimate: Estimate, scale: Scale) -> str:
        """Return an estimate's interval with its level, or that there is none."""
        if estimate.low is None or estimate.high is None:
            return self._messages("finding.no-interval")
        return self._messages(
            "finding.interval",
            level=self._figures.percent(estimate.level, trim=True),
            interval=self._figures.interval(estimate.low, estimate.high, scale),
        )

    def slice(self, finding: Finding) -> str:
        """Return the name of a finding's group or groups."""
        if finding.kind == "slices" and finding.slices:
            first, second = map(self._messages.name, finding.slices)
            return self._messages("finding.versus", first=first, second=second)
        return ", ".join(map(self._messages.name, finding.slices or [finding.slice]))

    def _opening(self, finding: Finding, estimate: Estimate) -> str:
        basis = self._messages(
            "finding.basis",
            interval=self.interval(estimate, scale_of(finding)),
            units=self.units(finding, estimate.units),
            trials=self._messages("count.trials", n=estimate.trials),
        )
        if scale_of(finding) is Scale.SHARE:
            value = self._figures.percent(estimate.value)
            return self._messages("finding.level", value=value, basis=basis)
        compared = (finding.slices if finding.kind == "slices" else ()) or finding.arms
        if finding.kind == "ratio":
            return self._ratio(compared, estimate, basis)
        if len(compared) != 2:
            points = self._figures.value(estimate.value, Scale.DIFFERENCE)
            return self._messages("finding.weighted", points=points, basis=basis)
        way = "higher" if estimate.value > 0 else "lower"
        return self._messages(
            f"finding.{finding.kind}-{'same' if abs(estimate.value) < SAME else way}",
            points=self._figures.points(estimate.value),
            first=self._messages.name(compared[0]),
            second=self._messages.name(compared[-1]),
            basis=basis,
        )

    def _ratio(self, compared: tuple[str, ...], estimate: Estimate, basis: str) -> str:
        value = self._figures.value(estimate.value, Scale.RATIO)
        if len(compared) != 2:
            return self._messages("finding.ratio-alone", value=value, basis=basis)
        is_same = abs(estimate.value - 1) < SAME_RATIO
        return self._messages(
            "finding.ratio-same" if is_same else "finding.ratio",
            value=value,
            first=self._messages.name(compared[0]),
            second=self._messages.name(compared[1]),
            basis=basis,
        )

    def _reason(self, finding: Finding, estimate: Estimate, questions: int) -> str:
        if estimate.low is None:
            return self._messages("finding.few")
        language = self._messages.language
        bounds = finding.tolerance
        tolerance = self._figures.tolerance(bounds.low, bounds.high, scale_of(finding))
        if finding.verdict is Verdict.EXCEEDS:
            side = finding.above if estimate.value > bounds.high else finding.below
            return self._messages(
                "finding.exceeds", tolerance=tolerance, side=side[language].rstrip(".")
            )
        if finding.verdict is Verdict.WITHIN:
            return self._messages(f"finding.{_how_within(finding, estimate)}", tolerance=tolerance)
        if finding.withheld:
            key = f"finding.withheld-{finding.withheld}"
            return self._messages(key, n=questions, tolerance=tolerance)
        return self._messages("finding.open", tolerance=tolerance)


def _how_within(finding: Finding, estimate: Estimate) -> str:
    """Return whether a difference is shown although it is tolerated."""
    assert estimate.low is not None  # noqa: S101  "within" needs an interval
    assert estimate.high is not None  # noqa: S101
    leans = not estimate.low <= finding.reference <= estimate.high
    return "within-lean" if leans else "within"


def _upwards(estimate: Estimate) -> Estimate:
    """Return the same estimate with the larger level first."""
    if estimate.value >= 0 or estimate.low is None or estimate.high is None:
        return estimate
    return estimate.model_copy(
        update={"value": -estimate.value, "low": -estimate.high, "high": -estimate.low}
    )
