"""Conversations: the model's own replies are carried on, all in one journal, none asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models import Form, Request, assess_model
from isonomia.assess.models.dialect import Dialect
from isonomia.errors import AskError
from isonomia.evidence import Journal
from isonomia.testing import MockModel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeSuite = Callable[..., Path]

TEXT = '{ en = "x", vi = "x", fr = "x" }'
TALKING = (
    '[[units]]\nid = "home"',
    f'[[arms]]\nid = "later"\nlike = "woman"\nhack = "many-turns"\ntitle = {TEXT}\n'
    '[[units]]\nid = "home"',
)
ONLY_STORIES = ('id = "stories"\n', 'id = "stories"\narms = ["woman", "later"]\n')
NOT_ELSEWHERE = [
    ('form = "continue"\n', 'form = "continue"\narms = ["woman", "man"]\n'),
    ('form = "question"\n', 'form = "question"\narms = ["woman", "man"]\n'),
]
CHANGES = (TALKING, ONLY_STORIES, *NOT_ELSEWHERE)
STORY = "She wrote to her friend."


def respond(request: Request) -> str | dict[str, float]:
    if request.options:
        return dict.fromkeys(request.options, 0.5)
    return STORY if "Write about" in request.prompt else f"Said: {len(request.history)}"


def talks(asked: list[Request]) -> list[Request]:
    return [request for request in asked if request.form is Form.WRITE and request.history]


def run(suite: Path, out: Path, answer: Callable[[Request], str | dict[str, float]]) -> None:
    # One at a time, so that what was asked before an interruption is known.
    assess_model(
        MockModel(answer, concurrency=1), out=out, suites=[str(suite)], resume=out.exists()
    )


def test_each_message_carries_what_was_said_before(make_suite: MakeSuite, tmp_path: Path) -> None:
    asked: list[Request] = []

    def listen(request: Request) -> str | dict[str, float]:
        asked.append(request)
        return respond(request)

    run(make_suite(*CHANGES), tmp_path / "run", listen)
    second, last = talks(asked)[:2]
    (first,) = {r.prompt for r in asked if not r.history and "message spread" in r.prompt}
    assert second.history == ((first, "Said: 0"),)
    assert last.history == (*second.history, (second.prompt, "Said: 1"))
    assert "Write about" in last.prompt
    with Journal(tmp_path / "run" / "answers.sqlite") as journal:
        turns = [one.trial for one in journal.entries() if "/turn" in one.trial]
    assert len(turns) == 2 * 3, "two earlier messages for each of three units"


def test_what_was_said_is_not_asked_again(make_suite: MakeSuite, tmp_path: Path) -> None:
    suite, out = make_suite(*CHANGES), tmp_path / "run"
    asked: list[tuple[str, int]] = []

    def until_the_last(request: Request) -> str | dict[str, float]:
        if len(request.history) == 2 and not asked:
            asked.append(("interrupted", 0))
            raise KeyboardInterrupt
        return respond(request)

    with pytest.raises(KeyboardInterrupt):
        run(suite, out, until_the_last)

    def listen(request: Request) -> str | dict[str, float]:
        if request.form is Form.WRITE:
            asked.append((request.prompt, len(request.history)))
        return respond(request)

    run(suite, out, listen)
    lengths = [length for _, length in asked[1:]]
    assert lengths.count(2) == 3, "the last message of each of three units"
    assert lengths.count(1) == 2, "the one before it only where it had not been answered"


def test_a_conversation_that_fails_is_tried_again(make_suite: MakeSuite, tmp_path: Path) -> None:
    suite, out = make_suite(*CHANGES), tmp_path / "run"

    def deaf(request: Request) -> str | dict[str, float]:
        if request.history:
            raise AskError("no more")
        return respond(request)

    first = assess_model(MockModel(deaf), out=out, suites=[str(suite)])
    (stories,) = [one for one in first.measures if one.measure == "stories"]
    assert stories.coverage["later"].failed == 3
    assert stories.coverage["woman"].answered == 3
    again = assess_model(MockModel(respond), out=out, suites=[str(suite)], resume=True)
    (stories,) = [one for one in again.measures if one.measure == "stories"]
    assert stories.coverage["later"].answered == 3
    assert again.complete


def test_an_endpoint_gets_the_whole_conversation() -> None:
    request = Request(Form.WRITE, "And then?", history=(("Hello.", "Hi."), ("What?", "This.")))
    body = Dialect("chat/completions", chat=True).body("m", request)
    assert [message["role"] for message in body["messages"]] == [
        *("user", "assistant") * 2,
        "user",
    ]
    assert [message["content"] for message in body["messages"]] == [
        "Hello.",
        "Hi.",
        "What?",
        "This.",
        "And then?",
    ]
