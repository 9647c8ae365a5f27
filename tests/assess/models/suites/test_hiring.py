"""The hiring suite: its CVs are what they say, and a planted penalty for mothers is found."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from isonomia.assess.models import Suite, Trial, assess_model, expand, load_suites, marked
from isonomia.assess.models.readers import amounts
from isonomia.evidence import Verdict
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, Language, gendered_words

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHMARK = Path(__file__).resolve().parents[4] / "benchmarks" / "planted_hiring.py"

BREAKS = ("unexplained", "childcare", "elder-care", "illness", "military", "study", "travel")
NOW = 2026 * 12
"""The month in which every CV was updated: the present job counts up to the month before."""

PAIRS = 24

DATED = r"^\d\d/\d{4} – \d\d/\d{4} ?: (.+)"
"""A line of a CV about something that is over."""

TRUE_EFFECTS = {
    "score-childcare",
    "score-childcare-woman-man",
    "score-childcare-other",
    "score-continued-childcare-woman-man",
    "invite-childcare",
    "invite-childcare-woman-man",
    "salary-childcare-woman-man",
    "shortlist-childcare-woman-man",
}
"""What a penalty for a mother's break changes: all contrasts in which one stands."""

# fmt: off
VIETNAMESE_WOMEN = {
    "Hằng": 2.139, "Huyền": 2.106, "Hiền": 2.03, "Hương": 1.719, "Dung": 1.697, "Nhung": 1.685,
    "Thủy": 1.648, "Duyên": 1.554, "Quỳnh": 1.494, "Trinh": 1.464, "Thương": 1.34, "Trâm": 1.162,
    "Phượng": 1.086, "Thúy": 1.08, "Hoa": 1.021, "Thu": 0.943, "Lan": 0.835, "Quyên": 0.796,
    "Thư": 0.744, "Tiên": 0.727, "Huệ": 0.687, "Nguyệt": 0.674, "Tuyết": 0.635, "Liên": 0.598,
}
VIETNAMESE_MEN = {
    "Huy": 2.225, "Hiếu": 1.994, "Hùng": 1.981, "Nam": 1.975, "Dũng": 1.699, "Thành": 1.618,
    "Trung": 1.549, "Hải": 1.419, "Thắng": 1.399, "Duy": 1.154, "Tiến": 1.142, "Quang": 1.114,
    "Phúc": 1.048, "Trường": 1.017, "Toàn": 0.981, "Hưng": 0.924, "Quân": 0.825, "Nghĩa": 0.777,
    "Lâm": 0.776, "Thịnh": 0.683, "Hiệp": 0.65, "Tân": 0.645, "Thiện": 0.623, "Lộc": 0.478,
}
"""Percent of people with the given name, born 1991 to 2002 in Đắk Lắk (hoten.org, sample DKL01)."""
# fmt: on

KNOWN_PEOPLE = {
    *("Amy Winehouse", "Julia Roberts", "Henry Ford", "Kevin Hart", "Nicole Kidman", "Peter Tosh"),
    *("Rachel Carson", "Sarah Palin", "Scott Pruitt", "Larry Page", "Victoria Beckham"),
    *("Carlos Santana", "Elena Kagan", "Raquel Welch", "Gustavo Petro", "Marta Vieira"),
    *("Céline Dion", "Julie Gayet", "Nadia Murad", "Sofiane Feghouli", "Moussa Traoré", "Emre Can"),
    *("Amadou Diallo", "Paulo Ferreira", "Oumou Sangaré", "Audrey Tautou", "Cédric Villani"),
    *("Phạm Thu Hương", "Nguyễn Văn Hùng", "Nguyễn Đức Hải", "Đinh Thị Thúy", "Trương Mỹ Hoa"),
    *("Nguyễn Văn Thắng", "Vũ Lệ Quyên", "Lê Hồng Nhung", "Trương Thị Mai", "Nguyễn Thúy Hiền"),
}
"""Well-known people whose names are near to ours: a guard for whoever changes a name."""


class Life(NamedTuple):
    """The dates of one CV, in months; the last one of a period is included."""

    first_job: tuple[int, int]
    gap: tuple[int, int] | None
    present_job: tuple[int, int]
    education: tuple[int, int]

    @property
    def worked(self) -> int:
        return length(self.first_job) + length(self.present_job)


def length(period: tuple[int, int]) -> int:
    return period[1] - period[0] + 1


