"""Files as they are found: links in circles, odd names, damaged archives, long cells."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.tables import TableFields, count_table
from isonomia.assess.tables.files import find_files
from isonomia.errors import UsageError
from isonomia.evidence import load_profile, save_profile

if TYPE_CHECKING:
    from pathlib import Path

GENDER = TableFields({"gender": "sex"})


def test_a_pattern_over_links_in_circles_comes_back(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for other in ("x", "y"):
            (tmp_path / name / other).symlink_to(tmp_path)
        (tmp_path / name / "t.csv").write_text("sex\nF\n")
    found = find_files([str(tmp_path / "**" / "*.csv")])
    assert [file.path.parent.name for file in found] == ["a", "b"]
    assert find_files([tmp_path]) == found


def test_names_that_no_terminal_should_see_are_spelled_out(tmp_path: Path) -> None:
    for place, name in enumerate((b"\x1b[31mred\n.csv", b"\xff.csv")):
        (tmp_path / os.fsdecode(name)).write_text(f"sex\n{'FM'[place]}\n")
    profile = count_table([tmp_path], GENDER).profile
    names = [source.name.rpartition("/")[2] for source in profile.sources]
    assert names == [r"\x1b[31mred\n.csv", r"\xff.csv"]
    assert load_profile(save_profile(profile, tmp_path / "profile.json")) == profile
    with pytest.raises(UsageError, match=r"no file at .*\\x1b\[2Jno\.csv"):
        find_files([tmp_path / "\x1b[2Jno.csv"])


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "nothing.csv")
    with pytest.raises(UsageError, match="broken link"):
        find_files([tmp_path / "link.csv"])
    with pytest.raises(UsageError, match="an empty path"):
        find_files([""])
