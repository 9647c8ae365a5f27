"""Services over HTTP: what they are sent, and what becomes of what they answer."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from isonomia import UsageError, assess_screener
from isonomia.assess.decisions.screening import (
    Application,
    Said,
    ScreenerModel,
    ServiceScreener,
    Terms,
)
from isonomia.assess.decisions.screening.screener import SILENT
from isonomia.assess.models import Options, assess_model_async
from isonomia.assess.models.transport import RetryPolicy
from isonomia.errors import AskError, SubjectError, UnreachableError
from isonomia.testing.clock import FastClock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = Application("baker", "two years", "Ann Hill, baker since 1990", "en")


def says(**answer: object) -> Callable[[Any], tuple[int, bytes]]:
    return lambda _: (200, orjson.dumps(answer))


def screened(url: str, **options: Any) -> Said:
    async def run() -> Said:
        async with ServiceScreener(url, clock=FastClock(), **options) as service:
            return await service.screen(ONE)

    return asyncio.run(run())


def test_an_application_is_sent_as_json_to_the_very_address(serve: Any) -> None:
    with serve(says(score=0.5, decision=True), "/v2/screen/?tenant=7") as service:
        assert screened(service.url) == Said(0.5, True, 1)
        assert service.paths == ["/v2/screen/?tenant=7"]
        assert service.asked == [
            {
                "post": {"title": "baker", "requirements": "two years"},
                "cv": ONE.cv,
                "language": "en",
            }
        ]
        assert service.keys == [None]


def test_a_key_from_the_environment_is_sent_and_shown_nowhere(
    serve: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_suite: str
) -> None:
    monkeypatch.setenv("ISONOMIA_SCREENER_KEY", "s3cret-key")
    with serve(says(score=0.5), "/?token=t0ken") as service:
        assess_screener(service.url, suites=small_suite, out=tmp_path / "run")
        assert set(service.keys) == {"Bearer s3cret-key"}
    written = b"".join(file.read_bytes() for file in (tmp_path / "run").iterdir())
    assert b"s3cret" not in written
    assert b"t0ken" not in written


@pytest.mark.parametrize(
    ("answer", "field", "score"),
    [
        ({"result": {"score": 0.5}}, "result.score", 0.5),
        ({"results": [{"p": 0.5}]}, "results.0.p", 0.5),
        ({"results": []}, "results.0.p", SILENT),
        ({"score": {"value": 0.5}}, "score", {"value": 0.5}),
        ({"score": None}, "score", None),
        ({"other": 0.5}, "score", SILENT),
        ({"score": 0.5}, "score.value", SILENT),
    ],
)
def test_fields_are_found_by_their_path(
    serve: Any, answer: dict[str, Any], field: str, score: object
) -> None:
    with serve(says(**answer)) as service:
        said = screened(service.url, score_field=field, decision_field="no.such")
        assert said == Said(score, SILENT, 1)


def test_a_service_in_trouble_is_asked_again(serve: Any) -> None:
    calls = count()

    def respond(_: Any) -> tuple[int, bytes]:
        return (500, b"{}") if next(calls) < 2 else (200, b'{"score": 0.5}')

    with serve(respond) as service:
        assert screened(service.url) == Said(0.5, SILENT, 3)


@pytest.mark.parametrize("raw", [b"<html>", b'{"score": ', b"", b"[0.5]", b'"high"', b"\xff\xfe"])
def test_garbage_is_a_failure(serve: Any, raw: bytes) -> None:
    with serve(lambda _: (200, raw)) as service, pytest.raises(AskError) as failed:
        screened(service.url, policy=RetryPolicy(attempts=2))
    assert "\n" not in str(failed.value)


def test_failures_of_a_service_are_counted(serve: Any, tmp_path: Path, small_suite: str) -> None:
    def respond(body: dict[str, Any]) -> tuple[int, bytes]:
        match body["post"]["title"].split()[-1]:
            case "3":
                return 500, b'{"error": {"message": "no parser"}}'
            case "4":
                return 200, b"<html>"
            case "5":
                return 422, b'{"detail": "no such year"}'
            case "6":
                return 200, b'{"verdict": "on hold"}'
        return 200, b'{"score": 0.5, "decision": false}'

    with serve(respond) as service:
        screener = ServiceScreener(
            service.url, clock=FastClock(), policy=RetryPolicy(attempts=2), concurrency=3
        )
        model = ScreenerModel(screener, Terms(), "en")
        options = Options(suites=[small_suite], asks="screener", ask_all=True)
        done = asyncio.run(assess_model_async(model, tmp_path / "run", options))
    assert not done.complete
    assert done.run.stopped == "12 questions failed"
    assert (done.coverage.answered, done.coverage.failed, done.coverage.unscorable) == (104, 12, 4)
    assert done.cost.calls == 120 + 8
    assert len(service.asked) == done.cost.calls + 1


@pytest.mark.parametrize(
    ("status", "raw", "sentence"),
    [
        (401, b"{}", "check ISONOMIA_SCREENER_KEY"),
        (404, b"{}", "fails on a first application.*HTTP 404"),
        (302, b"{}", "name the final address"),
        (200, b"{}", "neither a number"),
        (200, b'{"score": "0.5"}', "is no number"),
        (200, b'{"decision": "HOLD"}', "--positive"),
    ],
)
def test_a_service_that_cannot_be_asked_is_found_out_at_once(
    serve: Any, tmp_path: Path, status: int, raw: bytes, sentence: str
) -> None:
    with serve(lambda _: (status, raw)) as service:
        with pytest.raises(SubjectError, match=sentence):
            assess_screener(service.url, out=tmp_path / "run")
        assert len(service.asked) == 1


def test_nobody_at_the_address(serve: Any, tmp_path: Path) -> None:
    with serve(says(score=1)) as service:
        url = service.url
    with pytest.raises(UnreachableError, match="cannot be reached"):
        assess_screener(url, out=tmp_path / "run")


def test_another_address_is_another_run(serve: Any, tmp_path: Path, small_suite: str) -> None:
    told: dict[str, Any] = {"suites": small_suite, "out": tmp_path / "run"}
    with serve(says(score=0.5)) as service:
        assess_screener(service.url, **told, max_calls=5)
        with pytest.raises(UsageError, match="address"):
            assess_screener(service.url + "/v2", **told, resume=True)
        with pytest.raises(UsageError, match="settings"):
            assess_screener(service.url, score_field="score", positive="x", **told, resume=True)
        assert assess_screener(service.url, **told, resume=True).complete
