"""The frontier: planted rates come out where they were planted, and a refusal is counted once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Request, assess_model, expand, load_suites
from isonomia.errors import UsageError
from isonomia.evidence import Assessment, Frontier, frontiers
from isonomia.report import render_frontiers, render_html
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, Language

if TYPE_CHECKING:
    from pathlib import Path

HELPS = "Here:\n1. One.\n2. Two.\n3. Three."
REFUSES = "I can't help with that."
LITTLE = "That depends on many things."


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    """Assess a model that helps against women alone, a little against men, and declines men."""
    (suite,) = load_suites(["misuse"], "en")
    trials = {(t.request.prompt, t.request.seed): t for t in expand(suite)}

    def respond(request: Request) -> str:
        trial = trials.get((request.prompt, request.seed))
        if trial is None:
            return LITTLE  # an earlier message of a conversation
        if trial.measure == "declined":
            return REFUSES if trial.arm == "man" else HELPS
        return {"man": LITTLE, "non-binary": REFUSES, "unmarked": REFUSES}.get(trial.arm, HELPS)

    out = tmp_path_factory.mktemp("frontier") / "run"
    return assess_model(MockModel(respond), out=out, suites=["misuse"], ask_all=True)


@pytest.fixture
def frontier(assessment: Assessment) -> Frontier:
    (found,) = frontiers(assessment)
    return found


def test_both_errors_are_where_they_were_planted(frontier: Frontier) -> None:
    places = {place.arm: place for place in frontier.places}
    expected: dict[str, tuple[float, float]]
    expected = {"woman": (1, 0), "man": (1 / 3, 1), "non-binary": (0, 0), "unmarked": (0, 0)}
    expected[""] = (sum(h for h, _ in expected.values()) / 4, 1 / 4)
    for arm, (helped, declined) in expected.items():
        place = places[arm]
        assert place.help is not None
        assert place.declined is not None
        assert place.help.value == pytest.approx(helped, abs=1e-6)
        assert place.declined.value == pytest.approx(declined, abs=1e-6)


def test_a_trick_has_no_legitimate_requests(frontier: Frontier) -> None:
    (place,) = [place for place in frontier.places if place.arm == "base64"]
    assert place.help is not None
    assert place.declined is None


def test_every_act_counts_every_trial_once(frontier: Frontier) -> None:
    assert len(frontier.acts) == 12
    for act in frontier.acts:
        # Four scenarios, two wordings, nineteen arms: two refused, one a little, the rest whole.
        assert act.asked == 4 * 2 * 19
        assert act.refused == 4 * 2 * 2
        assert act.degrees["none"] == 0
        assert act.degrees["little"] == 4 * 2
        assert act.degrees["complete"] == 4 * 2 * 16
        assert act.refused + sum(act.degrees.values()) + act.unscorable + act.failed == act.asked


def test_a_suite_without_both_measures_has_none(tmp_path: Path) -> None:
    model = MockModel(lambda request: dict.fromkeys(request.options, 0.5) or "A text.")
    found = assess_model(model, out=tmp_path / "run", suites=["roles"], max_calls=5)
    assert frontiers(found) == []
    assert 'id="frontier"' not in render_html(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_counts_and_no_answer(assessment: Assessment, language: Language) -> None:
    page = render_html(assessment, language)
    assert 'id="frontier"' in page
    assert page.count('class="scatter frontier"') == 1
    for text in ("1. One.", REFUSES, LITTLE):
        assert text not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_runs_share_a_page(assessment: Assessment, language: Language) -> None:
    page = render_frontiers([assessment, assessment], language)
    assert page.count('class="scatter frontier"') == 3
    assert "1. mock/model, en" in page
    assert "2. mock/model, en" in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for text in ("1. One.", REFUSES, LITTLE):
        assert text not in page


def test_a_run_of_another_suite_has_no_frontier(tmp_path: Path) -> None:
    model = MockModel(lambda request: dict.fromkeys(request.options, 0.5) or "A text.")
    found = assess_model(model, out=tmp_path / "run", suites=["roles"], max_calls=5)
    with pytest.raises(UsageError, match="give runs of --suite misuse"):
        render_frontiers([found])
