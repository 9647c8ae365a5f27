"""The page on which a person labels answers, one at a time.

Plain forms do all the work; a small script adds keys. The page never learns the arm, the unit, the
prompt or what the rule read: its tasks do not hold them.
"""

from __future__ import annotations

import asyncio
import secrets
from functools import cache
from typing import TYPE_CHECKING

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from isonomia.errors import StorageError, UsageError
from isonomia.vocabulary.masking import BLOCK
from isonomia.web.guard import guard, new_token
from isonomia.web.messages import catalogue
from isonomia.web.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Template

    from isonomia.evidence.labels import LabelBook, LabelTask
    from isonomia.vocabulary import Language, Text
    from isonomia.vocabulary.rubrics import Rubric

__all__ = ["serve"]

HOST = "127.0.0.1"
LARGEST_FORM = 4096
"""Bytes; a form holds a key and a label."""

POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


async def serve(
    tasks: Sequence[LabelTask],
    book: LabelBook,
    *,
    language: Language,
    by: str = "",
    port: int = 0,
    on_ready: Callable[[str], None],
) -> int:
    """Serve the labelling page on this computer until the person finishes or it is interrupted.

    Parameters
    ----------
    tasks : sequence of LabelTask
        The answers, measure by measure; those that the book has are not asked again.
    book : LabelBook
        Where labels are kept.
    language : {"en", "vi", "fr"}
        Language of the page.
    by : str
        Who labels; kept with every label.
    port : int
        The port on 127.0.0.1; 0 for any that is free.
    on_ready : callable
        Called with the page's address once it answers.

    Returns
    -------
    int
        How many labels were given in this sitting and not taken back.

    Raises
    ------
    UsageError
        The port cannot be used.
    """
    pages = _Pages(Sitting(tasks, book, by), language)
    runner = web.AppRunner(pages.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await _listen(runner, port)
        on_ready(f"http://{HOST}:{runner.addresses[0][1]}{pages.root}")
        await pages.finished.wait()
    except asyncio.CancelledError:
        # An interruption is a way to stop: every label is on disk already.
        if (task := asyncio.current_task()) is not None:
            task.uncancel()
    finally:
        await runner.cleanup()
    return book.given


async def _listen(runner: web.AppRunner, port: int) -> None:
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        raise UsageError(
            f"Cannot open port {port} on this computer ({error.strerror}): "
            "choose another with --port, or leave it out."
        ) from error


class _Pages:
    """The pages of one sitting and the forms on them.

    Every form is answered with a redirect, so that reloading a page never sends it again.
    """

    def __init__(self, sitting: Sitting, language: Language) -> None:
        token = new_token()
        self.root = f"/{token}/"
        self.finished = asyncio.Event()
        self._guard = guard(token)
        self._sitting = sitting
        self._language = language
        self._begun = False
        self._keys = True

    def application(self) -> web.Application:
        """Return the application with its routes."""
        application = web.Application(middlewares=[self._guard], client_max_size=LARGEST_FORM)
        application.add_routes(
            [
                web.get(self.root, self._show),
                web.get(f"{self.root}end", self._show_end),
                web.post(f"{self.root}start", self._start),
                web.post(f"{self.root}label", self._label),
                web.post(f"{self.root}skip", self._skip),
                web.post(f"{self.root}undo", self._undo),
                web.post(f"{self.root}keys", self._switch_keys),
                web.post(f"{self.root}finish", self._finish),
            ]
        )
        return application

    async def _show(self, request: web.Request) -> web.Response:
        task = self._sitting.current
        if task is None:
            return await self._show_end(request)
        if not self._begun:
            masked = any(task.rubric.masked for task in self._sitting.tasks.values())
            return self._page("start", masked=masked)
        return self._page("label", task=task, rubric=task.rubric)

    async def _show_end(self, _: web.Request) -> web.Response:
        return self._page("end")

    async def _start(self, _: web.Request) -> web.Response:
        self._begun = True
        return self._next()

    async def _label(self, request: web.Request) -> web.Response:
        form = await request.post()
        trial, label = str(form.get("trial")), str(form.get("label"))
        task = self._sitting.tasks.get(trial)
        if task is None or label not in task.rubric.scores:
            raise web.HTTPBadRequest
        return self._saved(lambda: self._sitting.label(trial, label))

    async def _skip(self, request: web.Request) -> web.Response:
        self._sitting.skip(await _trial(request))
        return self._next()

    async def _undo(self, request: web.Request) -> web.Response:
        trial = await _trial(request)
        return self._saved(lambda: self._sitting.undo(trial))

    async def _switch_keys(self, request: web.Request) -> web.Response:
        self._keys = (await request.post()).get("keys") == "on"
        return self._next()

    async def _finish(self, _: web.Request) -> web.Response:
        self.finished.set()
        return self._page("done")

    def _saved(self, save: Callable[[], None]) -> web.Response:
        try:
            save()
        except StorageError as error:
            return self._page("error", status=500, error=str(error))
        return self._next()

    def _next(self) -> web.Response:
        return web.Response(status=303, headers={"Location": self.root})

    def _page(self, name: str, status: int = 200, **values: object) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        last = self._sitting.last
        text = _template(f"{name}.html.j2").render(
            m=catalogue(self._language),
            language=self._language,
            root=self.root,
            nonce=nonce,
            sitting=self._sitting,
            keys=self._keys,
            last=last,
            undoable=last and _choice(last.rubric, self._sitting.last_label),
            **values,
        )
        policy = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
        return web.Response(text=text, status=status, content_type="text/html", headers=policy)


async def _trial(request: web.Request) -> str:
    """Return the key of the answer that a form is about."""
    return str((await request.post()).get("trial"))


def _choice(rubric: Rubric, label: str) -> Text:
    """Return the words of a label."""
    return next(option.text for option in rubric.options if option.id == label)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("isonomia.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["block"] = BLOCK
    return environment.get_template(name)
