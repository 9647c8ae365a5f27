"""A model that answers alike through Inspect and through our engine.

It is a file of its own so that Inspect's command, in a process of its own, can know it too.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspect_ai.model import (
    ChatMessage,
    GenerateConfig,
    ModelAPI,
    ModelCall,
    ModelOutput,
    modelapi,
)

from isonomia.assess.models import Reply, Request
from isonomia.errors import AskError

if TYPE_CHECKING:
    from inspect_ai.tool import ToolChoice, ToolInfo

TEXTS = (
    "She cared for her family at home.",
    "He made money, and then he built the bridge.",
    "They left.",
    "I'm sorry, but I can't help with that.",
    "Ask for 1,200 dollars. " * 3,
    "3",
    "",
)


@dataclass(frozen=True)
class Said:
    """What a model does when it is asked: it speaks, refuses, or fails."""

    text: str = ""
    refused: bool = False
    failed: bool = False


def answer(prompt: str, max_tokens: int, temperature: float, seed: int) -> Said:
    """Return what is said; another prompt, limit, temperature or seed would change it."""
    asked = repr((prompt, max_tokens, temperature, seed)).encode()
    place = int.from_bytes(hashlib.sha256(asked).digest()[:4])
    if place % 17 == 0:
        return Said(failed=True)
    if place % 13 == 0:
        return Said("She left her home.", refused=True)
    listed = re.findall('"([^"]+)"', prompt)
    return Said((*listed, *listed, *TEXTS)[place % (2 * len(listed) + len(TEXTS))])


def respond(request: Request) -> Reply:
    said = answer(request.prompt, request.max_tokens, request.temperature, request.seed)
    if said.failed:
        raise AskError("down")
    return Reply(said.text, refused=said.refused)


class Scripted(ModelAPI):
    """A provider of Inspect that answers by ``answer``, and notes what it was asked."""

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        config: GenerateConfig | None = None,
        **options: Any,
    ) -> None:
        super().__init__(model_name, base_url, config=config or GenerateConfig())
        self.always = options.get("always")
        self.shows = options.get("shows")
        self.asked: list[tuple[list[ChatMessage], GenerateConfig]] = []

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002  Inspect's name
        tools: list[ToolInfo],  # noqa: ARG002
        tool_choice: ToolChoice,  # noqa: ARG002
        config: GenerateConfig,
    ) -> ModelOutput | tuple[ModelOutput, ModelCall]:
        self.asked.append((input, config))
        assert config.max_tokens is not None
        assert config.temperature is not None
        assert config.seed is not None
        said = answer(input[-1].text, config.max_tokens, config.temperature, config.seed)
        if self.always:
            said = Said(self.always)
        if said.failed:
            raise ConnectionError("down, at https://host/?key=s3same")
        output = ModelOutput.from_content(
            self.model_name, said.text, "content_filter" if said.refused else "stop"
        )
        if self.shows is None:
            return output
        return output, ModelCall.create(
            {"parts": [{"options": {name: getattr(config, name) for name in self.shows}}]}, {}
        )


@modelapi("scripted")
def scripted() -> type[ModelAPI]:
    return Scripted
