from __future__ import annotations

import math
from itertools import repeat
from typing import Any

import aiohttp
import pytest

from isonomia.assess.models.model import Form, Model, Reply, Request
from isonomia.testing import FastClock, Fault, MockEndpoint, MockModel

CHAT = {"model": "mock", "messages": [{"role": "user", "content": "Hi"}]}
PLAIN = {"model": "mock", "prompt": "Hi", "max_tokens": 1}
ODDS = {"she": 0.75, "he": 0.25, "it": 0.0}


async def post(endpoint: MockEndpoint, body: dict[str, Any]) -> tuple[int, Any]:
    path = "chat/completions" if "messages" in body else "completions"
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{endpoint.base_url}/{path}", json=body) as response,
    ):
        return response.status, await response.json(content_type=None)


async def test_a_text_is_served_both_ways() -> None:
    async with MockEndpoint(lambda prompt, body: f"{prompt} {len(body)}") as endpoint:
        _, chat = await post(endpoint, CHAT)
        _, plain = await post(endpoint, PLAIN)
    assert chat["choices"][0]["message"] == {"role": "assistant", "content": "Hi 2"}
    assert plain["choices"][0]["text"] == "Hi 3"
    assert chat["usage"] == {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    assert [asked.path for asked in endpoint.requests] == [
        "/v1/chat/completions",
        "/v1/completions",
    ]
    assert endpoint.requests[1].body == PLAIN


async def test_logprobs_are_reported_when_asked_for() -> None:
    async with MockEndpoint(lambda _p, _b: ODDS) as endpoint:
        _, chat = await post(endpoint, CHAT | {"logprobs": True, "top_logprobs": 1})
        _, plain = await post(endpoint, PLAIN | {"logprobs": 5})
        _, silent = await post(endpoint, PLAIN)
    top = chat["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    assert top == [{"token": "she", "logprob": math.log(0.75)}]
    assert plain["choices"][0]["logprobs"]["top_logprobs"] == [
        {"she": math.log(0.75), "he": math.log(0.25)}
    ]
    assert silent["choices"][0]["logprobs"] is None


async def test_replies_are_drawn_by_seed_and_prompt() -> None:
    async with MockEndpoint(lambda _p, _b: ODDS) as endpoint:
        cold = [await post(endpoint, PLAIN | {"seed": seed}) for seed in range(5)]
        warm = [
            (await post(endpoint, PLAIN | {"seed": seed, "temperature": 1}))[1]["choices"][0][
                "text"
            ]
            for seed in [*range(100), *range(100)]
        ]
    assert {answer["choices"][0]["text"] for _, answer in cold} == {"she"}
    assert warm[:100] == warm[100:]
    assert 15 <= warm[:100].count("he") <= 35


async def test_faults_come_in_order_and_can_be_changed() -> None:
    faults = [Fault.throttle("3"), None, Fault.refusal(500, "Oh no")]
    async with MockEndpoint(lambda _p, _b: "fine", faults=faults) as endpoint:
        statuses = [(await post(endpoint, CHAT))[0] for _ in range(4)]
        endpoint.faults = repeat(Fault.slow(0.0))
        statuses.append((await post(endpoint, CHAT))[0])
    assert statuses == [429, 200, 500, 200, 200]


async def test_keys_models_paths_and_parameters_are_checked() -> None:
    async with MockEndpoint(lambda _p, _b: "", plain=False, rejects={"seed"}) as endpoint:
        assert (await post(endpoint, PLAIN))[0] == 404
        status, body = await post(endpoint, CHAT | {"model": "other"})
        assert (status, body["error"]["code"]) == (404, "model_not_found")
        status, body = await post(endpoint, CHAT | {"seed": 1})
        assert (status, body["error"]["param"]) == (400, "seed")
    async with MockEndpoint(lambda _p, _b: "", key="k") as endpoint:
        assert (await post(endpoint, CHAT))[0] == 401


@pytest.mark.parametrize("fault", [Fault.dropped(), Fault(drop=True)])
async def test_connections_are_dropped(fault: Fault) -> None:
    async with MockEndpoint(lambda _p, _b: "fine", faults=[fault]) as endpoint:
        with pytest.raises(aiohttp.ClientError):
            await post(endpoint, CHAT)


async def test_an_endpoint_comes_back_where_it_was() -> None:
    endpoint = MockEndpoint(lambda _p, _b: "fine")
    async with endpoint:
        before = endpoint.base_url
    async with endpoint:
        assert endpoint.base_url == before
        assert (await post(endpoint, CHAT))[0] == 200


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("she", Reply("she")),
        ({"she": 1.0, "he": 0.0}, Reply(logprobs=(0.0, math.log(1e-12)))),
        (Reply("whole", calls=3), Reply("whole", calls=3)),
    ],
)
async def test_a_mock_model_answers_by_its_function(answer: Any, reply: Reply) -> None:
    model: Model = MockModel(lambda _request: answer, forms=frozenset({Form.QUESTION}))
    async with model as card:
        assert card.forms == {Form.QUESTION}
        assert await model.ask(Request(Form.QUESTION, "Who?", ("she", "he"))) == reply
    assert model.concurrency == 8


async def test_the_fast_clock_does_not_wait() -> None:
    clock = FastClock(now=5)
    await clock.sleep(60)
    assert (clock.monotonic(), clock.wall(), clock.slept) == (65, 65, [60])
    assert clock.jitter(2) == 2
