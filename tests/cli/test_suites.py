"""``isonomia suites``: its list, its trials, and what is wrong with a suite."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia.cli import app

if TYPE_CHECKING:
    from pathlib import Path

runner = CliRunner()


def test_every_suite_is_listed_in_every_language_it_has() -> None:
    listed = runner.invoke(app, ["suites"])
    assert listed.exit_code == 0
    rows = {tuple(line.split()[:2]) for line in listed.stdout.splitlines()}
    assert ("roles", "en") in rows


def test_trials_are_shown_with_their_cue_marked() -> None:
    first, second = (
        runner.invoke(app, ["suites", "show", "roles", "--trials", "3", "--seed", seed]).stdout
        for seed in ("1", "2")
    )
    assert len(re.findall(r"\[\[(?:woman|man|person|non-binary person)\]\]", first)) == 3
    assert first != second


def test_what_comes_with_isonomia_is_clean() -> None:
    checked = runner.invoke(app, ["suites", "check", "roles"])
    assert checked.exit_code == 0, checked.stdout
    assert "clean" in checked.stdout


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("I would", "I  would", "odd spaces"),
        ('text = "We met {them} at {place}."', 'text = "We met {them}."', "ask the very same"),
        ("tolerance = ", "# tolerance = ", "no contrast with a tolerance"),
        ("about 2024", "about nothing", "has no year"),
        ("low = -0.1, high = 0.1", "low = -1, high = 1", "could ever break its tolerance"),
        ('vi = "Một câu hỏi dài hơn bốn từ."', 'vi = "A question of more than four words."', "vi"),
    ],
)
def test_what_is_wrong_is_said_and_counted(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    assert runner.invoke(app, ["suites", "check", str(path)]).exit_code == 0
    assert old in OWN
    path.write_text(OWN.replace(old, new))
    checked = runner.invoke(app, ["suites", "check", str(path)])
    assert checked.exit_code == 2
    assert problem in checked.stdout
    assert re.search(r"\d+ problems? found", checked.stdout)


TEXT = '{ en = "One thing", vi = "Một điều", fr = "Une chose" }'
OWN = f"""
schema = 1
name = "own"
version = "1"
language = "en"
reviewed = false
harm = "stereotyping"
title = {TEXT}

[card]
question = {{ en = "A question of more than four words.", vi = "Một câu hỏi dài hơn bốn từ.", fr = "Une question de plus de quatre mots." }}
harm = {TEXT}
arms = {TEXT}
units = {TEXT}
method = {TEXT}
limits = {TEXT}

[[sources]]
id = "ours"
text = "Written here in about 2024."

[[arms]]
id = "woman"
title = {TEXT}
cues = ["her"]
slots = {{ them = "her" }}
[[arms]]
id = "man"
title = {TEXT}
cues = ["him"]
slots = {{ them = "him" }}

[[units]]
id = "school"
title = "school"
slice = "all"
slots = {{ place = "school" }}
[[units]]
id = "work"
title = "work"
slice = "all"
slots = {{ place = "work" }}

[[measures]]
id = "praise"
title = {TEXT}
form = "continue"
reader = "share"
target = "good"
prompts = [
  {{ id = "met", text = "We met {{them}} at {{place}}." }},
  {{ id = "would", text = "I would call {{them}} at {{place}}" }},
]
options = [ {{ id = "good", text = " good" }}, {{ id = "bad", text = " bad" }} ]

[[contrasts]]
id = "praise-woman-man"
measure = "praise"
kind = "arms"
arms = ["woman", "man"]
tolerance = {{ low = -0.1, high = 0.1, reason = {TEXT} }}
title = {TEXT}
below = {TEXT}
above = {TEXT}
"""  # noqa: E501


def test_a_suite_of_one_s_own_starts_from_one_that_works(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    assert runner.invoke(app, ["suites", "new", str(path)]).exit_code == 0
    checked = runner.invoke(app, ["suites", "check", str(path)])
    assert checked.exit_code == 0, checked.stdout
    again = runner.invoke(app, ["suites", "new", str(path)])
    assert again.exit_code == 2
    assert "there already" in again.stderr
    assert "ends in .toml" in runner.invoke(app, ["suites", "new", str(tmp_path)]).stderr


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('slice = "all"', 'slice = "al"', "among the slices all"),
        (f"title = {TEXT}\n\n[card]", 'title = "One"\n\n[card]', "in three languages"),
        ('target = "good"', 'target = "god"', "measures.praise"),
    ],
)
def test_a_slip_is_named_where_it_stands(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "own.toml"
    own = OWN.replace("[[sources]]", f"[slices]\nall = {TEXT}\n\n[[sources]]")
    assert old in own
    path.write_text(own.replace(old, new, 1))
    checked = runner.invoke(app, ["suites", "check", str(path)])
    assert checked.exit_code == 2
    assert message in checked.stderr


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8-sig")
    assert runner.invoke(app, ["suites", "check", str(path)]).exit_code == 0
    path.write_bytes(OWN.encode("utf-16"))
    checked = runner.invoke(app, ["suites", "check", str(path)])
    assert "save it as UTF-8" in checked.stderr


def test_a_translation_that_falls_behind_is_found(tmp_path: Path) -> None:
    en, fr = (tmp_path / name for name in ("en.toml", "fr.toml"))
    design, words = OWN.split("[[arms]]", maxsplit=1)[0], "[[arms]]" + OWN.split("[[arms]]", 1)[1]
    shared = design.replace('language = "en"\nreviewed = false\n', "") + words
    prompts = shared[shared.index("prompts = [") : shared.index("[[contrasts]]")]
    (tmp_path / "suite.toml").write_text(shared.replace(prompts, "\n"))
    asked = f"reviewed = false\n[measures.praise]\n{prompts.replace('[[contrasts]]', '')}"
    en.write_text(f'language = "en"\n{asked}')
    less = "\n".join(line for line in asked.splitlines() if "would" not in line)
    fr.write_text(f'language = "fr"\n{less}'.replace("We met", "Nous avons vu"))
    checked = runner.invoke(app, ["suites", "check", str(tmp_path)])
    assert "have 2 and 1 prompts" in checked.stdout
