"""Files as they are found: links in circles, odd names, damaged archives, long cells."""

from __future__ import annotations

import gzip
import os
import tempfile
from typing import TYPE_CHECKING

import pytest

from isonomia.assess.tables import TableFields, count_table, counting
from isonomia.assess.tables.files import find_files
from isonomia.errors import UsageError
from isonomia.evidence import load_profile, save_profile

if TYPE_CHECKING:
    from collections.abc import Callable
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


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-3],
        lambda content: content[:5],
        lambda content: flipped(content, 0),
        lambda content: content + b"and more",
    ],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_damaged_archive_is_named_and_never_counted_in_part(
    tmp_path: Path,
    pack: Callable[[Path], Path],
    form: str,
    damage: Callable[[bytes], bytes],
) -> None:
    people = "FMFFMMFM" * 5_000
    lines = [one if form == "csv" else f'{{"sex": "{one}"}}' for one in people]
    plain = tmp_path / f"people.{form}"
    plain.write_text("\n".join(["sex"] * (form == "csv") + lines))
    packed = pack(plain)
    packed.write_bytes(damage(packed.read_bytes()))
    with pytest.raises(UsageError, match=r"Cannot read .*people\.") as raised:
        count_table([packed], GENDER)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("at", [20, 200, -6])
def test_one_wrong_byte_in_an_archive_is_found(tmp_path: Path, form: str, at: int) -> None:
    lines = [f'{{"sex": "{"FM"[n % 3 % 2]}", "n": {n * n}}}' for n in range(5_000)]
    head = "sex,n\n" if form == "csv" else ""
    content = gzip.compress((head + "\n".join(lines)).encode())
    path = tmp_path / f"people.{form}.gz"
    path.write_bytes(flipped(content, at % len(content)))
    with pytest.raises(UsageError, match=r"Cannot read .*people\."):
        count_table([path], GENDER)


@pytest.mark.parametrize("length", [131_073, 900_000])
def test_a_column_name_without_an_end_gets_a_sentence(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text('sex,"x' + "y" * length + "\nF,1\n")
    with pytest.raises(UsageError, match=r"first line of .*a\.csv"):
        count_table([path], GENDER)


def test_nothing_stays_behind_of_a_count_that_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("sex\nF\n")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def interrupt(*_: object) -> None:
        assert list(tmp_path.glob("isonomia-*"))
        raise KeyboardInterrupt

    for place in ("bytes_of", "add_lost"):
        with monkeypatch.context() as patch:
            patch.setattr(counting, place, interrupt)
            with pytest.raises(KeyboardInterrupt):
                count_table([tmp_path / "a.csv"], GENDER)
    assert not list(tmp_path.glob("isonomia-*"))
