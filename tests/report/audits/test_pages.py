"""Pages of audits: their own words, only sections that say something, and every number."""

from __future__ import annotations

import html
import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from isonomia.assess.data.reading.skips import REASONS
from isonomia.evidence import Coverage, Measured, Source, Verdict, load, save
from isonomia.report import Policy, check, render_html, render_junit, render_markdown, write_html
from isonomia.report.messages import catalogue
from isonomia.vocabulary import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from isonomia.evidence import Assessment

EACH = pytest.mark.parametrize("language", LANGUAGES)
BOTH = pytest.mark.parametrize("name", ["corpus", "decisions"])
TODAY = date(2026, 11, 22)
OF_MODELS = {
    "en": r"\bthe model\b|language model|scenario|answers?\b|\bscored\b|\basked in this run",
    "vi": r"mô hình|tình huống|câu trả lời|chấm điểm|lượt hỏi",
    "fr": r"\bmodèle\b|scénario|réponses\b|noté\b|\bessais\b",
}


def words_of(page: str) -> str:
    text = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    return re.sub(r"\s+", " ", text)


class Tags(HTMLParser):
    """Collects ids, references and headings, and fails on a tag that does not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@EACH
@BOTH
def test_page_is_sound(audits: dict[str, Assessment], name: str, language: Language) -> None:
    page = Tags(render_html(audits[name], language))
    ids = [attributes["id"] for _, attributes in page.all if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.all:
        assert set((attributes.get("aria-labelledby") or "").split()) <= set(ids)
        link = attributes.get("href") or ""
        assert not link.startswith("#") or link[1:] in ids
        assert tag != "th" or attributes.get("scope")
        assert tag not in {"script", "img", "link"}
    for tag in ("table", "div"):
        scrolls = [one for kind, one in page.all if kind == tag and one.get("class") == "scroll"]
        assert all(one["tabindex"] == "0" and one["role"] == "region" for one in scrolls)
    tables = [tag for tag, _ in page.all]
    assert tables.count("table") == tables.count("caption")


@EACH
@BOTH
def test_contents_list_exactly_the_sections(
    audits: dict[str, Assessment], name: str, language: Language
) -> None:
    page = render_html(audits[name], language)
    listed = re.findall(r'<li><a href="#([\w-]+)">', page)
    assert listed == re.findall(r'<section id="([\w-]+)"', page)
    assert {"findings", "plots", "exhibits", "untested", "sources", "method"} <= set(listed)
    assert not {"answers", "context", "nuisance", "frontier"} & set(listed)


@EACH
@BOTH
def test_speaks_of_data_and_not_of_models(
    audits: dict[str, Assessment], name: str, language: Language
) -> None:
    words = words_of(render_html(audits[name], language))
    found = re.findall(OF_MODELS[language], words.replace("assessment.json", ""))
    # Questions without a verdict have "no answer yet" in every kind of report.
    assert set(found) <= {"answer"}


@EACH
def test_only_texts_that_there_are_have_a_twin(language: Language) -> None:
    entries = catalogue(language).entries
    for kind in ("data", "dataset", "decision", "screener", "corpus", "table", "decisions"):
        twins = {key for key in entries if key.startswith(f"{kind}.")}
        assert twins
        assert {key.removeprefix(f"{kind}.") for key in twins} <= entries.keys()


def test_units_have_their_own_names(audits: dict[str, Assessment]) -> None:
    corpus, decisions = (words_of(render_html(one)) for one in audits.values())
    assert "1,000 documents, 2,400 mentions" in corpus
    assert "1,635 documents" in corpus
    assert "800 people" in decisions
    two = audits["corpus"].model_copy(deep=True)
    suites = (two.plan.suites[0], audits["decisions"].plan.suites[0])
    mixed = two.model_copy(update={"plan": two.plan.model_copy(update={"suites": suites})})
    assert "1,000 records, 2,400 occurrences" in words_of(render_html(mixed))


def test_ratios_are_told_in_words_and_never_by_what_could_be_shown(
    decisions: Assessment,
) -> None:
    words = words_of(render_html(decisions))
    assert "The rate of “woman” was 0.54 times that of “man” (95% interval 0.45 to 0.65" in words
    assert "outside the tolerance of 0.80 to 1.25. Direction: women are selected less" in words
    assert "The rates of “has-children” and of “health” were the same, to a hundredth" in words
    ratio = words[words.index("Are women selected") : words.index("Are qualified")]
    assert "Smallest difference" not in ratio
    french = words_of(render_html(decisions, "fr"))
    assert "valait 0,54 fois celui" in french
    assert "« interruption de carrière »" in french.replace("\u00a0", " ")


def test_names_from_the_data_are_shown_as_they_are(decisions: Assessment) -> None:
    """A group called "health" is no question about health, and keeps its hyphens."""
    for language in LANGUAGES:
        words = words_of(render_html(decisions, language))
        assert "has-children" in words
        assert re.search(r"[“\u00a0 ]health[”\u00a0 ]", words)


def test_ratios_are_drawn_on_a_scale_of_ratios(decisions: Assessment) -> None:
    page = render_html(decisions)
    plot = page[page.index("Decisions: ratios") :]
    plot = plot[: plot.index("</figure>")]
    ticks = re.findall(r'class="tick" x="([\d.]+)%"[^>]*>([\d.]+)</text>', plot)
    places = {words: float(place) for place, words in ticks}
    assert places["1"] == 50
    assert places["0.5"] + places["2"] == pytest.approx(100)


def test_findings_without_names_of_groups_are_still_told(decisions: Assessment) -> None:
    nameless = [one.model_copy(update={"arms": ()}) for one in decisions.findings]
    between = nameless[-1].model_copy(update={"kind": "slices", "contrast": "other"})
    changed = decisions.model_copy(update={"findings": (*nameless, between)})
    words = words_of(render_html(changed))
    assert "The ratio is 0.54" in words
    assert "The difference is −5.0 points" in words


def test_what_was_read_is_listed_and_shortened(corpus: Assessment) -> None:
    words = words_of(render_html(corpus))
    assert "Read: 30 files or parts of files, 45 MB, 1,635 documents." in words
    assert "the line is not valid JSON 57" in words
    assert "odd-slug 2" in words, "a reason without words is printed as it is"
    assert "data/part-029.jsonl" in words
    assert "And 10 more with 445 records; all are in assessment.json." in words
    listed = set(re.findall(r"data/part-(\d+)\.jsonl", words))
    assert len(listed) == 20


@EACH
def test_every_reason_to_skip_a_record_has_words(language: Language) -> None:
    entries = catalogue(language).entries
    assert {f"reason.{slug}" for slug in REASONS} <= entries.keys()


def test_what_was_read_is_left_out_where_nothing_was(decisions: Assessment) -> None:
    none = decisions.model_copy(update={"sources": (), "exhibits": ()})
    page = render_html(none)
    assert 'id="sources"' not in page
    assert 'id="exhibits"' not in page
    assert "#sources" not in page


@EACH
@BOTH
def test_markdown_has_findings_and_first_tables(
    audits: dict[str, Assessment], name: str, language: Language
) -> None:
    text = render_markdown(audits[name], language)
    assert text.count("<details>") == text.count("</details>") == 3
    assert len(text) < 8_000
    assert "<b>" not in text
    for finding in audits[name].findings:
        assert finding.title[language] in text
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(line.endswith(" |") for line in lines)


def test_markdown_names_what_was_read_instead_of_a_cost(corpus: Assessment) -> None:
    text = render_markdown(corpus)
    assert "Tokens" not in text
    assert "1,635 documents" in text
    assert "36 further rows: see the HTML report." in text


@BOTH
def test_gate_and_junit_agree(audits: dict[str, Assessment], name: str) -> None:
    result = check(audits[name], Policy(), TODAY)
    assert len(result.failures) == 1
    assert "exceeds tolerance" in result.failures[0]
    tree = ET.fromstring(render_junit(audits[name], Policy(), TODAY))  # noqa: S314  ours
    assert tree.get("failures") == "1"
    assert tree.get("tests") == str(len(audits[name].findings) + 1)
    calm = [one for one in audits[name].findings if one.verdict is not Verdict.EXCEEDS]
    assert check(audits[name].model_copy(update={"findings": tuple(calm)}), Policy(), TODAY).passed


def test_gate_asks_which_share_could_be_read(corpus: Assessment) -> None:
    broken = Source(name="x", digest="0", bytes=9, records=10, skipped={"broken-json": 90})
    found = corpus.model_copy(update={"sources": (broken,), "findings": corpus.findings[2:]})
    result = check(found, Policy(), TODAY)
    assert result.failures == (
        "Only 10 of 100 records could be read (10.0%); the policy asks for at least 50.0%.",
    )
    text = render_junit(found, Policy(), TODAY).decode()
    assert "Only 10 of 100 records could be read" in text
    assert check(found, Policy(min_answered=0.1), TODAY).passed
    nothing = found.model_copy(update={"sources": ()})
    assert not check(nothing, Policy(), TODAY).passed


def test_a_live_decision_system_that_was_asked_keeps_its_answers(decisions: Assessment) -> None:
    """A screener that was probed has trials like a model: nothing of them is left out."""
    measured = Measured(
        suite="decisions",
        measure="invited",
        title=Text(en="Invited", vi="Được mời", fr="Invitation"),
        form="question",
        read_by="rule",
        coverage={"woman": Coverage(answered=5, failed=5)},
    )
    probed = decisions.model_copy(
        update={"measures": (measured,), "coverage": Coverage(answered=5, failed=6)}
    )
    page = render_html(probed)
    assert 'id="answers"' in page
    assert "the screener goes beyond" in page
    assert "What was read" in page
    assert "Only 5 of 11 trials were answered" in check(probed, Policy(), TODAY).failures[0]


def test_nothing_is_lost_when_saved(corpus: Assessment, tmp_path: Path) -> None:
    save(corpus, tmp_path)
    again = load(tmp_path)
    assert again == corpus
    assert render_html(again) == render_html(corpus)


@pytest.mark.browser
@BOTH
def test_fits_a_phone_and_shows_closed_tables_on_paper(
    browser: Browser, audits: dict[str, Assessment], name: str, tmp_path: Path
) -> None:
    path = write_html(audits[name], tmp_path / "report.html", "fr")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    assert page.locator("table").first.is_visible()
    for table in page.locator("details table").all():
        assert table.is_visible()
    page.close()


def test_of_rankings_lists_are_the_units_and_differences_are_signed(decisions: Assessment) -> None:
    """A mean difference over lists is no share, although it is asked as a level."""
    ratio = decisions.findings[0]
    tolerance = ratio.tolerance.model_copy(update={"low": -0.05, "high": 0.05})
    assert ratio.estimate is not None
    estimate = ratio.estimate.model_copy(
        update={"value": -0.12, "low": -0.2, "high": -0.04, "units": 40, "units_asked": 40}
    )
    changes = {"kind": "level", "measure": "top", "contrast": "top-woman", "arms": ("woman",)}
    listed = ratio.model_copy(
        update=changes | {"tolerance": tolerance, "estimate": estimate, "reference": 0.0}
    )
    page = words_of(render_html(decisions.model_copy(update={"findings": (listed,)})))
    assert "The difference is −12.0 points (95% interval −20.0 to −4.0 points; 40 lists" in page
    assert "Lists 40" in page
    both = decisions.model_copy(update={"findings": (listed, *decisions.findings)})
    assert "People or lists" in words_of(render_html(both))
    assert "| People or lists |" in render_markdown(both)
