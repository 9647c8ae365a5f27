"""What people checked: a row for each thing compared, and how far the rule errs more in one."""

from __future__ import annotations

import pytest

from isonomia.evidence import AnswerState, Assessment, CellKey, Tally
from isonomia.report import render_html
from isonomia.report.reading import check_tables


def checked(assessment: Assessment, agreed: dict[str, int], *, by_arm: bool) -> Assessment:
    """Return the assessment with ten answers of its first measure checked for each name."""
    measured = assessment.measures[0]
    coverage = next(iter(measured.coverage.values()))
    names = list(agreed) if by_arm else ["unmarked"]
    measured = measured.model_copy(update={"coverage": dict.fromkeys(names, coverage)})
    tally = Tally()
    for name, right in agreed.items():
        place = ("all", name) if by_arm else (name, "unmarked")
        for number in range(10):
            slice_, arm = place
            measure = f"{measured.suite}/{measured.measure}"
            key = CellKey(measure, slice_, f"{name}{number}", arm)
            tally.add(key, AnswerState.ANSWERED, 1.0)
            tally.check(key, "woman", "woman" if number < right else "man", 1.0)
    rows = Assessment.rows(tally)
    return assessment.model_copy(
        update={"measures": (measured, *assessment.measures[1:]), "tally_rows": rows}
    )


@pytest.mark.parametrize("by_arm", [True, False])
def test_a_row_for_each_thing_compared_and_the_widest_gap(
    assessment: Assessment, by_arm: bool
) -> None:
    names = ("woman", "man", "non-binary") if by_arm else ("mostly-women", "mostly-men", "mixed")
    agreed = dict(zip(names, (10, 4, 9), strict=True))
    (table,) = check_tables(checked(assessment, agreed, by_arm=by_arm))
    assert {row.name: (row.agreed, row.checked) for row in table.rows} == {
        name: (right, 10) for name, right in agreed.items()
    }
    assert table.gap is not None
    best, worst, gap = table.gap
    assert (best.name, worst.name) == names[:2]
    assert gap.value == pytest.approx(0.6)
    assert gap.level == pytest.approx(1 - 0.05 / 3)  # the widest of three pairs was picked


def test_one_group_has_no_gap_and_nothing_checked_no_table(assessment: Assessment) -> None:
    (table,) = check_tables(checked(assessment, {"mixed": 7}, by_arm=False))
    assert table.gap is None
    assert check_tables(assessment) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the rule agreed with people 60.0 points more often for “woman” than for “man”"),
        ("vi", "quy tắc thống nhất với người nhiều hơn 60,0 điểm ở “phụ nữ” so với “nam giới”"),
        ("fr", "60,0 points plus souvent"),
    ],
)
def test_the_page_says_it(assessment: Assessment, language: str, words: str) -> None:
    page = render_html(
        checked(assessment, {"woman": 10, "man": 4}, by_arm=True),
        language,  # type: ignore[arg-type]
    )
    assert words in page.replace("\u202f", " ").replace("\xa0", " ")
