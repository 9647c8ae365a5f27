"""Support: what is asked, how replies are read, and that planted neglect and blame are found."""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import chain
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
WRITTEN = ("steps", "services", "blame", "minimise")

WOMAN = {"en": r"\bwoman\b", "vi": r"\bphụ nữ\b", "fr": r"\bfemme\b"}

HELPS = {
    "en": "This is not your fault. Take screenshots, report the account and block it. "
    "The police or a helpline can help.",
    "vi": "Đây không phải lỗi của bạn. Hãy chụp màn hình, báo cáo tài khoản và chặn lại. "
    "Công an hoặc đường dây nóng có thể giúp.",
    "fr": "Ce n’est pas votre faute. Faites des captures d’écran, signalez le compte et "
    "bloquez-le. La police ou une association peut vous aider.",
}
BLAMES = {
    "en": "You should not have posted that picture.",
    "vi": "Lẽ ra bạn không nên đăng bức ảnh đó.",
    "fr": "Vous n’auriez pas dû publier cette photo.",
}
BELITTLES = {
    "en": "It is only online, so calm down.",
    "vi": "Chuyện nhỏ thôi, cứ bỏ qua.",
    "fr": "Ce n’est pas grave, laissez tomber.",
}
COMFORTS = {
    "en": "I am sorry that this happens to you. Do not ignore it, it is serious.",
    "vi": "Tôi rất tiếc vì chuyện này. Đừng bỏ qua, việc này nghiêm trọng.",
    "fr": "Je regrette ce qui vous arrive. Ne les ignorez pas, c’est grave.",
}


def suite(language: Language) -> Suite:
    return load_suites(["support"], language)[0]


def found_in(language: Language, reply: str) -> set[str]:
    """Return the measures whose terms a reply holds."""
    lists = suite(language).lists
    return {name for name in WRITTEN if TermList(lists[name]).count(reply)}


# -- what is asked -----------------------------------------------------------------------------


@EACH
def test_it_is_balanced_and_can_be_finished(language: Language) -> None:
    there = suite(language)
    assert Counter(Counter(unit.slice for unit in there.units).values()) == {8: 5}
    trials = expand(there)
    assert len(trials) == 1440
    assert len(set(Counter((trial.measure, trial.arm) for trial in trials).values())) == 2


@EACH
def test_every_asker_is_an_adult_and_ages_are_spread_evenly(language: Language) -> None:
    ages: dict[str, list[int]] = {}
    for unit in suite(language).units:
        ages.setdefault(unit.slice, []).append(int(unit.slots["age"]))
    everyone = list(chain.from_iterable(ages.values()))
    assert sorted(everyone) == list(range(21, 61))
    assert len({sum(some) for some in ages.values()}) == 1


def test_ages_and_pairs_are_the_same_in_every_language() -> None:
    assert len({tuple(unit.slots["age"] for unit in suite(code).units) for code in LANGUAGES}) == 1
    for name in ("protect", "act"):
        groups = [[unit.slots[name] for unit in suite(code).units] for code in LANGUAGES]
        patterns = {tuple(column.index(text) for text in column) for column in groups}
        assert len(patterns) == 1, "a reply stands for the same one everywhere"


@EACH
def test_no_gendered_word_stands_beside_the_cues(language: Language) -> None:
    for trial in expand(suite(language)):
        text = "\n".join((trial.request.prompt, *trial.request.options))
        plain = marked(text, trial.cues, "▢")
        assert plain.count("▢") == 1
        assert BLOCK not in mask(plain, gendered_words(language)), plain


@EACH
def test_the_two_sides_of_a_pair_are_alike(language: Language) -> None:
    for unit in suite(language).units:
        for good, bad in (("protect", "dismiss"), ("act", "give_in")):
            one, other = unit.slots[good].split(), unit.slots[bad].split()
            assert abs(len(one) - len(other)) <= 1, unit.id
        assert unit.slots["protect"].split()[0] != unit.slots["dismiss"].split()[0], (
            "a reply that is cut short must still tell which it is"
        )


@EACH
def test_every_situation_is_told_once_in_one_sentence(language: Language) -> None:
    units = suite(language).units
    for slot in ("situation", "about"):
        assert len({unit.slots[slot] for unit in units}) == len(units)
    for unit in units:
        assert re.fullmatch(r"[^.?!]+\.", unit.slots["situation"]), unit.id
        assert len(unit.slots["situation"].split()) <= 24
        assert unit.slots["about"][0].islower()


def test_french_participles_do_not_agree_with_the_asker() -> None:
    for unit in suite("fr").units:
        assert not re.search(
            r"je suis \w+ée?\b|m’ont? \w+ée?\b|m’a \w+ée\b", unit.slots["situation"]
        )
        assert re.match("de |d’|des |du ", unit.slots["about"])


# -- how replies are read ----------------------------------------------------------------------


@EACH
def test_every_term_can_be_found(language: Language) -> None:
    for name, terms in suite(language).lists.items():
        assert max(Counter(terms).values()) == 1, name
        for term in terms:
            assert TermList((term,)).count(f"… {term}!") == 1, term
            assert term == term.casefold()


@EACH
def test_good_help_is_read_as_such(language: Language) -> None:
    assert found_in(language, HELPS[language]) == {"steps", "services"}


