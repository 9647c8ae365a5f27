"""Which files are meant: folders, patterns, links, and names that are hard to say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from isonomia.assess.data.reading import plan_shards
from isonomia.errors import UsageError


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "some"}\n')


def found(*paths: Path | str) -> list[str]:
    return [shard.label for shard in plan_shards([str(path) for path in paths]).shards]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_read_with_all_below_it_but_what_is_hidden(here: Path) -> None:
    make(here, "d/b.jsonl", "d/a.ndjson", "d/x/y/c.json", "d/.hidden.jsonl", "d/.git/e.jsonl")
    make(here, "d/T.TXT", "d/n.md.gz", "d/p.csv.zst", "d/pic.png", "d/two.png", "d/README")
    plan = plan_shards(["d"])
    names = ["d/T.TXT", "d/a.ndjson", "d/b.jsonl", "d/n.md.gz", "d/p.csv.zst", "d/x/y/c.json"]
    assert [shard.label for shard in plan.shards] == names
    assert [shard.packing for shard in plan.shards] == ["", "", "", "gz", "zst", ""]
    assert plan.notes == ("3 files of other kinds were not read: .png 2, no suffix 1.",)


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("d/*.jsonl", ["d/a.jsonl", "d/b c.jsonl"]),
        ("d/[ab]*.jsonl", ["d/a.jsonl", "d/b c.jsonl"]),
        ("d/?.jsonl", ["d/a.jsonl"]),
        ("d/**", ["d/a.jsonl", "d/b c.jsonl", "d/e/f/g.jsonl", "d/e/h.jsonl"]),
        ("**/*.jsonl", ["d/a.jsonl", "d/b c.jsonl", "d/e/f/g.jsonl", "d/e/h.jsonl"]),
        ("d/**/f/*.jsonl", ["d/e/f/g.jsonl"]),
        ("*/e", ["d/e/f/g.jsonl", "d/e/h.jsonl"]),
        ("d/**/.hid*", ["d/.hidden.jsonl"]),
    ],
)
def test_patterns(here: Path, pattern: str, names: list[str]) -> None:
    make(here, "d/a.jsonl", "d/b c.jsonl", "d/e/f/g.jsonl", "d/e/h.jsonl", "d/.hidden.jsonl")
    make(here, "d/a.png")
    assert found(pattern) == names
    assert found(here / pattern) == [str(here / name) for name in names]


def test_a_name_that_exists_is_no_pattern(here: Path) -> None:
    make(here, "part[1].jsonl", "part1.jsonl", "set [1]/a*b.jsonl", "set [1]/axb.jsonl")
    assert found("part[1].jsonl") == ["part[1].jsonl"]
    assert found("set [1]/a*b.jsonl") == ["set [1]/a*b.jsonl"]
    assert found("set [1]/a?b.*") == ["set [1]/a*b.jsonl", "set [1]/axb.jsonl"]


def test_links_that_go_round_are_walked_once(here: Path) -> None:
    make(here, "d/a.jsonl", "d/e/b.jsonl")
    for place in ("d/round", "d/again", "d/e/up", "d/e/over"):
        (here / place).symlink_to(here / "d", target_is_directory=True)
    (here / "d/self").symlink_to("self")
    (here / "d/gone.jsonl").symlink_to("nowhere")
    for given in ("d", "d/**", "**"):
        plan = plan_shards([given])
        assert [shard.label for shard in plan.shards] == ["d/a.jsonl", "d/e/b.jsonl"]
    assert plan_shards(["d"]).notes == ("2 broken links were not read.",)


def test_one_file_by_two_names_is_read_once(here: Path) -> None:
    make(here, "d/a.jsonl", "b.jsonl")
    (here / "d/link.jsonl").symlink_to(here / "b.jsonl")
    plan = plan_shards(["b.jsonl", "./b.jsonl", "d", "d/*.jsonl"])
    assert [shard.label for shard in plan.shards] == ["b.jsonl", "d/a.jsonl"]
    assert len(plan.notes) == 1
    assert plan.notes[0].startswith("Given more than once and read once: b.jsonl, d/link.jsonl")


def test_the_labels_do_not_depend_on_the_order_in_which_paths_are_given(here: Path) -> None:
    make(here, "c.jsonl", "a.jsonl", "b/x.jsonl")
    assert found("c.jsonl", "b", "a.jsonl") == found("a.jsonl", "b", "c.jsonl")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="file names are bytes on Linux only")
def test_names_of_odd_bytes_can_be_shown_and_stored(here: Path) -> None:
    name = os.fsdecode(b"caf\xe9\nx.jsonl")
    make(here, name, "café.jsonl")
    labels = found(".")
    assert sorted(labels) == [r"caf\xe9\nx.jsonl", "café.jsonl"]
    assert "".join(labels).encode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nothing.jsonl", r"Nothing is found at nothing\.jsonl: "),
        ("d/*.csv", r"Nothing is found at d/\*\.csv: "),
        ("a\0b", r"Nothing is found at a\\x00b: "),
        ("", "Nothing is found at an empty path"),
        ("d/pic.png", r"d/pic\.png is of a kind that is not read: give \.jsonl, .*\.parquet\.$"),
        ("other", "There is nothing to read in other: give files or folders"),
        ("d/*.png", r"There is nothing to read in d/\*\.png"),
        ("pipe.jsonl", r"pipe\.jsonl is a special file"),
        ("loop", "loop is a broken link"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(here: Path, given: str, words: str) -> None:
    make(here, "d/a.jsonl", "d/pic.png", "other/pic.png")
    os.mkfifo(here / "pipe.jsonl")
    (here / "loop").symlink_to("loop")
    with pytest.raises(UsageError, match=words):
        plan_shards([given])
    with pytest.raises(UsageError, match=words):
        plan_shards(["d/a.jsonl", given] if "nothing to read" not in words else [given])


def test_no_path_at_all_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="nothing to read in no path"):
        plan_shards([])


@pytest.mark.parametrize(("what", "name"), [("iterdir", "d"), ("open", r"d/a\.jsonl")])
def test_what_may_not_be_read_is_a_sentence(
    here: Path, monkeypatch: pytest.MonkeyPatch, what: str, name: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")  # the user of the tests may be root

    make(here, "d/a.jsonl")
    monkeypatch.setattr(Path, what, refuse)
    with pytest.raises(UsageError, match=rf"{name} cannot be read \(Permission denied\): mend"):
        plan_shards(["d"])


def test_empty_files_are_read_and_named(here: Path) -> None:
    make(here, "a.jsonl")
    for name in ("b.jsonl", "c.csv", "d.parquet", "e.txt.gz"):
        (here / name).write_bytes(b"")
    plan = plan_shards(["."])
    assert len(plan.shards) == 5
    assert plan.notes == ("Empty: b.jsonl, c.csv, d.parquet, e.txt.gz.",)
