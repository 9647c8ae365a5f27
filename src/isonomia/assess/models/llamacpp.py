"""Models behind llama.cpp's own server, which can weigh whole options exactly."""

from __future__ import annotations

import asyncio
import math
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from isonomia.assess.models.answer import choice_of, text_of, tokens_of
from isonomia.assess.models.model import LEAST_MASS, Form, ModelCard, Reply, Request
from isonomia.assess.models.transport import RetryPolicy, Transport
from isonomia.errors import AskError, SubjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isonomia.assess.models.limiter import Clock

__all__ = ["LlamaCppModel"]

FORCE = 1000.0
"""Added to a token's logit, this makes it certain; the reported log-probability is the raw one."""

SEEN = 64
"""Likeliest tokens reported beside the forced one: often the other options are among them."""


class LlamaCppModel:
    """A model served by one or several equal llama.cpp servers.

    The log-probability of an option is the sum of those of its tokens, each read by forcing that
    token: exact, whatever its rank.  A server takes one request at a time, because with several
    in flight the same question gets slightly different log-probabilities.

    Parameters
    ----------
    urls : sequence of str
        Addresses of the servers.
    name : str
        What the model is called in reports.
    chat : bool
        Whether the model was trained to answer chat messages; llama.cpp makes up a template for
        those that were not.
    timeout : float
        Seconds after which a try is given up.
    policy, clock : optional
        As for :class:`.Transport`.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        name: str,
        chat: bool = True,
        timeout: float = 120.0,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._name = name
        self._chat = chat
        self._servers = [
            Transport(url, timeout=timeout, policy=policy, clock=clock) for url in urls
        ]
        self._free: asyncio.Queue[Transport] = asyncio.Queue()
        self._stack = AsyncExitStack()

    def __repr__(self) -> str:
        return f"LlamaCppModel({self._name!r}, servers={len(self._servers)})"

    @property
    def concurrency(self) -> int:
        """One request for each server."""
        return len(self._servers)

    async def __aenter__(self) -> ModelCard:
        self._free = asyncio.Queue()
        async with AsyncExitStack() as stack:
            props: list[dict[str, Any]] = []
            for server in self._servers:
                await stack.enter_async_context(server)
                props.append(await _properties(server))
                self._free.put_nowait(server)
            self._stack = stack.pop_all()
        chat = self._chat and all(p.get("chat_template") for p in props)
        forms = {Form.CONTINUE, Form.QUESTION, Form.WRITE} if chat else {Form.CONTINUE}
        details = {"engine": "llama.cpp", "build": str(props[0].get("build_info", ""))}
        return ModelCard(self._name, frozenset(forms), details=details)

    async def __aexit__(self, *exc: object) -> None:
        await self._stack.aclose()

    async def ask(self, request: Request) -> Reply:
        """Ask once; see :meth:`.Model.ask`."""
        server = await self._free.get()
        try:
            match request.form:
                case Form.WRITE:
                    return await _write(server, request)
                case Form.QUESTION:
                    said = {"messages": request.messages}
                    rendered = await server.post("apply-template", said)
                    return await _weigh(
                        server, rendered.body["prompt"], request.options, LEAST_MASS
                    )
                case Form.CONTINUE:
                    return await _weigh(server, request.prompt, request.options)
                case form:
                    raise AskError(f"A language model cannot be asked in the form {form.value!r}.")
        except (LookupError, TypeError) as error:
            raise AskError(f"{server.host} does not answer like a llama.cpp server.") from error
        finally:
            self._free.put_nowait(server)


async def _properties(server: Transport) -> dict[str, Any]:
    try:
        return (await server.get("props")).body
    except AskError as error:
        raise SubjectError(f"There is no llama.cpp server ready to answer: {error}") from None


async def _write(server: Transport, request: Request) -> Reply:
    body = {
        "messages": request.messages,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
    }
    answer, calls = await server.post("v1/chat/completions", body)
    sent, received = tokens_of(answer)
    return Reply(text_of(choice_of(answer)), tokens_in=sent, tokens_out=received, calls=calls)


async def _weigh(
    server: Transport, prompt: str, options: Sequence[str], least: float = 0.0
) -> Reply:
    """Read the exact log-probability of each option after the prompt.

    Where the options' first tokens together hold less than ``least``, the rest is not read: the
    log-probabilities are then upper bounds.
    """
    reading = _Reading(server)
    before = await reading.tokens(prompt)
    texts = [await reading.tokens(prompt + option) for option in options]
    # Where an option's first letters merge into the prompt's last token, all options are weighed
    # from before that token on, so that they stay comparable.
    start = min(_shared(before, text) for text in texts)
    if start == 0:
        # Nothing stands before the options: they are weighed as the beginning of a text.
        opening = await reading.opening()
        texts, start = [opening + text for text in texts], len(opening)
    logprobs = [await reading.logprob(text[: start + 1], start) for text in texts]
    worth_reading = sum(map(math.exp, logprobs)) >= least
    if worth_reading:
        logprobs = [await reading.logprob(text, start) for text in texts]
    return Reply(
        logprobs=tuple(logprobs),
        bounded=() if worth_reading else tuple(True for _ in texts),
        tokens_in=reading.tokens_in,
        tokens_out=reading.calls,
        calls=reading.calls,
    )


def _shared(left: list[int], right: list[int]) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


class _Reading:
    """What one request reads from a server; nothing is read twice."""

    def __init__(self, server: Transport) -> None:
        self._server = server
        self._known: dict[tuple[int, ...], float] = {}
        self.calls = 0
        self.tokens_in = 0

    async def tokens(self, text: str) -> list[int]:
        answer = await self._server.post("tokenize", {"content": text, "add_special": True})
        tokens: list[int] = answer.body["tokens"]
        return tokens

    async def opening(self) -> list[int]:
        """Return the token that opens a text, for models that put none there by themselves."""
        told = (await self._server.get("props")).body
        tokens = await self.tokens(told.get("bos_token") or told.get("eos_token") or "")
        if not tokens:
            raise AskError(
                f"{self._server.host} names no token that opens a text, so that first words cannot "
                "be weighed."
            )
        return tokens

    async def logprob(self, text: list[int], start: int) -> float:
        """Sum the log-probabilities of the tokens from a place on, each given all before it."""
        total = 0.0
        for end in range(start + 1, len(text) + 1):
            path = tuple(text[:end])
            if path not in self._known:
                await self._force(path[:-1], path[-1])
            total += self._known[path]
        return total

    async def _force(self, before: tuple[int, ...], token: int) -> None:
        body = {
            "prompt": before,
            "n_predict": 1,
            "temperature": 0,
            "logit_bias": [[token, FORCE]],
            "samplers": [],
            "n_probs": SEEN,
            "cache_prompt": True,
        }
        answer, calls = await self._server.post("completion", body)
        self.calls += calls
        self.tokens_in += int(answer["tokens_evaluated"])
        forced = answer["completion_probabilities"][0]
        for seen in (*forced["top_logprobs"], forced):
            self._known[(*before, seen["id"])] = float(seen["logprob"])
