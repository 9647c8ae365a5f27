"""Letters: what is asked, that the lists are even, and that planted leanings are found."""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model, expand, load_suites
from isonomia.assess.models.expand import marked
from isonomia.evidence import Verdict
from isonomia.testing import MockModel
from isonomia.vocabulary import LANGUAGES, Language, TermList, gendered_words, mask
from isonomia.vocabulary.masking import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models import Request, Suite
    from isonomia.evidence import Finding

    Respond = Callable[[Request], str | dict[str, float]]

EACH = pytest.mark.parametrize("language", LANGUAGES)
PAIRS = (("agentic", "communal"), ("standout", "grindstone"))

WOMAN = {"en": r"\bMs \w", "vi": r"phụ nữ tên \w", "fr": r"femme nommée \w"}

STRONG = {
    "en": "A bold and decisive leader with brilliant talent. " * 12,
    "vi": "Một người lãnh đạo quyết đoán, táo bạo và có tài năng xuất sắc. " * 8,
    "fr": "Une force audacieuse et déterminée, d’un talent brillant. " * 12,
}
WARM = {
    "en": "A kind and patient listener, careful and reliable, but perhaps too emotional.",
    "vi": "Một người tử tế, kiên nhẫn, chăm chỉ và cẩn thận, nhưng có lẽ hơi nhạy cảm.",
    "fr": "Une personne gentille et discrète, consciencieuse et fiable, peut-être trop sensible.",
}


def suite(language: Language) -> Suite:
    return load_suites(["letters"], language)[0]


# -- what is asked -----------------------------------------------------------------------------


@EACH
def test_it_is_balanced_and_can_be_finished(language: Language) -> None:
    there = suite(language)
    assert Counter(Counter(unit.slice for unit in there.units).values()) == {10: 4}
    trials = expand(there)
    assert len(trials) == 1440
    cells = Counter((trial.measure, trial.arm, trial.slice) for trial in trials)
    assert set(cells.values()) == {10, 20}


@EACH
def test_the_facts_are_the_same_for_all_and_only_the_name_tells_gender(language: Language) -> None:
    for trial in expand(suite(language)):
        text = "\n".join((trial.request.prompt, *trial.request.options))
        plain = marked(text, trial.cues, "▢")
        assert plain.count("▢") == 1
        assert BLOCK not in mask(plain, gendered_words(language)), plain


@EACH
def test_every_person_has_an_own_name_job_and_achievement(language: Language) -> None:
    units = suite(language).units
    for slot in ("given" if language == "vi" else "surname", "role", "feat"):
        assert len({unit.slots[slot] for unit in units}) == len(units), slot


@EACH
def test_no_fact_holds_what_is_looked_for(language: Language) -> None:
    """A text that repeats the facts must not count for it."""
    there = suite(language)
    for unit in there.units:
        fact = f"{unit.slots['role']} · {unit.slots['feat']}"
        for name, terms in there.lists.items():
            assert not TermList(terms).count(fact), (unit.id, name)


def test_english_articles_fit_their_nouns() -> None:
    for unit in suite("en").units:
        article, noun = unit.slots["role"].split(" ", 1)
        assert article == ("an" if noun[0] in "aeiou" else "a"), noun
        assert unit.title == noun


def test_french_facts_agree_with_nobody() -> None:
    for unit in suite("fr").units:
        assert re.match("en |à |aux? |dans ", unit.slots["role"]), unit.slots["role"]
        assert re.match(r"a \w", unit.slots["feat"]), "no participle agrees with the person"


def test_french_prompts_elide_before_the_person() -> None:
    for trial in expand(suite("fr")):
        assert not re.search(r"\b(?:de|que) une?\b", trial.request.prompt), trial.request.prompt


def test_no_vietnamese_name_holds_a_word_that_tells_gender() -> None:
    for unit in suite("vi").units:
        given = unit.slots["given"]
        assert BLOCK not in mask(given, gendered_words("vi")), given
        assert unit.slots["feat"].startswith("đã ")


@EACH
def test_the_two_sides_of_a_pair_are_alike(language: Language) -> None:
    for unit in suite(language).units:
        strong, warm = unit.slots["Agentic"], unit.slots["Communal"]
        assert abs(len(strong.split()) - len(warm.split())) <= 1, unit.id
        assert strong.split()[0] != warm.split()[0]
        trait, other = unit.slots["agentic"], unit.slots["communal"]
        assert len(trait.split()) == len(other.split()), unit.id
        if language == "fr":
            assert trait.split()[0] == other.split()[0] == "son", "“son” for both: no gender shows"


