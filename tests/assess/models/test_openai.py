from __future__ import annotations

import asyncio
import logging
import math
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.assess.models.answer import MOST_TEXT
from isonomia.assess.models.model import HANDED, Form, ModelCard, Reply, Request
from isonomia.assess.models.openai import OpenAIModel
from isonomia.assess.models.transport import Received, Transport
from isonomia.errors import AskError, SubjectError, UnreachableError
from isonomia.testing import FastClock, Fault, MockEndpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isonomia.assess.models.model import Model

KEY = "sk-secret-0123456789"
ODDS = {"she": 0.75, "he": 0.25}
CONTINUE = Request(Form.CONTINUE, "The nurse said that", (" she", " he"))
QUESTION = Request(Form.QUESTION, "She or he?", ("she", "he"), temperature=1.0, seed=3)
WRITE = Request(Form.WRITE, "Write.", max_tokens=40, temperature=0.5, seed=7)
NOT_FOUND = Fault.refusal(404, "Not Found")


def odds(_prompt: str, _body: dict[str, Any]) -> Mapping[str, float]:
    return ODDS


def model_of(endpoint: MockEndpoint, name: str = "mock", **options: Any) -> OpenAIModel:
    return OpenAIModel(name, base_url=endpoint.base_url, clock=FastClock(), **options)


async def introduced(endpoint: MockEndpoint, name: str = "mock", **options: Any) -> ModelCard:
    async with endpoint, model_of(endpoint, name, **options) as card:
        return card


async def asked(endpoint: MockEndpoint, request: Request, *faults: Fault | None) -> Reply:
    """Ask once after a preflight without faults."""
    async with endpoint:
        model: Model = model_of(endpoint, concurrency=3)
        assert model.concurrency == 3
        async with model:
            endpoint.requests.clear()
            endpoint.faults = iter(faults)
            return await model.ask(request)


async def refused(endpoint: MockEndpoint, **options: Any) -> str:
    with pytest.raises(SubjectError) as caught:
        await introduced(endpoint, **options)
    return str(caught.value)


async def test_everything_offered() -> None:
    endpoint = MockEndpoint(odds, key=KEY)
    card = await introduced(endpoint, api_key=KEY)
    assert card.name == "openai/mock"
    assert card.forms == set(Form) - HANDED
    assert card.details == {"address": endpoint.base_url, "served_as": "mock"}
    assert card.notes == (
        "Probabilities are those of the 20 likeliest first tokens; an option that is not among "
        "them gets an upper bound.",
    )
    assert len(endpoint.requests) == 2


async def test_no_logprobs() -> None:
    card = await introduced(MockEndpoint(odds, logprobs=False))
    assert card.forms == {Form.QUESTION, Form.WRITE}
    assert "replies are sampled" in card.notes[0]


async def test_chat_alone() -> None:
    assert (await introduced(MockEndpoint(odds, plain=False))).forms == {Form.QUESTION, Form.WRITE}


async def test_plain_completions_alone() -> None:
    card = await introduced(MockEndpoint(odds, chat=False))
    assert card.forms == {Form.CONTINUE}
    assert len(card.notes) == 1


async def test_what_the_endpoint_rejects_is_renamed_or_left_out() -> None:
    rejects = {"max_tokens", "seed", "temperature", "logprobs"}
    endpoint = MockEndpoint(odds, rejects=rejects)
    card = await introduced(endpoint)
    assert card.forms == {Form.QUESTION, Form.WRITE}
    assert len(card.notes) == 3
    last = [asked.body for asked in endpoint.requests if "messages" in asked.body][-1]
    assert set(last) == {"model", "messages", "max_completion_tokens"}


async def test_a_wrong_key_is_told_at_once() -> None:
    message = await refused(MockEndpoint(odds, key=KEY), api_key="sk-wrong")
    assert "does not accept the key (HTTP 401)" in message
    assert "sk-wrong" not in message


