"""The register and the card in a real browser: they fit a phone and ask for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.govern import Facts
from isonomia.report import render_card, render_risks

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from isonomia.evidence import Assessment

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["risks", "card"])
def test_reflows_at_320_pixels_and_asks_for_nothing(
    browser: Browser, assessment: Assessment, tmp_path: Path, name: str
) -> None:
    pages = {
        "risks": render_risks(assessment, "vi"),
        "card": render_card(assessment, Facts({"description": ("long" * 80,)}), "fr"),
    }
    path = tmp_path / f"{name}.html"
    path.write_text(pages[name], encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert asked == [path.as_uri()]
    page.close()
