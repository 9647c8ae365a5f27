"""``isonomia acts``: its list, and one act in full."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.vocabulary import LANGUAGES, acts, taxonomies

runner = CliRunner()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_acts_are_listed_in_the_language_asked_for(language: str) -> None:
    listed = runner.invoke(app, ["acts", "--lang", language])
    assert listed.exit_code == 0
    rows = dict(line.split(maxsplit=1) for line in listed.stdout.splitlines())
    assert rows == {act.id: getattr(act.title, language) for act in acts().values()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["doxxing", "silencing", "trafficking-grooming"])
def test_one_act_is_shown_with_its_meaning_route_and_codes(name: str, language: str) -> None:
    shown = runner.invoke(app, ["acts", name, "--lang", language]).stdout
    act = acts()[name]
    for text in (act.title, act.meaning, act.route):
        assert getattr(text, language) in shown
    for taxonomy in taxonomies().values():
        assert taxonomy.url in shown
        for code in taxonomy.codes:
            assert (f" {code}: " in shown) is (code in act.maps.get(taxonomy.id, {}))


def test_the_fit_is_said_in_words() -> None:
    shown = runner.invoke(app, ["acts", "doxxing", "--lang", "fr"]).stdout
    assert "reasonHarassmentDoxxing: Doxxing (le même acte)" in shown
    shown = runner.invoke(app, ["acts", "silencing"]).stdout
    assert shown.count("no code for it") == 3


def test_an_act_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    found = runner.invoke(app, ["acts", "flaming"])
    assert found.exit_code == 2
    assert "There is no act flaming: name one of misogynist-hate, " in found.stderr
