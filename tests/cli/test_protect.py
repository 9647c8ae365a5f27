"""``isonomia protect guard``: what goes in, what comes out, and which exit code."""

from __future__ import annotations

import json
from asyncio import to_thread
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.protect.guard import screening_schema_text
from isonomia.testing import MockEndpoint

SCHEMA = Path(__file__).parents[2] / "docs" / "screening.schema.json"
THREAT = "I know where you live and you will regret that article."
CALM = "The library opens at nine on Mondays."


def guard(*arguments: str, stdin: str | bytes | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["protect", "guard", *arguments], input=stdin)
    return done.exit_code, done.stdout, done.stderr


def test_the_schema_in_the_documents_is_that_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == screening_schema_text()


def test_a_flag_is_no_error_and_shows_no_text() -> None:
    code, out, err = guard(THREAT)
    assert (code, err) == (0, "")
    assert out.startswith("flagged: Threats (score 0.")
    assert "let a person read" in out
    assert "regret" not in out
    assert "article" not in out


def test_what_is_not_flagged_says_so() -> None:
    code, out, _ = guard(CALM, "--language", "en")
    assert code == 0
    assert out.startswith("not flagged (score 0.")


def test_lines_of_json_follow_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    rows = [{"id": 1, "body": THREAT}, {"id": 2, "body": CALM}, {"id": 3, "body": "\ud800\0"}]
    file.write_text("\n\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    code, out, _ = guard("--file", str(file), "--field", "body", "--json")
    records = [json.loads(line) for line in out.splitlines()]
    for record in records:
        jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert code == 0
    assert [(r["item"], r["flagged"], r["act"]) for r in records] == [
        (1, True, "threat"),
        (2, False, None),
        (3, False, None),
    ]
    assert [r["language"] for r in records] == ["en", "en", "unknown"]
    code, out, _ = guard("--file", str(file), "--field", "body")
    assert [line[:2] for line in out.splitlines() if not line.startswith("  ")] == [
        "1:",
        "2:",
        "3:",
    ]


def test_a_text_file_and_standard_input_are_one_text_each(tmp_path: Path) -> None:
    file = tmp_path / "post.txt"
    file.write_text(f"{CALM}\n{THREAT}\n", encoding="utf-8-sig")
    assert guard("--file", str(file))[1].startswith("flagged: Threats")
    assert guard(stdin=f"{CALM}\n{THREAT}")[1].startswith("flagged: Threats")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"text": "fine"}\nnot json\n', "line 2 is not JSON"),
        (b'{"body": "fine"}\n', "line 1: 'text' holds no text; name another key with --field"),
        (b'{"text": 3}\n', "line 1: 'text' holds no text"),
        (b"[1]\n", "line 1: 'text' holds no text"),
        (b'{"text": "\xff"}\n', "line 1 is not UTF-8"),
        (b"[" * 100_000, "line 1 is not JSON"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_bytes(content)
    code, _, err = guard("--file", str(file))
    assert code == 2
    assert says in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--file", "nowhere.txt"], "Cannot read nowhere.txt"),
        (["text", "--file", "a.txt"], "not both"),
        (["text", "--guard", "shield"], "names no guard"),
        (["text", "--base-url", "http://localhost:1"], "asks nobody"),
        (["text", "--guard", "shield/1"], "names no model"),
        ([], "the input is empty"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], says: str) -> None:
    code, _, err = guard(*arguments, stdin="")
    assert code == 2
    assert says in err


async def test_a_model_can_judge() -> None:
    shares = {"A": 0.2, "D": 0.8}
    async with MockEndpoint(lambda *_: shares, models=("judge",)) as endpoint:
        code, out, _ = await to_thread(guard, *asking(endpoint), "--json")
    record = json.loads(out)
    jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert code == 0
    assert (record["act"], record["score"], record["guard"]) == ("threat", 1.0, "openai/judge")


@pytest.mark.parametrize("logprobs", [True, False])
async def test_a_judge_that_does_not_answer_leaves_the_text_unscreened(logprobs: bool) -> None:
    async with MockEndpoint(
        lambda *_: "I would rather not say.", models=("judge",), logprobs=logprobs
    ) as endpoint:
        code, out, _ = await to_thread(guard, *asking(endpoint))
        _, as_json, _ = await to_thread(guard, *asking(endpoint), "--json")
    record = json.loads(as_json)
    jsonschema.validate(record, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert code == 3
    assert out.startswith("not screened. The judge openai/judge answered with none")
    assert (record["state"], record["flagged"], record["score"]) == ("failed", None, None)


async def test_a_judge_that_cannot_be_reached_stops_the_command() -> None:
    code, _, err = await to_thread(
        guard, THREAT, "--guard", "openai/judge", "--base-url", "http://127.0.0.1:9/v1"
    )
    assert code == 3
    assert "Traceback" not in err


def asking(endpoint: MockEndpoint) -> tuple[str, ...]:
    return THREAT, "--guard", "openai/judge", "--base-url", endpoint.base_url
