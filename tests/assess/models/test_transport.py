from __future__ import annotations

import gzip
import logging
from email.utils import formatdate
from itertools import repeat
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.models.failures import RejectedError
from isonomia.assess.models.transport import MOST_BYTES, Received, RetryPolicy, Transport
from isonomia.errors import AskError, IsonomiaError, SubjectError, UnreachableError, UsageError
from isonomia.testing import FastClock, Fault, MockEndpoint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

KEY = "sk-secret-0123456789"
BODY = {"model": "mock", "messages": [{"role": "user", "content": "Hello"}]}
TRIES = RetryPolicy().attempts
BUSY = Fault.throttle(status=503)


@pytest.fixture
async def endpoint() -> AsyncIterator[MockEndpoint]:
    async with MockEndpoint(lambda _prompt, _body: "fine", key=KEY) as endpoint:
        yield endpoint


async def ask(
    endpoint: MockEndpoint,
    *faults: Fault | None,
    clock: FastClock | None = None,
    patient: bool = True,
    seconds: float = 5.0,
    key: str | None = KEY,
) -> Received:
    endpoint.faults = iter(faults)
    clock = clock or FastClock()
    url = endpoint.base_url
    async with Transport(url, key=key, clock=clock, timeout=seconds) as transport:
        return await transport.post("chat/completions", BODY, patient=patient)


async def test_an_answer_comes_back_with_the_number_of_calls(endpoint: MockEndpoint) -> None:
    received = await ask(endpoint)
    assert received.calls == 1
    assert received.body["choices"][0]["message"]["content"] == "fine"
    assert endpoint.requests[0].authorization == f"Bearer {KEY}"


PASSING = {
    "503": BUSY,
    "429": Fault.throttle("1"),
    "500": Fault.refusal(500, "Oh no"),
    "408": Fault(408, b""),
    "409": Fault(409, b"<html>"),
    "425": Fault(425, b"[1]"),
    "dropped": Fault.dropped(),
    "cut": Fault(drop=True),
    "empty": Fault(body=b""),
    "blank": Fault(body=b" \n"),
    "truncated": Fault(body=b'{"choices": [{"mess'),
    "malformed": Fault(body=b"{'choices': []}"),
    "not UTF-8": Fault(body='{"text": "é"}'.encode("latin-1")),
    "lone surrogate": Fault(body=rb'{"text": "\ud800"}'),
    "web page": Fault(body=b"<html>", headers={"Content-Type": "text/html"}),
    "error in a 200": Fault(body=b'{"error": {"message": "upstream"}}'),
    "false length": Fault(body=b"{}", headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
async def test_what_may_pass_is_tried_again(endpoint: MockEndpoint, fault: Fault) -> None:
    assert (await ask(endpoint, fault, fault)).calls == 3


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
async def test_what_does_not_pass_is_one_failed_question(
    endpoint: MockEndpoint, fault: Fault
) -> None:
    with pytest.raises(AskError, match=r"^127\.0\.0\.1:\d+ .* \(8 tries\)[.:]") as caught:
        await ask(endpoint, *repeat(fault, TRIES))
    assert len(endpoint.requests) == TRIES
    assert_plain(caught.value)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (PASSING["empty"], "sent an empty answer"),
        (PASSING["truncated"], "sent broken JSON"),
        (PASSING["not UTF-8"], "sent text that is not UTF-8"),
        (PASSING["web page"], "sent text/html instead of JSON"),
        (PASSING["dropped"], "closed the connection without an answer"),
        (PASSING["cut"], "broke off its answer"),
        (PASSING["500"], "answered HTTP 500 (8 tries): Oh no."),
        (PASSING["error in a 200"], "answered with an error (8 tries): upstream."),
    ],
)
async def test_each_failure_has_its_sentence(
    endpoint: MockEndpoint, fault: Fault, words: str
) -> None:
    with pytest.raises(AskError) as caught:
        await ask(endpoint, *repeat(fault, TRIES))
    assert words in str(caught.value)


@pytest.mark.parametrize("status", [400, 403, 404, 422, 501])
async def test_a_no_is_not_repeated(endpoint: MockEndpoint, status: int) -> None:
    fault = Fault.refusal(status, "Not so.", code="why", param="seed")
    with pytest.raises(RejectedError, match=f"HTTP {status}: Not so.$") as caught:
        await ask(endpoint, fault)
    assert len(endpoint.requests) == 1
    assert caught.value.status == status
    assert (caught.value.complaint.code, caught.value.complaint.param) == ("why", "seed")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault.refusal(401), "does not accept the key"),
        (Fault.refusal(429, code="insufficient_quota"), "no credit left"),
        (Fault(301, b"", {"Location": "http://127.0.0.1:1/"}), "redirects elsewhere"),
        (Fault.throttle("86400"), "asks to wait 86400 seconds"),
    ],
)
async def test_what_no_retry_helps_ends_the_run(
    endpoint: MockEndpoint, fault: Fault, words: str
) -> None:
    with pytest.raises(SubjectError, match=words) as caught:
        await ask(endpoint, fault)
    assert len(endpoint.requests) == 1
    assert_plain(caught.value)


async def test_backoff_doubles_up_to_its_cap(endpoint: MockEndpoint) -> None:
    clock = FastClock()
    await ask(endpoint, *repeat(Fault.dropped(), TRIES - 1), clock=clock)
    assert clock.slept == [0.5, 1, 2, 4, 8, 16, 30]
    assert RetryPolicy().ceiling(20) == 30


async def test_retry_after_in_seconds_is_honoured(endpoint: MockEndpoint) -> None:
    clock = FastClock()
    await ask(endpoint, Fault.throttle("7"), clock=clock)
    assert sum(clock.slept) == 7


