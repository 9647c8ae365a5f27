"""Verdicts on sums: the same rules as for answers, and no reward for little data."""

from __future__ import annotations

import pytest

from isonomia.evidence import Claim, Tolerance, Verdict, settle_claims
from isonomia.statistics import Interval, rate_ratio, wilson
from isonomia.vocabulary import Text

WORDS = Text(en="x", vi="x", fr="x")


def claim(interval: Interval | None, units: int = 1000, *, ratio: bool = False) -> Claim:
    low, high = (0.8, 1.25) if ratio else (0.4, 0.6)
    return Claim(
        suite="decisions",
        measure="selection",
        id="woman",
        kind="ratio" if ratio else "level",
        harm="unequal-selection",
        title=WORDS,
        below=WORDS,
        above=WORDS,
        tolerance=Tolerance(low=low, high=high, reason=WORDS),
        reference=1.0 if ratio else 0.5,
        interval=interval,
        units=units,
        trials=units,
    )


@pytest.mark.parametrize(
    ("x", "n", "verdict"),
    [
        (500, 1000, Verdict.WITHIN),
        (700, 1000, Verdict.EXCEEDS),
        (5, 10, Verdict.NOT_ENOUGH_EVIDENCE),
        (600, 1000, Verdict.NOT_ENOUGH_EVIDENCE),
    ],
)
def test_the_whole_interval_decides(x: int, n: int, verdict: Verdict) -> None:
    (finding,) = settle_claims([claim(wilson(x, n), n)], 0.95)
    assert finding.verdict is verdict
    on_the_edge = x / n == 0.6  # where no number of units settles it
    is_open = verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert (finding.units_to_settle is not None) == (is_open and not on_the_edge)


def test_more_questions_ask_for_more_evidence() -> None:
    borderline = claim(wilson(545, 850), 850)
    assert settle_claims([borderline], 0.95)[0].verdict is Verdict.EXCEEDS
    crowd = settle_claims([borderline, *(claim(wilson(5, 10), 10) for _ in range(30))], 0.95)
    assert crowd[0].verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert crowd[0].withheld == "many-questions"


def test_a_handful_is_never_within() -> None:
    narrow = Interval(0.5, 0.49, 0.51, 0.005, None, 0.95, "by hand", 9)
    few = settle_claims([claim(narrow, 9)], 0.95)[0]
    assert few.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert few.withheld == "few-units"
    assert settle_claims([claim(narrow, 10)], 0.95)[0].verdict is Verdict.WITHIN


def test_what_could_not_be_counted_is_not_measured() -> None:
    blank, other = settle_claims([claim(None, 0), claim(wilson(500, 1000))], 0.95)
    assert blank.verdict is Verdict.NOT_MEASURED
    assert blank.estimate is None
    assert other.verdict is Verdict.WITHIN


def test_a_ratio_has_no_smallest_detectable_distance() -> None:
    found = settle_claims([claim(rate_ratio(30, 100, 60, 100), 200, ratio=True)], 0.95)[0]
    assert found.verdict is Verdict.EXCEEDS
    assert found.estimate is not None
    assert found.estimate.smallest_detectable is None
