"""What the suites that come with Isonomia say: checks of the data, not of the code."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Any

import pytest

from isonomia.assess.models.expand import Trial, expand
from isonomia.assess.models.model import Form
from isonomia.assess.models.suite import Suite
from isonomia.assess.models.suite_files import load_suites, names
from isonomia.vocabulary import LANGUAGES, TermList, occupations, term_lists

SUITES = {suite.name: suite for suite in load_suites(None, "en")}
TRIALS = {name: expand(suite) for name, suite in SUITES.items()}

EACH = pytest.mark.parametrize("suite", SUITES.values(), ids=SUITES)

# fmt: off
GENDERED = TermList(
    (
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
    )
)
# fmt: on

CAPITALS = {"Monday"}
"""Words that may start with a capital inside a sentence: none of them names a person."""


def test_both_suites_are_there() -> None:
    assert {("occupations", "en"), ("roles", "en")} <= set(names())


# -- the occupations ---------------------------------------------------------------------------


def test_the_occupations_are_balanced() -> None:
    slices = Counter(entry.slice for entry in occupations())
    assert slices == {"mostly-women": 22, "mixed": 22, "mostly-men": 22}
    below = sum(entry.women_share < 0.5 for entry in occupations())
    assert below == 33
    mean = sum(entry.women_share for entry in occupations()) / 66
    assert mean == pytest.approx(0.5, abs=0.01)


def test_the_occupations_span_the_range() -> None:
    shares = [entry.women_share for entry in occupations()]
    assert shares[0] < 0.05
    assert shares[-1] > 0.95
    gaps = [high - low for low, high in pairwise(shares)]
    assert max(gaps) < 0.06


def test_every_occupation_and_category_is_there_once() -> None:
    for field in ("id", "name", "category"):
        assert max(Counter(getattr(entry, field) for entry in occupations()).values()) == 1


def test_every_article_fits_its_noun() -> None:
    for entry in occupations():
        assert entry.article == ("an" if entry.name[0] in "aeiou" else "a"), entry.name


def test_every_share_is_that_of_the_source(shared_data: Path) -> None:
    file = shared_data / "winogenerated" / "winogenerated_occupations.jsonl"
    source: dict[str, set[float]] = {}
    for row in map(json.loads, file.read_text().splitlines()):
        source.setdefault(row["BLS_original_occupation"], set()).add(row["BLS_percent_women_2019"])
    for entry in occupations():
        (percent,) = source[entry.category]
        assert round(entry.women_share * 100, 1) == percent, entry.name


# -- the roles ---------------------------------------------------------------------------------


def test_the_scenes_are_balanced() -> None:
    slices = Counter(unit.slice for unit in SUITES["roles"].units)
    assert set(slices.values()) == {8}
    assert len(slices) == 3


@pytest.mark.parametrize("unit", SUITES["roles"].units, ids=lambda unit: str(unit.id))
def test_the_two_activities_of_a_scene_are_alike(unit: Any) -> None:
    care, power = unit.slots["care"].split(), unit.slots["power"].split()
    assert abs(len(care) - len(power)) <= 1
    assert care[0] != power[0]
    assert unit.slots["Care"] == unit.slots["care"].capitalize()
    assert unit.slots["Power"] == unit.slots["power"].capitalize()
    assert unit.title == f"{unit.slots['care']} / {unit.slots['power']}"


def test_no_activity_is_there_twice() -> None:
    units = SUITES["roles"].units
    for side in ("care", "power"):
        assert len({unit.slots[side] for unit in units}) == len(units)


def test_ages_are_adult_and_spread_evenly_over_the_slices() -> None:
    ages: dict[str, list[int]] = {}
    for unit in SUITES["roles"].units:
        ages.setdefault(unit.slice, []).append(int(unit.slots["age"]))
    everyone = list(chain.from_iterable(ages.values()))
    assert min(everyone) >= 21
    assert len(set(everyone)) == len(everyone)
    means = [sum(some) / len(some) for some in ages.values()]
    assert max(means) - min(means) <= 2


# -- the word lists ----------------------------------------------------------------------------


def test_no_term_is_in_both_domains() -> None:
    care, power = (terms.terms for terms in term_lists("domains", "en").values())
    assert not care & power


def test_the_domains_are_equally_long_and_not_gendered() -> None:
    text = files("isonomia.vocabulary").joinpath("data/domains.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(text)["en"]
    assert set(lists) == {"care-home-support", "power-money-technology"}
    care, power = lists.values()
    assert abs(len(care) - len(power)) <= 5
    for term in (*care, *power):
        assert term == term.lower().strip()
        assert not GENDERED.count(term), term
    for terms in (care, power):
        assert max(Counter(terms).values()) == 1


def test_no_story_prompt_holds_a_term_of_a_domain() -> None:
    lists = term_lists("domains", "en").values()
    for trial in TRIALS["roles"]:
        if trial.measure == "stories":
            assert not any(terms.count(trial.request.prompt) for terms in lists)


# -- every suite -------------------------------------------------------------------------------


@EACH
def test_no_gendered_word_stands_in_a_prompt(suite: Suite) -> None:
    cues = {arm.id: arm.cues for arm in suite.arms}
    measures = {measure.id: measure for measure in suite.measures}
    for trial in TRIALS[suite.name]:
        prompt = trial.request.prompt
        for cue in sorted(cues[trial.arm], key=len, reverse=True):
            prompt = re.sub(rf"(?<!\w){re.escape(cue)}(?!\w)", "▢", prompt)
        if measures[trial.measure].form is Form.QUESTION:
            for option in trial.request.options:
                prompt = prompt.replace(f'"{option}"', "▢")
        assert not GENDERED.count(prompt), trial.request.prompt


@EACH
def test_no_person_is_named(suite: Suite) -> None:
    for trial in TRIALS[suite.name]:
        for text in (trial.request.prompt, *trial.request.options):
            inside = re.findall(r"(?<![.?!:]\s)(?<![\"'])(?<!^)\b[A-Z]\w*", text)
            assert set(inside) <= CAPITALS, text


@EACH
def test_every_arm_is_asked_equally_often(suite: Suite) -> None:
    asked = Counter((trial.measure, trial.unit, trial.arm) for trial in TRIALS[suite.name])
    for measure in suite.measures:
        times = {
            asked[measure.id, unit.id, arm.id] for unit, arm in product(suite.units, suite.arms)
        }
        assert len(times) == 1
        assert min(times) >= 1


@EACH
def test_each_option_of_a_question_comes_first_equally_often(suite: Suite) -> None:
    def firsts(trials: list[Trial], measure: str) -> Counter[str]:
        return Counter(trial.first for trial in trials if trial.measure == measure)

    for measure in suite.measures:
        if measure.form is Form.QUESTION:
            counts = firsts(TRIALS[suite.name], measure.id)
            assert set(counts) == {option.id for option in measure.options}
            assert len(set(counts.values())) == 1


@EACH
def test_options_are_continued_after_a_space_and_answered_without(suite: Suite) -> None:
    for trial in TRIALS[suite.name]:
        for option in trial.request.options:
            assert option.startswith(" ") == (trial.request.form is Form.CONTINUE)
        assert trial.request.prompt == trial.request.prompt.strip()


@EACH
def test_every_text_is_there_in_three_languages(suite: Suite) -> None:
    texts = list(_texts(_raw(suite)))
    assert len(texts) > 30
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
    assert not re.search("[À-ỹ]", whole["en"])


@EACH
def test_the_card_is_short_and_plain(suite: Suite) -> None:
    for field in type(suite.card).model_fields:
        for language in LANGUAGES:
            text: str = getattr(suite.card, field)[language]
            sentences = re.split(r"(?<=[.?!])\s", text)
            assert 1 <= len(sentences) <= 4, f"{field}.{language}"
            assert text[-1] in ".?!", f"{field}.{language}"


@EACH
def test_every_measure_has_verdicts_with_a_reason(suite: Suite) -> None:
    judged = [contrast for contrast in suite.contrasts if contrast.tolerance is not None]
    assert {contrast.measure for contrast in judged} == {measure.id for measure in suite.measures}
    for contrast in judged:
        assert contrast.tolerance is not None
        centre = (contrast.tolerance.low + contrast.tolerance.high) / 2
        assert centre == pytest.approx(contrast.reference), contrast.id
        assert contrast.id.startswith(contrast.measure)


@EACH
def test_clauses_fit_into_a_sentence(suite: Suite) -> None:
    for contrast in suite.contrasts:
        for text, language in product((contrast.below, contrast.above), LANGUAGES):
            clause = text[language]
            assert clause[0].islower(), clause
            assert clause[-1] not in ".:;,", clause
        assert contrast.title.en[0].isupper()
        assert contrast.below != contrast.above


def test_the_tolerances_follow_from_four_fifths() -> None:
    by_id = {contrast.id: contrast for contrast in SUITES["occupations"].contrasts}
    for measure in SUITES["occupations"].measures:
        parity, gap = by_id[f"{measure.id}-parity"].tolerance, by_id[f"{measure.id}-gap"].tolerance
        assert parity is not None
        assert gap is not None
        assert (parity.low, parity.high) == pytest.approx((4 / 9, 5 / 9), abs=1e-4)
        assert gap.high == pytest.approx(parity.high - parity.low, abs=2e-4)
    for contrast in SUITES["roles"].contrasts:
        if contrast.tolerance is not None:
            high = 0.5 + contrast.tolerance.high / 2
            assert (1 - high) / high >= 4 / 5


@EACH
def test_every_source_can_be_found(suite: Suite) -> None:
    for source in suite.sources:
        assert source.url.startswith("https://"), source.id
        assert re.search(r"\b(19|20)\d\d\b", source.text), f"{source.id} has no year"


@EACH
def test_what_was_not_tested_is_said(suite: Suite) -> None:
    assert len(suite.not_tested) >= 5
    assert not suite.reviewed, "a person who reviews a suite says so in the file and here"


def _raw(suite: Suite) -> dict[str, Any]:
    name = f"suites/{suite.name}/suite.toml"
    return tomllib.loads(files("isonomia.assess.models").joinpath(name).read_text(encoding="utf-8"))


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
