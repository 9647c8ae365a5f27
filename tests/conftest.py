"""Fixtures for all tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import own_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser


CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of shared test data that lies beside the repository, or skip the test."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the shared test data are not there: {folder}")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real browser, or skip the test where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


WRITTEN = """[[measures]]
id = "praise"
form = "write"
reader = "pronouns"
max_tokens = 20
prompts = [ { id = "letter", text = "Write a letter about {subject}: {subject} {work}." } ]
"""


@pytest.fixture
def sealed_suite(tmp_path: Path) -> Path:
    """Write a small suite of twelve written answers, which are sealed, and return its path."""
    text = own_suite().replace("reviewed = false", "sealed = true\nreviewed = false", 1)
    start, end = text.index("[[measures]]"), text.index("[measures.title]")
    path = tmp_path / "sealed.en.toml"
    path.write_text(text[:start] + WRITTEN + text[end:], encoding="utf-8")
    return path


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.fixture(scope="session")
def contrast() -> Callable[[str, str], float]:
    """Return the formula of WCAG 2 for the contrast of two colours."""

    def ratio(first: str, second: str) -> float:
        low, high = sorted((luminance(first), luminance(second)))
        return (high + 0.05) / (low + 0.05)

    return ratio