async def test_a_forbidden_key_is_told_at_once() -> None:
    endpoint = MockEndpoint(odds, faults=repeat(Fault.refusal(403, "Not in your country.")))
    assert "HTTP 403: Not in your country." in await refused(endpoint)
    assert len(endpoint.requests) == 2


async def test_an_unknown_model_is_told_with_some_that_exist() -> None:
    endpoint = MockEndpoint(odds, models=["tiny-1", "tiny-2", "large", "huge"])
    message = await refused(endpoint, name="tiny")
    assert message.endswith("knows no model 'tiny'; it has, for example, tiny-2, tiny-1, large.")
    assert not endpoint.requests


@pytest.mark.parametrize("listed", ["models/tiny", "tiny:latest", "tiny"])
async def test_a_listed_name_may_have_owner_and_tag(listed: str) -> None:
    endpoint = MockEndpoint(odds, models=[listed, "tiny"])
    assert (await introduced(endpoint, "tiny")).forms


async def test_an_unknown_model_is_told_where_nothing_is_listed() -> None:
    message = await refused(MockEndpoint(odds, models=[]), name="tiny")
    assert message.endswith("knows no model 'tiny'.")


async def test_an_odd_list_of_models_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    async def odd(_transport: Transport, _path: str) -> Received:
        return Received({"data": None}, 1)

    monkeypatch.setattr(Transport, "get", odd)
    assert (await introduced(MockEndpoint(odds))).forms == set(Form) - HANDED


async def test_a_wrong_path_is_told() -> None:
    message = await refused(MockEndpoint(odds, chat=False, plain=False))
    assert "often ends in /v1" in message


async def test_an_endpoint_that_only_fails_is_told() -> None:
    message = await refused(MockEndpoint(odds, faults=repeat(Fault.refusal(500))))
    assert message.startswith("The model cannot be asked now: 127.0.0.1")
    assert "HTTP 500 (3 tries)" in message


async def test_plain_completions_without_logprobs_are_of_no_use() -> None:
    message = await refused(MockEndpoint(odds, chat=False, logprobs=False))
    assert "HTTP 404" in message


async def test_nobody_there_is_told_at_once() -> None:
    clock = FastClock()
    with pytest.raises(UnreachableError):
        async with OpenAIModel("mock", base_url="http://127.0.0.1:9/v1", clock=clock):
            pass
    assert not clock.slept


async def test_a_continuation_is_weighed() -> None:
    endpoint = MockEndpoint(odds)
    reply = await asked(endpoint, CONTINUE)
    assert reply.logprobs == pytest.approx((math.log(0.75), math.log(0.25)))
    assert reply == Reply(None, reply.logprobs, tokens_in=4, tokens_out=1, calls=1)
    assert endpoint.requests[0].path == "/v1/completions"
    assert endpoint.requests[0].body == {
        "model": "mock",
        "prompt": "The nurse said that",
        "max_tokens": 1,
        "temperature": 0.0,
        "seed": 0,
        "logprobs": 20,
    }


async def test_a_question_is_weighed() -> None:
    endpoint = MockEndpoint(odds)
    reply = await asked(endpoint, QUESTION)
    assert reply.logprobs == pytest.approx((math.log(0.75), math.log(0.25)))
    body = endpoint.requests[0].body
    assert (body["max_tokens"], body["temperature"], body["seed"]) == (1, 0.0, 3)
    assert (body["logprobs"], body["top_logprobs"]) == (True, 20)


async def test_an_option_not_reported_is_bounded() -> None:
    reply = await asked(MockEndpoint(lambda _p, _b: {"she": 0.9, "it": 0.01}), QUESTION)
    assert any(reply.bounded)
    assert reply.logprobs == pytest.approx((math.log(0.9), math.log(0.01)))


async def test_a_reply_that_fits_no_option_is_text() -> None:
    reply = await asked(MockEndpoint(lambda _p, _b: "Perhaps"), QUESTION)
    assert (reply.text, reply.logprobs) == ("Perhaps", None)


