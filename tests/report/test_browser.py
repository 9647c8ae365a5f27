"""The page in a real browser: reflow, silence on the network, light, dark and paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from isonomia.report import write_html
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from isonomia.evidence import Assessment
    from isonomia.vocabulary import Language

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", ["whole", "hostile"])
def test_reflows_at_320_pixels_and_asks_for_nothing(
    browser: Browser,
    variants: dict[str, Assessment],
    tmp_path: Path,
    variant: str,
    language: Language,
) -> None:
    path = write_html(variants[variant], tmp_path / "report.html", language)
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == [path.as_uri()]
    page.close()


def test_light_dark_and_paper(browser: Browser, assessment: Assessment, tmp_path: Path) -> None:
    path = write_html(assessment, tmp_path / "report.html")
    backgrounds = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(path.as_uri())
        picture = page.screenshot(path=tmp_path / f"{scheme}.png", full_page=True)
        assert len(picture) > 10_000
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert len(backgrounds) == 2
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(path=tmp_path / "report.pdf", format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 1
    page.close()


def test_paper_shows_closed_tables(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(write_html(assessment, tmp_path / "report.html").as_uri())
    table = page.locator("details table").first
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    page.close()


def test_skip_link_comes_first_and_shows_itself(
    browser: Browser, assessment: Assessment, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(write_html(assessment, tmp_path / "report.html").as_uri())
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("class") == "skip"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#findings")
    page.close()
