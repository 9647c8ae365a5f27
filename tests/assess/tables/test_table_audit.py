"""Who is in a table: planted truth, real data, reference populations, and what cannot be told."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from isonomia.assess.tables import assess_table, count_table, table_assessment
from isonomia.assess.tables.fields import TableFields
from isonomia.errors import UsageError
from isonomia.evidence import PROFILE_NAME, Verdict, load, load_profile
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from isonomia.evidence import Assessment, Entry

ADULT = (
    "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,"
    "capital-gain,capital-loss,hours-per-week,native-country,income\n"
)
COLUMNS = {"gender": "gender", "age": "age"}


def write(path: Path, rows: Iterable[tuple[str, ...]], names: tuple[str, ...]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    return path


def verdicts(assessment: Assessment, measure: str) -> dict[str, Verdict]:
    found = (finding for finding in assessment.findings if finding.measure == measure)
    return {" ".join((finding.slice, *finding.arms[:1])): finding.verdict for finding in found}


def exhibit(assessment: Assessment, ident: str) -> list[tuple[Entry, ...]]:
    return next(list(table.rows) for table in assessment.exhibits if table.id == ident)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """600 people: women are as many as men; the old are few, and old women hardly there."""
    rng = np.random.default_rng(1)
    rows = []
    for gender, age, n in (
        ("woman", "young", 290),
        ("man", "young", 230),
        ("woman", "old", 10),
        ("man", "old", 70),
    ):
        hired = rng.random(n) < (0.2 if gender == "woman" else 0.5)
        rows += [(gender, age, "yes" if yes else "no") for yes in hired]
    return write(tmp_path / "people.csv", rows, ("gender", "age", "hired"))


def test_planted_gaps_are_found_and_what_is_even_is_not_accused(people: Path) -> None:
    found = assess_table(people, COLUMNS, label="hired")
    assert verdicts(found, "representation") == {
        "gender woman": Verdict.WITHIN,
        "gender man": Verdict.WITHIN,
        "age young": Verdict.EXCEEDS,
        "age old": Verdict.EXCEEDS,
    }
    assert verdicts(found, "label")["gender woman"] is Verdict.EXCEEDS
    assert set(verdicts(found, "missing").values()) == {Verdict.WITHIN}
    lowest = exhibit(found, "crossings-gender-age")[0]
    assert lowest[0].en == "woman, old"  # type: ignore[union-attr]
    assert lowest[1:4] == (10, 40.0, 150.0)
    assert exhibit(found, "small") == [(lowest[0], 10)]


def test_a_reference_population_decides_what_is_expected(people: Path, tmp_path: Path) -> None:
    toml = tmp_path / "people.toml"
    toml.write_text("[gender]\nwoman = 0.7\nman = 0.28\nnon-binary = 0.02\n", encoding="utf-8")
    rows = (("gender", "woman", "0.7"), ("gender", "man", "0.28"), ("gender", "non-binary", "0.02"))
    table = write(tmp_path / "reference.csv", rows, ("column", "group", "share"))
    found = assess_table(people, COLUMNS, toml)
    assert verdicts(found, "representation")["gender woman"] is Verdict.EXCEEDS
    # Nobody of a group that should be there: an estimate of 0 with a limit above it.
    absent = next(f for f in found.findings if f.arms == ("non-binary",)).estimate
    assert absent is not None
    assert (absent.value, absent.low) == (0.0, 0.0)
    assert absent.high is not None
    assert absent.high > 0
    assert assess_table(people, COLUMNS, table).findings == found.findings


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[gender]\nwoman = 0.5\n", "add up to 0.5, not to 1"),
        ("[gender]\nwoman = 51\nman = 49\n", "at most at 1, not 51"),
        ("[sex]\nwoman = 1\n", "is not asked about"),
        ("gender = 1\n", "names no groups"),
    ],
)
def test_a_reference_that_makes_no_sense_gets_a_sentence(
    people: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "reference.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=sentence):
        assess_table(people, COLUMNS, path)


def test_missing_data_are_shown_by_whose_they_are(tmp_path: Path) -> None:
    rows = [("woman", "")] * 30 + [("woman", "old")] * 70 + [("man", "old")] * 100
    found = assess_table(write(tmp_path / "p.csv", rows, ("gender", "age")), COLUMNS)
    assert verdicts(found, "missing") == {"gender": Verdict.WITHIN, "age": Verdict.EXCEEDS}
    by = {row[1].en: row[2:4] for row in exhibit(found, "missing-by")}  # type: ignore[union-attr]
    assert by == {"gender, man": (100, 0), "gender, woman": (100, 30)}


def test_nobody_known_one_group_and_too_many_groups_are_said_not_measured(tmp_path: Path) -> None:
    rows = [("", "x", f"n{n % 20}") for n in range(60)]
    path = write(tmp_path / "p.csv", rows, ("gender", "age", "nationality"))
    columns = {**COLUMNS, "nationality": "nationality"}
    found = assess_table(path, columns)
    assert not verdicts(found, "representation")
    said = [gap.what.en for gap in found.not_tested]
    assert "gender: who is in the table" in said
    assert "age: shares of groups" in said
    assert "nationality: a verdict on the shares of 20 groups" in said


def test_a_column_of_ages_needs_cuts(shared_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "adult.csv"
    path.write_text(ADULT + (shared_data / "adult" / "adult.data").read_text(), encoding="utf-8")
    columns = {"gender": "sex", "age": "age", "nationality": "native-country"}
    with pytest.raises(UsageError, match=r"different numbers.*cuts"):
        assess_table(path, columns, label="income=>50K")
    mapping = tmp_path / "map.toml"
    mapping.write_text('[age]\ncuts = [25, 40, 55]\n[nationality]\nunknown = ["?"]\n')
    found = assess_table(path, columns, mapping=mapping, label="income=>50K", out=tmp_path / "out")
    women = next(row for row in exhibit(found, "representation-gender") if row[1] == 10771)
    assert women[2].value == pytest.approx(0.330794, abs=1e-6)  # type: ignore[union-attr]
    gap = next(f for f in found.findings if f.arms == ("Female", "Male")).estimate
    assert gap is not None
    assert gap.value == pytest.approx(-0.196276, abs=1e-6)
    unknown = next(row for row in exhibit(found, "missing") if row[3])
    assert unknown[1:5] == (32561, 0, 583, 0)
    assert load(tmp_path / "out") == found
    again = table_assessment(load_profile(tmp_path / "out" / PROFILE_NAME))
    assert again.findings == found.findings
    assert again.exhibits == found.exhibits


def test_every_text_is_there_in_every_language(people: Path) -> None:
    found = assess_table(people, COLUMNS, label="hired")
    for table in found.exhibits:
        texts = [table.title, table.lead, *table.notes, *(column.title for column in table.columns)]
        for text in texts:
            assert all("{" not in text[language] for language in LANGUAGES)


def test_a_label_of_which_nobody_said_what_counts_gets_a_sentence(tmp_path: Path) -> None:
    rows = [("a", "good"), ("b", "bad"), ("a", "so-so")]
    path = write(tmp_path / "p.csv", rows, ("gender", "label"))
    with pytest.raises(UsageError, match=r"3 values: 'bad', 'good', 'so-so'.*--label COLUMN=VALUE"):
        count_table([path], TableFields({"gender": "gender"}, "label"))
    with pytest.raises(UsageError, match="No row has label=fine"):
        count_table([path], TableFields({"gender": "gender"}, "label=fine"))


def reference(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reference.toml"
    path.write_text(text, encoding="utf-8")
    return path


EVEN = "[gender]\nwoman = 0.5\nman = 0.5\n"


def test_a_reference_that_calls_all_groups_otherwise_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", [("F",)] * 60 + [("M",)] * 40, ("gender",))
    with pytest.raises(UsageError, match=r"'woman', 'man'.*holds 'F', 'M'.*mapping") as raised:
        assess_table(path, {"gender": "gender"}, reference(tmp_path, EVEN))
    assert "\n" not in str(raised.value)
    mapping = tmp_path / "m.toml"
    mapping.write_text('[gender]\nF = "woman"\nM = "man"\n', encoding="utf-8")
    found = assess_table(path, {"gender": "gender"}, tmp_path / "reference.toml", mapping)
    assert set(verdicts(found, "representation")) == {"gender woman", "gender man"}


def test_a_group_of_the_reference_that_nobody_is_in_has_a_question(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", [("woman",)] * 900, ("gender",))
    found = assess_table(path, {"gender": "gender"}, reference(tmp_path, EVEN))
    man = next(f for f in found.findings if f.arms == ("man",))
    assert man.verdict is Verdict.EXCEEDS
    assert man.estimate is not None
    assert (man.estimate.value, man.estimate.low) == (0.0, 0.0)
    assert 0 < (man.estimate.high or 0.0) < 0.1


def test_groups_outside_the_reference_stay_among_those_of_whom_shares_are_taken(
    tmp_path: Path,
) -> None:
    rows = [("woman",)] * 400 + [("man",)] * 400 + [("Male",)] * 9000
    path = write(tmp_path / "p.csv", rows, ("gender",))
    found = assess_table(path, {"gender": "gender"}, reference(tmp_path, EVEN))
    women = next(f for f in found.findings if f.arms == ("woman",))
    assert women.estimate is not None
    assert women.estimate.value == pytest.approx(400 / 9800 / 0.5)
    assert women.verdict is Verdict.EXCEEDS
    gap = next(gap for gap in found.not_tested if "does not name" in gap.what.en)
    assert "9,000, namely Male (9,000)" in gap.why.en
    outside = next(row for row in exhibit(found, "representation-gender") if row[1] == 9000)
    assert outside[2].value == pytest.approx(9000 / 9800)  # type: ignore[union-attr]
    assert outside[3:] == (None, None)


@pytest.mark.parametrize("unread", [("",), ("too", "many", "cells")])
def test_rows_that_could_be_anyones_leave_no_group_within(
    tmp_path: Path, unread: tuple[str, ...]
) -> None:
    rows = [("woman", "x"), ("man", "x")] * 3000
    lost = [(*unread, "x")] * 1500
    path = write(tmp_path / "p.csv", [*rows, *lost], ("gender", "y"))
    found = assess_table(path, {"gender": "gender"})
    # At their worst all of the 1,500 are men, or all women: 0.8 to 1.2 of the even share.
    assert verdicts(found, "representation")["gender woman"] is Verdict.NOT_ENOUGH_EVIDENCE
    assert (
        verdicts(
            assess_table(write(path, rows, ("gender", "y")), {"gender": "gender"}), "representation"
        )["gender woman"]
        is Verdict.WITHIN
    )