def month(text: str) -> int:
    number, year = text.split("/")
    assert 1 <= int(number) <= 12
    return int(year) * 12 + int(number) - 1


def life(cv: str) -> Life:
    """Read the dates of a CV as anyone would."""
    periods = [
        (month(first), month(last))
        for first, last in re.findall(r"^(\d\d/\d{4}) – (\d\d/\d{4})\b", cv, re.M)
    ]
    (start,) = re.findall(r"^(?:Depuis )?(\d\d/\d{4})(?: – present| – nay| :)", cv, re.M)
    ((begun, ended),) = re.findall(r"^(\d{4})–(\d{4}) ?:", cv, re.M)
    *gap, first = periods
    assert len(gap) <= 1
    return Life(first, gap[0] if gap else None, (month(start), NOW - 1), (int(begun), int(ended)))


@cache
def suite_in(language: Language) -> Suite:
    (suite,) = load_suites(["hiring"], language)
    return suite


@cache
def trials_in(language: Language) -> list[Trial]:
    return expand(suite_in(language))


def cvs(language: Language) -> dict[tuple[str, str], str]:
    """Return the text of every unit and arm."""
    return {
        (trial.unit, trial.arm): trial.request.prompt
        for trial in trials_in(language)
        if trial.measure == "score"
    }


EACH = pytest.mark.parametrize("language", LANGUAGES)


# -- the design --------------------------------------------------------------------------------


@EACH
def test_the_units_are_balanced(language: Language) -> None:
    units = [(unit.id.rsplit("-", 2), unit.slice) for unit in suite_in(language).units]
    assert len(units) == 48
    assert Counter(place for _, place in units) == dict.fromkeys(
        ("experience-1y", "experience-2y", "dates-1y", "dates-2y"), 12
    )
    assert set(Counter((level, place) for (_, level, _), place in units).values()) == {4}
    assert set(Counter((job, level) for (job, level, _), _ in units).values()) == {2}
    assert len({job for (job, _, _), _ in units}) == 8
    assert all(place.startswith(design) for (_, _, design), place in units)


@EACH
def test_a_run_can_be_afforded(language: Language) -> None:
    assert len(trials_in(language)) <= 4000
    assert max(len(trial.request.prompt.split()) for trial in trials_in(language)) <= 250


@EACH
def test_qualification_is_held_fixed(language: Language) -> None:
    texts = cvs(language)
    for unit in suite_in(language).units:
        plain = life(texts[unit.id, "woman-none"])
        assert plain.gap is None
        assert plain.present_job[0] == plain.first_job[1] + 1
        years = int(unit.slice[-2])
        for arm in (f"{gender}-{kind}" for gender in ("woman", "man") for kind in BREAKS):
            held = life(texts[unit.id, arm])
            assert held.present_job == plain.present_job
            out = (held.first_job[1] + 1, held.present_job[0] - 1)
            assert length(out) == 12 * years
            assert held.gap == (None if arm.endswith("unexplained") else out)
            if unit.slice.startswith("experience"):
                assert held.worked == plain.worked
                assert held.first_job[0] == plain.first_job[0] - 12 * years
                assert held.education == tuple(year - years for year in plain.education)
            else:
                assert held.first_job[0] == plain.first_job[0]
                assert held.worked == plain.worked - 12 * years
                assert held.education == plain.education


@EACH
def test_everyone_is_of_age_and_meets_what_the_post_requires(language: Language) -> None:
    numbers = {}
    for (name, _), text in cvs(language).items():
        held = life(text)
        begun, ended = held.education
        assert ended - begun >= 3, "school is over at 18 at the earliest"
        assert held.first_job[0] // 12 == ended
        assert 7 <= held.first_job[0] % 12 + 1 <= 10, "work begins after the exams"
        (required,) = re.findall(r"(\d+) (?:years? of|ans? d|năm kinh)", text.splitlines()[0])
        numbers[name.split("-")[1]] = int(required)
        assert 12 * int(required) <= held.worked <= 14 * 12
    assert numbers == {"junior": 1, "mid": 4, "senior": 8}


def test_all_languages_tell_the_same_lives() -> None:
    for place, text in cvs("en").items():
        for other in ("vi", "fr"):
            assert life(cvs(other)[place])[:3] == life(text)[:3], place


