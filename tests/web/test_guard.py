"""Who may use the labelling page: only the person who was given its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from isonomia.errors import UsageError
from isonomia.evidence.labels import LabelBook, LabelTask
from isonomia.web import serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    OpenDesk = Callable[..., Any]
    Rows = Callable[[], list[list[str]]]

FORMS = ("start", "label", "skip", "undo", "keys", "finish")


async def test_without_the_token_nothing_is_told(desk: OpenDesk) -> None:
    async with desk() as it:
        address = it.visitor.address
        assert len(address.path) > 30
        wrong = ["", "x/", f"{address.path[1:-2]}/", f"x{address.path}", "favicon.ico", "é/"]
        for place in wrong:
            for method in ("GET", "POST"):
                url = address.origin().join(URL(f"/{place}"))
                async with it.visitor.session.request(method, url) as answer:
                    assert answer.status == 403, place
                    assert "Isonomia" not in await answer.text()
        for form in FORMS:
            async with it.visitor.session.post(address.origin() / "x" / form) as answer:
                assert answer.status == 403


async def test_two_sittings_have_different_tokens(desk: OpenDesk) -> None:
    async with desk() as one, desk() as other:
        assert one.visitor.address.path != other.visitor.address.path


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1", "localhost:1", "127.0.0.1.x:{port}"],
)
async def test_another_host_name_is_refused(
    desk: OpenDesk, tasks: list[LabelTask], host: str
) -> None:
    async with desk() as it:
        name = host.format(port=it.visitor.address.port)
        assert (await it.visitor.get(headers={"Host": name})).status == 403
        assert tasks[0].text[:10] not in it.visitor.text
        local = f"localhost:{it.visitor.address.port}"
        assert (await it.visitor.get(headers={"Host": local})).status == 200


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_forms_of_other_sites_are_refused(
    desk: OpenDesk,
    rows: Rows,
    form: str,
    headers: dict[str, str],
) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        await page.post(form, headers, trial="s1", label="woman")
        assert page.status == 403
        assert not it.served.done()
    assert rows() == []


async def test_forms_of_the_page_itself_are_taken(desk: OpenDesk, rows: Rows) -> None:
    async with desk() as it:
        own = {"Origin": str(it.visitor.address.origin()), "Sec-Fetch-Site": "same-origin"}
        page = await it.visitor.post("label", own, trial="s1", label="woman")
        assert page.status == 200
    assert rows() == [["s1", "woman", "An"]]


@pytest.mark.parametrize("form", FORMS)
async def test_following_a_link_changes_nothing(desk: OpenDesk, rows: Rows, form: str) -> None:
    async with desk() as it:
        assert (await it.visitor.get(form, params={"trial": "s1", "label": "man"})).status == 405
        assert not it.served.done()
    assert rows() == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"trial": "s1", "label": "care-home-helping"}, 400),  # a label of the other question
        ({"trial": "s9", "label": "woman"}, 400),
        ({"trial": "s1", "label": ""}, 400),
        ({"trial": "s1"}, 400),
        ({}, 400),
        ({"trial": "s1", "label": "x" * 5000}, 413),
    ],
)
async def test_a_form_that_no_page_sends_is_refused_and_not_repeated(
    desk: OpenDesk, rows: Rows, data: dict[str, str], status: int
) -> None:
    async with desk() as it:
        page = await it.visitor.post("label", **data)
        assert page.status == status
        assert not any(value and value in page.text for value in data.values())
    assert rows() == []


async def test_it_answers_on_this_computer_alone(desk: OpenDesk) -> None:
    async with desk() as it:
        assert it.visitor.address.host == "127.0.0.1"
        elsewhere = it.visitor.address.with_host("127.0.0.2")
        with pytest.raises(aiohttp.ClientConnectorError):
            await it.visitor.session.get(elsewhere)


async def test_a_port_in_use_is_one_sentence(
    desk: OpenDesk, tasks: list[LabelTask], path: Path
) -> None:
    async with desk() as it:
        port = it.visitor.address.port
        assert port
        with pytest.raises(UsageError, match=f"Cannot open port {port}"):
            await serve(tasks, LabelBook(path), language="en", port=port, on_ready=print)
    async with desk(port=port) as it:
        assert it.visitor.address.port == port
