"""Suite files: what is wrong is named, with the file and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import expand, load_suite, load_suites, names
from isonomia.errors import SuiteError, UsageError
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.vocabulary import Language

    MakeSuite = Callable[..., Path]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('harm = "stereotyping"\n', ""), "harm: Field required"),
        (('version = "1"', 'version = "1"\ncolour = "red"'), "colour: Extra inputs"),
        (('id = "man"', 'id = "woman"'), "the arm 'woman' is there twice"),
        (('measure = "choice"', 'measure = "chioce"'), "unknown measure 'chioce'"),
        (('arms = ["woman", "man"]', 'arms = ["woman", "boy"]'), "unknown arm 'boy'"),
        (('arms = ["woman", "man"]', 'arms = ["man", "man"]'), "'man' is there twice"),
        (('target = "care"', 'target = "love"'), "a target that is one of them or a score"),
        (('reader = "pronouns"', 'reader = "share"'), "does not go with reader"),
        (("low = -0.1", "low = 0.3"), "must be less than high"),
        (("schema = 1", "schema = 2"), "schema: Input should be 1"),
        (('id = "then"', 'id = "often"'), "the prompt 'often' is there twice"),
        (("low = -0.1", "low = -inf"), "both finite"),
        (('language = "en"', 'language = "de"'), "language: Input should be 'en', 'vi' or 'fr'"),
        (
            ('title = { en = "x", vi = "x", fr = "x" }', 'title = { en = "x", fr = "x" }'),
            "title.vi",
        ),
        (('[[sources]]\nid = "ours"\ntext = "Written for this test."', ""), "sources"),
        (("[card]", "[card"), "is not valid TOML"),
        (('text = "Answer {options}. On', 'text = "On'), "does not list the {options}"),
        (
            (
                'target = "care"\n\n[[measures]]\nid = "stories"',
                'target = "care"\nlisting = "{2}"\n\n[[measures]]\nid = "stories"',
            ),
            "no list of the",
        ),
        (
            (
                'target = "care"\n\n[[measures]]\nid = "stories"',
                'target = "care"\nlisting = "{0}"\n\n[[measures]]\nid = "stories"',
            ),
            "leaves out an",
        ),
        (
            (
                'target = "care"\n\n[[measures]]\nid = "stories"',
                'target = "care"\ntemperature = 0.0\n\n[[measures]]\nid = "stories"',
            ),
            "above 0",
        ),
    ],
)
def test_what_is_wrong_is_named(
    make_suite: MakeSuite, change: tuple[str, str], message: str
) -> None:
    path = make_suite(change)
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_slot_is_named_with_its_place(make_suite: MakeSuite) -> None:
    suite = load_suite(make_suite(('power = "managed people", ', "")))
    with pytest.raises(SuiteError, match=r"'continuation'.*unit 'help'.*\{power\} has no value"):
        expand(suite)


@pytest.mark.parametrize("text", ["{Subject} often {", "{Subject!z} often", "{Subject.age} often"])
def test_a_brace_that_is_no_slot_is_named(make_suite: MakeSuite, text: str) -> None:
    suite = load_suite(make_suite(("{Subject} often", text)))
    with pytest.raises(SuiteError, match="a brace that is no slot"):
        expand(suite)


def test_an_arm_that_differs_in_more_than_its_cue_is_named(make_suite: MakeSuite) -> None:
    suite = load_suite(make_suite(('Subject = "The man"', 'Subject = "The tired man"')))
    with pytest.raises(SuiteError, match="arm 'man' differs from arm 'woman' in more than its cue"):
        expand(suite)


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="Cannot read the suite file"):
        load_suites([str(tmp_path / "none.toml")], "en")


def test_an_unknown_suite_is_named_with_what_is_there() -> None:
    with pytest.raises(UsageError, match=r"no suite 'hirring': choose from .*occupations"):
        load_suites(["hirring"], "en")
    with pytest.raises(UsageError, match="twice"):
        load_suites(["roles", "roles"], "en")


def test_a_suite_that_is_not_there_in_a_language_names_those_in_which_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("en", "fr"):
        (tmp_path / "halves").mkdir(exist_ok=True)
        (tmp_path / "halves" / f"{language}.toml").write_text("", encoding="utf-8")
    monkeypatch.setattr("isonomia.assess.models.suite_files._folder", lambda: tmp_path)
    assert names() == [("halves", "en"), ("halves", "fr")]
    assert names("vi") == []
    with pytest.raises(UsageError, match="'halves' is not there in 'vi', only in en, fr: choose"):
        load_suites(["halves"], "vi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_suite_loads_and_expands(language: Language) -> None:
    assert {("occupations", language), ("roles", language)} <= set(names())
    for suite in load_suites(None, language):
        assert expand(suite)
