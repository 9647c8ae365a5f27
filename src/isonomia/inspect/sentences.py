"""Our errors as Inspect shows its own: one sentence, no traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from inspect_ai._util.error import PrerequisiteError  # it has no public name
from rich.markup import escape

from isonomia.errors import IsonomiaError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["plain_sentences"]


@contextmanager
def plain_sentences() -> Iterator[None]:
    """Turn an error that we raise on purpose into the one that Inspect prints as a sentence."""
    try:
        yield
    except IsonomiaError as error:
        raise PrerequisiteError(escape(str(error))) from error
