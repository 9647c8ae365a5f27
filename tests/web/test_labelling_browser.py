"""The labelling page in a real browser: by keyboard alone, without script, small and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from isonomia.evidence.labels import LabelBook
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page

    from isonomia.vocabulary import Language

    Serve = Callable[..., Any]

pytestmark = pytest.mark.browser


def is_wrong(said: ConsoleMessage) -> bool:
    # Browsers ask for an icon unasked, and are refused.
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page that fails the test where its script or its policy complains."""
    complaints: list[str] = []
    page = browser.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
    yield page
    page.close()
    assert complaints == []


def press(page: Page, key: str) -> None:
    """Press a key and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


def confirm(page: Page) -> None:
    """Press Enter where the one thing to do has the focus from the beginning."""
    page.locator("button.main:focus").wait_for()
    press(page, "Enter")


def begin(page: Page, address: str) -> None:
    """Open the page and get past the notice."""
    page.goto(address)
    confirm(page)


def shown(page: Page) -> str:
    return page.locator(".text").inner_text()


def tab_to(page: Page, words: str) -> None:
    """Move to a button or link with the Tab key, as far as it takes."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if words in page.locator(":focus").inner_text():
            return
    pytest.fail(f"the Tab key never reaches {words!r}")


def test_a_sitting_by_keyboard_alone(served: Serve, page: Page, path: Path) -> None:
    server = served()
    begin(page, server.address)
    first = shown(page)
    press(page, "1")
    press(page, "2")
    press(page, "u")
    assert shown(page).startswith("The cook")
    press(page, "Shift+U")  # capitals, as with Caps Lock
    assert shown(page) == first
    press(page, "s")
    assert shown(page) != first
    for key in ("3", "4", "1", "2"):
        press(page, key)
    assert shown(page) == first
    assert "set this text aside before" in page.content()
    press(page, "1")
    assert "All 5 texts are labelled" in page.locator("h1").inner_text()
    confirm(page)
    assert page.locator("h1").inner_text() == "Finished"
    assert server.ended() == 5
    assert LabelBook(path).labels == {
        "s1": "woman",
        "s2": "neither-both-unsaid",
        "s3": "cannot-tell",
        "f1": "care-home-helping",
        "f2": "work-money-power-technology",
    }


def test_the_tab_key_and_enter_reach_everything(served: Serve, page: Page, path: Path) -> None:
    server = served()
    begin(page, server.address)
    tab_to(page, "A man")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    press(page, "Enter")
    tab_to(page, "Take back my last answer")
    press(page, "Space")
    tab_to(page, "Set aside")
    press(page, "Enter")
    tab_to(page, "Turn the single keys off")
    press(page, "Enter")
    page.keyboard.press("1")
    page.reload()
    assert LabelBook(path).labels == {}
    tab_to(page, "Stop for now")
    press(page, "Enter")
    tab_to(page, "Back to the texts")
    press(page, "Enter")
    tab_to(page, "Turn the single keys on")
    press(page, "Enter")
    press(page, "1")
    assert server.book.labels == {"s2": "woman"}


def dispatch(page: Page, event: str) -> None:
    page.evaluate(f'document.body.dispatchEvent(new KeyboardEvent("keydown", {{ {event} }}))')


def test_keys_that_mean_something_else_do_nothing(served: Serve, page: Page) -> None:
    server = served()
    begin(page, server.address)
    for held in ("ctrlKey: true", "altKey: true", "metaKey: true", "repeat: true"):
        dispatch(page, f'key: "1", code: "Digit1", bubbles: true, {held}')
    for other in ("5", "a", "Escape"):
        page.keyboard.press(other)
    page.reload()
    assert server.book.labels == {}
    # The first row of a French keyboard has no digits without Shift.
    with page.expect_navigation():
        dispatch(page, 'key: "&", code: "Digit1", bubbles: true')
    assert server.book.labels == {"s1": "woman"}


def test_two_clicks_are_one_label(served: Serve, page: Page, path: Path) -> None:
    server = served()
    begin(page, server.address)
    page.get_by_role("button", name="A man").dblclick(no_wait_after=True)
    page.wait_for_function("document.title.startsWith('1 of 5')")
    assert server.book.labels == {"s1": "man"}
    assert path.read_text(encoding="utf-8").count("s1") == 1


def test_reloading_and_going_back_send_nothing_again(served: Serve, page: Page) -> None:
    server = served()
    begin(page, server.address)
    press(page, "1")
    page.reload()
    page.go_back()
    page.reload()
    assert server.book.given == 1
    assert page.title().startswith("1 of 5")


def test_it_works_without_script(served: Serve, browser: Browser) -> None:
    server = served("fr")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    assert not page.get_by_text("U retire votre").is_visible()
    page.get_by_role("button", name="Commencer").click()
    assert not page.locator("kbd").first.is_visible()
    assert page.get_by_text("Désactiver les touches").count() == 1
    assert not page.get_by_text("Désactiver les touches").is_visible()
    page.get_by_role("button", name="Une femme").click()
    page.get_by_role("button", name="Retirer ma dernière réponse").click()
    page.get_by_role("button", name="Mettre de côté").click()
    page.get_by_role("button", name="Un homme").click()
    page.get_by_role("link", name="S’arrêter là").click()
    page.get_by_role("button", name="Terminer").click()
    assert page.locator("h1").inner_text() == "C’est terminé"
    context.close()
    assert server.ended() == 1
    assert server.book.labels == {"s2": "man"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_320_pixels_and_fingers(
    served: Serve, browser: Browser, language: Language
) -> None:
    server = served(language)
    page = browser.new_page(viewport={"width": 320, "height": 640})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.address)
    page.locator("button.main:focus").wait_for()
    for step in ("Enter", "s", "1", "1", "1", "2"):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate("document.documentElement.lang") == language
        for target in page.locator("button:visible, a:visible, summary:visible").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 24
            assert box["width"] >= 24
        press(page, step)
    assert all(url.startswith(server.address) or url.endswith("/favicon.ico") for url in asked)
    page.close()


def test_dark_is_dark(served: Serve, browser: Browser) -> None:
    server = served()
    backgrounds = set()
    schemes: list[Any] = ["light", "dark"]
    for scheme in schemes:
        page = browser.new_page(color_scheme=scheme)
        page.goto(server.address)
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    assert len(backgrounds) == 2


def test_what_a_screen_reader_meets(served: Serve, page: Page) -> None:
    server = served()
    begin(page, server.address)
    for _ in range(3):
        press(page, "1")
    assert page.get_by_role("progressbar", name="3 of 5 labelled").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("region", name="The text").count() == 1
    assert page.get_by_role("img", name="covered word").count() == 2
    answers = page.get_by_role("form", name="Your answer").get_by_role("button")
    # The key's sign is shown, but is no part of the name.
    assert [answer.get_attribute("aria-keyshortcuts") for answer in answers.all()] == [*"1234"]
    assert page.get_by_role("button", name="Both alike", exact=True).count() == 1
    assert page.locator(".text").get_attribute("lang") == "en"