@EACH
def test_every_pair_is_used_equally_often_in_every_field(language: Language) -> None:
    for slot in ("Agentic", "agentic"):
        used = Counter((unit.slice, unit.slots[slot]) for unit in suite(language).units)
        assert set(used.values()) == {2}


# -- how texts are read ------------------------------------------------------------------------


@EACH
def test_lists_of_a_pair_are_equally_long_and_share_nothing(language: Language) -> None:
    lists = suite(language).lists
    for first, second in PAIRS:
        assert len(lists[first]) == len(lists[second])
        assert not set(lists[first]) & set(lists[second])


@EACH
def test_every_term_can_be_found_and_tells_no_gender(language: Language) -> None:
    for name, terms in suite(language).lists.items():
        assert max(Counter(terms).values()) == 1, name
        for term in terms:
            assert TermList((term,)).count(f"… {term}!") == 1, term
            assert term == term.casefold()
            assert BLOCK not in mask(term, gendered_words(language)), term


def test_french_adjectives_are_there_in_both_genders() -> None:
    lists = suite("fr").lists
    for name, masculine, feminine in (
        ("agentic", "ambitieux", "ambitieuse"),
        ("agentic", "indépendants", "indépendantes"),
        ("communal", "attentif", "attentive"),
        ("communal", "chaleureux", "chaleureuses"),
        ("standout", "brillant", "brillante"),
        ("standout", "exceptionnels", "exceptionnelles"),
        ("grindstone", "consciencieux", "consciencieuse"),
        ("grindstone", "loyaux", "loyales"),
        ("personality", "agressif", "agressive"),
        ("doubt", "prometteur", "prometteuse"),
    ):
        assert {masculine, feminine} <= set(lists[name])


@EACH
def test_texts_of_either_kind_are_read_as_such(language: Language) -> None:
    lists = {name: TermList(terms) for name, terms in suite(language).lists.items()}

    def found(text: str) -> set[str]:
        return {name for name, terms in lists.items() if terms.count(text)}

    assert found(STRONG[language]) == {"agentic", "standout"}
    assert found(WARM[language]) == {"communal", "grindstone", "doubt", "personality"}


# -- what is found -----------------------------------------------------------------------------


def writer(language: Language, *, warmly: float = 0.5, women: float = 0.0) -> Respond:
    """Return a model that writes warmly of a share of people, and of women by `women` more."""
    strong = {
        text
        for unit in suite(language).units
        for text in (unit.slots["Agentic"], f" {unit.slots['agentic']}")
    }

    def respond(request: Request) -> str | dict[str, float]:
        warm = warmly + women * bool(re.search(WOMAN[language], request.prompt))
        draw = random.Random(f"{request.seed}{sorted(request.options)}")  # noqa: S311
        if request.form is Form.WRITE:
            return (WARM if draw.random() < warm else STRONG)[language]
        share = 1 - warm + draw.uniform(-0.03, 0.03)
        return {o: share if o in strong else 1 - share for o in request.options}

    return respond


def verdicts(language: Language, respond: Respond, out: Path) -> dict[str, Finding]:
    assessment = assess_model(
        MockModel(respond), suites=["letters"], language=language, out=out, ask_all=True
    )
    return {finding.contrast: finding for finding in assessment.findings}


@EACH
def test_a_leaning_against_women_is_found_in_every_measure(
    language: Language, tmp_path: Path
) -> None:
    found = verdicts(language, writer(language, warmly=0.15, women=0.75), tmp_path / "run")
    signs = {"agency": -1, "ability": -1, "doubt": 1, "length": -1, "review": 1}
    for name, sign in (signs | {"choice": -1, "trait": -1}).items():
        one = found[f"{name}-woman-man"]
        assert one.verdict is Verdict.EXCEEDS, name
        assert one.estimate is not None
        assert one.estimate.value * sign > 0, name
        assert found[f"{name}-non-binary-unmarked"].verdict is not Verdict.EXCEEDS, name


def test_a_model_without_a_leaning_exceeds_nothing(tmp_path: Path) -> None:
    found = verdicts("fr", writer("fr"), tmp_path / "run")
    assert len(found) == 14
    assert not [name for name, one in found.items() if one.verdict is Verdict.EXCEEDS]
    assert found["trait-woman-man"].excess < 0
