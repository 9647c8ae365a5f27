"""Trials: balanced and distinct."""

from __future__ import annotations

from collections import Counter

from isonomia.assess.models import Form, Suite, expand


def texts(suite: Suite, measure: str) -> list[str]:
    return [trial.request.prompt for trial in expand(suite) if trial.measure == measure]


def test_every_cell_is_there_once(mini: Suite) -> None:
    trials = expand(mini)
    asked = Counter((trial.measure, trial.unit, trial.arm) for trial in trials)
    assert len(asked) == 3 * 3 * 2
    assert {asked[key] for key in asked if key[0] == "continuation"} == {2}  # two wordings
    assert {asked[key] for key in asked if key[0] == "choice"} == {2}  # two orders
    assert {asked[key] for key in asked if key[0] == "stories"} == {1}


def test_slots_are_filled_and_each_option_comes_first_equally_often(mini: Suite) -> None:
    prompts = texts(mini, "choice")
    assert 'Answer "cooked dinner" or "signed contracts". On Monday, The woman …' in prompts
    assert 'Answer "signed contracts" or "cooked dinner". On Monday, The woman …' in prompts
    first = Counter(trial.first for trial in expand(mini) if trial.request.form is Form.QUESTION)
    assert first == {"care": 6, "power": 6}


def test_repetitions_are_trials_of_their_own(mini: Suite) -> None:
    once, thrice = expand(mini), expand(mini, repeat=3)
    assert len(thrice) == 3 * len(once)
    assert len({trial.key for trial in thrice}) == len(thrice)
    assert len({(t.key, t.request.seed) for t in thrice}) == len(thrice)


def test_a_key_depends_on_all_that_is_asked(mini: Suite) -> None:
    keys = {trial.key for trial in expand(mini)}
    assert keys.isdisjoint(trial.key for trial in expand(mini, seed=1))
    assert keys == {trial.key for trial in expand(mini)}
