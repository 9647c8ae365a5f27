"""The documents: their links lead somewhere, and their commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isonomia.assess.models import count_questions, load_suites, names
from isonomia.cli import app
from isonomia.vocabulary import LANGUAGES

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@EACH
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@EACH
def test_every_command_and_option_is_there(page: Path) -> None:
    for line in re.findall(r"^ {4}(isonomia .*)$", page.read_text(encoding="utf-8"), re.M):
        words = line.split("#")[0].split()[1:]
        verbs = words[: next((n for n, word in enumerate(words) if not word.isalpha()), len(words))]
        shown = _help(verbs)
        for option in re.findall(r"(?<!\S)--[a-z-]+", line.split("#")[0]):
            assert option in shown, f"{page.name}: {line}"


def test_the_index_of_suites_counts_right() -> None:
    text = (ROOT / "docs" / "suites.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[`([\w-]+)`\][^|]*\|[^|]*\| (\d+) \| (\d+) \| (.*) \|$", text, re.M)
    assert {name for name, *_ in rows} == {name for name, _ in names()}
    for name, units, arms, questions in rows:
        suites = [load_suites([name], language)[0] for language in LANGUAGES]
        assert (len(suites[0].units), len(suites[0].arms)) == (int(units), int(arms)), name
        counted = [int(number.replace(",", "")) for number in questions.split(" | ")]
        assert counted == [count_questions(suite) for suite in suites], name


def _help(verbs: list[str]) -> str:
    """Return the help of the longest run of words that names a command."""
    for length in range(len(verbs), 0, -1):
        done = CliRunner().invoke(app, [*verbs[:length], "--help"], env={"COLUMNS": "200"})
        if done.exit_code == 0:
            return done.stdout
    raise AssertionError(f"there is no command isonomia {' '.join(verbs)}")
