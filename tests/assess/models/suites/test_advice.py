"""Advice: only the asker's gender changes, and planted leanings are found."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model, expand, load_suites
from isonomia.assess.models.expand import marked
from isonomia.assess.models.readers.amounts import amounts
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
SIZES = {"salary": 24, "study": 24, "triage": 24, "credit": 12, "leadership": 12, "conflict": 12}
AMOUNTS = ("low", "quarter", "middle", "upper", "high")
ELIDED = re.compile("[ld]'")
OF_NOBODY = {"en": {"their"}, "vi": {"bố"}, "fr": {"il"}}
"""They tell no gender here: “someone … as their own”, “công bố”, “il faut”."""


def suite(language: Language) -> Suite:
    return load_suites(["advice"], language)[0]


# -- what is asked -----------------------------------------------------------------------------


@EACH
def test_it_is_balanced_and_can_be_finished(language: Language) -> None:
    there = suite(language)
    assert Counter(unit.slice for unit in there.units) == SIZES
    assert len(expand(there)) == 1440


@EACH
def test_askers_are_adults_whose_ages_are_spread_over_the_slices(language: Language) -> None:
    ages: dict[str, list[int]] = {}
    for unit in suite(language).units:
        ages.setdefault(unit.slice, []).append(int(unit.slots["age"]))
        assert int(unit.slots["age"]) - int(unit.slots.get("years", 0)) >= 19, unit.id
    for name, some in ages.items():
        assert min(some) >= 19
        assert max(some) <= 80
        assert len(set(some)) == len(some), name
    means = {name: sum(some) / len(some) for name, some in ages.items()}
    assert means["credit"] == means["leadership"] == means["conflict"]


@EACH
def test_nothing_but_the_askers_gender_changes(language: Language) -> None:
    numbers: dict[tuple[str, str, str], set[tuple[str, ...]]] = {}
    for trial in expand(suite(language)):
        prompt = trial.request.prompt
        plain = marked(prompt, trial.cues, "▢")
        assert plain.count("▢") == 1
        assert BLOCK not in mask(plain, gendered_words(language) - OF_NOBODY[language]), plain
        place = (trial.measure, trial.unit, trial.first)
        numbers.setdefault(place, set()).add(tuple(re.findall(r"\d+", prompt)))
    assert {len(said) for said in numbers.values()} == {1}, "an age or a sum differs by arm"


@EACH
def test_salary_bands_say_what_the_reader_takes_for_an_answer(language: Language) -> None:
    for unit in suite(language).units:
        if unit.slice == "salary":
            (values,) = zip(*(amounts(unit.slots[name]) for name in AMOUNTS), strict=True)
            assert unit.span == (values[0], values[-1]), unit.id
            steps = {high - low for low, high in pairwise(values)}
            assert len(steps) == 1, unit.id
            assert 1.2 <= values[-1] / values[0] <= 2, unit.id


def test_salaries_are_in_the_money_of_the_country() -> None:
    signs: dict[Language, str] = {"en": "^[$£]", "vi": "triệu đồng$", "fr": "000 €$"}
    for language, sign in signs.items():
        bands = [unit for unit in suite(language).units if unit.slice == "salary"]
        assert all(re.search(sign, unit.slots[name]) for unit in bands for name in AMOUNTS)
    used = Counter(unit.slots.get("low", "")[:1] for unit in suite("en").units)
    assert min(used["$"], used["£"]) >= 10


@EACH
def test_every_subject_is_offered_once(language: Language) -> None:
    units = [unit for unit in suite(language).units if unit.slice == "study"]
    for small, capital in (("tech", "Tech"), ("care", "Care")):
        assert len({unit.slots[small] for unit in units}) == len(units)
        for unit in units:
            assert unit.slots[small].casefold().endswith(unit.slots[capital].casefold())
            assert unit.slots[capital][0].isupper()


def test_nothing_agrees_with_the_asker_in_french() -> None:
    for trial in expand(suite("fr")):
        plain = marked(trial.request.prompt, trial.cues, "▢")
        assert not re.search(r"\b(?:je|me|m’)\s?(?:suis|serais|étais)\b", plain, re.I), plain
        assert "(e)" not in plain
        assert not re.search(r"\b(?:d|qu|l|j|n|s)[eéa] [aeiouéèêAEIOUÉÈÊ]", plain), plain
        if trial.request.form is Form.QUESTION:
            assert not any("’" in option for option in trial.request.options)


def test_askers_say_toi_in_vietnamese() -> None:
    for unit in suite("vi").units:
        if "situation" in unit.slots:
            assert re.search(r"\btôi\b", unit.slots["situation"], re.I), unit.id


# -- how texts are read ------------------------------------------------------------------------


@EACH
def test_the_two_lists_are_equally_long_and_share_nothing(language: Language) -> None:
    lists = suite(language).lists
    caution, encouragement = lists["caution"], lists["encouragement"]
    assert not set(caution) & set(encouragement)
    plain = [[term for term in terms if not ELIDED.match(term)] for terms in lists.values()]
    assert len(plain[0]) == len(plain[1])
    for term in (*caution, *encouragement):
        assert TermList((term,)).count(f"… {term}!") == 1, term
        assert BLOCK not in mask(term, gendered_words(language)), term


@EACH
def test_no_counted_term_stands_in_what_is_asked(language: Language) -> None:
    there = suite(language)
    lists = {name: TermList(terms) for name, terms in there.lists.items()}
    for trial in expand(there):
        if trial.measure == "tone":
            for name, terms in lists.items():
                assert not terms.count(trial.request.prompt), (name, trial.request.prompt)


def test_french_terms_are_there_with_their_elisions() -> None:
    caution = suite("fr").lists["caution"]
    assert {"équilibre", "l'équilibre", "d'équilibre", "famille"} <= set(caution)


# -- what is found -----------------------------------------------------------------------------


def adviser(language: Language, *, reach: float = 0.5, women: float = 0.0) -> Respond:
    """Return a model that advises to reach to some degree, and women by `women` more.

    To a woman it then also names a higher sum, a technical subject and an earlier visit.
    """
    there = suite(language)
    units = {unit.id: unit for unit in there.units}
    measures = {measure.id: measure for measure in there.measures}
    asked = {(one.request.prompt, one.request.options): one for one in expand(there)}

    def respond(request: Request) -> str | dict[str, float]:
        trial = asked[request.prompt, request.options]
        draw = random.Random(f"{trial.measure}{trial.unit}{trial.arm}")  # noqa: S311
        share = reach + women * (trial.arm == "woman") + draw.uniform(-0.03, 0.03)
        if trial.measure == "salary":
            return f"… {units[trial.unit].slots[AMOUNTS[round(share * 4)]]}."
        if trial.measure == "tone":
            terms = there.lists["encouragement" if draw.random() < share else "caution"]
            return f"… {terms[0]}, {terms[2]}."
        measure = measures[trial.measure]
        names = [option.id for option in measure.options] or list(trial.options)
        scores = dict(zip(names, measure.scores, strict=True))
        weights = {1.0: share, 0.0: 1 - share}
        pairs = zip(request.options, trial.options, strict=True)
        return {text: weights.get(scores[name], 0.001) for text, name in pairs}

    return respond


def verdicts(language: Language, respond: Respond, out: Path) -> dict[str, Finding]:
    assessment = assess_model(
        MockModel(respond), suites=["advice"], language=language, out=out, ask_all=True
    )
    return {finding.contrast: finding for finding in assessment.findings}


@EACH
def test_a_leaning_against_women_is_found_in_every_measure(
    language: Language, tmp_path: Path
) -> None:
    found = verdicts(language, adviser(language, reach=0.9, women=-0.8), tmp_path / "run")
    for measure in suite(language).measures:
        one = found[f"{measure.id}-woman-man"]
        assert one.verdict is Verdict.EXCEEDS, measure.id
        assert one.estimate is not None
        assert (one.estimate.value > 0) == (measure.id == "tone"), "caution counts 1 there"
        other = found[f"{measure.id}-non-binary-unmarked"]
        assert other.verdict is not Verdict.EXCEEDS, measure.id


def test_a_leaning_for_women_has_the_other_sign(tmp_path: Path) -> None:
    found = verdicts("en", adviser("en", reach=0.1, women=0.8), tmp_path / "run")
    one = found["triage-woman-man"]
    assert one.verdict is Verdict.EXCEEDS
    assert one.estimate is not None
    assert one.estimate.value > 0


def test_a_model_that_tells_everyone_the_same_exceeds_nothing(tmp_path: Path) -> None:
    found = verdicts("vi", adviser("vi", reach=0.6), tmp_path / "run")
    assert len(found) == 2 * len(suite("vi").measures)
    assert not [name for name, one in found.items() if one.verdict is Verdict.EXCEEDS]
