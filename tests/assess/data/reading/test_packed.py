"""Packed files: cut off, damaged, or made to burst."""

from __future__ import annotations

import gzip
import hashlib
import json
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from isonomia.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXTS = [f"text number {n}, with some words to fill a line" for n in range(2000)]
PLAIN = "".join(json.dumps({"text": text}) + "\n" for text in TEXTS).encode()
PACK = {
    ".gz": lambda raw: gzip.compress(raw, 6, mtime=0),
    ".zst": lambda raw: zstandard.ZstdCompressor(write_checksum=True).compress(raw),
}


@pytest.fixture
def packed(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(suffix: str, content: bytes) -> Path:
        path = tmp_path / f"a.jsonl{suffix}"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("frames", [1, 3])
def test_a_packed_file_reads_like_the_plain_one(
    read: Callable[..., Any], packed: Callable[..., Path], suffix: str, frames: int
) -> None:
    content = PACK[suffix](PLAIN) * frames
    done = read(packed(suffix, content), shard_bytes=100)
    assert done.texts == TEXTS * frames
    assert done.skipped == {}
    assert [(s.digest, s.bytes) for s in done.sources] == [
        (hashlib.sha256(content).hexdigest(), len(content))
    ]


def test_frames_of_any_form_are_whole(
    read: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    streamed = zstandard.ZstdCompressor().compressobj()  # says no size beforehand
    content = streamed.compress(PLAIN[: len(PLAIN) // 2]) + streamed.flush()
    skippable = (0x184D2A53).to_bytes(4, "little") + (5).to_bytes(4, "little") + b"12345"
    rest = zstandard.ZstdCompressor(level=19).compress(PLAIN[len(PLAIN) // 2 :])
    blanks = zstandard.ZstdCompressor().compress(b"\n" * 300_000)  # blocks of one repeated byte
    done = read(packed(".zst", content + skippable + rest + blanks + skippable))
    assert (done.texts, done.skipped) == (TEXTS, {})


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("kept", [0.999, 0.6, 0.01])
def test_what_comes_before_the_end_of_a_cut_file_is_counted(
    read: Callable[..., Any], packed: Callable[..., Path], suffix: str, kept: float
) -> None:
    content = PACK[suffix](PLAIN) + PACK[suffix](PLAIN)
    content = content[: int(len(content) * kept)]
    path = packed(suffix, content)
    done = read(path)
    assert done.texts == (TEXTS * 2)[: len(done.texts)]
    assert done.skipped == {"truncated": 1}
    assert done.places == {"truncated": [len(done.texts) + 1]}
    assert done.sources[0].digest == hashlib.sha256(content).hexdigest()
    with pytest.raises(UsageError, match="ends in the middle: the file is not whole: mend it"):
        read(path, strict=True)


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("place", [0, 12, 0.5, -6])
def test_a_damaged_file_is_named(
    read: Callable[..., Any], packed: Callable[..., Path], suffix: str, place: float
) -> None:
    content = bytearray(PACK[suffix](PLAIN))
    at = int(place * len(content)) if place == 0.5 else int(place)
    content[at] ^= 0xFF
    done = read(packed(suffix, bytes(content)))
    assert sum(done.skipped.values()) >= 1
    assert {"corrupt", "truncated"} & set(done.skipped)
    assert done.sources[0].digest == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("suffix", PACK)
def test_what_is_not_packed_at_all_is_named(
    read: Callable[..., Any], packed: Callable[..., Path], suffix: str
) -> None:
    assert read(packed(suffix, PLAIN)).skipped == {"corrupt": 1}


@pytest.mark.parametrize(("suffix", "lines"), [(".gz", b"\0"), (".zst", b"\0"), (".zst", b"\n")])
def test_a_file_that_bursts_is_left(
    read: Callable[..., Any],
    packed: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    lines: bytes,
) -> None:
    monkeypatch.setattr("isonomia.assess.data.reading.stream.RATIO_FROM", 2**19)
    piece = lines * (2**20 // len(lines))
    if suffix == ".gz":
        pack = zlib.compressobj(9, zlib.DEFLATED, 31)
        content = b"".join(pack.compress(piece) for _ in range(3)) + pack.flush()
    else:
        stream = zstandard.ZstdCompressor().compressobj()
        content = b"".join(stream.compress(piece) for _ in range(3)) + stream.flush()
    path = packed(suffix, content)
    tracemalloc.start()
    try:
        done = read(path, max_record=2**20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done.skipped == {"bomb": 1}
    assert peak < 16 * 2**20


def test_a_window_that_needs_too_much_memory_is_named(
    read: Callable[..., Any], packed: Callable[..., Path]
) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert read(packed(".zst", stream.compress(PLAIN) + stream.flush())).skipped == {
        "window-too-large": 1
    }


@settings(deadline=None, max_examples=60)
@given(
    suffix=st.sampled_from(["", *sorted(PACK)]),
    kind=st.sampled_from(["jsonl", "txt", "csv"]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=4),
    end=st.floats(0, 1),
)
def test_no_damage_is_more_than_a_count_or_a_sentence(  # noqa: PLR0917 - hypothesis gives them
    read: Callable[..., Any],
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    kind: str,
    changes: list[tuple[float, bytes]],
    end: float,
) -> None:
    content = bytearray(PACK.get(suffix, bytes)(b"text\n" + PLAIN[:2000]))
    for place, piece in changes:
        at = int(place * len(content))
        content[at : at + len(piece)] = piece
    path = tmp_path_factory.mktemp("damaged") / f"a.{kind}{suffix}"
    path.write_bytes(content[: int(end * len(content)) + 1])
    try:
        done = read(path)
    except UsageError as error:
        assert "\n" not in str(error)  # noqa: PT017 - not every damage is one
    else:
        assert done.sources[0].bytes == path.stat().st_size
