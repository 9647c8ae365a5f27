"""From what Inspect hands over to our Reply."""

from __future__ import annotations

import pytest

pytest.importorskip("inspect_ai", reason="the extra `inspect` is not installed")
from inspect_ai.model import (
    ChatMessageAssistant,
    ContentReasoning,
    ContentText,
    ModelOutput,
    ModelUsage,
)

from isonomia.assess.models import Reply
from isonomia.inspect.scoring import reply_of


def test_no_choice_is_no_reply() -> None:
    assert reply_of(ModelOutput(model="m")) is None


def test_text_is_what_was_said_not_what_was_thought() -> None:
    said = ChatMessageAssistant(
        content=[ContentReasoning(reasoning="He? She?"), ContentText(text="She")]
    )
    assert reply_of(ModelOutput.from_message(said)) == Reply("She")


def test_a_refusal_in_a_field_of_its_own_is_one() -> None:
    said = ChatMessageAssistant(content=[ContentText(text="No.", refusal=True)])
    assert reply_of(ModelOutput.from_message(said)) == Reply("No.", refused=True)
    filtered = ModelOutput.from_content("m", "", stop_reason="content_filter")
    assert reply_of(filtered) == Reply("", refused=True)


def test_tokens_from_a_cache_count() -> None:
    output = ModelOutput.from_content("m", "x")
    output.usage = ModelUsage(
        input_tokens=3, output_tokens=2, input_tokens_cache_read=40, input_tokens_cache_write=500
    )
    assert reply_of(output) == Reply("x", tokens_in=543, tokens_out=2)


def test_an_endless_reply_is_cut_as_our_engine_cuts_it() -> None:
    reply = reply_of(ModelOutput.from_content("m", "x" * 100_000))
    assert reply is not None
    assert reply.text == "x" * 65_536
