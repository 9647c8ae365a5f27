"""Numbers as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isonomia.report.figures import MINUS, Figures, Scale
from isonomia.report.messages import catalogue

EN, VI, FR = (Figures(catalogue(language)) for language in ("en", "vi", "fr"))
SHARE, DIFFERENCE = Scale.SHARE, Scale.DIFFERENCE
SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("figures", "share", "difference"),
    [
        (EN, "62.1%", "+12.3 points"),
        (VI, "62,1%", "+12,3 điểm"),
        (FR, f"62,1{SPACE}%", "+12,3 points"),
    ],
)
def test_values(figures: Figures, share: str, difference: str) -> None:
    assert figures.value(0.621, SHARE) == share
    assert figures.value(0.123, DIFFERENCE) == difference


def test_signs() -> None:
    assert EN.value(-0.051, DIFFERENCE) == f"{MINUS}5.1 points"
    assert EN.value(-0.00001, DIFFERENCE) == "0.0 points"
    assert EN.bare(0.0, DIFFERENCE, trim=True) == "0"
    assert EN.points(-0.051) == "5.1 points"


def test_intervals_and_tolerances() -> None:
    assert EN.interval(0.578, 0.664, SHARE) == "57.8% to 66.4%"
    assert VI.interval(-0.01, 0.123, DIFFERENCE) == f"{MINUS}1,0 đến +12,3 điểm"
    assert EN.tolerance(-0.05, 0.05, DIFFERENCE) == f"{MINUS}5 to +5 points"
    assert FR.tolerance(0.45, 0.555, SHARE) == f"45{SPACE}% à 55,5{SPACE}%"


def test_french_counts_in_the_plural_from_two() -> None:
    assert FR.points(0.019) == "1,9 point"
    assert FR.points(0.02) == "2,0 points"


def test_probabilities() -> None:
    assert EN.probability(0.0001) == "< 0.001"
    assert FR.probability(0.0421) == "0,042"
    assert EN.probability(None) == "\u2013"


def test_durations() -> None:
    assert EN.duration(12.34) == "12.3 s"
    assert EN.duration(97.4) == "1 min 37 s"
    assert VI.duration(7_325) == "2 giờ 2 phút"
    assert EN.duration(59.99) == "60.0 s"


def test_dates() -> None:
    moment = "2026-11-21T20:31:07+00:00"
    assert EN.date(moment) == "21 November 2026"
    assert VI.date(moment) == "21 tháng 11 năm 2026"
    assert FR.date(moment) == "21 novembre 2026"
    assert EN.date("yesterday") == "yesterday"


def test_money() -> None:
    assert EN.amount(1234.5) == "1,234.50"
    assert VI.amount(1234.5) == "1.234,50"


@given(st.floats(-1, 1))
def test_shown_value_is_the_value(number: float) -> None:
    shown = EN.bare(number, DIFFERENCE).replace(MINUS, "-")
    assert float(shown) == pytest.approx(100 * number, abs=0.0500001)
    assert not shown.startswith(("-0.0", "+0.0"))
