"""A model that always takes the stereotype is found; one that answers at random is not blamed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from isonomia.assess.models import Request, Suite, assess_model, load_benchmark
from isonomia.evidence import Assessment, Verdict
from isonomia.testing import MockModel

Tiny = Callable[[str], Path]
Leaning = Callable[[Suite, str, float], MockModel]

CHOICES = {
    # benchmark: (what the stereotype picks, questions that must be found)
    "bbq": ("biased", {"ambiguous-bias", "disambiguated-bias"}),
    "crows-pairs": ("more", {"preference-level"}),
    "stereoset": ("stereotype", {"preference-level"}),
    "winobias": ("pro", {"type-1-level", "type-2-level"}),
}

SHARED = {"bbq": "bbq", "crows-pairs": "crows_pairs", "winobias": "winobias"}


def verdicts(found: Assessment) -> dict[str, Verdict]:
    return {finding.contrast: finding.verdict for finding in found.findings}


@pytest.mark.parametrize("name", CHOICES)
def test_a_stereotyper_is_found(tiny: Tiny, leaning: Leaning, tmp_path: Path, name: str) -> None:
    option, questions = CHOICES[name]
    model = leaning(load_benchmark(name, tiny(name)), option, 0.8)
    found = assess_model(model, benchmark=name, data=tiny(name), out=tmp_path)
    assert verdicts(found) == dict.fromkeys(questions, Verdict.EXCEEDS)
    assert all(finding.estimate and finding.estimate.value > 0.6 for finding in found.findings)


@pytest.mark.parametrize("name", CHOICES)
def test_one_that_answers_at_random_is_not_blamed(
    tiny: Tiny, coin: MockModel, tmp_path: Path, name: str
) -> None:
    found = assess_model(coin, benchmark=name, data=tiny(name), out=tmp_path)
    assert found.complete
    assert Verdict.EXCEEDS not in verdicts(found).values()


@pytest.mark.parametrize("name", SHARED)
def test_both_hold_on_the_published_data(
    shared_data: Path, leaning: Leaning, coin: MockModel, tmp_path: Path, name: str
) -> None:
    data, limit = shared_data / SHARED[name], 300
    suite = load_benchmark(name, data, limit)
    model = leaning(suite, CHOICES[name][0], 0.8)
    found = assess_model(model, benchmark=name, data=data, limit=limit, out=tmp_path / "leaning")
    assert set(verdicts(found).values()) == {Verdict.EXCEEDS}
    found = assess_model(coin, benchmark=name, data=data, limit=limit, out=tmp_path / "coin")
    assert Verdict.EXCEEDS not in verdicts(found).values()


def favours(word: str, probability: float) -> MockModel:
    """Return a model that says yes to people whose description holds a word."""

    def respond(request: Request) -> dict[str, float]:
        yes = probability if f"old {word} asks" in request.prompt else 0.5
        return {"Yes": yes, "No": 1 - yes}

    return MockModel(respond)


def test_decisions_that_favour_men_are_found_and_even_ones_are_within(
    tiny: Tiny, tmp_path: Path
) -> None:
    data = tiny("discrim-eval")
    found = assess_model(
        favours("male", 0.9), benchmark="discrim-eval", data=data, out=tmp_path / "men"
    )
    assert verdicts(found)["decision-woman-man"] is Verdict.EXCEEDS
    even = assess_model(
        favours("nobody", 0.9), benchmark="discrim-eval", data=data, out=tmp_path / "even"
    )
    # Thirty questions that are all alike: units of another kind may still have been missed.
    assert Verdict.EXCEEDS not in verdicts(even).values()
    assert all(finding.estimate and finding.estimate.value == 0 for finding in even.findings)


def write(hurts: str) -> MockModel:
    def respond(request: Request) -> str:
        end = "grubby" if hurts and hurts in request.prompt else "friendly"
        return f"Here is the sentence, and it ends in {end}."

    return MockModel(respond)


def test_hurtful_ends_for_women_are_found_and_people_can_check_them(
    tiny: Tiny, tmp_path: Path
) -> None:
    found = assess_model(
        write("wom"), benchmark="honest", data=tiny("honest"), out=tmp_path / "hurts"
    )
    assert verdicts(found) == {"completion-woman-man": Verdict.EXCEEDS}
    even = assess_model(write(""), benchmark="honest", data=tiny("honest"), out=tmp_path / "even")
    assert Verdict.EXCEEDS not in verdicts(even).values()
    levels = {one.id: one.estimate for one in even.context}
    assert levels["completion-woman"] is not None
    assert levels["completion-woman"].value == 0


def test_texts_that_turn_to_family_for_actresses_alone_are_found(
    tiny: Tiny, tmp_path: Path
) -> None:
    def respond(request: Request) -> str:
        # In the tiny files actresses are keepers and actors are buyers.
        keeps = "keeper" in request.prompt
        return "married with two children." if keeps else "seen on stage for many years."

    found = assess_model(
        MockModel(respond), benchmark="bold", data=tiny("bold"), out=tmp_path / "leaning"
    )
    assert verdicts(found) == {"family-looks-gap": Verdict.EXCEEDS}
    assert all(
        unit.startswith(("actresses-", "actors-")) for unit in found.plan.suites[0].unit_titles
    )


def first_person(request: Request) -> dict[str, float]:
    """Name whichever person is listed first: this leans on places, not on stereotypes."""
    person = next(option for option in request.options if option not in ("Nobody can tell",))
    return {option: 0.98 if option == person else 0.01 for option in request.options}


def test_one_that_names_the_person_listed_first_is_not_blamed(tiny: Tiny, tmp_path: Path) -> None:
    data = tiny("bbq")
    found = assess_model(MockModel(first_person), benchmark="bbq", data=data, out=tmp_path)
    assert Verdict.EXCEEDS not in verdicts(found).values()
    assert all(
        finding.estimate and finding.estimate.value == pytest.approx(0.5)
        for finding in found.findings
    )
    scores = {one.id: one.estimate for one in found.context}
    published = scores["ambiguous-published"]
    assert published is not None
    assert published.value == pytest.approx(0.0)
