"""A language model as a guard's judge: where ``protect`` and ``assess`` meet."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from isonomia.assess.models import Form, Request, open_model
from isonomia.errors import UsageError
from isonomia.protect.guard import JudgeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isonomia.assess.models import Reply
    from isonomia.protect.guard import Guard

__all__ = ["judging_guard"]


@contextmanager
def judging_guard(name: str, base_url: str | None = None) -> Iterator[Guard]:
    """Return a model as a guard, and stop it when done.

    Parameters
    ----------
    name : str
        ``openai/NAME`` or ``local/NAME``.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint.

    Raises
    ------
    UsageError
        The name stands for no model, or the model cannot be asked questions.
    """
    model = open_model(name, base_url, concurrency=1)
    with asyncio.Runner() as runner:
        card = runner.run(model.__aenter__())
        try:
            if Form.QUESTION not in card.forms:
                raise UsageError(
                    f"{card.name} only continues text: name a chat model with --guard."
                )
            # The reply is read whole, not weighed by its first letter: a refusal that begins
            # with "I" would else be taken for the option of that letter.
            yield JudgeGuard(
                lambda prompt, _: _said(runner.run(model.ask(Request(Form.WRITE, prompt)))),
                card.name,
                card.digest,
            )
        finally:
            runner.run(model.__aexit__(None, None, None))


def _said(reply: Reply) -> str:
    """Return a reply's text; nothing where the model or its provider declined."""
    return "" if reply.refused else reply.text or ""
