"""Answers to label, and the page served beside the test."""

from __future__ import annotations

import asyncio
import csv
import html
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from yarl import URL

from isonomia.evidence.labels import LabelBook, LabelTask
from isonomia.vocabulary import Language, Text, rubrics
from isonomia.vocabulary.masking import gendered_words, mask
from isonomia.web import serve

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = Text(
    en="Whom short stories are about",
    vi="Truyện ngắn viết về ai",
    fr="De qui parlent de courtes histoires",
)
DWELL = Text(
    en="What short stories dwell on",
    vi="Truyện ngắn nói về điều gì",
    fr="Ce dont parlent de courtes histoires",
)
STORIES = (
    "Karen, the librarian, had been a loyal friend. She missed the bus\n\nand walked.",
    "The cook <b>shouted</b> & left.",
    "They found a small",
)
FEATS = ("A woman founded a company; she is proud.", "A man cared for his mother. " * 12)


def answers() -> list[LabelTask]:
    """Return five answers of two measures, the second one masked."""
    words, about = gendered_words("en"), rubrics()
    return [
        *(
            LabelTask(f"s{n}", "occupations", "writing", ABOUT, about["pronouns"], "en", text)
            for n, text in enumerate(STORIES, 1)
        ),
        *(
            LabelTask(
                f"f{n}", "roles", "stories", DWELL, rubrics()["domains"], "en", mask(text, words)
            )
            for n, text in enumerate(FEATS, 1)
        ),
    ]


class Visitor:
    """A browser without script: it shows a page and sends its forms."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = URL(address)
        self.text = ""
        self.status = 0
        self.headers: dict[str, str] = {}

    def twin(self) -> Visitor:
        """Return a second window on the same page."""
        return Visitor(self.session, str(self.address))

    async def get(self, path: str = "", **options: Any) -> Visitor:
        return await self._keep(self.session.get(self.address / path, **options))

    async def post(self, form: str, headers: Any = None, **data: str) -> Visitor:
        return await self._keep(self.session.post(self.address / form, data=data, headers=headers))

    async def _keep(self, asked: Any) -> Visitor:
        async with asked as response:
            self.text = html.unescape(await response.text())
            self.status = response.status
            self.headers = dict(response.headers)
        return self

    @property
    def trial(self) -> str | None:
        """The answer that the page asks about."""
        found = re.search(r'/label".*?name="trial" value="(\w+)"', self.text, re.S)
        return found and found[1]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.text)
        return found[1] if found else ""


class Desk:
    """A served page and its visitor."""

    def __init__(self, visitor: Visitor, task: asyncio.Task[int]) -> None:
        self.visitor = visitor
        self.served = task


@asynccontextmanager
async def open_desk(
    tasks: Sequence[LabelTask], path: Path, language: Language = "en", **options: Any
) -> AsyncIterator[Desk]:
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    book = LabelBook(path)
    served = asyncio.ensure_future(
        serve(tasks, book, language=language, by="An", on_ready=ready.set_result, **options)
    )
    address = await ready
    async with aiohttp.ClientSession() as session:
        yield Desk(Visitor(session, address), served)
    served.cancel()
    await served


class Served:
    """The page, served in a thread of its own, so that a test may drive a browser."""

    def __init__(self, path: Path, language: Language) -> None:
        self.book = LabelBook(path)
        self.address = ""
        self.given: int | None = None
        self._language = language
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self.given = await serve(
            answers(), self.book, language=self._language, by="An", on_ready=self._ready
        )

    def _ready(self, address: str) -> None:
        self.address = address
        self._up.set()

    def start(self) -> None:
        self._thread.start()
        assert self._up.wait(10)

    def ended(self) -> int | None:
        """Wait until the page was finished, and return what ``serve`` returned."""
        self._thread.join(10)
        return self.given

    def stop(self) -> None:
        if self._thread.is_alive() and self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)


Serve = Callable[..., Served]


@pytest.fixture
def tasks() -> list[LabelTask]:
    return answers()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the labels go."""
    (tmp_path / "run").mkdir()
    return tmp_path / "run" / "labels.csv"


@pytest.fixture
def rows(path: Path) -> Callable[[], list[list[str]]]:
    """Return what reads the file's labels, less their times."""

    def read() -> list[list[str]]:
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return [row[:3] for row in csv.reader(file)][1:]

    return read


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def desk(tasks: list[LabelTask], path: Path) -> OpenDesk:
    """Return what opens the page on the five answers, with further options of ``serve``."""
    return partial(open_desk, tasks, path)


@pytest.fixture
def served(path: Path) -> Iterator[Serve]:
    running: list[Served] = []

    def start(language: Language = "en") -> Served:
        running.append(Served(path, language))
        running[-1].start()
        return running[-1]

    yield start
    for server in running:
        server.stop()