async def test_a_question_is_sampled_where_nothing_is_reported() -> None:
    endpoint = MockEndpoint(odds, logprobs=False)
    reply = await asked(endpoint, QUESTION)
    assert reply.text in ODDS
    assert reply.logprobs is None
    body = endpoint.requests[0].body
    assert (body["max_tokens"], body["temperature"]) == (8, 1.0)
    assert "logprobs" not in body


async def test_a_text_is_written() -> None:
    endpoint = MockEndpoint(lambda _p, _b: "Once upon a time")
    reply = await asked(endpoint, WRITE)
    assert reply == Reply("Once upon a time", tokens_in=1, tokens_out=4)
    assert endpoint.requests[0].body == {
        "model": "mock",
        "messages": [{"role": "user", "content": "Write."}],
        "max_tokens": 40,
        "temperature": 0.5,
        "seed": 7,
    }


async def test_a_megabyte_is_cut_to_what_is_kept() -> None:
    reply = await asked(MockEndpoint(lambda _p, _b: "a" * 1_000_000), WRITE)
    assert reply.text == "a" * MOST_TEXT


@pytest.mark.parametrize(
    "fault",
    [
        Fault(
            body=b'{"choices": [{"message": {"content": null}, "finish_reason": "content_filter"}]}'
        ),
        Fault.refusal(400, "Filtered", code="content_filter"),
    ],
)
async def test_a_filtered_reply_is_no_failure(fault: Fault) -> None:
    assert (await asked(MockEndpoint(odds), WRITE, fault)).refused


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.refusal(400, "Too long."), "HTTP 400: Too long."),
        (Fault.refusal(403, "Flagged."), "HTTP 403: Flagged."),
        (Fault(body=b'{"choices": []}'), "no choice"),
    ],
)
async def test_one_bad_question_fails_alone(fault: Fault, words: str) -> None:
    with pytest.raises(AskError, match=words):
        await asked(MockEndpoint(odds), WRITE, fault)


@pytest.mark.parametrize("fault", [Fault.refusal(401), NOT_FOUND])
async def test_a_key_or_model_that_goes_ends_the_run(fault: Fault) -> None:
    with pytest.raises(SubjectError):
        await asked(MockEndpoint(odds), WRITE, fault)


async def test_a_host_that_goes_down_ends_the_run() -> None:
    async with MockEndpoint(odds) as endpoint, asyncio.timeout(5):
        model = model_of(endpoint)
        async with model:
            await endpoint.__aexit__()
            with pytest.raises(UnreachableError, match="cannot be reached"):
                await model.ask(WRITE)


async def test_a_storm_of_429_loses_nothing() -> None:
    storm = [Fault.throttle("1"), None, Fault.throttle(), None, None] * 20
    async with MockEndpoint(lambda prompt, _b: prompt) as endpoint:
        model = model_of(endpoint, concurrency=20)
        async with model:
            endpoint.faults = iter(storm)
            requests = [Request(Form.WRITE, f"number {n}") for n in range(100)]
            replies = await asyncio.gather(*(model.ask(request) for request in requests))
    assert [reply.text for reply in replies] == [request.prompt for request in requests]
    assert sum(reply.calls for reply in replies) == len(endpoint.requests) - 2


async def test_what_is_learnt_late_costs_a_call() -> None:
    late = Fault.refusal(400, "Unsupported parameter: 'seed'", param="seed")
    endpoint = MockEndpoint(odds)
    assert (await asked(endpoint, WRITE, late)).calls == 2
    assert "seed" not in endpoint.requests[-1].body


async def test_the_key_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with MockEndpoint(odds, key=KEY) as endpoint:
        model = model_of(endpoint, api_key=KEY)
        async with model as card:
            assert endpoint.requests[0].authorization == f"Bearer {KEY}"
            endpoint.faults = iter([Fault.refusal(400, f"{KEY} is bad")])
            with pytest.raises(AskError) as caught:
                await model.ask(WRITE)
    told = [repr(model), repr(card), str(caught.value), repr(caught.value), caplog.text]
    assert not any(KEY in words for words in told)
