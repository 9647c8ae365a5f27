"""An OpenAI-compatible endpoint on loopback that answers as you say, and fails as you say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Self, TypeAlias

import orjson
from aiohttp import web

from isonomia.testing.completion import complete
from isonomia.testing.faults import Fault

__all__ = ["Asked", "MockEndpoint", "RespondToPrompt"]

Body: TypeAlias = dict[str, Any]
RespondToPrompt: TypeAlias = Callable[[str, Body], str | Mapping[str, float]]

CHAT, PLAIN = "/v1/chat/completions", "/v1/completions"


class Asked(NamedTuple):
    """One request as it came: its path, its JSON body, and its ``Authorization`` header."""

    path: str
    body: Body
    authorization: str


class MockEndpoint:
    """An endpoint that answers by a plain function; an asynchronous context manager.

    Parameters
    ----------
    respond : callable
        Takes the prompt and the request's whole body and returns the reply's text, or a
        probability for each of several replies.  From probabilities the likeliest reply is sent,
        or, at a temperature above 0, one drawn by the request's seed.
    models : collection of str
        The models on offer; others get a 404.
    logprobs : bool
        Whether log-probabilities are reported when asked for; otherwise they are ignored.
    chat, plain : bool
        Whether chat completions and plain completions are offered.
    rejects : collection of str
        Parameters that get a 400.
    key : str, optional
        The only key accepted.
    faults : iterable of Fault or None
        What goes wrong with each completion that is asked for, in order; None goes well.  Reassign
        :attr:`faults` to change it while the endpoint runs.

    Attributes
    ----------
    requests : list of Asked
        All completions asked for so far.
    faults : iterator of Fault or None
        What goes wrong next.

    Examples
    --------
    >>> async with MockEndpoint(lambda prompt, body: {"she": 0.7, "he": 0.3}) as endpoint:
    ...     async with OpenAIModel("mock", base_url=endpoint.base_url) as model: ...
    """

    def __init__(
        self,
        respond: RespondToPrompt,
        *,
        models: Collection[str] = ("mock",),
        logprobs: bool = True,
        chat: bool = True,
        plain: bool = True,
        rejects: Collection[str] = (),
        key: str | None = None,
        faults: Iterable[Fault | None] = (),
    ) -> None:
        self.requests: list[Asked] = []
        self.faults: Iterator[Fault | None] = iter(faults)
        self._respond = respond
        self._models = models
        self._logprobs = logprobs
        self._paths = {path for path, there in ((CHAT, chat), (PLAIN, plain)) if there}
        self._rejects = rejects
        self._key = key
        self._runner: web.ServerRunner | None = None
        self._port = 0

    @property
    def base_url(self) -> str:
        """The address to give to a client."""
        return f"http://127.0.0.1:{self._port}/v1"

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(
            web.Server(self._handle, access_log=None), shutdown_timeout=0
        )
        await self._runner.setup()
        # A port once taken stays ours, so that an endpoint can go down and come back.
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        authorization = request.headers.get("Authorization", "")
        if self._key and authorization != f"Bearer {self._key}":
            return await _send(request, b"", Fault.refusal(401, "Incorrect API key"))
        if request.path == "/v1/models":
            listed = {"data": [{"id": model} for model in self._models]}
            return await _send(request, orjson.dumps(listed), None)
        if request.path not in self._paths:
            return await _send(request, b"", Fault.refusal(404, "Unknown path"))
        body = orjson.loads(await request.read())
        self.requests.append(Asked(request.path, body, authorization))
        fault = next(self.faults, None) or self._objection(body)
        answer = b"" if fault and fault.body is not None else self._answer(body)
        return await _send(request, answer, fault)

    def _objection(self, body: Body) -> Fault | None:
        if body["model"] not in self._models:
            message = f"The model `{body['model']}` does not exist"
            return Fault.refusal(404, message, code="model_not_found")
        for name in self._rejects:
            if name in body:
                hint = "Use 'max_completion_tokens' instead." if name == "max_tokens" else ""
                message = f"Unsupported parameter: '{name}'. {hint}"
                return Fault.refusal(400, message, code="unsupported_parameter", param=name)
        return None

    def _answer(self, body: Body) -> bytes:
        prompt = body["messages"][-1]["content"] if "messages" in body else body["prompt"]
        answer = self._respond(prompt, body)
        return orjson.dumps(complete(answer, prompt, body, logprobs=self._logprobs))


async def _send(request: web.BaseRequest, answer: bytes, fault: Fault | None) -> web.StreamResponse:
    fault = fault or Fault()
    if fault.delay:
        await asyncio.sleep(fault.delay)
    body = answer if fault.body is None else fault.body
    headers = {"Content-Type": "application/json", **fault.headers}
    if fault.drop:
        return await _drop(request, body, headers)
    return web.Response(status=fault.status, body=body, headers=headers)


async def _drop(
    request: web.BaseRequest, body: bytes, headers: dict[str, str]
) -> web.StreamResponse:
    response = web.StreamResponse(headers=headers | {"Content-Length": str(len(body))})
    if body:
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
