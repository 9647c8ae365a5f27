"""Acts: complete in three languages, and every code of other lists accounted for."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from isonomia.vocabulary import LANGUAGES, Act, Taxonomy, act_words, acts, taxonomies

DOCS = Path(__file__).parents[2] / "docs" / "acts.md"
IDS = [
    "misogynist-hate",
    "harassment",
    "threat",
    "stalking",
    "doxxing",
    "intimate-images",
    "synthetic-intimate-images",
    "sextortion",
    "cyberflashing",
    "impersonation",
    "account-hacking",
    "synthetic-history",
    "gendered-disinformation",
    "coordinated-campaign",
    "trafficking-grooming",
    "incitement",
    "silencing",
]
TAXONOMIES = ("unfpa", "un-women", "eu-2024-1385", "dsa", "ozone")
EACH_TAXONOMY = pytest.mark.parametrize("name", TAXONOMIES)


def mapped(taxonomy: str) -> set[str]:
    return {code for act in acts().values() for code in act.maps.get(taxonomy, {})}


def test_there_are_the_seventeen_acts_in_their_order() -> None:
    assert list(acts()) == IDS
    assert tuple(taxonomies()) == TAXONOMIES


@pytest.mark.parametrize("name", IDS)
def test_an_act_is_explained_in_three_languages(name: str) -> None:
    act = acts()[name]
    for text in (act.title, act.meaning, act.route):
        assert len({text[language] for language in LANGUAGES}) == 3
        for language in LANGUAGES:
            said = text[language]
            assert said == said.strip()
            assert "  " not in said
            assert "'" not in said
    for language in LANGUAGES:
        assert act.meaning[language].endswith(".")
        assert re.search(r"gender|giới|genre", act.meaning[language])


def test_no_two_acts_read_the_same() -> None:
    for language in LANGUAGES:
        for part in ("title", "meaning"):
            said = [getattr(act, part)[language] for act in acts().values()]
            assert len(set(said)) == len(said)


@pytest.mark.parametrize("name", IDS)
def test_every_act_routes_minors_to_help_and_names_no_number(name: str) -> None:
    route = acts()[name].route
    for language, word in zip(LANGUAGES, ("Stop.", "dừng lại", "Arrêtez-vous."), strict=True):
        assert word in route[language]
        assert "18" in route[language] + act_words()["route"][language]
        assert "Child Helpline International" in route[language]
        assert not re.search(r"\d", route[language].replace("18", ""))


def test_only_trafficking_and_grooming_is_help_alone_and_no_suite_asks_about_it() -> None:
    assert [act.id for act in acts().values() if act.help_only] == ["trafficking-grooming"]
    suites = files("isonomia.assess.models") / "suites"
    for path in Path(str(suites)).rglob("*.toml"):
        assert '"trafficking-grooming"' not in path.read_text(encoding="utf-8"), path


@EACH_TAXONOMY
def test_every_code_that_an_act_names_is_in_its_list(name: str) -> None:
    assert mapped(name) <= set(taxonomies()[name].codes)
    assert {taxonomy for act in acts().values() for taxonomy in act.maps} == set(TAXONOMIES)


@EACH_TAXONOMY
def test_every_code_of_a_list_is_mapped_or_left_out_for_a_reason(name: str) -> None:
    taxonomy = taxonomies()[name]
    unmapped = [code for part in taxonomy.unmapped for code in part.codes]
    assert Counter(unmapped) + Counter(mapped(name)) == Counter(list(taxonomy.codes))


@EACH_TAXONOMY
def test_at_most_one_act_is_the_same_as_a_code(name: str) -> None:
    same = [
        code
        for act in acts().values()
        for code, fit in act.maps.get(name, {}).items()
        if fit == "exact"
    ]
    assert len(set(same)) == len(same)


def test_codes_about_children_are_mapped_to_help_or_not_at_all() -> None:
    for name in ("dsa", "ozone"):
        for code in taxonomies()[name].codes:
            if re.search(r"Child|CHILD|MINORS", code):
                found = [act.id for act in acts().values() if code in act.maps.get(name, {})]
                assert found in ([], ["trafficking-grooming"]), code


def test_the_words_around_an_act_differ_and_name_every_fit() -> None:
    assert {"exact", "broader", "narrower", "related"} < set(act_words())
    for language in LANGUAGES:
        said = [text[language] for text in act_words().values()]
        assert len(set(said)) == len(said)


def test_the_table_in_the_docs_is_the_data() -> None:
    text = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| (.+) \|$", text, re.M)
    assert [row[0] for row in rows] == IDS
    for act, (_, title, cells) in zip(acts().values(), rows, strict=True):
        assert title == act.title.en
        for name, cell in zip(TAXONOMIES, cells.split(" | "), strict=True):
            assert dict(re.findall(r"`([^`]+)` \((\w+)\)", cell)) == act.maps.get(name, {})
    for taxonomy in taxonomies().values():
        assert f"[{taxonomy.title}]({taxonomy.url}), read {taxonomy.read}" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"maps": {"unfpa": {"hacking": "alike"}}}, "'exact', 'broader', 'narrower' or 'related'"),
        ({"title": {"en": "x", "vi": "x"}}, "Field required"),
        ({"id": "Two Words"}, "pattern"),
        ({"example": "x"}, "Extra inputs"),
    ],
)
def test_a_malformed_act_is_refused(change: dict[str, object], words: str) -> None:
    act = acts()["doxxing"].model_dump()
    Act.model_validate(act)
    with pytest.raises(ValidationError, match=words):
        Act.model_validate(act | change)


@pytest.mark.parametrize("change", [{"url": "here"}, {"read": "lately"}, {"licence": ""}])
def test_a_list_without_its_source_is_refused(change: dict[str, object]) -> None:
    taxonomy = taxonomies()["ozone"].model_dump()
    Taxonomy.model_validate(taxonomy)
    with pytest.raises(ValidationError, match=next(iter(change))):
        Taxonomy.model_validate(taxonomy | change)
