"""What the labelling page shows, and what it keeps to itself."""

from __future__ import annotations

import logging
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from isonomia.evidence.labels import LabelTask
from isonomia.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from isonomia.vocabulary import Language

    OpenDesk = Callable[..., Any]

FORMS = ("start", "label", "skip", "undo", "keys", "finish")


def test_a_task_holds_nothing_that_must_not_show() -> None:
    assert [field.name for field in fields(LabelTask)] == [
        "trial",
        "suite",
        "measure",
        "title",
        "rubric",
        "language",
        "text",
        "sealed",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_whole_in_every_language_and_asks_for_nothing(
    desk: OpenDesk, language: Language
) -> None:
    async with desk(language) as it:
        page = it.visitor
        texts = [(await page.get()).text, (await page.post("start")).text]
        texts.append((await page.post("skip", trial="s1")).text)
        texts.append((await page.post("label", trial="s2", label="man")).text)
        texts.append((await page.get("end")).text)
        for trial in ("s3", "s1", "f1", "f2"):
            await page.post("label", trial=trial, label="cannot-tell")
        texts += [page.text, (await page.post("finish")).text]
    for text in texts:
        assert text.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
        assert text.count("<h1>") == 1
        assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:|//)""", text)
        assert "url(" not in text
        assert "@import" not in text


async def test_the_policy_lets_in_only_what_the_page_brings(desk: OpenDesk) -> None:
    async with desk() as it:
        nonces = set()
        for _ in range(2):
            page = await it.visitor.get()
            policy = page.headers["Content-Security-Policy"]
            nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)
            assert nonce
            assert f"style-src 'nonce-{nonce[1]}'" in policy
            for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
                assert part in policy
            assert "unsafe" not in policy
            assert page.text.count(f'nonce="{nonce[1]}"') == 2
            nonces.add(nonce[1])
        assert len(nonces) == 2
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        refused = await page.get(headers={"Host": "evil.example"})
        assert refused.headers["Content-Security-Policy"] == "default-src 'none'"


async def test_a_text_is_never_markup(desk: OpenDesk) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        await page.post("label", trial="s1", label="woman")
        async with page.session.get(page.address) as answer:
            raw = await answer.text()
        assert "The cook &lt;b&gt;shouted&lt;/b&gt; &amp; left." in raw


async def test_a_covered_word_is_named_as_one(desk: OpenDesk) -> None:
    async with desk("vi") as it:
        page = it.visitor
        assert 'aria-label="từ bị che"' in (await page.get()).text  # explained before it is met
        await page.post("start")
        for trial in ("s1", "s2", "s3"):
            await page.post("label", trial=trial, label="man")
        shown = re.search(r'<div class="text" lang="en"[^>]*>(.*?)</div>', page.text, re.S)
        assert shown
        assert re.sub(r"<span[^>]*>▇▇▇</span>", "_", shown[1]) == (
            "A _ founded a company; _ is proud."
        )
        assert shown[1].count('role="img" lang="vi" aria-label="từ bị che"') == 2


async def test_no_text_reaches_a_log_or_an_address(
    desk: OpenDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with desk() as it:
        page = it.visitor
        token = page.address.path.strip("/")
        await page.post("start")
        await page.post("label", trial="s1", label="womn")
        await page.post("label", trial="s1", label="woman")
        await page.get("nowhere")
        assert page.status == 404
        for link in re.findall(r'(?:href|action)="([^"]*)"', (await page.get()).text):
            assert re.fullmatch(rf"/{token}/(end|{'|'.join(FORMS)})?", link)
    for secret in ("Karen", "librarian", "shouted", token):
        assert secret not in caplog.text
