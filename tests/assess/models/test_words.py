"""Words that set arms apart: planted ones are found, equal ones are not, and nothing is changed."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, assess_model
from isonomia.assess.models.words import compare_words
from isonomia.errors import AssessmentError, UsageError
from isonomia.testing import MockModel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isonomia.assess.models import Request
    from isonomia.assess.models.words import WordsCompared

    Tell = Callable[[str, random.Random], str]

COMMON = [*"abcdefghijklmnopqrst"]
"""Words that mean nothing, so that none is gendered."""

ARMS = ("woman", "man", "girl", "boy")
CONTRASTS = {
    "tales-woman-man": 'kind = "arms", arms = ["woman", "man"]',
    "tales-girl-boy": 'kind = "arms", arms = ["girl", "boy"]',
    "tales-again": 'kind = "arms", arms = ["girl", "boy"]',
    "tales-all": 'kind = "arms", arms = ["woman", "girl", "man", "boy"], '
    "weights = [0.5, 0.5, -0.5, -0.5]",
    "tales-far": 'kind = "slices", arms = ["woman"], slices = ["far", "near"]',
    "tales-near": 'kind = "arms", arms = ["woman", "man"], slices = ["near"]',
    "tales-level": 'kind = "level", arms = ["woman"]',
}
DAYS = 24


@pytest.fixture
def tales(make_suite: Callable[..., Path]) -> Path:
    """Return a suite of 24 days on which a story is told, twelve near and twelve far."""
    plain = '{ en = "x", vi = "x", fr = "x" }'
    path = make_suite()
    text = path.read_text(encoding="utf-8")
    parts = [text[: text.index("[[arms]]")]]
    parts += [
        f'[[arms]]\nid = "{arm}"\ntitle = {plain}\ncues = ["{arm}"]\nslots = {{ hero = "{arm}" }}\n'
        for arm in ARMS
    ]
    parts += [
        f'[[units]]\nid = "day-{day}"\ntitle = "day {day}"\nslots = {{ day = "{day}" }}\n'
        f'slice = "{"far" if day % 2 else "near"}"\n'
        for day in range(DAYS)
    ]
    parts.append(
        f'[[measures]]\nid = "tales"\ntitle = {plain}\nform = "write"\nreader = "length"\n'
        'most_words = 90\nprompts = [ { id = "tell", text = "Tell of a {hero} on day {day}." } ]\n'
    )
    parts += [
        f'[[contrasts]]\nid = "{name}"\nmeasure = "tales"\ntitle = {plain}\nbelow = {plain}\n'
        f"above = {plain}\n" + "\n".join(re.split(r", (?=\w+ = )", kind)) + "\n"
        for name, kind in CONTRASTS.items()
    ]
    path.write_text("\n".join(parts), encoding="utf-8")
    return path


def teller(tell: Tell) -> MockModel:
    def respond(request: Request) -> str:
        assert request.form is Form.WRITE
        return tell(request.prompt, random.Random(f"{request.prompt}{request.seed}"))  # noqa: S311

    return MockModel(respond)


def told(
    tell: Tell, tales: Path, out: Path, **options: int
) -> dict[tuple[str, str], WordsCompared]:
    suites = [str(tales)]
    assess_model(teller(tell), suites=suites, out=out, ask_all=True, **options)  # type: ignore[arg-type]
    return {one.sides: one for one in compare_words(out, suites)}


def story(extra: list[str], draw: random.Random) -> str:
    return " ".join([*draw.choices(COMMON, k=30), *extra])


def lean(prompt: str, draw: random.Random) -> str:
    """Plant a word for women, one for men, pronouns, and a word that one day holds."""
    hers, his = (re.search(rf"\b{who}\b", prompt) for who in ("woman", "man"))
    extra = ["lavender", "she", "her", "woman"] if hers else []
    extra += ["thunder", "he", "his", "man"] if his else []
    extra += ["odd"] if hers and "day 7." in prompt else []
    return story(extra, draw)


def test_planted_words_lead_and_words_of_the_arms_are_left_out(tales: Path, tmp_path: Path) -> None:
    found = told(lean, tales, tmp_path)["woman", "man"]
    assert found.units == (DAYS, DAYS)
    first, last = found.words[0], found.words[-1]
    assert (first.word, last.word) == ("lavender", "thunder")
    assert first.counts == (DAYS, 0)
    for gap in (first, last):
        assert gap.p < 0.02
        assert gap.low < gap.log_odds < gap.high
        assert gap.low * gap.high > 0
    shown = {gap.word for gap in found.words}
    assert not shown & {"she", "her", "woman", "he", "his", "man"}
    assert "odd" not in shown, "one unit says it"
    assert sum(gap.p <= 0.05 for gap in found.words) == 2


def test_arms_without_a_word_of_their_own_show_none(tales: Path, tmp_path: Path) -> None:
    found = told(lean, tales, tmp_path)["girl", "boy"]
    assert found.words
    assert all(gap.p > 0.05 for gap in found.words)


def test_a_side_that_repeats_itself_is_less_varied(tales: Path, tmp_path: Path) -> None:
    def dull(prompt: str, draw: random.Random) -> str:
        if re.search(r"\bwoman\b", prompt):
            return "day was long and day was " + " ".join(draw.choices(COMMON, k=2))
        return " ".join(draw.sample(COMMON, k=12))

    variety = told(dull, tales, tmp_path)["woman", "man"].variety
    assert variety is not None
    assert variety.first.value < 0.3 < variety.second.value
    assert variety.gap.high is not None
    assert variety.gap.high < 0
    assert variety.words == DAYS * 8, "the longer side is read as far as the shorter goes"


def test_sides_are_what_contrasts_compare_each_once(tales: Path, tmp_path: Path) -> None:
    found = told(lean, tales, tmp_path)
    assert set(found) == {
        ("woman", "man"),
        ("girl", "boy"),
        ("woman + girl", "man + boy"),
        ("woman (far)", "woman (near)"),
        ("woman (near)", "man (near)"),
    }
    assert found["girl", "boy"].contrast == "tales-girl-boy"
    assert found["woman (far)", "woman (near)"].units == (12, 12)
    assert found["woman (near)", "man (near)"].words[0].counts == (12, 0)
    assert found["woman + girl", "man + boy"].words[0].counts == (DAYS, 0)


def test_a_planted_word_of_one_slice_is_found(tales: Path, tmp_path: Path) -> None:
    def tell(prompt: str, draw: random.Random) -> str:
        (day,) = map(int, re.findall(r"day (\d+)", prompt))
        return story(["dusty"] if day % 2 else [], draw)

    found = told(tell, tales, tmp_path)
    (first, *_) = found["woman (far)", "woman (near)"].words
    assert (first.word, first.counts) == ("dusty", (12, 0))
    assert first.low > 0


def test_refusals_are_not_counted_and_leave_their_unit_out(tales: Path, tmp_path: Path) -> None:
    def declines(prompt: str, draw: random.Random) -> str:
        if "woman on day 5." in prompt:
            return "I cannot write stories about that, I cannot write it."
        return story([], draw)

    found = told(declines, tales, tmp_path)
    assert found["woman", "man"].units == (DAYS - 1, DAYS - 1)
    assert found["woman (far)", "woman (near)"].units == (11, 12)


def test_answers_are_found_with_another_seed_and_repetitions(tales: Path, tmp_path: Path) -> None:
    found = told(lean, tales, tmp_path, seed=7, repeat=2)
    assert found["woman", "man"].words[0].counts == (2 * DAYS, 0)


def test_chance_alone_seldom_marks_a_word(tales: Path, tmp_path: Path) -> None:
    """With texts that do not depend on the arm, one comparison in twenty may mark a word."""
    marked = []
    for seed in range(8):

        def tell(prompt: str, draw: random.Random, seed: int = seed) -> str:
            draw.seed(f"{seed}{prompt}")
            return story([], draw)

        found = told(tell, tales, tmp_path / str(seed))
        marked += [any(gap.p <= 0.05 for gap in one.words) for one in found.values()]
    assert sum(marked) <= 5, f"{sum(marked)} of {len(marked)} comparisons"


def test_reading_changes_nothing(tales: Path, tmp_path: Path) -> None:
    told(lean, tales, tmp_path)
    page = (tmp_path / "assessment.json").read_bytes()
    assert compare_words(tmp_path, [str(tales)]) == compare_words(tmp_path, [str(tales)])
    assert (tmp_path / "assessment.json").read_bytes() == page


def test_a_suite_that_was_changed_since_is_refused(tales: Path, tmp_path: Path) -> None:
    told(lean, tales, tmp_path)
    tales.write_text(tales.read_text(encoding="utf-8").replace("Tell of", "Speak of"))
    for suites in ([str(tales)], ["occupations"]):
        with pytest.raises(UsageError, match="is not as it was"):
            compare_words(tmp_path, suites)


def test_an_unknown_measure_is_a_sentence(tales: Path, tmp_path: Path) -> None:
    told(lean, tales, tmp_path)
    with pytest.raises(UsageError, match=r"No measure 'choice'.*choose from tales"):
        compare_words(tmp_path, [str(tales)], ["choice"])
    assert compare_words(tmp_path, [str(tales)], ["tales"])


def test_a_folder_without_a_run_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AssessmentError, match="No assessment at"):
        compare_words(tmp_path)
