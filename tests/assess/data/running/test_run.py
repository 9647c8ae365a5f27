"""Running over shards: the same to the last bit, whoever does it, in whatever order, resumed."""

from __future__ import annotations

import os
import pickle
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.assess.data.corpus import CorpusSettings, Scanner
from isonomia.assess.data.reading import ChangedError, Fields, plan_shards
from isonomia.assess.data.running import CorpusTask, OneProcess, Place, Pool, run_shards, scan_shard
from isonomia.errors import IncompleteError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from types import ModuleType

    from isonomia.assess.data.reading import Shard
    from isonomia.assess.data.running import ShardResult, Work

    Run = Callable[..., Any]


class Backwards:
    """Does the last shard first, and one of them twice, as a cluster might."""

    def run(
        self, work: Work, shards: Sequence[Shard]
    ) -> Generator[tuple[Shard, ShardResult | ChangedError]]:
        for shard in (*reversed(shards), shards[0]):
            yield shard, work(shard)


def test_counts_places_and_notes(corpus: Path, shards: tuple[Shard, ...], run: Run) -> None:
    done = run(shards)
    mentions = done.profile.table("mentions")
    assert len(shards) > 10
    assert done.profile.records == 300 * 2 + 51 + 1
    assert done.profile.skipped == {"broken-json": 4, "no-word-list": 1}
    assert mentions.where(language="fr").total["woman"] == 1
    assert mentions.where(time="2001").total["documents"] == 150
    assert mentions.where(source="s1").total["documents"] == 300
    assert done.places == {
        "broken-json": tuple(
            Place(str(corpus / name), line)
            for name in ("a.jsonl", "b.jsonl")
            for line in (102, 253)
        ),
        "no-word-list": (Place(str(corpus / "d.csv"), 3),),
    }
    assert done.notes == ()
    assert [source.name for source in done.profile.sources] == sorted(s.name for s in shards)


def test_the_profile_is_the_same_in_any_order(shards: tuple[Shard, ...], run: Run) -> None:
    one, other = run(shards), run(shards, Backwards(), parts="other")
    assert other == one
    assert other.profile.digest == one.profile.digest