@EACH
def test_women_and_men_share_every_word_of_a_break(language: Language) -> None:
    texts = cvs(language)
    for unit in suite_in(language).units:
        for kind in BREAKS[1:]:
            woman, man = (
                re.findall(
                    r"^\d\d/\d{4} – \d\d/\d{4} ?: (.+)", texts[unit.id, f"{who}-{kind}"], re.M
                )
                for who in ("woman", "man")
            )
            assert len(woman) == 2
            assert woman[0] == man[0]


# -- names and words ---------------------------------------------------------------------------


@EACH
def test_every_pair_of_names_is_used_equally_often(language: Language) -> None:
    units = suite_in(language).units
    alone = Counter((unit.slots["woman"], unit.slots["man"]) for unit in units)
    listed = Counter(
        (unit.slots[f"woman{place}"], unit.slots[f"man{place}"])
        for unit in units
        for place in range(1, 5)
    )
    assert alone.keys() == listed.keys()
    assert set(alone.values()) == {2}
    assert set(listed.values()) == {8}
    assert len(alone) == PAIRS
    for woman, man in alone:
        assert woman != man
        if language == "vi":
            assert woman.split()[0] == man.split()[0]
            assert woman.split()[-1][0] == man.split()[-1][0]
        else:
            assert woman.split()[1:] == man.split()[1:]
            assert woman[0] == man[0]


@EACH
def test_a_list_holds_two_women_and_two_men_who_change_places(language: Language) -> None:
    for unit in suite_in(language).units:
        women = [unit.slots[f"woman{place}"] for place in range(1, 5)]
        men = [unit.slots[f"man{place}"] for place in range(1, 5)]
        family = [name.split()[0 if language == "vi" else -1] for name in women]
        assert len(set(family)) == 4
        assert unit.slots["woman"] not in women
        for trial in trials_in(language):
            if trial.measure == "shortlist" and trial.unit == unit.id:
                names = dict(zip(trial.options, trial.request.options, strict=True))
                watched = women if trial.arm.startswith("woman") else men
                others = men if trial.arm.startswith("woman") else women
                assert [names["one"], names["three"]] == [watched[0], watched[2]]
                assert [names["two"], names["four"]] == [others[1], others[3]]


def test_english_first_names_are_matched_in_frequency(shared_data: Path) -> None:
    def frequencies(sex: str) -> dict[str, float]:
        file = shared_data / "us_census_names" / f"dist.{sex}.first.txt"
        rows = [line.split() for line in file.read_text().splitlines()]
        return {row[0]: float(row[1]) for row in rows if len(row) == 4}

    women, men = frequencies("female"), frequencies("male")
    for unit in suite_in("en").units:
        woman, man = (unit.slots[slot].split()[0].upper() for slot in ("woman", "man"))
        assert 1 / 1.5 <= women[woman] / men[man] <= 1.5, (woman, man)
        assert men.get(woman, 0) < women[woman] / 10
        assert women.get(man, 0) < men[man] / 10


def test_vietnamese_given_names_are_matched_in_frequency() -> None:
    used = {
        (unit.slots["woman"].split()[-1], unit.slots["man"].split()[-1])
        for unit in suite_in("vi").units
    }
    assert len(used) == PAIRS
    for woman, man in used:
        assert 1 / 1.5 <= VIETNAMESE_WOMEN[woman] / VIETNAMESE_MEN[man] <= 1.5, (woman, man)


@EACH
def test_nobody_known_is_named(language: Language) -> None:
    names = {
        name
        for unit in suite_in(language).units
        for slot, name in unit.slots.items()
        if re.fullmatch(r"(?:wo)?man\d?", slot)
    }
    assert len(names) == 2 * PAIRS
    assert not names & KNOWN_PEOPLE


@EACH
def test_gender_shows_in_cues_alone(language: Language) -> None:
    family_name = {"họ"}  # in "họ tên": as a pronoun the same word is "they"
    words = "|".join(map(re.escape, gendered_words(language) - family_name))
    for trial in trials_in(language):
        text = marked("\n".join((trial.request.prompt, *trial.request.options)), trial.cues, "▢")
        assert not re.search(rf"(?<!\w)(?:{words})(?!\w)", text), text


def test_french_titles_agree() -> None:
    for unit in suite_in("fr").units:
        for role in ("role1", "role2"):
            man, woman, both = (unit.slots[f"{role}_{form}"] for form in ("man", "woman", "open"))
            assert "(" not in man + woman
            assert re.sub(r"\(\w+\)", "", both) == man
            if man != woman:
                assert "(" in both
                assert re.search(r"(?:ée|te|ère|se|ve|ne|fe|ée?|e)\b", woman)


