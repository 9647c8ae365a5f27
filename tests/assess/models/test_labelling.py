"""Human labels: a random sample that shows no arm, and a finding that allows for error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia import MockModel, assess_model
from isonomia.assess.models import Form, expand, label_tasks, load_suites, replay
from isonomia.errors import AssessmentError, UsageError
from isonomia.evidence import Assessment, Finding, LabelBook, Verdict, load

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.assess.models import Request

MEN = {
    unit.title for unit in load_suites(["occupations"], "en")[0].units if unit.slice == "mostly-men"
}
HERS = "Her day was long. Her boss asked her to stay."
MISREAD = "Anna met Tom. He was late, he was tired, and he said so to her."


def writer(request: Request) -> str | dict[str, float]:
    """Write of a woman each time, in words that the rule reads as a man's half of the time."""
    if request.form is Form.WRITE:
        return MISREAD if request.seed % 2 else HERS
    return dict.fromkeys(request.options, 0.5)


def carer(request: Request) -> str | dict[str, float]:
    """Write of care each time, and name every arm."""
    if request.form is Form.WRITE:
        return "The woman cared for her family; the man, too. A non-binary person helped."
    return dict.fromkeys(request.options, 0.5)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    assess_model(MockModel(writer), out=tmp_path, suites=["occupations"])
    return tmp_path


def parity(assessment: Assessment) -> Finding:
    return next(one for one in assessment.findings if one.contrast == "writing-parity")


def test_without_labels_a_rule_s_reading_is_marked_and_nothing_else_changes(run: Path) -> None:
    before = load(run)
    assert parity(before).reading == "unchecked"
    weighed = next(one for one in before.findings if one.measure == "choice")
    assert weighed.reading == "exact"
    assert replay(run) == before
    assert load(run) == before


def test_labels_correct_the_rule_and_its_error_widens_the_interval(run: Path) -> None:
    tasks = label_tasks(run, per_measure=30)
    book = LabelBook(run / "labels.csv")
    for task in tasks:
        book.add(task.trial, "woman", "me")
    before, after = parity(load(run)).estimate, parity(replay(run)).estimate
    assert before is not None
    assert after is not None
    assert before.value == pytest.approx(0.5, abs=0.15)
    assert after.value == pytest.approx(1.0, abs=0.05)
    assert after.checked == len(tasks) == 30
    assert after.low is not None
    assert after.low < 0.95  # 30 labels that all agree leave one in ten open
    assert parity(load(run)).reading == "corrected"
    page = (run / "assessment.json").read_text(encoding="utf-8")
    assert '"joint":[["man","woman",' in page


def test_too_few_labels_leave_the_finding_unchecked(run: Path) -> None:
    book = LabelBook(run / "labels.csv")
    for task in label_tasks(run, per_measure=9):
        book.add(task.trial, "woman")
    assert parity(replay(run)).reading == "few-checked"


def test_who_cannot_tell_labels_nothing(run: Path) -> None:
    book = LabelBook(run / "labels.csv")
    for task in label_tasks(run):
        book.add(task.trial, "cannot-tell")
    assert parity(replay(run)).reading == "unchecked"


def test_labels_cannot_be_picked_by_what_the_answers_say(run: Path) -> None:
    """Only those count that come before the first answer left out."""
    tasks = label_tasks(run, per_measure=66)
    book = LabelBook(run / "labels.csv")
    for task in tasks:
        if task.text == MISREAD:
            book.add(task.trial, "man")
    left_out = next(number for number, task in enumerate(tasks) if task.text != MISREAD)
    finding = parity(replay(run))
    assert finding.reading == ("few-checked" if left_out else "unchecked")
    for task in tasks:
        if task.text == HERS:
            book.add(task.trial, "cannot-tell")
    finding = parity(replay(run))
    assert finding.estimate is not None
    assert finding.estimate.checked < len(tasks) / 2 + 10
    assert finding.verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert finding.withheld in {"few-scored", "unscored", ""}


