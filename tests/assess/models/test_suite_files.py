"""Suites in folders: one design, a file of words per language, and nothing left untranslated."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import expand, load_suite, load_suites
from isonomia.errors import SuiteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeSuite = Callable[..., Path]

DESIGN = """
schema = 1
name = "folder"
version = "1"
harm = "stereotyping"
title = { en = "x", vi = "y", fr = "z" }
card = { question = TEXT, harm = TEXT, arms = TEXT, units = TEXT, method = TEXT, limits = TEXT }
sources = [ { id = "ours", text = "Written here." } ]
units = [ { id = "one", slice = "all" }, { id = "two", slice = "all" } ]
arms = [
  { id = "woman", title = TEXT }, { id = "man", title = TEXT }, { id = "non-binary", title = TEXT },
]
measures = [
  { id = "talk", title = TEXT, form = "continue", reader = "share", target = "yes" },
]
[tolerances.small]
low = -0.1
high = 0.1
reason = TEXT
[[contrasts]]
id = "talk-woman-man"
measure = "talk"
kind = "arms"
arms = ["woman", "man"]
tolerance = "small"
title = TEXT
below = TEXT
above = TEXT
[[contrasts]]
id = "talk-non-binary-man"
measure = "talk"
kind = "arms"
arms = ["non-binary", "man"]
title = TEXT
below = TEXT
above = TEXT
""".replace("TEXT", '{ en = "x", vi = "y", fr = "z" }')
WORDS = """
language = "fr"
reviewed = false
without = ["non-binary"]
[arms.woman]
cues = ["{name}", "elle", "{state}e"]
slots = { she = "elle", agreed = "{state}e" }
[arms.man]
cues = ["{name}", "il", "{state}"]
slots = { she = "il", agreed = "{state}" }
[units.one]
title = "un"
slots = { state = "fatigué" }
arms = { woman = { name = "Awa Kervan" }, man = { name = "Yao Kervan" } }
[units.two]
title = "deux"
slots = { state = "occupé" }
arms = { woman = { name = "Lise Morvil" }, man = { name = "Luc Morvil" } }
[measures.talk]
prompts = [ { id = "one", text = "{name} parle : {she} est {agreed}, {{dit-on}}," } ]
options = [ { id = "yes", text = " oui" }, { id = "no", text = " non" } ]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "suite.toml").write_text(DESIGN)
    (tmp_path / "fr.toml").write_text(WORDS)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def test_design_and_words_make_one_suite(folder: Path) -> None:
    (suite,) = load_suites([str(folder)], "fr")
    prompts = {trial.arm: trial.request.prompt for trial in expand(suite) if trial.unit == "one"}
    assert prompts == {
        "woman": "Awa Kervan parle : elle est fatiguée, {dit-on},",
        "man": "Yao Kervan parle : il est fatigué, {dit-on},",
    }
    assert suite.contrasts[0].tolerance is not None
    assert suite.contrasts[0].tolerance.high == 0.1


def test_an_arm_without_a_form_takes_its_questions_with_it(folder: Path) -> None:
    suite = load_suite(folder, "fr")
    assert [arm.id for arm in suite.arms] == ["woman", "man"]
    assert [contrast.id for contrast in suite.contrasts] == ["talk-woman-man"]
    edit(folder, "fr.toml", 'without = ["non-binary"]', 'without = ["none"]')
    with pytest.raises(SuiteError, match="no arm 'none'"):
        load_suite(folder, "fr")


def test_the_digest_changes_with_design_and_words(folder: Path) -> None:
    first = load_suite(folder, "fr").digest
    edit(folder, "fr.toml", "parle :", "dit :")
    second = load_suite(folder, "fr").digest
    edit(folder, "suite.toml", "low = -0.1", "low = -0.2")
    assert len({first, second, load_suite(folder, "fr").digest}) == 3


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("fr.toml", '[units.two]\ntitle = "deux"', "[units.two]", "units.two: this part"),
        ("fr.toml", "prompts = [", "prompt = [", "measures.talk: this part"),
        ("fr.toml", "[units.two]", "[units.three]", "units.three: the design has no such part"),
        ("fr.toml", "[units.two]", '[units.two]\nslice = "b"', "the design says this already"),
        ("fr.toml", "reviewed = false", 'reviewed = false\nversion = "2"', "says this already"),
        ("fr.toml", 'language = "fr"', 'language = "en"', "must be 'fr'"),
        ("fr.toml", "woman = { name", "women = { name", "unknown arm 'women'"),
        ("suite.toml", 'tolerance = "small"', 'tolerance = "smal"', "no tolerance 'smal'"),
        ("fr.toml", 'state = "occupé"', 'state = "{agreed}"', "in a circle"),
        ("fr.toml", '"{name}", "elle", ', '"elle", ', "in more than its cues"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, file: str, old: str, new: str, message: str) -> None:
    edit(folder, file, old, new)
    with pytest.raises(SuiteError) as caught:
        expand(load_suite(folder, "fr"))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_language_that_is_not_there_is_a_sentence(folder: Path) -> None:
    with pytest.raises(SuiteError, match=r"Cannot read the suite file .*vi\.toml"):
        load_suite(folder, "vi")
    with pytest.raises(UsageError, match="There is no suite"):
        load_suites([str(folder / "nowhere")], "fr")


def test_a_measure_is_asked_only_of_its_arms_and_slices(make_suite: MakeSuite) -> None:
    path = make_suite(
        (
            'id = "stories"\n',
            'id = "stories"\narms = ["man"]\nslices = ["second"]\n',
        )
    )
    trials = [trial for trial in expand(load_suite(path)) if trial.measure == "stories"]
    assert [(trial.unit, trial.arm) for trial in trials] == [("tools", "man")]


def test_a_contrast_needs_arms_that_its_measure_asks(make_suite: MakeSuite) -> None:
    path = make_suite(('id = "choice"\n', 'id = "choice"\narms = ["man"]\n'))
    with pytest.raises(SuiteError, match="names an arm in which 'choice' is not asked"):
        load_suite(path)


def test_a_scale_is_weighed_in_its_own_order(make_suite: MakeSuite) -> None:
    text = tomllib.loads(make_suite().read_text())["measures"][1]["prompts"][0]["text"]
    path = make_suite(
        ('target = "care"\n\n[[measures]]\nid = "stories"', '\n[[measures]]\nid = "stories"'),
        (
            'form = "question"\nreader = "share"\n'
            f'prompts = [ {{ id = "which", text = "{text}" }} ]\n'
            'options = [ { id = "care", text = "{care}" }, { id = "power", text = "{power}" } ]\n',
            'form = "question"\nreader = "rating"\nscale = [1, 5]\n'
            'prompts = [ { id = "which", text = "Rate {Subject} on {day}." } ]\n',
        ),
    )
    trials = [trial for trial in expand(load_suite(path)) if trial.measure == "choice"]
    assert {trial.request.options for trial in trials} == {("1", "2", "3", "4", "5")}
    assert len(trials) == 6