async def test_retry_after_as_a_date_is_honoured(endpoint: MockEndpoint) -> None:
    clock = FastClock()
    date = formatdate(clock.now + 20, usegmt=True)
    await ask(endpoint, Fault.throttle(date, status=503), clock=clock)
    assert sum(clock.slept) == 20


async def test_a_host_that_is_down_is_given_up_after_its_retries(endpoint: MockEndpoint) -> None:
    clock = FastClock()
    async with Transport(endpoint.base_url, key=KEY, clock=clock) as transport:
        await transport.post("chat/completions", BODY)
        await endpoint.__aexit__()
        with pytest.raises(UnreachableError, match=r"connection refused \(8 tries\); check"):
            await transport.post("chat/completions", BODY)
    assert len(clock.slept) == TRIES - 1


async def test_a_host_that_comes_back_is_asked_again() -> None:
    endpoint = MockEndpoint(lambda _prompt, _body: "back")

    class Restart(FastClock):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            await endpoint.__aenter__()

    async with endpoint:
        pass
    async with Transport(endpoint.base_url, clock=Restart()) as transport:
        assert (await transport.post("chat/completions", BODY)).calls == 2
    await endpoint.__aexit__()


async def test_the_impatient_give_up_a_silent_host_at_once(endpoint: MockEndpoint) -> None:
    await endpoint.__aexit__()
    with pytest.raises(UnreachableError, match=r"cannot be reached: connection refused; check"):
        await ask(endpoint, patient=False)


async def test_the_impatient_give_up_a_slow_host_at_once(endpoint: MockEndpoint) -> None:
    with pytest.raises(UnreachableError, match="gave no answer in time; check"):
        await ask(endpoint, Fault.slow(0.1), patient=False, seconds=0.05)


async def test_the_impatient_try_a_failing_host_three_times(endpoint: MockEndpoint) -> None:
    with pytest.raises(AskError, match=r"\(3 tries\)"):
        await ask(endpoint, *repeat(BUSY, TRIES), patient=False)


async def test_a_slow_answer_is_tried_again(endpoint: MockEndpoint) -> None:
    assert (await ask(endpoint, Fault.slow(0.1), seconds=0.05)).calls == 2


async def test_an_unknown_host_is_named() -> None:
    async with Transport("http://no-such-host.invalid/v1") as transport:
        with pytest.raises(UnreachableError, match=r"^no-such-host\.invalid is not a known host"):
            await transport.get("models")


async def test_no_tls_is_told(endpoint: MockEndpoint) -> None:
    async with Transport(endpoint.base_url.replace("http", "https")) as transport:
        with pytest.raises(UnreachableError, match="TLS"):
            await transport.get("models")


async def test_a_megabyte_is_read(endpoint: MockEndpoint) -> None:
    long = b'{"text": "' + b"a" * 1_000_000 + b'"}'
    assert len((await ask(endpoint, Fault(body=long))).body["text"]) == 1_000_000


async def test_an_endless_answer_is_cut_off(endpoint: MockEndpoint) -> None:
    bomb = gzip.compress(b" " * (MOST_BYTES + 1))
    with pytest.raises(AskError, match="more than 4 MB"):
        await ask(endpoint, Fault(body=bomb, headers={"Content-Encoding": "gzip"}))
    assert len(endpoint.requests) == 1


async def test_json_of_another_shape_is_told(endpoint: MockEndpoint) -> None:
    with pytest.raises(AskError, match="not an object"):
        await ask(endpoint, Fault(body=b"[]"))


async def test_the_key_is_shown_nowhere(
    endpoint: MockEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = [repr(Transport(endpoint.base_url, key=KEY))]
    echoes = [Fault.refusal(status, f"Your key {KEY} is bad") for status in (400, 401, 403, 500)]
    for fault in (*echoes, Fault.dropped(), Fault(body=KEY.encode())):
        with pytest.raises(IsonomiaError) as caught:
            await ask(endpoint, *repeat(fault, TRIES))
        error = caught.value
        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__
        told += [str(error), repr(error)]
    assert not any(
        KEY in words for words in told + [record.getMessage() for record in caplog.records]
    )


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://host/v1", "http://", "http://h:x/"])
def test_an_address_that_is_none_is_bad_usage(url: str) -> None:
    with pytest.raises(UsageError, match="must look like"):
        Transport(url)


def test_a_password_in_the_address_is_bad_usage() -> None:
    with pytest.raises(UsageError) as caught:
        Transport("http://me:hunter2@host/v1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["two\nlines", "schlüssel"])
def test_a_key_that_is_none_is_bad_usage(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        Transport("http://host/v1", key=key)
    assert key not in str(caught.value)


async def test_spaces_around_a_key_do_no_harm(endpoint: MockEndpoint) -> None:
    assert (await ask(endpoint, key=f" {KEY}\n")).calls == 1


async def test_a_query_in_the_address_is_sent_but_not_shown(endpoint: MockEndpoint) -> None:
    url = f"{endpoint.base_url}?api-version=1&secret=2"
    async with Transport(url, key=KEY) as transport:
        await transport.post("chat/completions", BODY)
        assert transport.address == endpoint.base_url


async def test_asking_outside_the_context_is_bad_usage() -> None:
    transport = Transport("http://host/v1")
    await transport.__aexit__()
    with pytest.raises(UsageError, match="async with"):
        await transport.get("models")


def assert_plain(error: Exception) -> None:
    """One sentence, on one line, with no trace of Python or the key."""
    message = str(error)
    assert message.endswith(".")
    assert not any(bad in message for bad in ("\n", "Traceback", "Error(", "aiohttp", KEY))
