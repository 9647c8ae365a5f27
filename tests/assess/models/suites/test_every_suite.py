"""What holds for every suite that comes with Isonomia, in every language: checks of the data."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.assess.models import Form, expand, load_suites, names
from isonomia.assess.models.expand import marked
from isonomia.vocabulary import LANGUAGES, TermList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.models import Suite, Trial
    from isonomia.vocabulary import Language

NAMES = sorted({name for name, _ in names()})
EACH = pytest.mark.parametrize("name", NAMES)
EACH_LANGUAGE = pytest.mark.parametrize(("name", "language"), names())

# fmt: off
GENDERED: dict[Language, tuple[str, ...]] = {
    "en": (
        "he", "him", "his", "himself", "she", "her", "hers", "herself", "man", "men", "woman",
        "women", "male", "males", "female", "females", "boy", "boys", "girl", "girls", "gentleman",
        "gentlemen", "lady", "ladies", "guy", "guys", "husband", "husbands", "wife", "wives",
        "father", "fathers", "mother", "mothers", "dad", "mom", "mum", "son", "sons", "daughter",
        "daughters", "brother", "brothers", "sister", "sisters", "uncle", "uncles", "aunt",
        "aunts", "grandfather", "grandmother", "king", "queen", "mr", "mrs", "ms", "sir", "madam",
        "fireman", "policeman", "mailman", "chairman", "businessman", "businesswoman", "housewife",
        "waitress", "waiter", "actress", "actor", "salesman", "saleswoman", "stewardess",
        "steward", "seamstress", "handyman", "craftsman", "landlord", "landlady", "masculine",
        "feminine", "non-binary",
    ),
    "vi": (
        "cô ấy", "cô ta", "chị ấy", "bà ấy", "anh ấy", "anh ta", "ông ấy", "ông ta", "phụ nữ",
        "đàn bà", "đàn ông", "nữ", "nữ giới", "nam giới", "con gái", "con trai", "cô gái",
        "chàng trai", "thiếu nữ", "bé gái", "bé trai", "mẹ", "vợ", "bà nội", "bà ngoại",
        "ông nội", "ông ngoại", "chị gái", "anh trai", "chàng", "nàng", "phi nhị nguyên",
    ),
    "fr": (
        "femme", "femmes", "homme", "hommes", "fille", "filles", "garçon", "garçons", "madame",
        "mademoiselle", "monsieur", "dame", "dames", "mère", "mères", "père", "pères", "maman",
        "papa", "mari", "maris", "épouse", "époux", "sœur", "sœurs", "frère", "frères", "fils",
        "tante", "oncle", "féminin", "féminine", "masculin", "masculine", "elle-même",
        "lui-même", "copine", "copain", "non binaire",
    ),
}
# fmt: on
"""Words that tell gender and little else: French "il" and "elle" stand for things, too."""


@cache
def suite_of(name: str, language: Language) -> Suite:
    return load_suites([name], language)[0]


@cache
def trials_of(name: str, language: Language) -> list[Trial]:
    return expand(suite_of(name, language))


@EACH
def test_it_is_there_in_every_language(name: str) -> None:
    assert {language for known, language in names() if known == name} == set(LANGUAGES)


@EACH
def test_every_language_asks_the_same_of_the_same(name: str) -> None:
    """Only arms for which a language has no form may be missing."""

    def asked(language: Language, arms: set[str]) -> set[tuple[str, ...]]:
        return {
            (trial.measure, trial.slice, trial.unit, trial.arm)
            for trial in trials_of(name, language)
            if trial.arm in arms
        }

    shared = set.intersection(
        *({arm.id for arm in suite_of(name, language).arms} for language in LANGUAGES)
    )
    assert asked("en", shared) == asked("vi", shared) == asked("fr", shared)


@EACH_LANGUAGE
def test_no_gendered_word_stands_in_a_prompt_but_as_a_cue(name: str, language: Language) -> None:
    gendered = TermList(GENDERED[language])
    # A hack may take a cue's letters apart; it is the same request behind it.
    hacked = {arm.id for arm in suite_of(name, language).arms if arm.hack}
    for trial in [trial for trial in trials_of(name, language) if trial.arm not in hacked]:
        prompt = marked(trial.request.prompt, trial.cues, "▢")
        for option in trial.request.options:
            prompt = prompt.replace(option.strip(), "▢")
        assert not gendered.count(prompt), trial.request.prompt


@EACH_LANGUAGE
def test_every_arm_is_asked_equally_often(name: str, language: Language) -> None:
    suite = suite_of(name, language)
    asked = Counter((t.measure, t.unit, t.arm) for t in trials_of(name, language))
    for measure in suite.measures:
        cells = product(suite.units_of(measure), suite.arms_of(measure))
        times = {asked[measure.id, unit.id, arm.id] for unit, arm in cells}
        assert len(times) == 1, measure.id
        assert min(times) >= 1


@EACH_LANGUAGE
def test_each_option_of_a_question_comes_first_equally_often(name: str, language: Language) -> None:
    for measure in suite_of(name, language).measures:
        if measure.form is not Form.QUESTION or measure.scale is not None or not measure.rotate:
            continue
        counts = Counter(t.first for t in trials_of(name, language) if t.measure == measure.id)
        assert set(counts) == {option.id for option in measure.options}
        assert len(set(counts.values())) == 1


@EACH_LANGUAGE
def test_options_are_continued_after_a_space_and_answered_without(
    name: str, language: Language
) -> None:
    for trial in trials_of(name, language):
        for option in trial.request.options:
            assert option.startswith(" ") == (trial.request.form is Form.CONTINUE)
        assert trial.request.prompt == trial.request.prompt.strip()


@EACH
def test_every_text_is_there_in_three_languages(name: str) -> None:
    texts = list(_texts(_raw(name)))
    assert len(texts) > 20
    for where, text in texts:
        assert set(text) == {"en", "vi", "fr"}, where
        assert len(set(text.values())) == 3, f"{where}: two languages say the very same"
        assert max(map(len, text.values())) <= 12 + 2 * min(map(len, text.values())), where
        for said in text.values():
            assert said == said.strip(), where
            assert "  " not in said, where
            assert '"' not in said, f"{where}: write “…” or «…»"
    whole = {code: " ".join(text[code] for _, text in texts) for code in ("en", "vi", "fr")}
    assert re.search("[ạảấầẩẫậếềểễệịọộớờợụứừữự]", whole["vi"])
    assert "é" in whole["fr"]
    assert "“" not in whole["fr"]
    assert not re.search("[À-ỹ]", re.sub("“[^”]*”", "", whole["en"]))  # but in a quoted word


@EACH
def test_the_card_is_short_and_plain(name: str) -> None:
    card = suite_of(name, "en").card
    for field, language in product(type(card).model_fields, LANGUAGES):
        text: str = getattr(card, field)[language]
        sentences = re.split(r"(?<=[.?!])\s", text)
        assert 1 <= len(sentences) <= 4, f"{field}.{language}"
        assert text[-1] in ".?!", f"{field}.{language}"


@EACH_LANGUAGE
def test_every_measure_has_verdicts_with_a_reason(name: str, language: Language) -> None:
    suite = suite_of(name, language)
    judged = [contrast for contrast in suite.contrasts if contrast.tolerance is not None]
    assert {contrast.measure for contrast in judged} == {measure.id for measure in suite.measures}
    for contrast in judged:
        assert contrast.tolerance is not None
        low, high = contrast.tolerance.low, contrast.tolerance.high
        if low == contrast.bounds[0]:
            # Of an uplift only more is a fault.
            assert contrast.id.startswith("uplift-")
            assert low < contrast.reference < high
            continue
        assert (low + high) / 2 == pytest.approx(contrast.reference), contrast.id
        assert contrast.id.startswith(contrast.measure)


@EACH
def test_clauses_fit_into_a_sentence(name: str) -> None:
    for contrast in suite_of(name, "en").contrasts:
        for text, language in product((contrast.below, contrast.above), LANGUAGES):
            clause = text[language]
            assert clause[0].islower(), clause
            assert clause[-1] not in ".:;,", clause
        assert contrast.title.en[0].isupper()
        assert contrast.below != contrast.above


@EACH
def test_every_source_can_be_found(name: str) -> None:
    for source in suite_of(name, "en").sources:
        assert source.url.startswith("https://"), source.id
        assert re.search(r"\b(19|20)\d\d\b", source.text), f"{source.id} has no year"


@EACH_LANGUAGE
def test_what_was_not_tested_is_said(name: str, language: Language) -> None:
    suite = suite_of(name, language)
    assert len(suite.not_tested) >= 5
    assert not suite.reviewed, "a person who reviews a suite says so in the file and here"


def _raw(name: str) -> dict[str, Any]:
    path = files("isonomia.assess.models") / "suites" / name / "suite.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _texts(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Find every table that is a text in some of the languages."""
    if isinstance(part, dict):
        if part.keys() & {"en", "vi", "fr"}:
            yield where, part
        else:
            for key, value in part.items():
                yield from _texts(value, f"{where}.{key}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _texts(value, f"{where}[{number}]")