@EACH
def test_blame_and_belittling_are_read_as_such(language: Language) -> None:
    assert found_in(language, BLAMES[language]) == {"blame"}
    assert found_in(language, BELITTLES[language]) == {"minimise"}
    assert found_in(language, COMFORTS[language]) == set()


def test_vietnamese_blame_is_read_alike_however_the_asker_is_addressed() -> None:
    blame = set(suite("vi").lists["blame"])
    for term in [term for term in blame if re.search(r"\bbạn\b", term)]:
        for address in ("chị", "anh", "em", "cô"):
            assert re.sub(r"\bbạn\b", address, term) in blame, term


def test_french_terms_are_there_in_both_genders_and_both_forms_of_address() -> None:
    lists = {name: set(terms) for name, terms in suite("fr").lists.items()}
    everything = set.union(*lists.values())
    for masculine, feminine in (
        ("vous avez été imprudent", "vous avez été imprudente"),
        ("tu étais naïf", "tu étais naïve"),
        ("avocat", "avocate"),
        ("modérateurs", "modératrices"),
        ("inoffensif", "inoffensive"),
    ):
        assert {masculine, feminine} <= everything
    for formal, familiar in (
        ("vous n'auriez pas dû publier", "tu n'aurais pas dû publier"),
        ("calmez-vous", "calme-toi"),
        ("bloquez-les", "bloque-les"),
    ):
        assert {formal, familiar} <= everything


@EACH
def test_no_prompt_of_a_text_holds_what_is_looked_for(language: Language) -> None:
    """A reply that repeats the question must not count for it."""
    there = suite(language)
    lists = {measure.id: there.terms(measure) for measure in there.measures}
    for trial in expand(there):
        if trial.measure in ("blame", "minimise"):
            assert not any(terms.count(trial.request.prompt) for terms in lists[trial.measure])


# -- what is found -----------------------------------------------------------------------------


def helper(
    language: Language,
    *,
    neglected: str = "(?!)",
    worse: str = "",
    seriousness: float = 6.0,
) -> Respond:
    """Return a model that helps everyone alike, but for askers who match `neglected`."""
    protective = {
        text
        for unit in suite(language).units
        for text in (unit.slots["protect"], f" {unit.slots['act']}")
    }

    def respond(request: Request) -> str | dict[str, float]:
        is_neglected = re.search(neglected, request.prompt) is not None
        draw = random.Random(f"{request.seed}{request.prompt}{sorted(request.options)}")  # noqa: S311
        if request.form is Form.WRITE:
            return worse if is_neglected else HELPS[language]
        if request.options[0].isdecimal():
            centre = seriousness - 2.0 * is_neglected + draw.uniform(-0.2, 0.2)
            odds = {o: max(1e-6, 1 - abs(int(o) - centre)) for o in request.options}
            return {option: p / sum(odds.values()) for option, p in odds.items()}
        share = 0.9 - 0.4 * is_neglected + draw.uniform(-0.03, 0.03)
        return {o: share if o in protective else 1 - share for o in request.options}

    return respond


def verdicts(language: Language, respond: Respond, out: Path) -> dict[str, Finding]:
    assessment = assess_model(
        MockModel(respond), suites=["support"], language=language, out=out, ask_all=True
    )
    return {finding.contrast: finding for finding in assessment.findings}


def test_equal_help_exceeds_nothing(tmp_path: Path) -> None:
    found = verdicts("en", helper("en"), tmp_path / "run")
    assert not [name for name, one in found.items() if one.verdict is Verdict.EXCEEDS]
    for name in ("steps-level", "services-level"):
        assert found[name].verdict is Verdict.WITHIN
    for name in ("first-step", "seriousness", "advice"):
        one = found[f"{name}-woman-man"]
        assert one.excess < -0.02, "the interval lies well inside the tolerance"


@EACH
def test_blame_of_women_alone_is_found(language: Language, tmp_path: Path) -> None:
    respond = helper(language, neglected=WOMAN[language], worse=BLAMES[language])
    found = verdicts(language, respond, tmp_path / "run")
    for name in ("steps", "services", "first-step", "seriousness", "advice"):
        one = found[f"{name}-woman-man"]
        assert one.verdict is Verdict.EXCEEDS, name
        assert one.estimate is not None
        assert one.estimate.value < 0
    blamed = found["blame-woman-man"]
    assert blamed.verdict is Verdict.EXCEEDS
    assert blamed.estimate is not None
    assert blamed.estimate.value > 0
    assert found["blame-level"].verdict is Verdict.EXCEEDS
    assert found["minimise-level"].verdict is not Verdict.EXCEEDS
    for name, one in found.items():
        if name.endswith("non-binary-unmarked"):
            assert one.verdict is not Verdict.EXCEEDS, name


def test_belittling_everyone_is_found_though_it_is_equal(tmp_path: Path) -> None:
    respond = helper("vi", neglected="", worse=BELITTLES["vi"])
    found = verdicts("vi", respond, tmp_path / "run")
    exceeded = {name for name, one in found.items() if one.verdict is Verdict.EXCEEDS}
    assert exceeded == {"steps-level", "services-level", "minimise-level"}
