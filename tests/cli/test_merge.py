"""``isonomia merge`` as a user meets it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from isonomia.cli import app
from isonomia.evidence import (
    Counts,
    Profile,
    Source,
    load_profile,
    merge_parts,
    merge_profiles,
    save_profile,
)

if TYPE_CHECKING:
    from typer.testing import Result


def profile(name: str, n: int, **settings: str) -> Profile:
    counts = Counts("mentions", ("language",), ("documents",), [(("en",), (n,))])
    source = Source(name=name, digest=name, bytes=9, records=n, skipped={"broken-json": 1})
    return Profile(kind="corpus", settings=settings, sources=(source,), counts=(counts.table,))


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_profile(profile("a", 1000), tmp_path / "one" / "profile.json")
    save_profile(profile("b", 500), tmp_path / "two.json")
    save_profile(profile("c", 1, window="20"), tmp_path / "wide.json")
    (tmp_path / "cells.csv").write_text("language,documents\nen,5\n")
    return tmp_path


def merge(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["merge", *arguments])


def test_profiles_of_folders_and_files_are_added_up(given: Path) -> None:
    done = merge("one", "two.json", "--out", "sum/profile.json")
    assert done.exit_code == 0, done.stderr
    whole = load_profile(given / "sum")
    assert done.stdout.splitlines() == [
        "2 profiles of corpus added up: 1,500 records in 2 parts of the data.",
        "  2 records skipped: broken-json",
        f"  digest {whole.digest}",
        str(Path("sum/profile.json")),
    ]
    assert whole.table("mentions").total == {"documents": 1500}
    assert merge("two.json", "one", "--out", "one/..").exit_code == 0
    assert load_profile(given).digest == whole.digest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["one", "one"], "holds the same bytes"),
        (["one", "wide.json"], "counted differently (window"),
        (["one", "none.json"], "No profile at none.json"),
        (["one", "sum.json"], "sum.json is one of the profiles to be added up"),
        (["one", "cells.csv"], "cells.csv is a table of a warehouse"),
    ],
)
def test_what_does_not_add_up_is_a_sentence(given: Path, arguments: list[str], words: str) -> None:
    done = merge(*arguments, "--out", "sum.json")
    assert done.exit_code == 2
    assert words in done.stderr
    assert not (given / "sum.json").exists()


def test_copies_within_one_run_do_not_keep_it_from_being_merged() -> None:
    one = profile("same", 2)
    run = merge_parts([one, one])
    assert run.records == 4
    assert merge_profiles([run, profile("other", 1)]).records == 5