@settings(deadline=None, max_examples=5)
@given(size=st.integers(1_000, 40_000))
def test_the_counts_do_not_depend_on_the_shards(
    tmp_path_factory: pytest.TempPathFactory, size: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    (folder / "a.txt").write_text("She is a nurse. He\nis not.\n\nThe engineer is a man.\n\n" * 300)
    task = CorpusTask(Fields("text"), CorpusSettings())
    one, cut = (
        run_shards(
            plan_shards([str(folder / "a.txt")], shard_bytes).shards,
            partial(scan_shard, task=task),
            OneProcess(),
            folder / str(shard_bytes),
            settings=task.settings,
        ).profile
        for shard_bytes in (10**9, size)
    )
    assert cut.counts == one.counts
    assert cut.records == one.records == 600


def test_what_is_done_is_not_done_again(
    shards: tuple[Shard, ...], run: Run, task: CorpusTask
) -> None:
    counted: list[Shard] = []
    told: list[Shard] = []

    def fail_at_the_fifth(shard: Shard) -> ShardResult:
        if len(counted) == 5:
            raise KeyboardInterrupt
        counted.append(shard)
        return scan_shard(shard, task)

    with pytest.raises(KeyboardInterrupt):
        run(shards, work=fail_at_the_fifth)
    again: list[Shard] = []

    def note(shard: Shard) -> ShardResult:
        again.append(shard)
        return scan_shard(shard, task)

    resumed = run(shards, work=note, on_done=lambda shard, _: told.append(shard))
    assert [*counted, *again] == [*told] == list(shards)
    assert resumed == run(shards, parts="fresh")
    assert run(shards, work=lambda _: pytest.fail("nothing is left")) == resumed


@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_part_that_is_not_whole_is_counted_anew(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path, damage: str
) -> None:
    whole = run(shards)
    for path in (tmp_path / "parts").iterdir():
        raw = path.read_bytes()
        path.write_bytes({"cut": raw[: len(raw) // 2], "empty": b"", "other": b"[]"}[damage])
    assert run(shards) == whole


def test_parts_of_another_task_or_of_another_state_of_a_file_are_counted_anew(
    corpus: Path, shards: tuple[Shard, ...], run: Run
) -> None:
    first = run(shards)
    wider = CorpusTask(Fields("text", "from"), CorpusSettings({"en": "", "fr": ""}, "en", 20))
    assert run(shards, task=wider).profile.settings != first.profile.settings
    (corpus / "d.csv").write_text("lang,text,from,at\nfr,Elle et elle.,,\n")
    now = plan_shards([str(corpus)], shard_bytes=4000).shards
    again: list[str] = []

    def note(shard: Shard) -> ShardResult:
        again.append(Path(shard.path).name)
        return scan_shard(shard, wider)

    run(now, task=wider, work=note)
    assert again == ["d.csv"]


def test_a_file_that_changes_costs_its_own_shards_only(
    corpus: Path, shards: tuple[Shard, ...], run: Run, tmp_path: Path, task: CorpusTask
) -> None:
    def change(shard: Shard) -> ShardResult:
        if shard.label.endswith("b.jsonl") and not shard.start:
            with Path(shard.path).open("ab") as file:
                file.write(b'{"text": "She came late."}\n')
        return scan_shard(shard, task)

    with pytest.raises(
        IncompleteError,
        match=r"b\.jsonl changed while it was read: run again with --resume.* So did",
    ):
        run(shards, work=change)
    kept = {shard for shard in shards if "b.jsonl" not in shard.label}
    assert len(list((tmp_path / "parts").iterdir())) == len(kept)
    now = plan_shards([str(corpus)], shard_bytes=4000).shards
    again: list[Shard] = []

    def note(shard: Shard) -> ShardResult:
        again.append(shard)
        return scan_shard(shard, task)

    assert run(now, work=note).profile.records == 300 * 2 + 51 + 1 + 1
    assert set(again) == set(now) - kept


@pytest.mark.parametrize("change", ["gone", "cut", "touched"])
def test_a_shard_of_a_changed_file_is_not_counted(
    corpus: Path, shards: tuple[Shard, ...], task: CorpusTask, change: str
) -> None:
    path = corpus / "a.jsonl"
    if change == "gone":
        path.unlink()
    elif change == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        os.utime(path, ns=(1, 1))
    for shard in shards:
        if shard.label == str(path):
            with pytest.raises(ChangedError, match=r"a\.jsonl changed while it was read"):
                scan_shard(shard, task)


def test_a_file_that_changes_in_the_middle_is_found_out(
    shards: tuple[Shard, ...], task: CorpusTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touch_and_count(*_: object) -> None:
        os.utime(shards[0].path, ns=(1, 1))

    big = plan_shards([shards[0].path]).shards[0]
    monkeypatch.setattr(Scanner, "add", touch_and_count)
    monkeypatch.setattr("isonomia.assess.data.running.scan.BATCH", 100)
    with pytest.raises(ChangedError):
        scan_shard(big, task)


def test_copies_are_counted_and_named(corpus: Path, run: Run) -> None:
    for name in ("copy.txt", "second.txt"):
        (corpus / name).write_text("She came.")
    (corpus / "empty.txt").touch()
    (corpus / "void.txt").touch()
    done = run(plan_shards([str(corpus / "*.txt")]).shards)
    assert done.profile.records == 2
    assert done.notes == (
        f"Alike to the last byte, and all counted: {corpus}/copy.txt, {corpus}/second.txt.",
    )


def test_strict_and_what_was_done_before_is_kept(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path, task: CorpusTask
) -> None:
    strict = CorpusTask(task.fields, task.scanner, strict=True)
    with pytest.raises(UsageError, match=r"Line 102 of .*a\.jsonl is not valid JSON"):
        run(shards, task=strict)
    assert list((tmp_path / "parts").iterdir())
    with pytest.raises(UsageError, match=r"Line 3 of .*d\.csv is in a language without"):
        run(tuple(shard for shard in shards if "d.csv" in shard.label), task=strict)


def test_shards_tasks_and_errors_travel(shards: tuple[Shard, ...], task: CorpusTask) -> None:
    assert pickle.loads(pickle.dumps((shards, task))) == (shards, task)  # noqa: S301 - our own
    error = pickle.loads(pickle.dumps(ChangedError("a sentence")))  # noqa: S301 - our own
    assert (type(error), str(error)) == (ChangedError, "a sentence")


def test_nothing_to_count_is_a_sentence(run: Run) -> None:
    with pytest.raises(UsageError, match="nothing to count"):
        run(())


def test_a_folder_that_cannot_be_written_is_a_sentence(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path
) -> None:
    (tmp_path / "parts").write_text("a file")
    with pytest.raises(StorageError, match="Could not write"):
        run(shards)


def test_parts_that_vanish_are_a_sentence(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path
) -> None:
    def lose(_shard: Shard, _result: ShardResult) -> None:
        for path in (tmp_path / "parts").iterdir():
            path.unlink()

    with pytest.raises(IncompleteError, match="are gone from the parts folder"):
        run(shards, on_done=lose)


def test_a_worker_that_counts_otherwise_is_refused(
    shards: tuple[Shard, ...], run: Run, task: CorpusTask
) -> None:
    other = CorpusTask(Fields("text"), task.scanner)
    with pytest.raises(UsageError, match="the same version of Isonomia"):
        run(shards, work=partial(scan_shard, task=other))


def test_a_pool_counts_the_same_even_when_a_worker_is_killed(
    shards: tuple[Shard, ...], run: Run, tmp_path: Path, task: CorpusTask, works: ModuleType
) -> None:
    work = partial(works.die_once, task=task, marker=tmp_path / "died")
    killed = run(shards, Pool(2), work=work)
    assert (tmp_path / "died").is_dir()
    one = run(shards, parts="whole")
    assert killed == one
    assert killed.profile.digest == one.profile.digest


def test_workers_that_die_again_and_again_are_given_up(
    shards: tuple[Shard, ...], run: Run, monkeypatch: pytest.MonkeyPatch, works: ModuleType
) -> None:
    monkeypatch.setattr("isonomia.assess.data.running.executors.MAX_RESTARTS", 1)
    with pytest.raises(IncompleteError, match=r"died 2 times, the last with \d+ shards to go"):
        run(shards, Pool(1), work=works.die)


def test_an_error_in_a_pool_is_the_one_that_was_raised(
    shards: tuple[Shard, ...], run: Run, task: CorpusTask
) -> None:
    strict = CorpusTask(task.fields, task.scanner, strict=True)
    with pytest.raises(UsageError, match=r"Line \d+ of .* is not valid JSON"):
        run(shards, Pool(1), task=strict)


def test_parts_hold_what_merges(shards: tuple[Shard, ...], run: Run, tmp_path: Path) -> None:
    run(shards)
    part = orjson.loads(next((tmp_path / "parts").iterdir()).read_bytes())
    assert set(part) == {"shard", "lines", "places", "profile"}
    assert {path.suffix for path in (tmp_path / "parts").iterdir()} == {".part"}
