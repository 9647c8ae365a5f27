"""A guard asked like a model: what it says in words, and what its failures become."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.guards import GuardModel
from isonomia.assess.models import Form, Request
from isonomia.errors import AskError, SubjectError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.assess.guards import Screening
    from isonomia.vocabulary import Language

PRIVATE = "a text that no error may quote"


class Planted:
    """A guard that says what a function says."""

    name = "planted"
    digest = "d1"

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.told: set[Language | None] = set()
        self.threads: set[int] = set()

    def screen(self, text: str, language: Language | None = None) -> Screening:
        self.told.add(language)
        self.threads.add(threading.get_ident())
        return self.say(text)  # type: ignore[return-value]


def says(flagged: object, act: object = None) -> Callable[[str], object]:
    return lambda _: SimpleNamespace(flagged=flagged, act=act)


def asked(guard: Planted, language: Language = "en") -> str | None:
    async def run() -> str | None:
        model = GuardModel(guard, language)
        async with model:
            return (await model.ask(Request(Form.WRITE, PRIVATE))).text

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("flagged", "act", "reply"),
    [
        (True, "doxxing", "flagged: doxxing"),
        (True, None, "flagged"),
        (True, "two words", "flagged"),
        (False, None, "passed"),
        (False, "doxxing", "passed"),
        (None, None, "undecided"),
    ],
)
def test_what_it_says_in_words(flagged: bool | None, act: str | None, reply: str) -> None:
    assert asked(Planted(says(flagged, act))) == reply


def test_its_card_names_it_and_what_it_rests_on() -> None:
    async def card() -> tuple[str, str, frozenset[Form]]:
        async with GuardModel(Planted(says(True)), "vi") as card:
            return card.name, card.digest, card.forms

    assert asyncio.run(card()) == ("guard/planted", "d1", frozenset({Form.WRITE}))


def test_it_is_told_the_language_and_keeps_the_loop_free() -> None:
    guard = Planted(says(False))
    asked(guard, "fr")
    assert guard.told == {"fr"}
    assert threading.get_ident() not in guard.threads


def test_a_failure_on_one_text_is_one_failed_question_and_quotes_nothing() -> None:
    def fail(text: str) -> object:
        if text == PRIVATE:
            raise ValueError(text)
        return SimpleNamespace(flagged=False, act=None)

    with pytest.raises(AskError, match="ValueError") as failed:
        asked(Planted(fail))
    assert PRIVATE not in str(failed.value)


@pytest.mark.parametrize("say", [lambda _: True, lambda _: 1 / 0], ids=["no screening", "raises"])
def test_a_guard_that_cannot_screen_is_found_out_at_once(say: Callable[[str], object]) -> None:
    with pytest.raises(SubjectError, match="first, harmless text"):
        asked(Planted(say))


def test_what_a_guard_knows_to_be_wrong_is_left_as_it_is() -> None:
    def unreachable(_: str) -> object:
        raise UnreachableError("Nobody answers.")

    with pytest.raises(UnreachableError, match="Nobody answers"):
        asked(Planted(unreachable))
