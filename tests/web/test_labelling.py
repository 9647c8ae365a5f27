"""The labelling page over real HTTP: what it asks and what it saves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from isonomia.evidence.labels import LabelBook, LabelTask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    OpenDesk = Callable[..., Any]
    Rows = Callable[[], list[list[str]]]


async def test_from_the_first_answer_to_the_end(
    desk: OpenDesk, tasks: list[LabelTask], rows: Rows
) -> None:
    async with desk() as it:
        page = await it.visitor.get()
        assert "may be offensive" in page.text
        assert tasks[0].text[:20] not in page.text
        await page.post("start")
        for number, (task, label) in enumerate(
            zip(tasks, ["woman", "cannot-tell", "man", "both-alike", "cannot-tell"], strict=True)
        ):
            rubric = task.rubric
            assert page.trial == task.trial
            assert page.heading == rubric.question.en
            assert task.title.en in page.text
            assert f"{number} of 5 labelled" in page.text
            for option in rubric.options:
                assert f'value="{option.id}"' in page.text
                assert option.text.en in page.text
            await page.post("label", trial=task.trial, label=label)
        assert "All 5 texts are labelled" in page.heading
        done = await page.post("finish")
        assert (done.status, done.heading) == (200, "Finished")
        assert await it.served == 5
        with pytest.raises(aiohttp.ClientConnectorError):
            await page.get()
    assert rows() == [
        ["s1", "woman", "An"],
        ["s2", "cannot-tell", "An"],
        ["s3", "man", "An"],
        ["f1", "both-alike", "An"],
        ["f2", "cannot-tell", "An"],
    ]


async def test_a_later_sitting_goes_on_where_the_first_one_stopped(
    desk: OpenDesk,
) -> None:
    async with desk() as it:
        await it.visitor.post("start")
        await it.visitor.post("label", trial="s1", label="woman")
        await it.visitor.post("label", trial="s2", label="man")
        it.served.cancel()  # as Ctrl-C does
        assert await it.served == 2
    async with desk() as it:
        page = await it.visitor.get()
        assert "2 of 5 labelled" in page.text
        await page.post("start")
        assert page.trial == "s3"
        assert "undo" not in page.text  # what an earlier sitting said stands
        await page.post("label", trial="s3", label="man")
        await page.post("finish")
        assert await it.served == 1


async def test_undo_shows_the_answer_again_and_only_once(desk: OpenDesk, rows: Rows) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        await page.post("label", trial="s1", label="woman")
        await page.post("label", trial="s2", label="man")
        assert "Take back my last answer: “A man”" in page.text
        await asyncio.gather(*(page.post("undo", trial="s2") for _ in range(5)))
        await page.get()
        assert page.trial == "s2"
        assert "Take back my last answer: “A woman”" in page.text
        assert "1 of 5 labelled" in page.text
        await page.post("label", trial="s2", label="woman")
        assert page.trial == "s3"
    assert rows() == [
        ["s1", "woman", "An"],
        ["s2", "man", "An"],
        ["s2", "", "An"],
        ["s2", "woman", "An"],
    ]


async def test_a_form_sent_many_times_at_once_is_one_label(desk: OpenDesk, rows: Rows) -> None:
    async with desk() as it:
        await it.visitor.post("start")
        sent = [it.visitor.twin() for _ in range(20)]
        await asyncio.gather(*(one.post("label", trial="s1", label="woman") for one in sent))
        assert {one.status for one in sent} == {200}
        assert {one.trial for one in sent} == {"s2"}
        # A second window that still shows it changes nothing either.
        await it.visitor.post("label", trial="s1", label="man")
        assert it.visitor.trial == "s2"
    assert rows() == [["s1", "woman", "An"]]


async def test_what_is_set_aside_comes_back_after_all_else(desk: OpenDesk, path: Path) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        await page.post("skip", trial="s1")
        seen = []
        for _ in range(4):
            assert "set this text aside before" not in page.text
            seen.append(page.trial)
            assert page.trial is not None
            await page.post("label", trial=page.trial, label="cannot-tell")
        assert seen == ["s2", "s3", "f1", "f2"]
        assert page.trial == "s1"
        assert "set this text aside before" in page.text
        await page.post("skip", trial="s1")
        assert page.trial == "s1"
        assert "4 of 5 labelled" in page.text
    assert "s1" not in LabelBook(path).labels


async def test_stopping_early_can_be_taken_back(desk: OpenDesk) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        await page.get("end")
        assert "run the same command again" in page.text
        await page.get()
        assert page.trial == "s1"


async def test_where_all_is_labelled_the_end_comes_first(
    desk: OpenDesk, tasks: list[LabelTask], path: Path
) -> None:
    book = LabelBook(path)
    for task in tasks:
        book.add(task.trial, "cannot-tell")
    async with desk() as it:
        assert "All 5 texts are labelled" in (await it.visitor.get()).heading


async def test_a_label_that_cannot_be_saved_is_told_and_can_be_given_again(
    desk: OpenDesk,
    tasks: list[LabelTask],
    rows: Rows,
    path: Path,
) -> None:
    async with desk() as it:
        page = it.visitor
        await page.post("start")
        path.parent.rmdir()
        await page.post("label", trial="s1", label="woman")
        assert (page.status, page.heading) == (500, "Not saved")
        assert "labels.csv (No such file" in page.text
        assert tasks[0].text[:10] not in page.text
        path.parent.mkdir()
        assert (await page.get()).trial == "s1"
        await page.post("label", trial="s1", label="woman")
        assert page.trial == "s2"
    assert rows() == [["s1", "woman", "An"]]


async def test_the_keys_can_be_turned_off_and_on(desk: OpenDesk) -> None:
    async with desk() as it:
        page = await it.visitor.post("start")
        assert "<script" in page.text
        assert "<kbd" in page.text
        await page.post("keys", keys="off")
        assert "<script" not in page.text
        assert "<kbd" not in page.text
        assert 'value="on"' in page.text
        assert "<script" in (await page.post("keys", keys="on")).text
