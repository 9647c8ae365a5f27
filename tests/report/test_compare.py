"""The page of a comparison: as sound as the report's, and careful about what is not shown."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from isonomia.evidence import Change, Comparison, Difference
from isonomia.report import render_comparison, render_comparison_markdown
from isonomia.report.changes import ChangeSentences, worst_first
from isonomia.report.forest import CHANGE_MARKS, Axis, Row, forest
from isonomia.report.messages import catalogue
from isonomia.vocabulary import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from isonomia.vocabulary import Language

VOID = {"meta", "br", "hr", "img", "input", "link"}
NASTY = '<script>alert("x")</script><img src=https://evil.example/x>&"\'{{ 7*7 }}'


class Page(HTMLParser):
    """Collects tags and words, and fails on a tag that does not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest, comparison: Comparison) -> Page:
    return Page(render_comparison(comparison, request.param))


@pytest.fixture(scope="module")
def hostile(comparison: Comparison) -> Comparison:
    """Return a comparison with markup in every text that others wrote."""
    text = Text(en=NASTY, vi=NASTY, fr=NASTY)
    question = comparison.questions[0].model_copy(
        update={"title": text, "above": text, "below": text, "suite": NASTY, "suite_title": None}
    )
    run = comparison.runs[0].model_copy(
        update={"subject": NASTY, "digest": NASTY, "started": NASTY, "suites": {NASTY: NASTY}}
    )
    return comparison.model_copy(
        update={
            "questions": (question, *comparison.questions[1:]),
            "runs": (run, *comparison.runs[1:]),
        }
    )


def test_is_balanced_and_in_one_language(page: Page) -> None:
    assert page.open == []
    assert page.all("html")[0]["lang"] in LANGUAGES
    assert len(page.all("h1")) == 1


def test_ids_are_unique_and_references_resolve(page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert not [ident for ident, times in ids.items() if times > 1]
    for _, attributes in page.tags:
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids
        if (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids


def test_tables_have_captions_and_scoped_headers(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 5
    assert all(attributes.get("scope") for attributes in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_loads_nothing_and_runs_nothing(page: Page) -> None:
    assert not page.all("script", "link", "iframe", "object", "embed", "base", "form", "img")
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag == "a" or "href" not in attributes


def test_prints_no_number_that_is_none(page: Page) -> None:
    assert not re.search(r"\b(nan|inf|None|True|False|undefined)\b", page.text)
    assert "{" not in page.text


def test_markup_in_names_is_text(hostile: Comparison) -> None:
    text = render_comparison(hostile)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "<script" not in render_comparison_markdown(hostile)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_every_difference_is_there(
    comparison: Comparison, language: Language
) -> None:
    text = Page(render_comparison(comparison, language)).text
    mark = "." if language == "en" else ","
    for question in comparison.questions:
        assert " ".join(question.title[language].split()) in text
        for difference in question.differences:
            estimate = difference.estimate
            if estimate is None or estimate.low is None or estimate.high is None:
                continue
            for number in (estimate.value, estimate.low, estimate.high):
                assert f"{abs(100 * number):.1f}".replace(".", mark) in text


def test_worst_come_first(comparison: Comparison) -> None:
    first, *_, last = worst_first(comparison)
    assert first.contrast == "gap-choice"
    assert last.contrast == "parity-image"


def told(comparison: Comparison, contrast: str, run: str, **changes: object) -> str:
    question = next(one for one in comparison.questions if one.contrast == contrast)
    found = next(one for one in question.differences if one.run == run)
    changed = Difference.model_validate(found.model_dump() | changes)
    return ChangeSentences(catalogue("en"), comparison).difference(question, changed)


def test_sentences_say_what_is_known_and_no_more(comparison: Comparison) -> None:
    smaller = told(comparison, "gap-choice", "B")
    assert re.match(r"The result of run B lies [\d.]+ points below that of run A \(95%", smaller)
    assert "Run B leans less than run A. Direction of the difference: against the st" in smaller
    open_ = told(comparison, "parity-story", "B", by_chance=False)
    assert "cannot tell the two apart; that does not show that they are alike" in open_
    assert re.search(r"A true difference below about [\d.]+ points would often have gone", open_)
    assert "equal" not in open_
    larger = told(comparison, "gap-choice", "B", change=Change.LARGER, within_margin=True)
    assert "Run B leans more than run A." in larger
    assert larger.endswith(
        "A difference of more than 5.0 points, half the width of the tolerance, is ruled out."
    )
    differs = told(comparison, "gap-choice", "B", change=Change.DIFFERS)
    assert "which of them leans more, this comparison cannot tell" in differs
    chance = told(comparison, "parity-story", "B", by_chance=True)
    assert "But 12 differences were tested at once" in chance
    silent = told(comparison, "parity-story", "C")
    assert silent == "Nothing could be scored in at least one of the two runs."


def test_the_bottom_line_never_says_alike(comparison: Comparison) -> None:
    line = ChangeSentences(catalogue("en"), comparison).bottom_line()
    assert line == "In 1 of 12 comparisons with run A, a difference can be shown."
    quiet = comparison.model_copy(update={"questions": comparison.questions[1:2]})
    line = ChangeSentences(catalogue("en"), quiet).bottom_line()
    assert line.endswith("That does not mean that the runs are alike.")


def test_changes_differ_in_shape_and_all_are_drawn() -> None:
    assert len(set(CHANGE_MARKS.values())) == len(Change) == len(CHANGE_MARKS)
    axis = Axis(-1.0, 1.0, 0.0, (), "", "")
    for change, shape in CHANGE_MARKS.items():
        row = Row("Label", "+5", "words", change, (-0.1, 0.1), 0.05, 0.0, 0.1)
        drawn = forest([row], axis, ident="x", title="t", description="d")
        assert f'd="{shape}"' in drawn
        assert f'<g class="{change}">' in drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(contrast: Callable[[str, str], float], scheme: str) -> None:
    folder = files("isonomia.report") / "templates"
    sheet = (folder / "report.css").read_text(encoding="utf-8")
    own = (folder / "compare.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    pairs = re.findall(r"^\.([\w-]+) \{ --v: var\(--([\w-]+)\); --w: var\(--([\w-]+)\); \}", own,
                       re.MULTILINE)  # fmt: skip
    assert {name for name, _, _ in pairs} == set(Change)
    for _, ink, wash in pairs:
        assert contrast(found[ink], found[wash]) >= 4.5
        assert contrast(found[ink], found["surface"]) >= 4.5
        assert contrast(found[ink], found["band"]) >= 3


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_reflows_at_320_pixels(
    browser: Browser, comparison: Comparison, tmp_path: Path, language: Language
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render_comparison(comparison, language), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == [path.as_uri()]
    page.close()