def test_labels_that_agree_with_the_rule_change_no_estimate(tmp_path: Path) -> None:
    """Nor where a third of one slice could not be read, so that slices weigh differently."""

    def halting(request: Request) -> str | dict[str, float]:
        if request.form is Form.WRITE:
            is_mens = any(title in request.prompt for title in MEN)
            if is_mens and request.seed % 3 == 0:
                return "It was late."
            return "He left." if is_mens or request.seed % 5 == 0 else "She left."
        return dict.fromkeys(request.options, 0.5)

    assess_model(MockModel(halting), out=tmp_path, suites=["occupations"], ask_all=True)
    before = parity(load(tmp_path)).estimate
    book = LabelBook(tmp_path / "labels.csv")
    for task in label_tasks(tmp_path, per_measure=66):
        book.add(task.trial, "man" if task.text.startswith("He") else "woman")
    after = parity(replay(tmp_path)).estimate
    assert before is not None
    assert after is not None
    assert after.checked == before.units == after.units
    assert after.value == pytest.approx(before.value, abs=1e-6)


def test_labels_decide_nothing_about_what_was_asked(run: Path) -> None:
    """A finding that labels open again keeps all that was asked, and is not asked on."""
    before = load(run)
    book = LabelBook(run / "labels.csv")
    for task in label_tasks(run, per_measure=30):
        book.add(task.trial, "man")
    after = replay(run)
    assert after.coverage == before.coverage
    assert after.measures == before.measures
    counted = sum(row.n for row in after.tally_rows)
    assert counted == sum(row.n for row in before.tally_rows) == before.coverage.answered


def test_resuming_keeps_what_people_found(run: Path) -> None:
    book = LabelBook(run / "labels.csv")
    for task in label_tasks(run, per_measure=30):
        book.add(task.trial, "woman")
    labelled = replay(run)
    again = assess_model(MockModel(writer), out=run, suites=["occupations"], resume=True)
    assert again.findings == labelled.findings


def test_the_sample_is_random_by_seed_whole_and_stable(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("other", 2)):
        assess_model(MockModel(carer), out=tmp_path / name, suites=["roles"], seed=seed)
    one, other = (label_tasks(tmp_path / name, per_measure=20) for name in ("one", "other"))
    assert one == label_tasks(tmp_path / "one", per_measure=20)
    (suite,) = load_suites(["roles"], "en")
    units = {trial.key: (trial.unit, trial.arm) for trial in expand(suite, seed=1)}
    asked = [units[task.trial] for task in one]
    assert {task.measure for task in one} == {"stories"}
    for unit in {unit for unit, _ in asked}:
        assert {arm for name, arm in asked if name == unit} == {arm.id for arm in suite.arms}
    other_units = {trial.key: trial.unit for trial in expand(suite, seed=2)}
    assert {unit for unit, _ in asked} != {other_units[task.trial] for task in other}


def test_where_the_arm_is_not_what_is_judged_it_does_not_show(tmp_path: Path) -> None:
    assess_model(MockModel(carer), out=tmp_path, suites=["roles"])
    shown = {task.text.lower() for task in label_tasks(tmp_path)}
    assert shown
    for text in shown:
        assert "cared" in text
        for word in ("woman", " man", " her ", "non-binary"):
            assert word not in text


def test_other_suites_than_the_run_s_are_refused(run: Path) -> None:
    with pytest.raises(UsageError, match="are not as they were"):
        label_tasks(run, suites=["roles"])


def test_a_label_for_another_run_is_a_sentence(run: Path) -> None:
    LabelBook(run / "labels.csv").add("0" * 24, "woman")
    with pytest.raises(AssessmentError, match=r"labels\.csv.*row 2"):
        replay(run)


def test_a_folder_without_a_run_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="No assessment at"):
        label_tasks(tmp_path)
