"""From the name that a user types to a model that can be asked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from isonomia.assess.models.local import LocalModel
from isonomia.assess.models.openai import OpenAIModel
from isonomia.errors import UsageError

if TYPE_CHECKING:
    from isonomia.assess.models.model import Model

__all__ = ["open_model"]

OPENAI_URL = "https://api.openai.com/v1"
DEFAULT_CONCURRENCY = 16


def open_model(name: str, base_url: str | None = None, concurrency: int | None = None) -> Model:
    """Return the model that a name stands for; nothing is started or asked yet.

    Parameters
    ----------
    name : str
        ``local/smollm2``, ``local/gemma3-270m``, ``local/PATH.gguf`` or ``openai/NAME``.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint; else ``OPENAI_BASE_URL``, else OpenAI's own.
    concurrency : int, optional
        Most requests in flight at an endpoint; fewer are sent while it complains.

    Raises
    ------
    UsageError
        The name stands for nothing, or a local model was given an address.
    """
    kind, _, rest = name.partition("/")
    if kind == "local" and rest:
        if base_url is not None:
            raise UsageError("--base-url is for openai/NAME; a local/ model is started by us.")
        return LocalModel(rest)
    if kind == "openai" and rest:
        address = base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL
        # The key is read here and nowhere else; it is never written, logged or shown.
        key = os.environ.get("OPENAI_API_KEY")
        most = concurrency or DEFAULT_CONCURRENCY
        return OpenAIModel(rest, base_url=address, api_key=key, concurrency=most)
    raise UsageError(
        f"{name!r} names no model: give local/smollm2, local/gemma3-270m, local/PATH.gguf, or "
        "openai/NAME for any OpenAI-compatible endpoint."
    )
