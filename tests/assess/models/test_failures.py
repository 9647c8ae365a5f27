from __future__ import annotations

import aiohttp
import pytest

from isonomia.assess.models.failures import from_exception, read_complaint, retry_after
from isonomia.errors import UnreachableError


@pytest.mark.parametrize("value", ["", "soon", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_no_pause(value: str) -> None:
    assert retry_after({"Retry-After": value}, now=1_000) == 0


def test_other_ways_not_to_connect_have_their_sentence() -> None:
    timeout = from_exception(aiohttp.ConnectionTimeoutError())
    assert str(timeout) == "took no connection in time"
    assert timeout.kind is UnreachableError


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b'{"error": "plain words"}', "plain words"),
        (b'{"message": "vLLM  of\\nold", "code": 400}', "vLLM of old"),
        (b'{"detail": [{"loc": ["seed"]}]}', '[{"loc":["seed"]}]'),
        (b"[]", ""),
        (b"\xff", ""),
        (b'{"error": {"message": "' + b"x" * 999 + b'"}}', "x" * 200),
    ],
)
def test_complaints_of_every_dialect_are_read(raw: bytes, detail: str) -> None:
    assert read_complaint(raw, None).detail == detail
