"""The page: valid, named, self-contained, true to its numbers, and unbroken by nasty content."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from isonomia.errors import StorageError
from isonomia.report import render_html, write_html
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

VOID = {"meta", "br", "hr", "img", "input", "link"}
VARIANTS = ("whole", "hostile", "unmeasured", "bare", "one_unit", "stopped")
Attributes = dict[str, str | None]


class Page(HTMLParser):
    """Collects what the checks below look at, and fails on a tag that does not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, Attributes]] = []
        self.inside: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice"
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tuple(self.open))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, *tags: str) -> list[Attributes]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture(scope="module", params=VARIANTS)
def variant(request: pytest.FixtureRequest, variants: dict[str, Assessment]) -> Assessment:
    return variants[request.param]


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request: pytest.FixtureRequest, variant: Assessment) -> Page:
    return Page(render_html(variant, request.param))


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


def test_every_picture_is_named_or_hidden(page: Page) -> None:
    assert not page.all("img")
    for (tag, attributes), outer in zip(page.tags, page.inside, strict=True):
        if tag == "svg" and "svg" not in outer:
            named = attributes.get("role") == "img" and "aria-labelledby" in attributes
            assert named or attributes.get("aria-hidden") == "true"


def test_every_table_has_a_caption_and_scoped_headers(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("scope") for attributes in page.all("th"))
    assert all(attributes.get("tabindex") == "0" for attributes in page.all("div")
               if attributes.get("class") == "scroll")  # fmt: skip


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_loads_nothing_and_runs_nothing(page: Page) -> None:
    assert not page.all("script", "link", "iframe", "object", "embed", "base", "form", "use")
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert not attributes.keys() & {"src", "srcset", "data", "xlink:href", "background"}
        if "href" in attributes:
            assert tag == "a"
            assert re.match(r"#|https?://", attributes["href"] or "")


def test_prints_no_number_that_is_none(page: Page) -> None:
    assert not re.search(r"\b(nan|inf|None(?! of)|True|False|undefined)\b", page.text)
    assert "{" not in page.text.replace("{{ 7*7 }}", "")


def test_style_sheet_loads_nothing(assessment: Assessment) -> None:
    style = render_html(assessment).split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("language", LANGUAGES)
def test_realistic_page_is_small(assessment: Assessment, language: Language) -> None:
    assert len(render_html(assessment, language).encode()) <= 150_000


def test_markup_in_names_is_text(variants: dict[str, Assessment]) -> None:
    text = render_html(variants["hostile"])
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_names_all_four_verdicts_and_every_unit(
    assessment: Assessment, language: Language
) -> None:
    page = Page(render_html(assessment, language))
    assert {finding.verdict for finding in assessment.findings} == {
        "exceeds", "within", "not-enough-evidence", "not-measured"
    }  # fmt: skip
    for title in assessment.plan.suites[0].unit_titles.values():
        assert title in page.text


def test_same_numbers_in_card_plot_and_table(assessment: Assessment) -> None:
    text = render_html(assessment)
    cards, rest = text.split('<section id="plots"')
    plots, tables = rest.split('<section id="untested"')[0], ""
    for figure in re.findall(r"<table.*?</table>", plots, re.S):
        tables += figure
        plots = plots.replace(figure, "")
    for finding in assessment.findings:
        if finding.estimate is None or finding.estimate.low is None:
            continue
        high = finding.estimate.high
        assert high is not None
        for number in (finding.estimate.value, finding.estimate.low, high):
            shown = f"{abs(100 * number):.1f}"
            assert all(shown in part for part in (cards, plots, tables)), shown


def test_incomplete_run_says_so_first(variants: dict[str, Assessment]) -> None:
    text = render_html(variants["stopped"])
    assert text.index("This run is not complete") < text.index('class="bottom-line"')
    assert "the budget of 2,000 calls was spent." in text
    assert "--seed 20261121 --resume</code>" in text
    assert "planned trials were asked. What follows rests on these alone." in text


def test_unreviewed_words_are_said_at_the_foot(assessment: Assessment) -> None:
    def foot(language: Language) -> str:
        return render_html(assessment, language).split("<footer>")[1]

    assert "notice" not in foot("en")
    assert "chưa được người bản ngữ" in foot("vi")
    assert "pas encore été relus" in foot("fr")


def test_unmeasured_is_never_shown_as_zero(variants: dict[str, Assessment]) -> None:
    page = Page(render_html(variants["unmeasured"]))
    assert "Nothing could be measured" in page.text
    assert "0.0% to" not in page.text
    assert "Nothing could be scored" in page.text
    for finding in variants["unmeasured"].findings:  # too many for a card each: they are listed
        assert finding.verdict == "not-measured"
        assert finding.title.en in page.text


def test_one_unit_has_an_estimate_but_no_interval(variants: dict[str, Assessment]) -> None:
    assert "too few units to tell chance from a pattern" in render_html(variants["one_unit"])


def test_writes_the_file_whole_or_not_at_all(assessment: Assessment, tmp_path: Path) -> None:
    path = write_html(assessment, tmp_path / "new" / "report.html", "fr")
    assert path.read_text(encoding="utf-8") == render_html(assessment, "fr")
    (tmp_path / "folder" / "report.html").mkdir(parents=True)
    with pytest.raises(StorageError, match="Could not write"):
        write_html(assessment, tmp_path / "folder" / "report.html")
