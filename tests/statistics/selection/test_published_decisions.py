"""Published decisions, from the published data: call-backs, income, credit, and a city's rule."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from isonomia.statistics.selection import Impact, impact_ratios

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.statistics import Interval


def limits(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


# Bertrand & Mullainathan (2004): call-backs by name.


@pytest.fixture(scope="module")
def applications(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "resume_callbacks" / "resume_names.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def called(rows: list[dict[str, str]], column: str) -> dict[str, tuple[int, int]]:
    calls: dict[str, list[bool]] = {}
    for row in rows:
        calls.setdefault(row[column], []).append(row["call"] == "yes")
    return {name: (sum(group), len(group)) for name, group in calls.items()}


def impact(counts: dict[str, tuple[int, int]], group: str, reference: str) -> Impact:
    return next(i for i in impact_ratios(counts, reference) if i.group == group)


def test_call_backs_by_name(applications: list[dict[str, str]]) -> None:
    counts = called(applications, "ethnicity")
    assert counts == {"cauc": (235, 2435), "afam": (157, 2435)}
    found = impact(counts, "afam", "cauc")
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(0.668, abs=5e-4)
    oracle = confint_proportions_2indep(157, 2435, 235, 2435, method="score", compare="ratio")
    assert limits(found.ratio) == pytest.approx(oracle, abs=2e-3)
    assert found.below_four_fifths
    assert found.p is not None
    assert found.p < 1e-4  # printed as 0.0000
    assert limits(found.rate) == pytest.approx((0.0554, 0.0749), abs=1e-4)


def test_a_gap_on_the_resume_is_no_drawback_there(applications: list[dict[str, str]]) -> None:
    """Résumés with a gap got more call-backs: who assumes the sign gets it wrong."""
    counts = called(applications, "holes")
    assert counts == {"yes": (223, 2182), "no": (169, 2688)}
    found = impact(counts, "yes", "no")
    assert found.below_four_fifths is False
    assert limits(found.ratio)[0] > 1.25
    assert impact_ratios(counts)[0].reference == "yes"
    assert impact(counts, "no", "yes").below_four_fifths


def test_call_backs_by_gender(applications: list[dict[str, str]]) -> None:
    counts = called(applications, "gender")
    assert counts == {"female": (309, 3746), "male": (83, 1124)}
    low, high = limits(impact(counts, "female", "male").ratio)
    assert low < 1 < high


# UCI: Adult and German Credit.


def test_adult_income(shared_data: Path) -> None:
    lines = (shared_data / "adult" / "adult.data").read_text(encoding="utf-8").splitlines()
    rows = [line.split(", ") for line in lines if line]
    groups = {sex: [row[-1] for row in rows if row[9] == sex] for sex in ("Male", "Female")}
    counts = {sex: (incomes.count(">50K"), len(incomes)) for sex, incomes in groups.items()}
    assert counts == {"Male": (6662, 21790), "Female": (1179, 10771)}
    found = impact_ratios(counts)[1]
    assert found.reference == "Male"
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(0.358, abs=5e-4)
    assert found.p is not None
    assert found.p < 1e-100


def test_german_credit(shared_data: Path) -> None:
    lines = (shared_data / "german_credit" / "german.data").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line]
    women = [row[-1] == "1" for row in rows if row[8] == "A92"]
    men = [row[-1] == "1" for row in rows if row[8] != "A92"]
    counts = {"women": (sum(women), len(women)), "men": (sum(men), len(men))}
    assert counts == {"women": (201, 310), "men": (499, 690)}
    found = impact_ratios(counts)[0]
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(0.896567, abs=5e-7)
    assert not found.below_four_fifths
    assert limits(found.ratio)[0] < 0.9 < limits(found.ratio)[1]
    assert found.p == pytest.approx(
        float(stats.fisher_exact(np.array([[201, 109], [499, 191]])).pvalue), rel=1e-9
    )


# New York City, 6 RCNY § 5-301: the example of the rule for an employment tool that selects.


def ratios(counts: dict[str, tuple[int, int]], digits: int) -> dict[str, float]:
    found = impact_ratios(counts)
    return {i.group: round(i.ratio.value, digits) for i in found if i.ratio is not None}


def test_local_law_144_example_by_sex() -> None:
    assert ratios({"male": (667, 1390), "female": (555, 1181)}, 3) == {"female": 0.979}


def test_local_law_144_example_by_race() -> None:
    counts = {
        "Hispanic or Latino": (204, 408),
        "White": (412, 797),
        "Black or African American": (170, 390),
        "Native Hawaiian or Pacific Islander": (52, 119),
        "Asian": (302, 616),
        "Native American or Alaska Native": (18, 41),
        "Two or more races": (96, 213),
    }
    printed = [0.97, 0.84, 0.85, 0.95, 0.85, 0.87]
    assert list(ratios(counts, 2).values()) == printed
    assert {i.reference for i in impact_ratios(counts)} == {"White"}
    # Six ratios, none below the mark; yet the interval of each of the small groups reaches below.
    small = [i for i in impact_ratios(counts) if i.n < 130]
    assert [limits(i.ratio)[0] < 0.8 for i in small] == [True, True]