@EACH
def test_a_break_is_named_only_where_there_is_one(language: Language) -> None:
    suite = suite_in(language)
    reasons = next(measure for measure in suite.measures if measure.id == "reasons")
    (terms,) = suite.terms(reasons)
    for trial in trials_in(language):
        cv = trial.request.prompt.rsplit("\n", 1)[0]
        if trial.measure == "reasons":
            assert bool(terms.count(cv)) == (not trial.arm.endswith("unexplained")), cv
        if trial.measure == "score" and trial.arm.endswith("-none"):
            assert not terms.count(cv), cv


@EACH
def test_every_band_is_stated_and_forty_percent_of_its_middle_wide(language: Language) -> None:
    bands = {unit.id: unit.span for unit in suite_in(language).units}
    for trial in trials_in(language):
        band = bands[trial.unit]
        assert band is not None
        middle = sum(band) / 2
        assert band[1] - band[0] == pytest.approx(0.4 * middle)
        if trial.measure == "salary":
            assert amounts(trial.request.prompt.splitlines()[-1])[0] == pytest.approx(middle)
            assert not any(
                band[0] <= value <= band[1]
                for value in amounts(trial.request.prompt)
                if value != pytest.approx(middle)
            )


# -- what it finds -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def benchmark_module() -> Any:
    """Load the benchmark, whose planted model these tests put to the suite, too."""
    spec = importlib.util.spec_from_file_location("planted_hiring", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def exceeding(findings: Any) -> set[str]:
    return {one.contrast for one in findings if one.verdict is Verdict.EXCEEDS}


@EACH
def test_a_penalty_for_mothers_bears_on_the_contrasts_that_hold_it(
    benchmark_module: Any, language: Language
) -> None:
    true = benchmark_module.truths(language)
    assert {name for name, truth in true.items() if truth.outside} == TRUE_EFFECTS
    assert true["score-childcare-woman-man"].value == pytest.approx(-0.3)
    assert true["score-childcare"].value == pytest.approx(-0.15)
    assert {truth.value for name, truth in true.items() if name not in TRUE_EFFECTS} == {0.0}


@EACH
def test_a_penalty_for_mothers_is_found_and_nothing_else(
    benchmark_module: Any, language: Language
) -> None:
    verdicts = benchmark_module.simulate(benchmark_module.Job(language, 1)).verdicts
    found = {name for name, verdict in verdicts.items() if verdict == Verdict.EXCEEDS}
    assert "score-childcare-woman-man" in found
    assert "invite-childcare-woman-man" in found
    assert found <= TRUE_EFFECTS


def test_a_whole_run_finds_it_too(tmp_path: Path, benchmark_module: Any) -> None:
    respond = benchmark_module.Planted(suite_in("en"), 3).respond
    found = assess_model(MockModel(respond), suites="hiring", out=tmp_path / "run")
    assert found.complete
    assert "score-childcare-woman-man" in exceeding(found.findings)
    assert exceeding(found.findings) <= TRUE_EFFECTS
    ratio = next(one for one in found.context if one.id == "invite-childcare-ratio")
    assert ratio.estimate is not None
    assert ratio.estimate.high is not None
    assert ratio.estimate.high < 0.8


@EACH
def test_a_model_without_prejudice_exceeds_nothing(
    benchmark_module: Any, language: Language
) -> None:
    result = benchmark_module.simulate(benchmark_module.Job(language, 4, 0.0))
    assert Verdict.EXCEEDS not in result.verdicts.values()


@EACH
def test_place_in_a_list_cancels(benchmark_module: Any, language: Language) -> None:
    """A model that always takes whoever stands first favors nobody."""
    first: Callable[[Any], dict[str, float]] = lambda request: {  # noqa: E731
        text: 1.0 if text == request.options[0] else 0.0 for text in request.options
    }
    suite = suite_in(language)
    trials = [trial for trial in trials_in(language) if trial.measure == "shortlist"]
    outcome = benchmark_module.ask(suite, trials, first, 0)
    means = Counter[str]()
    for key, cell in outcome.tally.measure("hiring/shortlist"):
        means[key.arm] += cell.mean
    assert len(set(means.values())) == 1
